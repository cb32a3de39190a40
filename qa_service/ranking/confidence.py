"""Confidence: the probability that the first sentence answers, from the ranker's own features."""

from functools import cache
from pathlib import Path

import numpy as np

from qa_service.index.arrays import Floats, Ints
from qa_service.ranking.features import Features
from qa_service.ranking.trees import Trees

_WEIGHTS = Path(__file__).parent / "weights" / "confidence.npz"
_NEXT = 5
MARGINS = ("score", "margin", "margin_next", "runners_up")


@cache
def _calibrator() -> Trees:
    return Trees.load(_WEIGHTS)


def confidence_of(features: Features, scores: Floats, order: Ints) -> float:
    """The calibrated probability that the first sentence of a ranking answers."""
    row = confidence_row(features, scores, order)
    return float(1 / (1 + np.exp(-_calibrator().fit_for((*features.names, *MARGINS)).score(row[None, :])[0])))


def confidence_row(features: Features, scores: Floats, order: Ints) -> Floats:
    """What the confidence is judged by: the features of the first sentence, and its lead over the next ones."""
    ranked = scores[order]
    first = ranked[0]
    following = ranked[1 : 1 + _NEXT]
    margin = first - following[0] if len(following) else 3.0
    margin_next = first - following.mean() if len(following) else 3.0
    lead = np.array([first, margin, margin_next, len(following)], np.float32)
    return np.concatenate((features.rows[order[0]], lead))
