"""Recurring: lines of the page are never cited however they are worded, and nothing of the articles is lost."""

import re
from pathlib import Path

import pytest

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.indexing.incremental import index_corpus

BODY = ("وصل الوفد رقم {} إلى مدينة فاس صباح اليوم.", "بلغ عدد المشاركين في لقاء {} نحو سبعين شخصا.",
        "قال المسؤول إن المشروع {} سينتهي قريبا.", "تحدث التقرير {} عن مدارس الإقليم.")  # fmt: skip
CHANNEL = "انضموا إلى قناتنا على تلغرام لتصلكم الأخبار أولا بأول."
OPINION = "المقالات تعبر عن رأي أصحابها ولا تعبر بالضرورة عن رأي الموقع."


def article(number: int) -> Document:
    body = [BODY[part].format(20_000 + 10 * number + part) for part in range(1 + number % 4)]
    lines = [f"خبر {number}", *body, CHANNEL, "شارك المقال", OPINION, f"التعليقات - خبر {number} :"]
    return Document(id=f"d{number}", title=f"خبر {number}", text="\n\n".join(lines))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.build(map(article, range(1000)))


@pytest.mark.parametrize("question", ["كيف تصلكم الأخبار أولا بأول؟", "انضموا إلى قناتنا على تلغرام",
                                      "عن رأي من تعبر المقالات؟", "شارك المقال", "التعليقات"])  # fmt: skip
def test_lines_of_the_page_are_never_cited(engine: Engine, question: str) -> None:
    for citation in engine.ask(question, min_confidence=0, max_sentences=10).citations:
        assert citation.quote not in (CHANNEL, OPINION)
        assert not re.search("شارك المقال|التعليقات -", citation.quote)


def test_every_other_sentence_is_found(engine: Engine) -> None:
    for number in range(0, 1000, 37):
        for part in range(1 + number % 4):
            sentence = BODY[part].format(20_000 + 10 * number + part)
            assert engine.ask(sentence, min_confidence=0).citations[0].quote == sentence


def test_what_recurs_is_reported_with_the_number_of_documents(engine: Engine) -> None:
    assert [(each.text, each.documents) for each in engine.recurring()] == [(OPINION, 1000), (CHANNEL, 1000)]


def test_four_documents_are_too_few_and_copies_keep_their_sentences() -> None:
    assert Engine.build(map(article, range(4))).recurring() == []
    text = "\n\n".join(BODY).format(1, 2, 3, 4)
    copies = Engine.build(Document(id=f"c{number}", title="خبر", text=text) for number in range(20))
    assert copies.recurring() == []
    assert copies.ask("متى وصل الوفد إلى مدينة فاس؟", min_confidence=0).citations


def test_a_maintainer_overrules_it(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(article(number).text, encoding="utf-8")
    assert Engine.of(index_corpus(tmp_path, max_file_bytes=10_000).arrays).recurring() != []
    (tmp_path / "boilerplate.txt").write_text("!انضموا إلى قناتنا*\n!شارك المقال\n", encoding="utf-8")
    engine = Engine.of(index_corpus(tmp_path, max_file_bytes=10_000).arrays)
    assert [each.text for each in engine.recurring()] == [OPINION]
    assert engine.ask("انضموا إلى قناتنا على تلغرام", min_confidence=0).citations[0].quote == CHANNEL
    document = engine.document("3")
    assert document is not None
    assert [document.text[start:end] for start, end in document.boilerplate] == ["التعليقات - خبر 3 :"]
