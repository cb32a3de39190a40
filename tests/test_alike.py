"""Alike: copies and near copies are found and the earliest is cited; questions that ask alike stand together."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.alike import group_questions, twin_problems, twins_among
from qa_service.corpus.document import Document
from qa_service.corpus.reading import Source
from qa_service.engine import Engine

ROOTS, ENDINGS = ("كتب", "درس", "سافر", "رسم", "بنى", "زرع"), ("وا", "ت", "نا", "هم")
WORDS = [f"{first}{second}" for first in ROOTS for second in ENDINGS]


def article(seed: int, words: int = 300) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) + str(draw.randrange(50)) for _ in range(words))


def document(name: str, text: str, date: str | None = None) -> Document:
    return Document(id=name, title=name, text=text, date=date)


def test_copies_and_rewritten_ones_are_told_with_the_earliest_and_others_are_not() -> None:
    text = article(1)
    changed = " ".join([*text.split()[:270], *article(2).split()[:30]])
    held = [document("copy", text, "2024-02-02"), document("other", article(3)), document("first", text, "2023-01-01"),
            document("changed", changed), document("half", " ".join(text.split()[:100] + article(4).split()))]
    problems = twin_problems(held, [Source(f"{each.id}.txt") for each in held])
    assert {(each.file, each.code) for each in problems} == {
        ("copy.txt", "same_text"), ("changed.txt", "nearly_same_text")}
    assert all("'first'" in each.reason and each.level == "warning" for each in problems)


def test_boilerplate_makes_no_twins() -> None:
    line = " شارك المقال مع أصدقائك على كل المواقع" * 20
    texts = [article(seed, 20) for seed in range(5)]
    held = [Document(id=text[:9], title="", text=text + line, boilerplate=((len(text), 10_000),)) for text in texts]
    assert twins_among(held) == []


@given(st.lists(st.sampled_from(["", "؟", "كلمة", "كلمة أخرى", "سطر من خمس كلمات فقط هنا"]), max_size=8))
def test_short_texts_are_twins_of_their_like_alone(texts: list[str]) -> None:
    for twins in twins_among([document(str(place), text) for place, text in enumerate(texts)]):
        assert texts[twins.first] == texts[twins.other]
        assert (twins.first, twins.likeness) < (twins.other, 1.01)


def test_what_many_say_is_cited_from_the_earliest() -> None:
    sentence = "افتتح الملك جسر محمد السادس في الرباط سنة 2016."
    held = [document("b", sentence, "2020-05-01"), document("a", sentence, "2021-01-01"),
            document("c", sentence, "2016-07-07"), document("d", "يقع الجسر قرب سلا.", "2010-01-01")]
    answer = Engine.build(held).ask("متى افتتح جسر محمد السادس؟", min_confidence=0)
    assert [each.document_id for each in answer.citations if each.quote == sentence] == ["c"]
    assert answer.sentences[0].citation == answer.citations[0].id == 1


@pytest.mark.parametrize(("questions", "groups"), [
    (["متى تأسس المنتدى؟", "من يرأس البنك؟", "متى تأسس المنتدى العالمي؟"], [[0, 2], [1]]),
    (["؟", "من هو؟", "؟"], [[0, 2], [1]]), ([], []),
    (["كم عدد سكان فاس؟", "كم عدد سكان طنجة وتطوان والحسيمة؟"], [[0], [1]]),
])  # fmt: skip
def test_questions_that_ask_alike_are_grouped(questions: list[str], groups: list[list[int]]) -> None:
    assert group_questions(questions) == groups
