"""Listing: articles about something, newest first, each with its first sentence."""

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.filters import Filters

CANAL = "تختصر القناة الطريق على السفن.\n\nحفرت قناة السويس في عشر سنوات.\n\nوتعبر قناة السويس سفن كثيرة كل يوم."
ENGINE = Engine.build(
    [
        Document(id="old", title="قناة السويس", date="2020-01-01", text=CANAL),
        Document(id="new", title="شريان بين بحرين", date="2024-01-01", text=CANAL.replace("السفن", "التجار")),
        Document(
            id="passing", title="السد", date="2025-01-01", text="بني السد بعد تأميم قناة السويس.\n\nوارتفاعه كبير."
        ),
    ]
)


def test_articles_about_something_are_listed_newest_first_with_their_first_sentence() -> None:
    answer = ENGINE.ask("مقالات عن قناة السويس")
    assert (answer.form, answer.status, answer.interpreted_as) == ("articles", "answered", None)
    assert [each.document_id for each in answer.citations] == ["new", "old"]
    assert [each.quote for each in answer.citations] == [
        f"تختصر القناة الطريق على {each}." for each in ("التجار", "السفن")
    ]
    assert {(each.role, each.short_answer) for each in answer.sentences} == {("answer", None)}


def test_filters_hold_and_a_list_has_as_many_as_are_asked_for() -> None:
    asked = "ما الجديد في قناة السويس؟"
    assert [each.document_id for each in ENGINE.ask(asked, max_sentences=1).citations] == ["new"]
    assert [each.document_id for each in ENGINE.ask(asked, filters=Filters(date_to="2021-01-01")).citations] == ["old"]


def test_where_no_article_is_about_it_nothing_is_listed() -> None:
    answer = ENGINE.ask("مقالات عن اليابان")
    assert (answer.status, answer.form) == ("no_answer", None)


def test_a_question_is_no_request_for_articles() -> None:
    assert ENGINE.ask("متى حفرت قناة السويس؟", min_confidence=0).form is None
