"""The judgement: how what is known of the candidates becomes an order, and a confidence in the first of them.

Its weights are learned on questions that the model didn't learn from (`qa_service.training.reader.judging`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from typing import NamedTuple

from qa_service.arabic.analysis.analyzer import content_tokens
from qa_service.native.arrays import Floats
from qa_service.ranking.reranker import RankedSentence
from qa_service.reader.model import WEIGHTS, Reading

JUDGEMENT = "judgement.json"
LARGEST_LEAD = 4.0  # that counts; also the lead of a sentence that no other candidate contradicts
_SUREST = 0.995  # confidence of words that counts, and its opposite: beyond these its log-odds say nothing more


@dataclass(frozen=True, slots=True)
class Judgement:
    """The weights of the judgement."""

    words: float  # of the ranker's score, beside the model's
    cosine: float  # of the likeness of the vectors, beside the model's
    slope: float  # of the first sentence's score in the log-odds of the confidence
    lead: float  # of its lead over the best sentence that says something else
    nearest: float  # of whether the sentence nearest in meaning says the same
    sure: float  # of the log-odds of the confidence of words
    offset: float
    threshold: float  # the confidence below which there is no answer: from the risk-coverage curve


class Evidence(NamedTuple):
    """What the confidence in the first sentence rests on."""

    score: float  # combined
    lead: float  # over the best candidate that says something else, `LARGEST_LEAD` at most
    nearest: float  # 1 where the candidate nearest in meaning says the same, -1 where it doesn't, 0 without vectors
    sure: float  # log-odds of the confidence of words, that the corpus has an answer at all


@cache
def judgement() -> Judgement:
    """The weights that come with the package; raises OSError, ValueError or TypeError where they can't be read."""
    return Judgement(**json.loads((WEIGHTS / JUDGEMENT).read_text(encoding="utf-8")))


def combined(
    weights: Judgement, chosen: Sequence[RankedSentence], readings: Sequence[Reading], cosines: Floats | None
) -> list[float]:
    """The score of each candidate: the model's, and what words and vectors add to it.

    Args:
        weights: of the three.
        chosen: the candidates.
        readings: one a candidate.
        cosines: the same; None without vectors.

    Returns:
        One score a candidate; only their differences and their likeness to those that were learned from mean something.
    """
    best = max(each.rerank_score for each in chosen)
    scores = [
        reading.score + weights.words * (each.rerank_score - best)
        for each, reading in zip(chosen, readings, strict=True)
    ]
    if cosines is not None:
        nearest = float(cosines.max())
        scores = [score + weights.cosine * (float(each) - nearest) for score, each in zip(scores, cosines, strict=True)]
    return scores


def evidence_of(
    texts: Sequence[str],
    readings: Sequence[Reading],
    scores: Sequence[float],
    cosines: Floats | None,
    confidence_of_words: float,
) -> Evidence:
    """What speaks for the candidate of the greatest score.

    A candidate that gives the same answer is no rival, so that a second article that agrees makes none less sure.

    Args:
        texts: the sentences.
        readings: one a sentence.
        scores: `combined`, the same.
        cosines: the same; None without vectors.
        confidence_of_words: what the ranking by words has for the whole question, 0 to 1.
    """
    first = max(range(len(scores)), key=lambda place: (scores[place], -place))
    words = [_words(text) for text in texts]
    answers = [_answer_words(text, reading) for text, reading in zip(texts, readings, strict=True)]
    agrees = [place == first or _agree(words, answers, first, place) for place in range(len(scores))]
    rivals = [score for score, same in zip(scores, agrees, strict=True) if not same]
    lead = min(LARGEST_LEAD, scores[first] - max(rivals)) if rivals else LARGEST_LEAD
    nearest = 0.0
    if cosines is not None:
        nearest = 1.0 if agrees[int(cosines.argmax())] else -1.0
    sure = min(_SUREST, max(1 - _SUREST, confidence_of_words))
    return Evidence(scores[first], lead, nearest, log(sure / (1 - sure)))


def confidence_of(weights: Judgement, evidence: Evidence) -> float:
    """The probability that the first sentence answers."""
    parts = zip((weights.slope, weights.lead, weights.nearest, weights.sure), evidence, strict=True)
    return 1 / (1 + exp(-(sum(weight * part for weight, part in parts) + weights.offset)))


def _agree(words: Sequence[frozenset[str]], answers: Sequence[frozenset[str]], one: int, other: int) -> bool:
    """Whether the short answer of either of two sentences is among the words of the other."""
    return any(bool(answers[mine]) and answers[mine] <= words[theirs] for mine, theirs in ((one, other), (other, one)))


def _answer_words(text: str, reading: Reading) -> frozenset[str]:
    return frozenset() if reading.phrase is None else _words(text[slice(*reading.phrase)])


def _words(text: str) -> frozenset[str]:
    return frozenset(token.text for token in content_tokens(text))
