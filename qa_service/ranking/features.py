"""Features: what the ranker knows of each candidate sentence; one row a sentence, one named column a feature.

Weights of terms are idf over the corpus blended with a background of general Arabic (a thousand passages of it), so
that a feature means the same in a corpus of one article and of a hundred thousand. Columns whose name begins with
`best_` compare with the other candidates; the others look at the sentence, its passage, title and neighbours.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p, sqrt

import numpy as np

from qa_service.arabic.conversation.asking import KINDS, kind_of_question
from qa_service.index.index import Index
from qa_service.native.arrays import Array, Floats, Ints
from qa_service.query.query import Query
from qa_service.ranking.coverage import beside, coverage
from qa_service.ranking.evidence import Evidence, in_order
from qa_service.ranking.offers import offers

_K1, _B = 1.2, 0.6
_ASKS = {kind: {f"asks_{name}": float(name == kind) for name in KINDS} for kind in KINDS}
LOG_RANKS = array("d", map(log1p, range(128)))  # by the rank of a passage


NAMES = (
    "question_terms", "question_weight", "question_unknown", "question_candidates", *(f"asks_{name}" for name in KINDS),
    "cover_word", "cover_stem", "cover_root", "cover_either", "cover_gram", "cover_count", "cover_passage",
    "cover_passage_title", "cover_title", "cover_with_title", "cover_before", "cover_with_before", "cover_with_after",
    "cover_around", "title_matched", "heaviest_matched", "heaviest_around", "second_matched", "first_matched",
    "last_matched", "last_around", "unmatched_heaviest", "unmatched_count", "unmatched_name", "unmatched_passage",
    "first_mention", "passage_score", "sentence_score", "cosine_stem", "cosine_root", "cosine_gram", "cosine",
    "pairs_adjacent", "pairs_in_order", "first_position", "spread", "matched_tokens", "place_passage", "place_sentence",
    "opens_document", "heading", "chars", "terms", "has_number", "has_year", "has_month", "has_country", "has_title",
    "has_unit", "has_numeral", "has_latin", "says_reason", "says_copula", "says_parenthesis", "says_quote", "says_list",
    "says_speech", "says_manner", "says_time", "says_locative", "offers_terms", "offers_cue", "offer_distance",
    "offer_distance_first", "offer_distance_heaviest", "title_distance", "best_cosine", "best_cosine_gram",
    "best_cover_either", "best_cover_around", "best_sentence_score", "best_passage_score", "best_offers_terms",
    "best_in_passage_cosine", "best_in_passage_cover_either", "best_in_passage_offers_terms", "before_cosine",
    "after_cosine", "best_passage_rank",
)  # fmt: skip
"""All features in their order, which is the kernel's too (native/features.c)."""


@dataclass(frozen=True, slots=True)
class Features:
    """`rows[i, j]`: the value of the feature `names[j]` for the i-th candidate sentence; float32."""

    names: tuple[str, ...]
    rows: Floats

    def column(self, name: str) -> Floats:
        """The values of one feature."""
        return self.rows[:, self.names.index(name)]


def features_of(index: Index, query: Query, evidence: Evidence) -> Features:
    """The features of all candidate sentences."""
    weights = evidence.weights
    of_question = same_for_all(query, weights.tolist(), len(evidence.passages))
    columns: dict[str, Array] = {name: np.asarray(value) for name, value in of_question.items()}
    columns |= coverage(index, query, evidence, weights)
    columns |= similarity(index, query, evidence)
    columns |= _order(evidence)
    columns |= _place(index, evidence)
    columns |= offers(index, query, evidence)
    columns |= _beside_the_best(columns, evidence)
    held = np.empty((len(columns), len(evidence.sentences)), np.float32)  # a row a feature is quicker to fill
    for row, values in zip(held, columns.values(), strict=True):
        row[:] = values
    return Features(tuple(columns), held.T)


def same_for_all(query: Query, weights: list[float], candidates: int) -> dict[str, float]:
    """What is the same for all candidates: size and kind of the question, what the corpus doesn't know."""
    kind, total = kind_of_question(query.text), sum(weights)
    unknown = sum(weight for term, weight in zip(query.terms, weights, strict=True) if term.stem_number < 0)
    return {
        "question_terms": len(weights),
        "question_weight": total,
        "question_unknown": unknown / total,
        "question_candidates": candidates,
        **_ASKS[kind],
    }


def similarity(index: Index, query: Query, evidence: Evidence) -> dict[str, Array]:
    """BM25 of the passage, and BM25 and TF-IDF cosine of the sentence, each as a share of what could be reached."""
    arrays, weights = index.arrays, evidence.weights
    reachable = (_K1 + 1) * sum(weights.tolist())
    stems = np.array([term.stem_number for term in query.terms])
    roots = np.array([term.root_number for term in query.terms])
    norms = {view: arrays[f"norm_{view}"][evidence.sentences] for view in ("stem", "root", "gram")}
    length = evidence.lengths / 15  # content terms of a common sentence
    times = evidence.matches.stem.astype(np.float64)
    saturation = times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * length))
    columns: dict[str, Array] = {
        "passage_score": (evidence.retrieval_scores.astype(np.float64) / reachable)[evidence.row],
        "sentence_score": in_order(weights, saturation) / reachable,
        "cosine_stem": _cosine(index.idf("stem", stems.tolist()), norms["stem"], stems, evidence.matches.stem),
        "cosine_root": _cosine(index.idf("root", roots.tolist()), norms["root"], roots, evidence.matches.root),
        "cosine_gram": _cosine(
            arrays["idf_gram"][evidence.gram_numbers],
            norms["gram"],
            evidence.gram_numbers,
            evidence.matches.gram,
            evidence.gram_counts,
        ),
    }
    columns["cosine"] = (columns["cosine_stem"] + columns["cosine_root"] + 2 * columns["cosine_gram"]) / 4
    return columns


def _cosine(
    idf: Array | Sequence[float], norms: Array, terms: Ints, counts: Floats, times: Floats | float = 1.0
) -> Floats:
    """TF-IDF cosine of the question (`terms` with their `idf`, each `times` times) and each sentence (`counts`: terms
    by sentences).
    """
    weights = np.where(terms >= 0, idf, 0).astype(np.float64)
    question = weights * times
    length = sqrt(sum((question * question).tolist())) or 1.0
    return np.asarray(in_order(question * weights, counts) / (length * norms.astype(np.float64)))


def _order(evidence: Evidence) -> dict[str, Array]:
    """How near each other and in what order the question's terms stand in the sentence."""
    side_by_side, in_order, first, last, matches = evidence.matches.order
    pairs = max(len(evidence.weights) - 1, 1)
    return {
        "pairs_adjacent": side_by_side / pairs,
        "pairs_in_order": in_order / pairs,
        "first_position": first,
        "spread": np.where(matches > 1, (last - first + 1) / np.maximum(matches, 1), 0),
        "matched_tokens": matches / np.maximum(evidence.lengths, 1),
    }


def _place(index: Index, evidence: Evidence) -> dict[str, Array]:
    """Where the sentence stands and how long it is."""
    arrays = index.arrays
    passage = evidence.passages[evidence.row]
    chars = arrays["sentence_end"][evidence.sentences] - arrays["sentence_start"][evidence.sentences]
    in_document = passage - arrays["document_passages"][arrays["passage_document"][passage]]
    in_passage = evidence.sentences - arrays["passage_sentences"][passage]
    return {
        "place_passage": np.minimum(in_document, 10),
        "place_sentence": np.minimum(in_passage, 10),
        "opens_document": (in_document == 0) & (in_passage == 0),
        "heading": arrays["sentence_heading"][evidence.sentences],
        "chars": np.minimum(chars, 500),
        "terms": evidence.lengths,
    }


_COMPARED = ("cosine", "cosine_gram", "cover_either", "cover_around", "sentence_score", "passage_score", "offers_terms")
_COMPARED_IN_PASSAGE = ("cosine", "cover_either", "offers_terms")


def _beside_the_best(columns: dict[str, Array], evidence: Evidence) -> dict[str, Array]:
    """The distance to the best candidate, and to the best of the same passage; the neighbours' likeness."""
    row = evidence.row
    starts = np.searchsorted(row, np.arange(len(evidence.passages)))
    values = np.array([columns[name] for name in _COMPARED])
    lead = values - values.max(axis=1)[:, None]
    compared: dict[str, Array] = {f"best_{name}": each for name, each in zip(_COMPARED, lead, strict=True)}
    values = np.array([columns[name] for name in _COMPARED_IN_PASSAGE])
    lead = values - np.maximum.reduceat(values, starts, axis=1)[:, row]
    compared |= {f"best_in_passage_{name}": each for name, each in zip(_COMPARED_IN_PASSAGE, lead, strict=True)}
    compared["before_cosine"], compared["after_cosine"] = beside(columns["cosine"], row)
    order = np.argsort(-evidence.retrieval_scores, kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = LOG_RANKS[: len(order)]
    compared["best_passage_rank"] = ranks[row]
    return compared
