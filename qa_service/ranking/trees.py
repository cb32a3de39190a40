"""Trees: an ensemble of small regression trees evaluated on plain arrays, without the library that grew them.

QuickScorer (Lucchese et al., SIGIR 2015): a tree of at most eight leaves is a byte with a bit for each leaf, left to
right. Every inner node whose test fails clears the leaves of its left branch; the lowest bit that stays is the leaf
that is reached. All nodes of all trees are tested at once, so sixty sentences through 300 trees take about 0.1 ms.
"""

import ctypes
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qa_service.native.arrays import Array, Floats, Ints
from qa_service.native.library import KERNEL, Address, Number, address, of_kernel

LEAVES = 8  # bits of a byte; a tree has at most so many leaves and one inner node less
_LANES = 32  # rows that the kernel walks a tree with at once; it reads so far behind the last one


@of_kernel("Trees")
class _Trees(ctypes.Structure):
    """An ensemble, as kernel.h knows it."""

    _fields_ = (("feature", Address), ("threshold", Address), ("mask", Address), ("leaf", Address), ("trees", Number))


@dataclass(frozen=True, slots=True)
class Trees:
    """T trees of seven inner nodes each; a tree with fewer is padded with nodes that never fail."""

    names: tuple[str, ...]  # of the features, in the order of the columns that `score` wants
    feature: Ints  # T * 7
    threshold: Floats  # T * 7; a node's test is value <= threshold
    mask: Ints  # T * 7, uint8: the leaves that stay when the test fails
    leaf: Floats  # T * 8
    for_kernel: ctypes.Structure = field(init=False, repr=False, compare=False)  # where these four stand
    _fitting: dict[tuple[str, ...], "Trees"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, kind in (("feature", np.int32), ("threshold", np.float32), ("mask", np.uint8), ("leaf", np.float32)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), kind))
        held = map(address, (self.feature, self.threshold, self.mask, self.leaf))
        object.__setattr__(self, "for_kernel", _Trees(*held, len(self.leaf) // LEAVES))

    @classmethod
    def load(cls, path: Path) -> "Trees":
        """The trees kept in an `.npz` file."""
        with np.load(path, allow_pickle=False) as kept:
            parts: dict[str, Array] = dict(kept)
        names = tuple(str(name) for name in parts.pop("names"))
        return cls(names, **parts)

    def fit_for(self, names: tuple[str, ...]) -> "Trees":
        """These trees for rows of these features in this order, and of more; raises ValueError where one is missing."""
        if names == self.names:
            return self
        fitting = self._fitting.get(names)
        if fitting is None:
            if not set(self.names) <= set(names):
                raise ValueError("the weights were learned on other features: run python -m qa_service.training again")
            place = np.array([names.index(name) for name in self.names], np.int32)
            fitting = self._fitting[names] = Trees(names, place[self.feature], self.threshold, self.mask, self.leaf)
        return fitting

    def save(self, path: Path) -> None:
        """Keep the trees in an `.npz` file."""
        np.savez_compressed(
            path,
            names=np.array(self.names),
            feature=self.feature,
            threshold=self.threshold,
            mask=self.mask,
            leaf=self.leaf,
        )

    def score(self, rows: Floats) -> Floats:
        """The sum of all trees for each row; `rows`: cases by features."""
        count, sums = len(rows), np.empty(len(rows), np.float32)
        columns = np.empty(rows.size + _LANES, np.float32)
        columns[: rows.size].reshape(-1, count)[:] = rows.T
        KERNEL.kernel_trees(ctypes.byref(self.for_kernel), address(columns), count, address(sums))
        return sums
