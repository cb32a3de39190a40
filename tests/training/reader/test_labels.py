"""Labels: what answers, what may answer, and what doesn't."""

import pytest

from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LabelledQuestion, folded
from qa_service.training.reader.labels import MAY_BE_RIGHT, RIGHT, WRONG, Labels

NILE = Document(id="nile", text="طول النيل 6650 كم.\n\nقيل إن طوله 6650 كم أيضا.\n\nينبع من بحيرة فيكتوريا.")
RIVERS = Document(id="rivers", text="أطول الأنهار النيل: 6650 كم.")
DOCUMENTS = {each.id: each for each in (NILE, RIVERS)}


def label(document_id: str, text: str, **fields: object) -> int:
    row = {"id": "1", "question": "كم طول النيل؟", "document_id": "nile", "answers": ("٦٦٥٠ كم",), "paragraph": 0}
    row |= fields
    also = {"also": row.pop("also")} if "also" in row else {}
    question = LabelledQuestion(**row, fields=also)  # type: ignore[arg-type]
    return Labels(question, DOCUMENTS).of(document_id, text, folded(text))


def test_a_sentence_of_the_paragraph_that_says_an_answer_is_right() -> None:
    assert label("nile", "طول النيل 6650 كم.") == RIGHT


def test_an_answer_in_another_paragraph_may_be_right() -> None:
    assert label("nile", "قيل إن طوله 6650 كم أيضا.") == MAY_BE_RIGHT


@pytest.mark.parametrize("paragraph", [None, 7])
def test_without_a_paragraph_any_of_the_document_is_right(paragraph: int | None) -> None:
    assert label("nile", "قيل إن طوله 6650 كم أيضا.", paragraph=paragraph) == RIGHT


def test_an_answer_in_another_document_may_be_right_unless_it_is_named() -> None:
    assert label("rivers", RIVERS.text) == MAY_BE_RIGHT
    assert label("rivers", RIVERS.text, also=["rivers"]) == RIGHT


def test_a_sentence_without_an_answer_is_wrong() -> None:
    assert label("nile", "ينبع من بحيرة فيكتوريا.") == WRONG


def test_a_page_is_no_answer() -> None:
    assert label("nile", "طول النيل 6650 كم." + " كلام" * 100, paragraph=None) == WRONG


def test_where_nothing_answers_all_are_wrong() -> None:
    assert label("nile", "طول النيل 6650 كم.", answers=()) == WRONG
