"""Reranker: the retrieved passages' sentences in order of how well they answer."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from qa_service.index.arrays import Floats, Ints
from qa_service.index.copies import originals_of
from qa_service.index.filters import Filters
from qa_service.index.index import Index
from qa_service.question import Query
from qa_service.ranking.confidence import confidence_of
from qa_service.ranking.evidence import Evidence, gather
from qa_service.ranking.features import Features, features_of
from qa_service.ranking.trees import Trees

CANDIDATES = 50  # passages; holds the gold passage of 99 in 100 questions of the labelled data
SHORTLIST = 60  # sentences, by TF-IDF and BM25, that the trees score; holds the answer of 98.6 in 100

_KEPT = 30  # sentences of a ranking; an answer shows ten at most

WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class RankedSentence:
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


def rank(index: Index, query: Query, filters: Filters) -> Ranking:
    """Retrieve passages by BM25 and order their sentences."""
    shortlist = shortlist_of(index, query, filters)
    if shortlist is None:
        return Ranking((), 0.0)
    scores = ranker().fit_for(shortlist.features.names).score(shortlist.features.rows)
    order = np.lexsort((shortlist.places, -scores))
    evidence = shortlist.evidence
    places = shortlist.places[order[:_KEPT]]
    rows = evidence.row[places]
    found = evidence.sentences[places]
    quoted = index.quoted(found, filters)
    passages = evidence.passages[rows]
    for place in np.flatnonzero(quoted != found).tolist():
        passages[place] = index.passage_of(int(quoted[place]))
    columns = (quoted, passages, evidence.retrieval_scores[rows], scores[order[:_KEPT]])
    ranked = map(RankedSentence, *(column.tolist() for column in columns))
    return Ranking(tuple(ranked), confidence_of(shortlist.features, scores, order, shortlist.documents))


def shortlist_of(index: Index, query: Query, filters: Filters) -> Shortlist | None:
    """The candidates for a question, or None if nothing shares a term with it."""
    terms = {
        "stem": [term.stem_number for term in query.terms],
        "root": [term.root_number for term in query.terms],
    }
    hits = index.retrieve(terms, CANDIDATES, filters)
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
