"""Turns of conversation: told from questions surely, in every register; greetings before a question are left out."""

from pathlib import Path

import pytest

from qa_service.arabic.conversation.turns import turn_of, without_conversation

LINES = Path(__file__).with_name("turns.tsv").read_text("utf-8").splitlines()[1:]
CASES = [tuple(line.split("\t")) for line in LINES]


def test_what_is_said_to_the_service_is_told_by_its_kind() -> None:
    found = [(kind, text, turn_of(text)) for kind, text in CASES if kind != "-"]
    assert len(found) > 350
    assert [each for each in found if each[2] is None or each[2].kind != each[0]] == []


@pytest.mark.parametrize("question", [text for kind, text in CASES if kind == "-"])
def test_a_question_stays_a_question_whatever_it_begins_with(question: str) -> None:
    assert turn_of(question) is None


@pytest.mark.parametrize(
    ("text", "register"),
    [
        ("شكرا", "ar"), ("شكرا بزاف", "ma"), ("مرحبا خويا", "ma"), ("ازيك", "eg"), ("كيفك", "lv"), ("شلونك", "gu"),
        ("شكرا كتير", "lv"), ("hello", "en"), ("bonjour", "fr"), ("salam", "ar"), ("chokran bzaf", "ma"),
    ],
)  # fmt: skip
def test_the_register_is_that_of_the_words(text: str, register: str) -> None:
    found = turn_of(text)
    assert found is not None and found.register == register


def test_a_word_of_the_corpus_is_no_slip() -> None:
    assert turn_of("مرجبا") is not None
    assert turn_of("مرجبا", is_word=lambda word: word == "مرجبا") is None


def test_a_greeting_that_comes_with_more_is_told_beside_it() -> None:
    found = turn_of("السلام عليكم، من أنت؟")
    assert found is not None and (found.kind, found.greeting) == ("identity", "salam")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("السلام عليكم ورحمة الله، متى افتتحت القناة؟", "متى افتتحت القناة؟"),
        ("السلام عليكم كيف حالكم متى ولد ابن بطوطة؟", "متى ولد ابن بطوطة؟"),
        ("مرحبااا، من بنى السد؟", "من بنى السد؟"),
        ("Hello, who built the dam?", "who built the dam?"),
        ("bonjour, où est le Nil ?", "où est le Nil ?"),
        ("متى ولد ابن بطوطة؟ شكرا جزيلا", "متى ولد ابن بطوطة"),
        ("سلام القاهرة", "سلام القاهرة"),
        ("ما معنى السلام عليكم؟", "ما معنى السلام عليكم؟"),
        ("مرحبا", "مرحبا"),
        ("متى ولد ابن بطوطة؟", "متى ولد ابن بطوطة؟"),
    ],
)
def test_greetings_and_thanks_around_a_question_are_left_out(text: str, question: str) -> None:
    assert without_conversation(text).rstrip("؟") == question.rstrip("؟")
