"""BM25 by sparse columns: rank-bm25's formula, with every weight worked out when the index is built.

rank-bm25 0.2.2 sets the formula (Okapi, k1, b, the floor of negative idf at epsilon times the mean) and works out
the idf itself here. It scores a question by walking the whole corpus, so the weights are laid out by term instead:
adding the columns of the question's terms gives the same scores (a property test holds them together).
"""

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qa_service.index.postings.postings import Postings
from qa_service.native.arrays import Floats, Ints, narrow, offsets
from qa_service.native.build import Passages, Stretches, placed, weighed

if TYPE_CHECKING:
    from rank_bm25 import BM25Okapi


def _okapi() -> "type[BM25Okapi]":
    """Imported with the first build only: a worker that serves does without it."""
    found: type[BM25Okapi] = importlib.import_module("rank_bm25").BM25Okapi
    return found


class SparseBM25:
    """rank_bm25's BM25Okapi over the words of passages, as `postings`."""

    def __init__(
        self, passages: Passages, lengths: Ints, *, k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25
    ) -> None:
        """`lengths`: terms in each passage, doubles counted; k1, b, epsilon as in rank_bm25."""
        self.k1, self.b, self.epsilon = k1, b, epsilon
        self.corpus_size = len(lengths)
        self.doc_len = lengths.astype(np.float32)
        self.avgdl = float(self.doc_len.mean()) if self.corpus_size else 0.0
        self.idf: dict[int, float] = {}
        self.postings = self._weigh(passages)

    @classmethod
    def from_tokens(cls, corpus: Sequence[Sequence[int]], terms: int, **parameters: float) -> "SparseBM25":
        """From tokenized passages whose tokens are term numbers under `terms`."""
        lengths = np.fromiter(map(len, corpus), np.int64, len(corpus))
        text = Stretches(np.array([term for passage in corpus for term in passage], np.int32), offsets(lengths), terms)
        no_title = Stretches(np.zeros(0, np.int32), np.zeros(2, np.int64), terms)
        return cls(Passages(text, no_title, np.zeros(len(lengths), np.int32), np.arange(terms)), lengths, **parameters)

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

    def _weigh(self, passages: Passages) -> Postings:
        """Every weight that a posting adds to a score, by term; float32."""
        found = placed(passages)
        containing = found.ends - found.starts
        idf = self._idf_of(containing)
        norms = self.k1 * (1 - self.b + self.b * (self.doc_len / (self.avgdl or 1.0)))  # float32, by passage
        numbers, weights = weighed(found, idf=idf, norms=norms, k1=self.k1)
        return Postings(narrow(offsets(containing)), numbers, weights, self.corpus_size)


def okapi_idf(containing: Ints, passages: int) -> Floats:
    """rank_bm25's idf of the terms of a view, by how many of all `passages` contain each."""
    weigher = SparseBM25.from_tokens([], 0)
    weigher.corpus_size = passages
    return weigher._idf_of(containing)
