"""How the work of a function grows with what it is given, told without a limit in seconds."""

import gc
import time
from collections.abc import Callable

_TIMES_AS_MUCH = 4
_MOST_GROWTH = 10.0  # of linear work four; of quadratic work sixteen
_TOO_LITTLE_SECONDS = 0.02


def assert_grows_linearly(work: Callable[[int], object], size: int) -> None:
    """Four times as much takes this process some four times as long, and not its square or more."""
    few, many = (min(_cpu_seconds(work, each) for _ in range(2)) for each in (size // _TIMES_AS_MUCH, size))
    assert many < _TOO_LITTLE_SECONDS or many < _MOST_GROWTH * few, f"{size}: {few:.3f} s became {many:.3f} s"


def _cpu_seconds(work: Callable[[int], object], size: int) -> float:
    gc.disable()  # what it would look through is all that the tests before have left
    try:
        began = time.process_time()
        work(size)
        return time.process_time() - began
    finally:
        gc.enable()
