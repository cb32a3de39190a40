"""Question groups: questions that ask alike stand together; what many documents say is cited from the earliest."""

import pytest

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.records.question_groups import group_questions


def document(name: str, text: str, date: str | None = None) -> Document:
    return Document(id=name, title=name, text=text, date=date)


def test_what_many_say_is_cited_from_the_earliest() -> None:
    sentence = "افتتح الملك جسر محمد السادس في الرباط سنة 2016."
    held = [
        document("b", sentence, "2020-05-01"),
        document("a", sentence, "2021-01-01"),
        document("c", sentence, "2016-07-07"),
        document("d", "يقع الجسر قرب سلا.", "2010-01-01"),
    ]
    answer = Engine.build(held).ask("متى افتتح جسر محمد السادس؟", min_confidence=0)
    assert [each.document_id for each in answer.citations if each.quote == sentence] == ["c"]
    assert answer.sentences[0].citation == answer.citations[0].id == 1


@pytest.mark.parametrize(("questions", "groups"), [
    (["متى تأسس المنتدى؟", "من يرأس البنك؟", "متى تأسس المنتدى العالمي؟"], [[0, 2], [1]]),
    (["؟", "من هو؟", "؟"], [[0, 2], [1]]), ([], []),
    (["كم عدد سكان فاس؟", "كم عدد سكان طنجة وتطوان والحسيمة؟"], [[0], [1]]),
])  # fmt: skip
def test_similar_questions_are_grouped(questions: list[str], groups: list[list[int]]) -> None:
    assert group_questions(questions, [1] * len(questions)) == groups


def test_the_groups_that_were_asked_most_come_first() -> None:
    questions = ["متى تأسس المنتدى؟", "من يرأس البنك؟", "متى تأسس المنتدى العالمي؟"]
    assert group_questions(questions, [1, 9, 2]) == [[1], [0, 2]]
