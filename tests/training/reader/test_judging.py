"""The judgement: weights that put the right sentence first, and a confidence that says how often it is."""

import numpy as np
import pytest

from qa_service.errors import DataFormatError
from qa_service.ranking.reranker import RankedSentence
from qa_service.reader import reader
from qa_service.reader.model import Reading
from qa_service.reader.reader import Examined, Judgement
from qa_service.training.reader.judging import Judged, choose_weights, fit_confidence, judged_of
from qa_service.training.reader.labels import MAY_BE_RIGHT, RIGHT, WRONG

RANDOM = np.random.default_rng(5)


def judged(scores: list[float], words: list[float], labels: list[int]) -> Judged:
    return Judged(np.array(scores), np.array(words), np.zeros(len(scores)), np.array(labels))


def test_candidates_are_combined_as_serving_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "judgement", lambda: Judgement(0.5, 4.0, 1.0, 0.0, 0.4))
    chosen = [RankedSentence(number, number, 0.0, score) for number, score in enumerate((1.0, 3.0, -2.0))]
    readings = [Reading(score, None) for score in (2.0, -1.0, 0.5)]
    cosines = np.array([0.8, 0.9, 0.7], np.float32)
    for near in (cosines, None):
        mine = judged_of(Examined(chosen, [], readings, near), [RIGHT, WRONG, WRONG])
        assert mine.combined(0.5, 4.0).tolist() == pytest.approx(reader.combined(chosen, readings, near))


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
    scores = RANDOM.uniform(-4, 4, 4000)
    right = RANDOM.random(4000) < 1 / (1 + np.exp(-(1.5 * scores - 1)))
    cases = [judged([score], [0.0], [RIGHT if each else WRONG]) for score, each in zip(scores, right, strict=True)]
    slope, offset = fit_confidence(cases, 0.0, 0.0)
    assert (slope, offset) == (pytest.approx(1.5, abs=0.2), pytest.approx(-1, abs=0.2))


def test_a_first_sentence_that_may_be_right_is_no_evidence() -> None:
    known = [judged([1.0], [0.0], [RIGHT]), judged([-1.0], [0.0], [WRONG])] * 20
    doubtful = [judged([3.0], [0.0], [MAY_BE_RIGHT])] * 20
    assert fit_confidence(known, 0, 0) == fit_confidence(known + doubtful, 0, 0)


def test_questions_of_one_kind_are_refused() -> None:
    with pytest.raises(DataFormatError):
        fit_confidence([judged([1.0], [0.0], [RIGHT])] * 3, 0, 0)
