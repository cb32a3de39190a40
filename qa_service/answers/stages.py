"""Stages: the steps in which a question is answered, and how long each took."""

from collections.abc import Sequence
from itertools import pairwise

STAGES = ("understanding", "ranking", "reading", "citing")


def seconds_of_stages(clock: Sequence[float]) -> dict[str, float]:
    """The seconds of each of `STAGES` by the times at which the first began and each ended."""
    return {stage: end - begin for stage, (begin, end) in zip(STAGES, pairwise(clock), strict=True)}
