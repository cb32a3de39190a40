"""The judgement: what the confidence in the first sentence rests on."""

import numpy as np
import pytest

from qa_service.ranking.reranker import RankedSentence
from qa_service.reader.judgement import (
    LARGEST_LEAD,
    Evidence,
    Judgement,
    combined,
    confidence_of,
    evidence_of,
    judgement,
)
from qa_service.reader.model import Reading

LENGTH = "يقطع نهر النيل نحو 6650 كيلومترا."
AGAIN = "يبلغ طول النيل 6650 كيلومترا كما تذكر الكتب."
OTHER = "يبلغ طول نهر الأمازون 6400 كيلومتر."
WEIGHTS = Judgement(0.5, 20.0, 0.5, 0.3, 0.5, 0.3, -2.0, 0.4)


def reading(text: str, score: float, answer: str) -> Reading:
    return Reading(score, (text.index(answer), text.index(answer) + len(answer)))


def test_words_and_vectors_are_compared_with_the_best_of_them() -> None:
    chosen = [RankedSentence(0, 0, 0.0, 1.0), RankedSentence(1, 1, 0.0, 3.0)]
    readings = [Reading(2.0, None), Reading(1.0, None)]
    assert combined(WEIGHTS, chosen, readings, None) == [1.0, 1.0]
    assert combined(WEIGHTS, chosen, readings, np.array([0.9, 0.8], np.float32)) == pytest.approx([1.0, -1.0])


def test_a_sentence_that_gives_the_same_answer_is_no_rival() -> None:
    texts = [LENGTH, AGAIN, OTHER]
    readings = [
        reading(LENGTH, 3.0, "6650 كيلومترا"),
        reading(AGAIN, 2.9, "6650 كيلومترا"),
        reading(OTHER, 1.0, "6400"),
    ]
    found = evidence_of(texts, readings, [3.0, 2.9, 1.0], None, 0.5)
    assert found == Evidence(3.0, 2.0, 0.0, 0.0)
    alone = evidence_of(texts[::2], readings[::2], [3.0, 1.0], None, 0.5)
    assert confidence_of(WEIGHTS, found) >= confidence_of(WEIGHTS, alone)


def test_a_sentence_without_rivals_has_the_largest_lead() -> None:
    readings = [reading(LENGTH, 1.0, "6650"), reading(AGAIN, 0.5, "6650")]
    assert evidence_of([LENGTH, AGAIN], readings, [1.0, 0.5], None, 0.5).lead == LARGEST_LEAD
    assert evidence_of([LENGTH], readings[:1], [1.0], None, 0.5).lead == LARGEST_LEAD


def test_the_nearest_in_meaning_speaks_for_the_first_or_against_it() -> None:
    texts = [LENGTH, AGAIN, OTHER]
    readings = [reading(LENGTH, 3.0, "6650"), reading(AGAIN, 2.0, "6650"), reading(OTHER, 1.0, "6400")]
    scores = [3.0, 2.0, 1.0]
    assert evidence_of(texts, readings, scores, np.array([0.7, 0.9, 0.8], np.float32), 0.5).nearest == 1
    assert evidence_of(texts, readings, scores, np.array([0.7, 0.8, 0.9], np.float32), 0.5).nearest == -1


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_the_confidence_of_words_has_a_bound(confidence: float) -> None:
    found = evidence_of([LENGTH], [Reading(0.0, None)], [0.0], None, confidence)
    assert 5 < abs(found.sure) < 6


def test_a_sentence_without_a_short_answer_agrees_with_none() -> None:
    readings = [Reading(2.0, None), Reading(1.5, None)]
    assert evidence_of([LENGTH, OTHER], readings, [2.0, 1.5], None, 0.5).lead == 0.5


def test_each_part_of_the_evidence_makes_the_shipped_confidence_surer() -> None:
    weights = judgement()
    least = confidence_of(weights, Evidence(0.0, 0.0, -1.0, 0.0))
    for place, more in enumerate((1.0, 1.0, 1.0, 1.0)):
        parts = [0.0, 0.0, -1.0, 0.0]
        parts[place] = more
        assert confidence_of(weights, Evidence(*parts)) > least
    assert 0 < weights.threshold < 1
