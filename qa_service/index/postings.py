"""Postings: for each term the passages that hold it and what it adds to their score; and the best k of a question.

A question of rare words meets a few hundred postings in a corpus of a hundred thousand passages, so nothing here takes
time by the size of the corpus: scores are added up in a row of zeros that each thread keeps, and only the places that
were written to are looked at, and made zero again.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from qa_service.index.arrays import Array, Arrays, Bools, Floats, Ints


class Hit(NamedTuple):
    """A passage that shares a term with the question, and its retrieval score (BM25, unbounded).

    A tuple, for a dataclass takes three times as long to make, and fifty are made for a question.
    """

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

    def columns(self, terms: Sequence[int]) -> "list[Column]":
        """The columns of those `terms` that there are, in their order, doubles twice."""
        starts, known = self.starts, len(self.starts) - 1
        spans = [slice(starts[term], starts[term + 1]) for term in terms if 0 <= term < known]
        return [(self.passages[span], self.weights[span]) for span in spans]

    def scores(self, terms: Sequence[int]) -> Floats:
        """The score of every passage, float32; 0 where nothing is shared."""
        scores = np.zeros(self.passage_count, np.float32)
        _add(self.columns(terms), scores)
        return scores

    def top(self, terms: Sequence[int], k: int) -> list[Hit]:
        """The `k` best passages that share a term, best first, ties by passage number."""
        return top_hits([(self, terms)], k)


Column = tuple[Ints, Floats]
"""The passages of one term, ascending, and what it adds to the score of each."""


class _Rows(threading.local):
    """Each thread's row of zeros, one place a passage; absent while it is written to.

    A request that is stopped in the middle leaves none behind, and the next makes its own: never one that isn't clear.
    """

    zeros: Floats | None = None

    def take(self, length: int) -> Floats:
        zeros, self.zeros = self.zeros, None
        return np.zeros(length, np.float32) if zeros is None or len(zeros) < length else zeros


_rows = _Rows()


def top_hits(
    views: Sequence[tuple[Postings, Sequence[int]]], k: int, allowed: Callable[[Ints], Bools] | None = None
) -> list[Hit]:
    """The `k` passages with the greatest sum of scores over several views of the question, best first.

    Only passages that share a term (a score of rank_bm25's can be 0 or less for one that does, on small corpora) and
    that are `allowed`, which is asked of many at once, some of them twice. Ties go to the lower passage number.
    """
    columns = [column for postings, terms in views for column in postings.columns(terms)]
    if not columns or k <= 0:
        return []
    scores = _rows.take(views[0][0].passage_count)
    _add(columns, scores)
    # Every passage as often as it was written to, which is less work than to make them distinct.
    passages = columns[0][0] if len(columns) == 1 else np.concatenate([column[0] for column in columns])
    values = scores[passages]
    scores[passages] = 0
    _rows.zeros = scores
    if allowed is not None:
        kept = np.flatnonzero(allowed(passages))
        passages, values = passages[kept], values[kept]
    return _best(passages, values, k, len(columns))


def _add(columns: Sequence[Column], scores: Floats) -> None:
    """Add up columns, one after the other, in `scores`."""
    for passages, weights in columns:
        # Passages are distinct within a column, so += on the picked rows loses nothing.
        scores[passages] += weights


def _best(passages: Ints, scores: Floats, k: int, times: int) -> list[Hit]:
    """The `k` greatest of `scores` as hits, ties by passage; a passage may stand there up to `times` times."""
    most = k * times
    if len(scores) > most:
        # Ties at the border stay, so that the lowest number is never lost.
        chosen = np.flatnonzero(scores >= np.partition(scores, len(scores) - most)[len(scores) - most])
        passages, scores = passages[chosen], scores[chosen]
    order = np.lexsort((passages, -scores))
    distinct = dict(zip(passages[order].tolist(), scores[order].tolist(), strict=True))
    return list(map(Hit._make, islice(distinct.items(), k)))
