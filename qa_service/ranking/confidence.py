"""Confidence: the probability that the first sentence answers, from the ranker's own features."""

from functools import cache
from math import exp
from pathlib import Path

import numpy as np

from qa_service.native.arrays import Floats, Ints
from qa_service.ranking.features import Features
from qa_service.ranking.trees import Trees

_WEIGHTS = Path(__file__).parent / "weights" / "confidence.npz"
_NEXT = 5
MARGINS = ("score", "margin", "margin_next", "runners_up", "margin_document", "same_document")
_ALONE = 3.0  # the lead over nothing


@cache
def calibrator() -> Trees:
    return Trees.load(_WEIGHTS)


def confidence_of(features: Features, scores: Floats, order: Ints, documents: Ints) -> float:
    """The calibrated probability that the first sentence of a ranking answers."""
    row = confidence_row(features, scores, order, documents)
    return probability(float(calibrator().fit_for((*features.names, *MARGINS)).score(row[None, :])[0]))


def probability(log_odds: float) -> float:
    """What the log-odds of something say of it."""
    return 1 / (1 + exp(-log_odds))


def confidence_row(features: Features, scores: Floats, order: Ints, documents: Ints) -> Floats:
    """What the confidence is judged by: the features of the first sentence, and its lead over the next ones and over
    the best of another document; `documents`: the document's number for each candidate.
    """
    ranked = scores[order].astype(np.float64)
    first = ranked[0]
    following = ranked[1 : 1 + _NEXT].tolist()
    margin = first - following[0] if following else _ALONE
    margin_next = first - sum(following) / len(following) if following else _ALONE
    same = documents[order] == documents[order[0]]
    margin_document = first - ranked[np.argmin(same)] if not same.all() else 2 * _ALONE
    same_next = same[1 : 1 + _NEXT].sum()
    lead = np.array([first, margin, margin_next, len(following), margin_document, same_next], np.float32)
    return np.concatenate((features.rows[order[0]], lead))
