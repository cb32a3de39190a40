"""Parallel: steps that don't need each other, on all cores: numpy lets other threads run while it works."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_MOST_THREADS = 4


def side_by_side(steps: Sequence[Callable[[], T]]) -> Iterator[T]:
    """What the steps give, in their order."""
    threads = min(_usable_cores(), len(steps), _MOST_THREADS)
    if threads < 2:
        for step in steps:
            yield step()
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(lambda step: step(), steps)


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
