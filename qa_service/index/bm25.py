"""BM25 by sparse columns: rank-bm25's formula and API, with every weight worked out when the index is built.

rank-bm25 0.2.2 sets the formula (Okapi, k1, b, the floor of negative idf at epsilon times the mean) and works out
the idf itself here. It scores a question by walking the whole corpus, so the weights are laid out by term instead:
adding the columns of the question's terms gives the same scores (a property test holds them together).
"""

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from qa_service.index.arrays import Floats, Ints, narrow, offsets
from qa_service.index.postings import Postings
from qa_service.index.retrieval import Retriever

if TYPE_CHECKING:
    from rank_bm25 import BM25Okapi

_CHUNK_TOKENS, _CHUNK_POSTINGS = 1 << 23, 1 << 22  # that are counted and weighed at a time: bounds the memory


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each term stands in each passage: term `t` stands `counts[i]` times in passage `passages[i]` for
    `starts[t] <= i < starts[t + 1]`.
    """

    starts: Ints  # terms + 1
    passages: Ints  # int32, sorted within a term
    counts: Ints  # uint16, int64 where that is too narrow
    lengths: Ints  # terms in each passage, doubles counted

    @classmethod
    def of(cls, rows: Ints, columns: Ints, shape: tuple[int, int]) -> "Counts":
        """From the passage and the term of every token, in any order; `shape`: passages, terms."""
        passages, terms = shape
        tokens_of_term = np.bincount(columns, minlength=terms)
        borders = np.searchsorted(np.cumsum(tokens_of_term), np.arange(_CHUNK_TOKENS, len(rows), _CHUNK_TOKENS))
        passages_of = np.zeros(terms, np.int64)
        found: list[Ints]
        counts: list[Ints]
        found, counts = [np.zeros(0, np.int32)], [np.zeros(0, np.uint16)]
        for first, last in pairwise([0, *borders.tolist(), terms]):
            chosen = slice(None) if not len(borders) else np.flatnonzero((columns >= first) & (columns < last))
            term, passage, times = _counted(rows[chosen], columns[chosen], passages)
            passages_of += np.bincount(term, minlength=terms)
            found.append(passage)
            counts.append(times)
        return cls(narrow(offsets(passages_of)), _joined(found), _joined(counts), np.bincount(rows, minlength=passages))


def _joined(parts: list[Ints]) -> Ints:
    """The parts end to end; the list is emptied, so that they are not held twice."""
    joined = np.concatenate(parts)
    parts.clear()
    return joined


def _counted(rows: Ints, columns: Ints, passages: int) -> tuple[Ints, Ints, Ints]:
    """The distinct pairs in the order of their terms, then passages: term, passage, how often."""
    keys = columns.astype(np.int64)
    keys *= passages
    keys += rows
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(first, append=len(keys))
    counts = counts.astype(np.uint16) if counts.max(initial=0) < 1 << 16 else counts
    term, passage = np.divmod(keys[first], max(passages, 1))
    return term.astype(np.int32), passage.astype(np.int32), counts


def _okapi() -> "type[BM25Okapi]":
    """Imported with the first build only: a worker that serves does without it."""
    found: type[BM25Okapi] = importlib.import_module("rank_bm25").BM25Okapi
    return found


class SparseBM25:
    """rank_bm25's BM25Okapi over counts, scoring by postings."""

    def __init__(self, counts: Counts, k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25) -> None:
        """k1, b, epsilon as in rank_bm25."""
        self.k1, self.b, self.epsilon = k1, b, epsilon
        self.corpus_size = len(counts.lengths)
        self.doc_len = counts.lengths.astype(np.float32)
        self.avgdl = float(self.doc_len.mean()) if self.corpus_size else 0.0
        self.idf: dict[int, float] = {}
        containing = np.diff(counts.starts)
        present = np.flatnonzero(containing)
        if len(present):  # rank_bm25 divides by the number of terms
            documents_of = dict(zip(present.tolist(), containing[present].tolist(), strict=True))
            _okapi()._calc_idf(self, documents_of)  # sets `idf`
        self.postings = self._weigh(counts)
        self.retriever = Retriever((self.postings,))

    @classmethod
    def from_tokens(cls, corpus: Sequence[Sequence[int]], terms: int, **parameters: float) -> "SparseBM25":
        """From tokenized passages whose tokens are term numbers under `terms`."""
        columns = np.fromiter((term for passage in corpus for term in passage), np.int64)
        rows = np.repeat(np.arange(len(corpus)), [len(passage) for passage in corpus]).astype(np.int32)
        return cls(Counts.of(rows, columns, (len(corpus), terms)), **parameters)

    def _weigh(self, counts: Counts) -> Postings:
        """Every weight that a posting adds to a score, by term; float32."""
        containing = np.diff(counts.starts)
        idf = np.zeros(len(containing))
        idf[list(self.idf.keys())] = list(self.idf.values())
        weights = np.empty(len(counts.passages), np.float32)
        for first in range(0, len(weights), _CHUNK_POSTINGS):
            chunk = slice(first, first + _CHUNK_POSTINGS)
            last = min(first + _CHUNK_POSTINGS, len(weights))
            of_term = np.searchsorted(counts.starts, np.arange(first, last), side="right") - 1
            tf = counts.counts[chunk].astype(np.float64)
            length = self.doc_len[counts.passages[chunk]] / (self.avgdl or 1.0)
            saturation = tf * (self.k1 + 1) / (tf + self.k1 * (1 - self.b + self.b * length))
            weights[chunk] = idf[of_term] * saturation
        return Postings(
            starts=counts.starts, passages=counts.passages, weights=weights, passage_count=self.corpus_size
        )

    def get_scores(self, query: Iterable[int]) -> Floats:
        """The score of every passage for the term numbers of a question, doubles counted twice."""
        return self.postings.scores(list(query))

    def get_batch_scores(self, query: Iterable[int], doc_ids: Sequence[int]) -> list[float]:
        """The scores of these passages only."""
        return [float(score) for score in self.get_scores(query)[list(doc_ids)]]

    def get_top_n(self, query: Iterable[int], documents: Sequence[Any], n: int = 5) -> list[Any]:
        """The `n` best of `documents` that share a term with the question; never one that shares none."""
        return [documents[passage] for passage in self.retriever.top((list(query),), n).passages]
