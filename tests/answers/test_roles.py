"""Roles: sentences far behind the first are context; an uncertain answer is a choice between the first two."""

from collections.abc import Sequence

import pytest

from qa_service.answers.answer import AnswerSentence, Citation
from qa_service.answers.roles import with_roles
from qa_service.engine import Engine


def cited(*scores: float) -> list[tuple[AnswerSentence, Citation]]:
    found = []
    for number, score in enumerate(scores, 1):
        sentence = AnswerSentence(text="نص", citation=number, highlights=())
        citation = Citation(
            id=number, document_id="d", title="", source_url=None, date=None, passage_id="d#0", quote="نص", start=0,
            end=2, start_utf16=0, end_utf16=2, retrieval_score=1.0, rerank_score=score, link="", source_link=None,
        )  # fmt: skip
        found.append((sentence, citation))
    return found


@pytest.mark.parametrize(
    ("scores", "is_uncertain", "roles"),
    [
        ((3.0, 2.0, -1.0), False, "answer answer context"),
        ((3.0, -1.0, -1.2), False, "answer context context"),
        ((3.0, -1.0, -1.2), True, "answer answer context"),
        ((3.0,), True, "answer"),
        ((), False, ""),
    ],
)
def test_only_sentences_that_answer_stand_in_the_answer(
    scores: Sequence[float], is_uncertain: bool, roles: str
) -> None:
    found = with_roles(cited(*scores), is_uncertain=is_uncertain)
    assert [sentence.role for sentence, _ in found] == roles.split()
    assert [citation.rerank_score for _, citation in found] == list(scores)


def test_the_best_sentence_of_an_engine_answers_and_is_first(engine: Engine) -> None:
    answer = engine.ask("ما طول نهر النيل؟", min_confidence=0, max_sentences=5)
    assert answer.sentences[0].role == "answer"
    assert {each.role for each in answer.sentences} == {"answer", "context"}
