"""Reranker: the retrieved passages' sentences in order of how well they answer."""

import ctypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from qa_service.index.documents.copies import originals_of
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.native.arrays import Floats, Ints
from qa_service.native.library import KERNEL
from qa_service.query.query import Query
from qa_service.ranking.confidence import MARGINS, calibrator, confidence_of, probability
from qa_service.ranking.evidence import Evidence, gather
from qa_service.ranking.features import NAMES, Features, features_of
from qa_service.ranking.kernel_ranker import MOST_TERMS, Compiled
from qa_service.ranking.trees import Trees

CANDIDATES = 50  # passages; holds the gold passage of 99 in 100 questions of the labelled data
SHORTLIST = 60  # sentences, by TF-IDF and BM25, that the trees score; holds the answer of 98.6 in 100

KEPT = 30  # sentences of a ranking; an answer shows ten at most

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


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The candidates that the trees score: their evidence, their features, and where they stand in the evidence."""

    evidence: Evidence
    features: Features
    places: Ints
    documents: Ints  # the number of the document of each candidate


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

    def __init__(self, index: Index, kernel: ctypes.PyDLL | None = KERNEL) -> None:
        """`kernel`: None for numpy alone."""
        self.index = index
        is_read = kernel is not None and Compiled.can_read(index.arrays)
        self._compiled = Compiled(index, kernel) if is_read and kernel is not None else None
        self._has_copies = len(index.arrays["twin_sentences"]) > 0

    def rank(self, query: Query, filters: Filters) -> Ranking:
        """The sentences that answer a question, best first."""
        if self._compiled is None or len(query.terms) > MOST_TERMS:
            return self._by_numpy(query, filters)
        hits = retrieve(self.index, query, filters)
        if not len(hits.passages):
            return _NONE
        scored, found = self._compiled.rank(query, hits, *_fitting())
        if not scored:
            return _NONE
        count = min(scored, KEPT)
        sentences, passages = found.sentences[:count], found.passages[:count]
        if self._has_copies:
            sentences, passages = self._quoted(np.array(sentences), np.array(passages), filters)
        rows = zip(sentences, passages, found.retrieval_scores[:count], found.rerank_scores[:count], strict=True)
        make = tuple.__new__  # what RankedSentence() does in a function of its own, which takes half of the time
        return Ranking(tuple([make(RankedSentence, row) for row in rows]), probability(found.log_odds))

    def _by_numpy(self, query: Query, filters: Filters) -> Ranking:
        shortlist = shortlist_of(self.index, query, filters)
        if shortlist is None:
            return _NONE
        scores = ranker().fit_for(shortlist.features.names).score(shortlist.features.rows)
        order = np.lexsort((shortlist.places, -scores))
        evidence = shortlist.evidence
        places = shortlist.places[order[:KEPT]]
        rows = evidence.row[places]
        sentences, passages = self._quoted(evidence.sentences[places], evidence.passages[rows], filters)
        columns = (evidence.retrieval_scores[rows].tolist(), scores[order[:KEPT]].tolist())
        ranked = map(RankedSentence, sentences, passages, *columns)
        return Ranking(tuple(ranked), confidence_of(shortlist.features, scores, order, shortlist.documents))

    def _quoted(self, found: Ints, passages: Ints, filters: Filters) -> tuple[list[int], list[int]]:
        """The sentences that are quoted for those found, which a copy may only say again, and their passages."""
        quoted = self.index.quoted(found, filters)
        for place in np.flatnonzero(quoted != found).tolist():
            passages[place] = self.index.passage_of(int(quoted[place]))
        return quoted.tolist(), passages.tolist()


def retrieve(index: Index, query: Query, filters: Filters) -> Hits:
    """The passages whose sentences are the candidates."""
    terms = {
        "stem": [term.stem_number for term in query.terms],
        "root": [term.root_number for term in query.terms],
    }
    return index.retrieve(terms, CANDIDATES, filters)


def shortlist_of(index: Index, query: Query, filters: Filters) -> Shortlist | None:
    """The candidates for a question, or None if nothing shares a term with it."""
    hits = retrieve(index, query, filters)
    if not len(hits.passages):
        return None
    evidence = gather(index, query, hits)
    features = features_of(index, query, evidence)
    places = _short(index, evidence, features)
    if not len(places):
        return None
    documents = index.arrays["passage_document"][evidence.passages[evidence.row[places]]]
    return Shortlist(evidence, Features(features.names, features.rows[places]), places, documents)


def _short(index: Index, evidence: Evidence, features: Features) -> Ints:
    """The best candidates by half the passage's BM25 beside the best one's and half the sentence's TF-IDF cosine.

    A heading says what follows is about, and answers nothing: headings are candidates only where there is nothing else.
    What recurs in many documents is never one, nor what a copy only says again beside its original.
    """
    passage_score = features.column("passage_score")
    scores: Floats = 0.5 * passage_score / (np.abs(passage_score).max() or 1.0) + 0.5 * features.column("cosine")
    heading = index.arrays["sentence_heading"][evidence.sentences] > 0
    recurring = index.arrays["sentence_recurring"][evidence.sentences]
    if not (heading | recurring).all():
        scores = np.where(heading, -np.inf, scores)
    originals = originals_of(index.arrays, evidence.sentences)
    if originals.max() >= 0:
        recurring = recurring | np.isin(originals, evidence.sentences)
    scores = np.where(recurring, -np.inf, scores)
    order = np.lexsort((np.arange(len(scores)), -scores))[:SHORTLIST]
    return np.sort(order[scores[order] > -np.inf])
