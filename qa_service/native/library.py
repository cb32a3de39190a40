"""The kernel as a shared library, called by ctypes.

Calls of `KERNEL` keep the interpreter's lock: they take microseconds, and to give the lock up and win it back would
take longer. Those of `LONG_KERNEL`, which are for building an index, take up to seconds; they give it up, so that steps
run side by side and threads that answer go on.
"""

import ctypes
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

_VERSION = 11  # KERNEL_VERSION of kernel.h
_LIBRARY = Path(__file__).with_name("kernel.so")

Address = ctypes.c_void_p
Number = ctypes.c_int64
_Signatures = Mapping[str, tuple[type | None, tuple[type, ...]]]
_SIGNATURES: _Signatures = {
    "kernel_clear_row": (None, (Address, Number)),
    "kernel_top": (Number, (Address, Number, Address, Address, Number, Address, Number, Address)),
    "kernel_trees": (None, (Address, Address, Number, Address)),
    "kernel_phrase": (Number, (Address, Address, Address)),
    "kernel_phrases": (Number, (Address, Address, Address)),
    "kernel_phrase_names": (ctypes.c_char_p, ()),
    "kernel_wording": (Number, (Address, Address, Address, Number, Number, Number, Address, Number, Address)),
    "kernel_nearest": (
        Number,
        (Address, Number, Number, Number, Address, Address, Number, Address, Address, Number),
    ),
    "kernel_rank": (Number, (Address, Address, Address, Address, Number, Address, Address, Address)),
    "kernel_shortlist": (Number, (Address, Address, Address, Address, Number, Address)),
    "kernel_margins": (None, (Address, Address, Number, Address)),
    "kernel_feature_names": (ctypes.c_char_p, ()),
    "kernel_margin_names": (ctypes.c_char_p, ()),
    "kernel_layout": (Address, (Address,)),
}
_LONG_SIGNATURES: _Signatures = {
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
_Structure = TypeVar("_Structure", bound=ctypes.Structure)


class KernelError(ImportError):
    """The compiled kernel is not there, or not the one that these modules can call."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"The compiled kernel {fault}: install the package again (pip install .).")


def load(path: Path = _LIBRARY) -> ctypes.PyDLL:
    """The library, with the types of its functions; raises KernelError."""
    return _opened(ctypes.PyDLL, path, _SIGNATURES)


def load_long(path: Path = _LIBRARY) -> ctypes.CDLL:
    """The same, for the loops during which other threads may go on."""
    return _opened(ctypes.CDLL, path, _LONG_SIGNATURES)


def _opened(kind: type[_Library], path: Path, signatures: _Signatures) -> _Library:
    try:
        library = kind(str(path))
        version = library.kernel_version()
    except (OSError, AttributeError) as fault:
        raise KernelError(f"can't be loaded ({fault})") from None
    if version != _VERSION:
        raise KernelError(f"is of version {version}, not {_VERSION}")
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


KERNEL = load()
LONG_KERNEL = load_long()


class _Place(ctypes.Structure):
    """Where a field of a structure stands, as layout.c tells it; without a name that of the structure as a whole."""

    _fields_ = (("structure", ctypes.c_char_p), ("field", ctypes.c_char_p), ("offset", Number), ("size", Number))


def _layouts() -> dict[str, dict[str, tuple[int, int]]]:
    """The offset and size of each field, by the names of the structure and of the field."""
    count = Number()
    table = ctypes.cast(KERNEL.kernel_layout(ctypes.byref(count)), ctypes.POINTER(_Place))
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for place in table[: count.value]:
        found.setdefault(place.structure.decode(), {})[place.field.decode()] = place.offset, place.size
    return found


_LAYOUTS = _layouts()


def of_kernel(name: str) -> Callable[[type[_Structure]], type[_Structure]]:
    """For a structure that mirrors the one of that name in C: it has the same fields at the same places, or KernelError
    is raised.
    """

    def compared(mirror: type[_Structure]) -> type[_Structure]:
        told = {each[0]: getattr(mirror, each[0]) for each in mirror._fields_}
        own = {"": (0, ctypes.sizeof(mirror))} | {field: (at.offset, at.size) for field, at in told.items()}
        if own != _LAYOUTS.get(name):
            raise KernelError(f"lays {name} out otherwise than {mirror.__module__}.{mirror.__qualname__} does")
        return mirror

    return compared


def names_of(function: str) -> tuple[str, ...]:
    """The names that a function of the kernel tells, in their order."""
    told: bytes = getattr(KERNEL, function)()
    return tuple(told.decode("ascii").split())


def address(array: NDArray[Any]) -> int:
    """Where the numbers of an array stand, one after the other, for as long as somebody holds it."""
    if not array.flags.c_contiguous:
        raise ValueError("the kernel reads arrays whose numbers stand one after the other")
    return array.ctypes.data
