"""Carried: what an earlier index knows of the terms of a new one, so that only what is new of them is worked out."""

from dataclasses import dataclass

import numpy as np

from qa_service.index.arrays import Array, Arrays, Ints


@dataclass(frozen=True, slots=True)
class Carried:
    """`numbers[t]` is what the term `t` of the earlier index is numbered now, -1 for one that is gone; int32.

    Both indexes number their terms in the same order, so numbers that stand in `numbers` ascend.
    """

    arrays: Arrays
    numbers: Ints

    def kept(self) -> Ints:
        """The terms of the earlier index that are still there, by its numbers."""
        return np.flatnonzero(self.numbers >= 0)

    def new(self, terms: int) -> Ints:
        """The terms that the earlier index doesn't have, of so many."""
        is_new = np.ones(terms, np.bool_)
        is_new[self.numbers[self.numbers >= 0]] = False
        return np.flatnonzero(is_new)


def joined(kept: Array, new: Array, is_new: Array) -> Array:
    """One array of both: the next of `new` where `is_new`, else the next of `kept`."""
    both = np.empty(len(is_new), kept.dtype)
    both[~is_new] = kept
    both[is_new] = new
    return both
