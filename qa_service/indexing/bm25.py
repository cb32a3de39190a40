"""BM25 by sparse columns: rank-bm25's formula and API, with every weight worked out when the index is built.

rank-bm25 0.2.2 sets the formula (Okapi, k1, b, the floor of negative idf at epsilon times the mean) and works out
the idf itself here. It scores a question by walking the whole corpus, so the weights are laid out by term instead:
adding the columns of the question's terms gives the same scores (a property test holds them together).
"""

import ctypes
import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from qa_service.index.postings.postings import Postings
from qa_service.index.postings.retrieval import Retriever
from qa_service.native.arrays import Floats, Ints, narrow, offsets
from qa_service.native.build import Passages, placed, weighed

if TYPE_CHECKING:
    from rank_bm25 import BM25Okapi

_CHUNK_POSTINGS = 1 << 22  # that are weighed at a time: bounds the memory


class Counted(Protocol):
    """How often each term stands in each passage."""

    lengths: Ints  # terms in each passage, doubles counted

    def containing(self) -> Ints:
        """How many passages hold each term."""

    def weighed(self, idf: Floats, norms: Floats, k1: float) -> tuple[Ints, Ints, Floats]:
        """The postings of all terms, to be asked for once: where those of each begin, and of every one its passage and
        what it adds, in float32: idf * tf * (k1 + 1) / (tf + norm), from left to right in float64.
        """


class Gathered:
    """As the compiled kernel counts them: without a sort, into columns that have room for a little more."""

    def __init__(self, kernel: ctypes.CDLL, passages: Passages, lengths: Ints) -> None:
        self._kernel = kernel
        self._placed = placed(kernel, passages)
        self.lengths = lengths

    def containing(self) -> Ints:
        """As in Counted."""
        return self._placed.ends - self._placed.starts

    def weighed(self, idf: Floats, norms: Floats, k1: float) -> tuple[Ints, Ints, Floats]:
        """As in Counted."""
        if len(norms) != len(self.lengths):
            raise ValueError("a norm for each passage is needed")
        return narrow(offsets(self.containing())), *weighed(self._kernel, self._placed, idf=idf, norms=norms, k1=k1)


@dataclass(slots=True)
class Counts:
    """As numpy counts them: term `t` stands `counts[i]` times in passage `passages[i]` for
    `starts[t] <= i < starts[t + 1]`.
    """

    starts: Ints  # terms + 1
    passages: Ints  # int32, sorted within a term
    counts: Ints  # uint16, int64 where that is too narrow
    lengths: Ints  # terms in each passage, doubles counted

    @classmethod
    def of(cls, lengths: Ints, columns: Ints, terms: int) -> "Counts":
        """From the terms of all passages one after the other, and how many each has; `terms`: how many there are."""
        shape = len(lengths), terms
        parts = np.ones(len(columns), np.uint8), columns, narrow(offsets(lengths))
        turned = importlib.import_module("scipy.sparse").csr_array(parts, shape=shape).tocsc()  # by counting: no sort
        del parts
        reach, found = turned.indptr, turned.indices
        is_new = np.append(True, found[1:] != found[:-1])[: len(found)]
        is_new[reach[:-1][reach[:-1] < len(found)]] = True
        again = np.flatnonzero(~is_new)
        starts = reach - np.searchsorted(again, reach)
        again -= np.arange(1, len(again) + 1)  # the place among the postings of the one that it stands in again
        heads = np.flatnonzero(np.append(True, again[1:] != again[:-1])[: len(again)])
        times = np.diff(heads, append=len(again)) + 1
        passages = found[is_new].astype(np.int32, copy=False)
        counts: Ints = np.ones(len(passages), np.uint16 if times.max(initial=0) < 1 << 16 else np.int64)
        counts[again[heads]] = times
        return cls(narrow(starts), passages, counts, lengths)

    def containing(self) -> Ints:
        """As in Counted."""
        return np.asarray(np.diff(self.starts), np.int64)

    def weighed(self, idf: Floats, norms: Floats, k1: float) -> tuple[Ints, Ints, Floats]:
        """As in Counted."""
        weights = np.empty(len(self.passages), np.float32)
        for first in range(0, len(weights), _CHUNK_POSTINGS):
            last = min(first + _CHUNK_POSTINGS, len(weights))
            tf = self.counts[first:last].astype(np.float64)
            divisor = tf + norms[self.passages[first:last]]
            tf *= k1 + 1
            tf /= divisor
            reached: Ints = np.clip(self.starts, first, last)
            tf *= np.repeat(idf, np.diff(reached).astype(np.int64))
            weights[first:last] = tf
        return self.starts, self.passages, weights


def _okapi() -> "type[BM25Okapi]":
    """Imported with the first build only: a worker that serves does without it."""
    found: type[BM25Okapi] = importlib.import_module("rank_bm25").BM25Okapi
    return found


class SparseBM25:
    """rank_bm25's BM25Okapi over counts, scoring by postings."""

    def __init__(self, counts: Counted, k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25) -> None:
        """k1, b, epsilon as in rank_bm25."""
        self.k1, self.b, self.epsilon = k1, b, epsilon
        self.corpus_size = len(counts.lengths)
        self.doc_len = counts.lengths.astype(np.float32)
        self.avgdl = float(self.doc_len.mean()) if self.corpus_size else 0.0
        self.idf: dict[int, float] = {}
        self.postings = self._weigh(counts)
        self.retriever = Retriever((self.postings,))

    @classmethod
    def from_tokens(cls, corpus: Sequence[Sequence[int]], terms: int, **parameters: float) -> "SparseBM25":
        """From tokenized passages whose tokens are term numbers under `terms`."""
        columns = np.fromiter((term for passage in corpus for term in passage), np.int64)
        lengths = np.array([len(passage) for passage in corpus], np.int64)
        return cls(Counts.of(lengths, columns, terms), **parameters)

    def _idf_of(self, containing: Ints) -> Floats:
        """The idf of terms by how many passages contain each; 0 for none.

        rank_bm25 works out that of each number of passages once; its floor, a share of the mean over all terms, is set
        here. So that it finds nothing below the floor it is asked for the complement of a term in more than half of
        the passages, whose idf is the same with the other sign.
        """
        terms = np.bincount(containing)  # how many stand in each number of passages
        numbers = np.flatnonzero(terms[1:]) + 1
        if not len(numbers):  # rank_bm25 divides by how many there are
            return np.zeros(len(containing))
        _okapi()._calc_idf(self, {number: min(number, self.corpus_size - number) for number in numbers.tolist()})
        idf = np.zeros(len(terms))
        idf[numbers] = [self.idf[number] for number in numbers.tolist()]  # set by rank_bm25
        idf[self.corpus_size // 2 + 1 :] *= -1
        idf[idf < 0] = self.epsilon * float(idf @ terms) / int(terms[1:].sum())
        return np.asarray(idf[containing])

    def _weigh(self, counts: Counted) -> Postings:
        """Every weight that a posting adds to a score, by term; float32."""
        idf = self._idf_of(counts.containing())
        norms = self.k1 * (1 - self.b + self.b * (self.doc_len / (self.avgdl or 1.0)))  # float32, by passage
        starts, passages, weights = counts.weighed(idf, norms, self.k1)
        return Postings(starts=starts, passages=passages, weights=weights, passage_count=self.corpus_size)

    def get_scores(self, query: Iterable[int]) -> Floats:
        """The score of every passage for the term numbers of a question, doubles counted twice."""
        return self.postings.scores(list(query))

    def get_batch_scores(self, query: Iterable[int], doc_ids: Sequence[int]) -> list[float]:
        """The scores of these passages only."""
        return [float(score) for score in self.get_scores(query)[list(doc_ids)]]

    def get_top_n(self, query: Iterable[int], documents: Sequence[Any], n: int = 5) -> list[Any]:
        """The `n` best of `documents` that share a term with the question; never one that shares none."""
        return [documents[passage] for passage in self.retriever.top((list(query),), n).passages]
