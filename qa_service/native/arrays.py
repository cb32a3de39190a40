"""Names for the arrays that an index is made of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.floating[Any]]
Bytes = NDArray[np.uint8]
Bools = NDArray[np.bool_]
Array = NDArray[Any]
Arrays = Mapping[str, Array]


_WORTH_A_COPY = 16  # runs; shorter ones are gathered number by number


def spans(starts: Ints, ends: Ints) -> Ints:
    """The numbers of all half-open ranges `[starts[i], ends[i])`, one after the other."""
    lengths = ends - starts
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, np.int64)
    shift = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.arange(total) + shift


def gathered(values: Array, starts: Ints, chosen: Ints) -> Array:
    """The runs `values[starts[c] : starts[c + 1]]` of all `chosen` ones, one after the other.

    Those that follow each other in `values` too are copied at once, which is quick where most do.
    """
    breaks = np.flatnonzero(np.diff(chosen) != 1) + 1
    if not len(chosen) or len(breaks) * _WORTH_A_COPY > len(chosen):
        return values[spans(starts[chosen], starts[chosen + 1])]
    first = starts[chosen[np.append(0, breaks)]].tolist()
    last = starts[chosen[np.append(breaks, len(chosen)) - 1] + 1].tolist()
    return np.concatenate([values[begin:end] for begin, end in zip(first, last, strict=True)])


def narrow(numbers: Ints) -> Ints:
    """Ascending numbers from 0 on in the fewest bytes that hold them: int32 or int64. Never unsigned, for numpy makes
    floats of what comes of adding those to signed ones."""
    return numbers.astype(np.int32) if not len(numbers) or numbers[-1] <= np.iinfo(np.int32).max else numbers


def offsets(lengths: Ints) -> Ints:
    """Where runs of these lengths begin when they are set one after the other, and where the last ends; int64."""
    ends = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=ends[1:])
    return ends
