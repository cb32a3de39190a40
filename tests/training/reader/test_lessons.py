"""Lessons: which questions are learned from, and which sentences count as wrong."""

import pytest

from qa_service.training.reader.candidates import Asked, Candidate, Sentence
from qa_service.training.reader.labels import MAY_BE_RIGHT, RIGHT, WRONG
from qa_service.training.reader.lessons import lesson_of, lessons
from qa_service.training.reader.shares import is_for_calibration, is_kept_out, share_of

TEXTS = [f"الجواب {number}" for number in range(12)]
CANDIDATES = (
    Candidate(0, 2.0, WRONG),
    Candidate(1, 1.0, RIGHT),
    Candidate(2, 0.5, MAY_BE_RIGHT),
    Candidate(3, 0.1, WRONG),
    Candidate(4, None, RIGHT),
)


def asked(**fields: object) -> Asked:
    row: dict[str, object] = {
        "id": "1", "source": "news", "field": "question", "wording": "ما؟", "document_id": "d",
        "answers": ("جواب آخر",), "candidates": CANDIDATES,
    }  # fmt: skip
    return Asked(**row | fields)  # type: ignore[arg-type]


def test_what_may_be_right_is_neither_right_nor_wrong() -> None:
    lesson = lesson_of(asked(), [2, 5, 6], TEXTS)
    assert lesson is not None
    assert (lesson.right, lesson.by_words, lesson.by_meaning) == ((1, 4), (0, 3), (5, 6))


def test_what_says_an_answer_is_no_wrong_sentence() -> None:
    lesson = lesson_of(asked(answers=("الجواب 5",)), [5, 6, 7], TEXTS)
    assert lesson is not None
    assert lesson.by_meaning == (6, 7)


def test_an_answer_that_no_sentence_says_gives_no_lesson() -> None:
    wrong = tuple(Candidate(number, 1.0, WRONG) for number in range(4))
    assert lesson_of(asked(candidates=wrong), [5], TEXTS) is None
    absent = lesson_of(asked(candidates=wrong, answers=()), [5], TEXTS)
    assert absent is not None
    assert absent.right == ()


def test_too_few_wrong_sentences_give_no_lesson() -> None:
    assert lesson_of(asked(), [], TEXTS) is None


@pytest.mark.parametrize(("place", "is_learned"), [(7, True), (8, False)])
def test_a_noisy_answer_counts_only_where_the_engine_finds_it(place: int, is_learned: bool) -> None:
    ranked = tuple(Candidate(number, -number, RIGHT if number == place else WRONG) for number in range(10))
    assert (lesson_of(asked(source="aqad", candidates=ranked), [], TEXTS) is not None) is is_learned


def test_documents_for_the_calibration_give_no_lessons() -> None:
    names = [f"n1-{number:03}" for number in range(60)]
    sentences = [Sentence(text, "", "", "d", False) for text in TEXTS]
    found = lessons([asked(document_id=name) for name in names], [[5, 6]] * len(names), sentences)
    assert [each.document_id for each in found] == [name for name in names if not is_for_calibration(name)]
    assert 0 < len(found) < len(names)


def test_shares_are_of_source_and_wording() -> None:
    assert share_of("news", "question_en") == pytest.approx(2.8 * 0.8)
    assert share_of("another", "question") == 1
    assert share_of("arcd", "question_bare") == 0
    assert share_of("aqad", "question_typo") == 0


def test_a_fold_is_kept_out_only_where_one_is_named() -> None:
    kept = [number for number in range(20) if is_kept_out(str(number), 0)]
    assert 0 < len(kept) < 20
    assert not any(is_kept_out(str(number), None) for number in range(20))
