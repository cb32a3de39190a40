"""Confidence: the probability that the first sentence answers, from the ranker's own features."""

from functools import cache
from math import exp
from pathlib import Path

from qa_service.ranking.trees import Trees

_WEIGHTS = Path(__file__).parent / "weights" / "confidence.npz"


@cache
def calibrator() -> Trees:
    """The learned weights that come with the package."""
    return Trees.load(_WEIGHTS)


def probability(log_odds: float) -> float:
    """What the log-odds of something say of it."""
    return 1 / (1 + exp(-log_odds))
