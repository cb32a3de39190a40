"""BM25 by sparse columns: rank-bm25's formula and API, with every weight worked out when the index is built.

rank-bm25 0.2.2 sets the formula (Okapi, k1, b, the floor of negative idf at epsilon times the mean) and works out
the idf itself here. It scores a question by walking the whole corpus, so the weights are laid out by term instead:
adding the columns of the question's terms gives the same scores (a property test holds them together).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi
from scipy import sparse

from qa_service.index.arrays import Floats
from qa_service.index.postings import Postings


class SparseBM25(BM25Okapi):  # type: ignore[misc]
    """rank_bm25's BM25Okapi over a matrix of counts, scoring by postings."""

    def __init__(self, counts: sparse.csr_array, k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25) -> None:
        """`counts`: passages by terms, how often each term stands in each passage; k1, b, epsilon as in rank_bm25."""
        self.k1, self.b, self.epsilon = k1, b, epsilon
        self.corpus_size, terms = counts.shape
        self.doc_len = np.asarray(counts.sum(axis=1)).ravel()
        self.avgdl = float(self.doc_len.mean()) if self.corpus_size else 0.0
        self.idf: dict[int, float] = {}
        containing = np.bincount(counts.indices, minlength=terms)
        present = np.flatnonzero(containing)
        if len(present):  # rank_bm25 divides by the number of terms
            self._calc_idf(dict(zip(present.tolist(), containing[present].tolist(), strict=True)))
        self.postings = self._weigh(counts, terms)

    @classmethod
    def from_tokens(cls, corpus: Sequence[Sequence[int]], terms: int, **parameters: float) -> "SparseBM25":
        """From tokenized passages whose tokens are term numbers under `terms`."""
        columns = np.fromiter((term for passage in corpus for term in passage), np.int64)
        rows = np.repeat(np.arange(len(corpus)), [len(passage) for passage in corpus])
        shape = (len(corpus), terms)
        counts = sparse.csr_array((np.ones(len(columns), np.float32), (rows, columns)), shape=shape)
        counts.sum_duplicates()
        return cls(counts, **parameters)

    def _weigh(self, counts: sparse.csr_array, terms: int) -> Postings:
        """Every weight that a posting adds to a score, by term; float32."""
        idf = np.zeros(terms)
        idf[list(self.idf.keys())] = list(self.idf.values())
        columns = counts.tocsc()
        columns.sort_indices()
        tf = columns.data.astype(np.float64)
        length = self.doc_len[columns.indices] / (self.avgdl or 1.0)
        saturation = tf * (self.k1 + 1) / (tf + self.k1 * (1 - self.b + self.b * length))
        weights = np.repeat(idf, np.diff(columns.indptr)) * saturation
        return Postings(
            starts=columns.indptr.astype(np.int64),
            passages=columns.indices.astype(np.int32),
            weights=weights.astype(np.float32),
            passage_count=self.corpus_size,
        )

    def get_scores(self, query: Iterable[int]) -> Floats:
        """The score of every passage for the term numbers of a question, doubles counted twice."""
        return self.postings.scores(list(query))

    def get_batch_scores(self, query: Iterable[int], doc_ids: Sequence[int]) -> list[float]:
        """The scores of these passages only."""
        return [float(score) for score in self.get_scores(query)[list(doc_ids)]]

    def get_top_n(self, query: Iterable[int], documents: Sequence[Any], n: int = 5) -> list[Any]:
        """The `n` best of `documents` that share a term with the question; never one that shares none."""
        return [documents[hit.passage] for hit in self.postings.top(list(query), n)]
