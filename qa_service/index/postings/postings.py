"""Postings: for each term the passages that hold it, and what it adds to their scores."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.native.arrays import Array, Floats, Ints


@dataclass(frozen=True, slots=True)
class Postings:
    """Columns of weights: term `t` adds `weights[i]` to passage `passages[i]` for `starts[t] <= i < starts[t + 1]`."""

    starts: Ints  # int32, int64 where that is too narrow; terms + 1
    passages: Ints  # int32, sorted within a term
    weights: Floats  # float32
    passage_count: int

    def arrays(self, view: str) -> dict[str, Array]:
        """Named arrays, of which `columns` makes those that are kept."""
        return {f"{view}_starts": self.starts, f"{view}_passages": self.passages, f"{view}_weights": self.weights}

    def columns(self, terms: Sequence[int]) -> "list[Column]":
        """The columns of those `terms` that there are, in their order, doubles twice."""
        starts, known = self.starts, len(self.starts) - 1
        spans = [slice(starts[term], starts[term + 1]) for term in terms if 0 <= term < known]
        return [(self.passages[span], self.weights[span]) for span in spans]

    def scores(self, terms: Sequence[int]) -> Floats:
        """The score of every passage, float32; 0 where nothing is shared."""
        scores = np.zeros(self.passage_count, np.float32)
        for passages, weights in self.columns(terms):
            scores[passages] += weights  # passages are distinct within a column, so nothing is lost
        return scores


Column = tuple[Ints, Floats]
"""The passages of one term, ascending, and what it adds to the score of each."""
