"""Postings: for each term the passages that hold it and what it adds to their score; and the best k of a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_service.index.arrays import Array, Arrays, Bools, Floats, Ints

_BLOCK = 128  # passages; the maximum of each block decides which blocks are looked into


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that shares a term with the question, and its retrieval score (BM25, unbounded)."""

    passage: int
    retrieval_score: float


@dataclass(frozen=True, slots=True)
class Postings:
    """Columns of weights: term `t` adds `weights[i]` to passage `passages[i]` for `starts[t] <= i < starts[t + 1]`."""

    starts: Ints  # int32, int64 where that is too narrow; terms + 1
    passages: Ints  # int32, sorted within a term
    weights: Floats  # float32
    passage_count: int

    @classmethod
    def from_arrays(cls, arrays: Arrays, view: str, passage_count: int) -> "Postings":
        """The postings of one view that `arrays` gave."""
        return cls(
            arrays[f"{view}_starts"], arrays[f"{view}_passages"], arrays[f"{view}_weights"], passage_count
        )

    def arrays(self, view: str) -> dict[str, Array]:
        """What has to be kept: named arrays."""
        return {f"{view}_starts": self.starts, f"{view}_passages": self.passages, f"{view}_weights": self.weights}

    def add_to(self, scores: Floats, terms: Sequence[int]) -> None:
        """Add the columns of `terms` to `scores`."""
        for term in terms:
            if 0 <= term < len(self.starts) - 1:
                column = slice(self.starts[term], self.starts[term + 1])
                # Passages are distinct within a column, so += on the picked rows loses nothing.
                scores[self.passages[column]] += self.weights[column]

    def mark(self, terms: Sequence[int], matched: Bools) -> None:
        """Set `matched` for every passage that holds one of `terms`."""
        for term in terms:
            if 0 <= term < len(self.starts) - 1:
                matched[self.passages[self.starts[term] : self.starts[term + 1]]] = True

    def scores(self, terms: Sequence[int]) -> Floats:
        """The score of every passage, float32; 0 where nothing is shared."""
        scores = np.zeros(self.passage_count, np.float32)
        self.add_to(scores, terms)
        return scores

    def top(self, terms: Sequence[int], k: int) -> list[Hit]:
        """The `k` best passages that share a term, best first, ties by passage number."""
        return top_hits([(self, terms)], k)


def top_hits(views: Sequence[tuple[Postings, Sequence[int]]], k: int, allowed: Bools | None = None) -> list[Hit]:
    """The `k` passages with the greatest sum of scores over several views of the question, best first.

    Only passages that share a term (a score of rank_bm25's can be 0 or less for one that does, on small corpora) and
    that are `allowed`. Ties go to the lower passage number.
    """
    passage_count = views[0][0].passage_count if views else 0
    scores = np.zeros(passage_count, np.float32)
    for postings, terms in views:
        postings.add_to(scores, terms)
    if allowed is None:
        best = best_first(scores, k)
        # A score above 0 proves a shared term, and none that is 0 or less can come before it.
        if len(best) and scores[best[-1]] > 0:
            return [Hit(int(i), float(scores[i])) for i in best]
    matched = np.zeros(passage_count, np.bool_)
    for postings, terms in views:
        postings.mark(terms, matched)
    if allowed is not None:
        matched &= allowed
    scores[~matched] = -np.inf
    best = best_first(scores, k)
    return [Hit(int(i), float(scores[i])) for i in best if matched[i]]


def best_first(scores: Floats, k: int) -> Ints:
    """The indices of the `k` greatest scores, greatest first, ties by index, without sorting or copying them all."""
    if k <= 0 or not len(scores):
        return np.zeros(0, np.int64)
    blocks = len(scores) // _BLOCK
    if blocks <= 2 * k:
        picked = np.arange(len(scores))
    else:
        # A score among the k best stands in one of the k blocks of greatest maximum, or in the tail. Ties at the
        # border: every block whose maximum reaches the k-th is looked into, so that the lower index is never lost.
        tops = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        border = np.partition(tops, blocks - k)[blocks - k]
        rows = np.flatnonzero(tops >= border)
        inside = (rows[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
        picked = np.concatenate((inside, np.arange(blocks * _BLOCK, len(scores))))
    values = scores[picked]
    if len(values) > k:
        border = np.partition(values, len(values) - k)[len(values) - k]
        picked = picked[values >= border]
        values = scores[picked]
    return picked[np.lexsort((picked, -values))][:k]
