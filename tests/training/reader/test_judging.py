"""The judgement: weights that put the right sentence first, and a confidence that says how often it is."""

import numpy as np
import pytest

from qa_service.errors import DataFormatError
from qa_service.ranking.reranker import RankedSentence
from qa_service.reader.judgement import Evidence, Judgement, combined, confidence_of
from qa_service.reader.model import Reading
from qa_service.reader.reader import Examined
from qa_service.training.reader.judging import Judged, choose_weights, fit_confidence, judged_of, judgement_of
from qa_service.training.reader.labels import MAY_BE_RIGHT, RIGHT, WRONG

RANDOM = np.random.default_rng(5)
JUDGEMENT = Judgement(0.5, 4.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.4)


def judged(scores: list[float], words: list[float], labels: list[int]) -> Judged:
    readings = [Reading(score, None) for score in scores]
    return Judged([f"جملة رقم {n}" for n in range(len(scores))], readings, np.array(words), None, 0.5, np.array(labels))


def test_candidates_are_combined_as_serving_does() -> None:
    chosen = [RankedSentence(number, number, 0.0, score) for number, score in enumerate((1.0, 3.0, -2.0))]
    readings = [Reading(score, None) for score in (2.0, -1.0, 0.5)]
    cosines = np.array([0.8, 0.9, 0.7], np.float32)
    for near in (cosines, None):
        mine = judged_of(Examined(chosen, [], ["أ", "ب", "ج"], readings, near), 0.5, [RIGHT, WRONG, WRONG])
        assert mine.combined(0.5, 4.0).tolist() == pytest.approx(combined(JUDGEMENT, chosen, readings, near))


def test_words_weigh_as_much_as_they_help() -> None:
    helped = [judged([1.0, 0.0], [-2.0, 0.0], [WRONG, RIGHT])] * 5
    words, cosine = choose_weights(helped)
    assert words > 0.5
    assert cosine == 0
    hindered = [judged([1.0, 0.0], [-2.0, 0.0], [RIGHT, WRONG])] * 5
    assert choose_weights(hindered)[0] == 0


def test_without_a_right_candidate_nothing_can_be_chosen() -> None:
    with pytest.raises(DataFormatError):
        choose_weights([judged([1.0], [0.0], [WRONG])])


def test_the_confidence_is_the_share_of_right_first_sentences() -> None:
    evidence = np.column_stack([RANDOM.uniform(-4, 4, 4000), RANDOM.uniform(0, 4, 4000), RANDOM.choice([-1, 1], 4000)])
    evidence = np.column_stack([evidence, RANDOM.normal(0, 1, 4000)])
    odds = evidence @ np.array([1.5, 0.5, 0.8, 0.4]) - 1
    right = RANDOM.random(4000) < 1 / (1 + np.exp(-odds))
    fitted = Judgement(0, 0, *fit_confidence(evidence, right), 0)
    sure = np.array([confidence_of(fitted, Evidence(*row)) for row in evidence])
    for low in (0.1, 0.3, 0.5, 0.7):
        within = (sure > low) & (sure < low + 0.2)
        assert right[within].mean() == pytest.approx(sure[within].mean(), abs=0.06)


def test_the_threshold_keeps_four_of_five_right_sentences() -> None:
    scores = RANDOM.uniform(-4, 4, 500)
    right = RANDOM.random(500) < 1 / (1 + np.exp(-scores))
    cases = [judged([score], [0.0], [RIGHT if each else WRONG]) for score, each in zip(scores, right, strict=True)]
    learned = judgement_of(cases, 0.0, 0.0)
    shown = [confidence_of(learned, case.evidence(0.0, 0.0)) >= learned.threshold for case in cases]
    assert np.array(shown)[right].mean() == pytest.approx(0.8, abs=0.03)


def test_a_first_sentence_that_may_be_right_is_no_evidence() -> None:
    known = [judged([1.0], [0.0], [RIGHT]), judged([-1.0], [0.0], [WRONG])] * 20
    doubtful = [judged([3.0], [0.0], [MAY_BE_RIGHT])] * 20
    assert judgement_of(known, 0, 0) == judgement_of(known + doubtful, 0, 0)


def test_questions_of_one_kind_are_refused() -> None:
    with pytest.raises(DataFormatError):
        judgement_of([judged([1.0], [0.0], [RIGHT])] * 3, 0, 0)
