"""Conversation: what is no question gets a reply about the service; a greeting before it changes nothing."""

from datetime import datetime, timezone

import pytest

from qa_service.answers.replies import Archive, House, articles_in_words, date_in_words, reply_to
from qa_service.arabic.conversation.turn_table import FILLER, phrases
from qa_service.arabic.conversation.turns import ConversationTurn, turn_of
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.filters import Filters
from qa_service.query.query import Turn

NOW = datetime(2026, 12, 1, 14, 5, tzinfo=timezone.utc)  # noqa: UP017


def said(text: str, *newest: Document, house: House = House(), count: int = 19) -> str:  # noqa: B008
    turn = turn_of(text)
    assert turn is not None
    return reply_to(turn, Archive(count, newest), house, NOW)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("السلام عليكم", "وعليكم السلام"),
        ("صباح الخير", "صباح النور"),
        ("شكرا بزاف", "بلا جميل"),
        ("ازيك", "تمام الحمد لله"),
        ("thanks", "You're welcome"),
        ("merci", "Je vous en prie"),
        ("من أنت؟", "19 مقالًا"),
        ("السلام عليكم، من أنت؟", "وعليكم السلام ورحمة الله. أنا"),
        ("ما تاريخ اليوم؟", "الثلاثاء 1 ديسمبر 2026، الموافق 21 جمادى الآخرة 1448هـ"),
        ("what day is it?", "Tuesday, December 1, 2026"),
        ("كم الساعة؟", "14:05"),
        ("ما آخر مقال؟", "لا يحمل أي مقال هنا تاريخا"),
    ],
)
def test_a_turn_is_replied_to_in_its_own_register(text: str, reply: str) -> None:
    assert reply in said(text)


def test_every_kind_has_a_reply_in_every_register() -> None:
    for kind in dict.fromkeys(phrase.kind for phrase in phrases().by_words.values() if phrase.kind != FILLER):
        for register in ("ar", "ma", "eg", "lv", "gu", "en", "fr"):
            reply = reply_to(ConversationTurn(kind, "", register), Archive(19), House(), NOW)
            assert reply and "{" not in reply


def test_the_house_names_itself_and_greets() -> None:
    house = House(name="باحث الجريدة", greeting="أهلا بك في أرشيف الجريدة.")
    assert said("من أنت؟", house=house).startswith("أنا باحث الجريدة، باحث آلي")
    assert said("مرحبا", house=house) == "أهلا بك في أرشيف الجريدة."
    assert said("السلام عليكم", house=house) == "وعليكم السلام ورحمة الله. أهلا بك في أرشيف الجريدة."


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "مقال واحد"), (2, "مقالين"), (5, "5 مقالات"), (19, "19 مقالًا"), (100, "100 مقال"), (103, "103 مقالات")],
)
def test_articles_are_counted_as_arabic_counts(count: int, words: str) -> None:
    assert articles_in_words(count, "ar") == words


def test_dates_have_the_months_of_the_register() -> None:
    assert [date_in_words("2026-08-04", each) for each in ("ar", "ma", "lv", "en", "fr")] == [
        "4 أغسطس 2026", "4 غشت 2026", "4 آب 2026", "August 4, 2026", "4 août 2026"
    ]  # fmt: skip


def test_an_engine_replies_without_citations(engine: Engine) -> None:
    answer = engine.ask("السلام عليكم")
    assert (answer.status, answer.reason, answer.sentences, answer.citations) == ("conversation", "greeting", (), ())
    assert answer.reply is not None and answer.reply.startswith("وعليكم السلام")
    assert "reply" not in engine.ask("ما طول نهر النيل؟").as_dict()


def test_the_newest_articles_are_named_within_the_filters(engine: Engine) -> None:
    assert [each.document_id for each in engine.ask("ما آخر مقال؟").nearest] == ["moon", "nile"]
    [only] = engine.ask("ما آخر مقال؟", filters=Filters(tags=("جغرافيا",))).nearest
    assert only.document_id == "nile"
    reply = engine.ask("كم مقالا لديكم؟", filters=Filters(tags=("جغرافيا",))).reply
    assert reply is not None and "مقال واحد" in reply


@pytest.mark.parametrize(
    "asked", ["السلام عليكم، ما طول نهر النيل؟", "مرحبااا، ما طول نهر النيل؟ شكرا", "hello, ما طول نهر النيل؟"]
)
def test_a_greeting_before_a_question_changes_nothing(engine: Engine, asked: str) -> None:
    plain, greeted = engine.ask("ما طول نهر النيل؟"), engine.ask(asked)
    assert [each.quote for each in greeted.citations] == [each.quote for each in plain.citations] != []
    assert greeted.question == asked


def test_nobody_asks_further_about_a_greeting(engine: Engine) -> None:
    history = [Turn(question="متى هبطت أبولو 11 على القمر؟"), Turn(question="من أنت؟"), Turn(question="شكرا")]
    assert (
        engine.ask("وأين هبطت؟", history=history).interpreted_as
        == engine.ask("وأين هبطت؟", history=history[:1]).interpreted_as
    )


def test_word_for_word_a_greeting_is_searched_for(engine: Engine) -> None:
    assert engine.ask("السلام عليكم", verbatim=True).status == "no_answer"
