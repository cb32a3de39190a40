"""The first questions: of each article one, in the language of the page where there are some."""

import json
from pathlib import Path

import pytest

from qa_service.evaluation.labelled import parse_questions
from qa_service.web.pages.starting import _in_language
from qa_service.web.rendering.negotiation import Language

ROWS = [
    ("متى بني السد؟", "dam"), ("من بنى السد؟", "dam"), ("كم طول النيل؟", "nile"), ("When was the dam built?", "dam"),
    ("How long is the river?", "nile"), ("Quand le barrage a-t-il été construit ?", "dam"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "wanted"), [("ar", [0, 2, 1]), ("en", [3, 4]), ("fr", [5])])
def test_one_question_of_an_article_comes_before_a_second(lang: Language, wanted: list[int]) -> None:
    lines = [json.dumps({"question": question, "answers": ["س"], "document_id": of}) for question, of in ROWS]
    questions, _ = parse_questions("\n".join(lines).encode(), "golden.jsonl")
    assert list(_in_language(tuple(questions), lang)) == [ROWS[each][0] for each in wanted]


def test_the_sample_corpus_has_four_in_every_language_each_of_another_article() -> None:
    questions, _ = parse_questions(Path("corpus/golden.jsonl").read_bytes(), "golden.jsonl")
    of = {each.question: each.document_id for each in questions}
    answerable = tuple(each for each in questions if each.answers)
    for lang in ("ar", "en", "fr"):
        found = _in_language(answerable, lang)  # type: ignore[arg-type]
        assert len({of[each] for each in found}) == 4
