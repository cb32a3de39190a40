"""Reranker: the retrieved passages' sentences in order of how well they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.native.arrays import Ints
from qa_service.query.query import Query
from qa_service.ranking.confidence import calibrator, probability
from qa_service.ranking.features import MARGINS, NAMES
from qa_service.ranking.sentence_ranker import KEPT, Candidates, SentenceRanker
from qa_service.ranking.trees import Trees

CANDIDATES = 50  # passages; holds the gold passage of 99 in 100 questions of the labelled data

WEIGHTS = Path(__file__).parent / "weights"


class RankedSentence(NamedTuple):
    """A sentence that may answer, with the score of each stage."""

    sentence: int
    passage: int
    retrieval_score: float  # of its passage: BM25, stems and roots added, unbounded
    rerank_score: float  # the trees' sum, unbounded


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best of the shortlist, best first, and the confidence in its first."""

    sentences: tuple[RankedSentence, ...]
    confidence: float  # probability that the first answers
    phrase: tuple[int, int] | None = None  # of the first sentence, code points: the short answer that was read in it
    is_read: bool = False  # by the reader, which alone tells `phrase`


_NONE = Ranking((), 0.0)


@cache
def ranker() -> Trees:
    """The learned weights that come with the package (docs/quality.md says from what and how)."""
    return Trees.load(WEIGHTS / "ranker.npz")


@cache
def _fitting() -> tuple[Trees, Trees]:
    """The ranker and the calibrator for the kernel's features."""
    return ranker().fit_for(NAMES), calibrator().fit_for((*NAMES, *MARGINS))


class Reranker:
    """Retrieves passages of an index by BM25 and orders their sentences. Immutable; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._sentences = SentenceRanker(index)
        self._has_copies = len(index.arrays["twin_sentences"]) > 0

    def rank(self, query: Query, filters: Filters) -> Ranking:
        """The sentences that answer a question, best first."""
        return self.rank_hits(query, self.retrieve(query, filters), filters)

    def expect(self, queries: Sequence[Query], filters: Filters) -> Sequence[Query]:
        """The queries, told before `rank` is asked for each of them; here all is at hand."""
        return queries

    def rank_hits(self, query: Query, hits: Hits, filters: Filters) -> Ranking:
        """The sentences of these passages, best first."""
        if not len(hits.passages):
            return _NONE
        scored, found = self._sentences.rank(query, hits, *_fitting())
        if not scored:
            return _NONE
        count = min(scored, KEPT)
        sentences, passages = found.sentences[:count], found.passages[:count]
        if self._has_copies:
            sentences, passages = self._quoted(np.array(sentences), np.array(passages), filters)
        rows = zip(sentences, passages, found.retrieval_scores[:count], found.rerank_scores[:count], strict=True)
        make = tuple.__new__  # what RankedSentence() does in a function of its own, which takes half of the time
        return Ranking(tuple([make(RankedSentence, row) for row in rows]), probability(found.log_odds))

    def candidates(self, query: Query) -> Candidates | None:
        """The sentences that are scored for a question, with their features; None if nothing shares a term with it."""
        hits = self.retrieve(query, Filters())
        found = self._sentences.candidates(query, hits) if len(hits.passages) else None
        return found if found is not None and len(found.sentences) else None

    def retrieve(self, query: Query, filters: Filters) -> Hits:
        """The passages whose sentences are the candidates."""
        terms = {
            "stem": [term.stem_number for term in query.terms],
            "root": [term.root_number for term in query.terms],
        }
        return self.index.retrieve(terms, CANDIDATES, filters)

    def _quoted(self, found: Ints, passages: Ints, filters: Filters) -> tuple[list[int], list[int]]:
        """The sentences that are quoted for those found, which a copy may only say again, and their passages."""
        quoted = self.index.quoted(found, filters)
        for place in np.flatnonzero(quoted != found).tolist():
            passages[place] = self.index.passage_of(int(quoted[place]))
        return quoted.tolist(), passages.tolist()
