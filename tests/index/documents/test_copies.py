"""Copies: found word for word and nearly, the earliest is quoted, and nothing that only a copy says is lost."""

import random

import pytest

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.filters import Filters

WORDS = [f"{first}{last}" for first in ("مدر", "كت", "سف", "قن", "برن", "حد", "شر", "صن") for last in
         ("سة", "اب", "ينة", "طرة", "امج", "يقة", "كة", "اعة", "ون", "ان", "ات")]  # fmt: skip


def sentences(seed: int, count: int = 20) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(WORDS, k=9)) + f" {seed * 1000 + number}." for number in range(count)]


def document(name: str, lines: list[str], date: str | None = None) -> Document:
    return Document(id=name, title=f"مقال {name}", text="\n\n".join(lines), date=date)


def told(engine: Engine) -> list[tuple[str, str, bool]]:
    return [(each.document_id, each.original_id, each.likeness == 1) for each in engine.copies()]


def test_copies_word_for_word_and_nearly_are_reported_with_the_earliest_by_date_then_by_path() -> None:
    one, other = sentences(1), sentences(2)
    changed = [*one[:10], "جملة جديدة لم تكن في المقال الأول.", *one[10:]]
    engine = Engine.build([
        document("a", one, "2024-02-01"), document("b", changed, "2024-01-01"), document("c", one),
        document("d", other), document("e", other), document("f", sentences(3)),
        document("g", ["خبر عاجل."]), document("h", ["خبر عاجل."]),
    ])  # fmt: skip
    assert told(engine) == [("a", "b", False), ("c", "b", False), ("e", "d", True)]


def test_the_original_alone_is_quoted_and_what_only_the_copy_says_is_quoted_from_it() -> None:
    one = sentences(1)
    copy = [*one[:10], "بلغ عدد زوار المعرض سبعة آلاف زائر.", *one[10:]]
    engine = Engine.build([document("copy", copy, "2024-05-01"), document("first", one, "2023-01-01")])
    for sentence in one:
        found = engine.ask(sentence, min_confidence=0, max_sentences=10).citations
        assert (found[0].document_id, found[0].quote) == ("first", sentence)
        assert [each.quote for each in found].count(sentence) == 1
        assert {each.document_id for each in found if each.quote in one} == {"first"}
    assert engine.ask("كم بلغ عدد زوار المعرض؟", min_confidence=0).citations[0].document_id == "copy"


def test_a_filter_that_leaves_the_original_out_has_the_copy_quoted() -> None:
    one = sentences(1)
    engine = Engine.build([document("copy", one, "2024-05-01"), document("first", one, "2023-01-01")])
    found = engine.ask(one[3], min_confidence=0, filters=Filters(document_id=("copy",))).citations
    assert (found[0].document_id, found[0].quote) == ("copy", one[3])


def test_a_sentence_that_differs_by_a_stop_word_is_none_of_the_original() -> None:
    one = sentences(1)
    denied = [*one[:10], "لا " + one[10], *one[11:]]
    engine = Engine.build([document("a", one), document("b", denied)])
    assert told(engine) == [("b", "a", True)]
    quotes = engine.ask("لا " + one[10], min_confidence=0, max_sentences=10).citations
    assert {("a", one[10]), ("b", "لا " + one[10])} <= {(each.document_id, each.quote) for each in quotes}


def test_articles_with_the_same_furniture_and_reports_with_other_figures_are_no_copies() -> None:
    furniture = ["انضموا إلى قناتنا على تلغرام لتصلكم الأخبار أولا بأول.", "هذا الموقع لا يتحمل مسؤولية التعليقات."]
    rows = [document(f"d{number}", [f"خبر {number}", *sentences(number, 3), *furniture]) for number in range(30)]
    reports = [
        document(f"r{number}", [f"بلغت حرارة {WORDS[place]} اليوم {number * 31 + place} درجة." for place in range(20)])
        for number in range(1, 10)
    ]
    assert told(Engine.build([*rows, *reports])) == []


def test_a_thousand_copies_have_one_original_and_documents_of_any_order_the_same_copies() -> None:
    originals = [document(f"a{number:04}", sentences(number, 8)) for number in range(200)]
    copies = [document(f"z{number:04}", sentences(number % 7, 8), None) for number in range(300)]
    found = told(Engine.build([*originals, *copies]))
    assert found == [(f"z{number:04}", f"a{number % 7:04}", True) for number in range(300)]


@pytest.mark.parametrize(("texts", "copies"), [
    ([], []), (["!"], []), (["!", "!"], []), (["كلمة"], []), (["كلمة", "كلمة"], []),
    (["كلمة كلمة كلمة", "كلمة كلمة كلمة"], [("1", "0", True)]), (["كلمة كلمة كلمة", "كلمة كلمة"], []),
])  # fmt: skip
def test_texts_of_fewer_than_three_words_are_no_copies(texts: list[str], copies: list[tuple[str, str, bool]]) -> None:
    assert told(Engine.build(document(str(number), [text]) for number, text in enumerate(texts))) == copies


def test_a_corpus_that_is_there_twice_answers_as_surely_as_one() -> None:
    held = [document(f"a{number}", sentences(number, 8)) for number in range(20)]
    again = [document(f"b{number}", [*sentences(number, 8), "أعيد نشر المقال."]) for number in range(20)]
    once, twice = Engine.build(held), Engine.build([*held, *again])
    for number in range(20):
        question = " ".join(sentences(number, 8)[3].split()[:5])
        answer, doubled = once.ask(question, min_confidence=0), twice.ask(question, min_confidence=0)
        assert doubled.citations[0].quote == answer.citations[0].quote
        assert doubled.confidence > answer.confidence - 0.1
