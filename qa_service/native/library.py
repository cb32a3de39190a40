"""The kernel as a shared library, called by ctypes; `KERNEL` is None where it was not compiled.

Calls of `KERNEL` keep the interpreter's lock: they take microseconds, and to give the lock up and win it back would
take longer. Those of `LONG_KERNEL`, which are for building an index, take up to seconds; they give it up, so that steps
run side by side and threads that answer go on.
"""

import ctypes
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

_VERSION = 8  # KERNEL_VERSION of kernel.h
_LIBRARY = Path(__file__).with_name("kernel.so")
_log = logging.getLogger(__name__)

Address = ctypes.c_void_p
Number = ctypes.c_int64
_SIGNATURES: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "kernel_version": (ctypes.c_int32, ()),
    "kernel_clear_row": (None, (Address, Number)),
    "kernel_top": (Number, (Address, Number, Address, Address, Number, Address, Number, Address)),
    "kernel_trees": (None, (Address, Address, Number, Address)),
    "kernel_phrase": (Number, (Address, Address, Address, Address)),
    "kernel_wording": (Number, (Address, Address, Address, Number, Number, Number, Address, Number, Address)),
    "kernel_nearest": (
        Number,
        (Address, Number, Number, Number, Address, Address, Number, Address, Address, Number),
    ),
    "kernel_rank": (Number, (Address, Address, Address, Address, Number, Address, Address, Address, Address, Address)),
}
_LONG_SIGNATURES: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "kernel_version": (ctypes.c_int32, ()),
    "kernel_repeats": (Number, (Address, Address, Address)),
    "kernel_sums": (Number, (Address, Address, Address)),
    "kernel_hashes": (None, (Address, Address, Number, Number, Number, Address)),
    "kernel_slots": (Number, (Address, Number, Address, Number)),
    "kernel_room": (Number, (Address, Address)),
    "kernel_place": (None, (Address, Address)),
    "kernel_weigh": (None, (Address, Address, Number, Address, Address, ctypes.c_double, Address, Address)),
    "kernel_grams": (Number, (Address, Address, Address, Address)),
    "kernel_skeletons": (None, (Address, Address, Number, Address, Address, Address)),
    "kernel_sketches": (Number, (Address, Number, Address)),
    "kernel_words": (Number, (Number, Address, Address, Address, Address, Address)),
}
_Library = TypeVar("_Library", bound=ctypes.CDLL)


def _load(path: Path = _LIBRARY) -> ctypes.PyDLL | None:
    """The library, with the types of its functions; None where there is none that this program can call."""
    return _opened(ctypes.PyDLL, path, _SIGNATURES)


def _load_long(path: Path = _LIBRARY) -> ctypes.CDLL | None:
    """The same, for the loops during which other threads may go on."""
    return _opened(ctypes.CDLL, path, _LONG_SIGNATURES)


def _opened(
    kind: type[_Library], path: Path, signatures: Mapping[str, tuple[type | None, tuple[type, ...]]]
) -> _Library | None:
    try:
        library = kind(str(path))
        found = library.kernel_version()
    except (OSError, AttributeError):
        return None
    if found != _VERSION:
        _log.warning(
            "The compiled kernel is of version %d, not %d: install the package again, for numpy stands in for "
            "it more slowly.",
            found,
            _VERSION,
        )
        return None
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


KERNEL = _load()
LONG_KERNEL = _load_long() if KERNEL is not None else None


def address(array: NDArray[Any]) -> int:
    """Where the numbers of an array stand, one after the other, for as long as somebody holds it."""
    if not array.flags.c_contiguous:
        raise ValueError("the kernel reads arrays whose numbers stand one after the other")
    return array.ctypes.data
