"""Recurring: lines of the page are never cited however they are worded, and nothing of the articles is lost."""

import re
from pathlib import Path

import pytest

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.indexing.incremental import index_corpus

BODY = ("وصل الوفد رقم {} إلى مدينة فاس صباح اليوم.", "بلغ عدد المشاركين في لقاء {} نحو سبعين شخصا.",
        "قال المسؤول إن المشروع {} سينتهي قريبا.", "تحدث التقرير {} عن مدارس الإقليم.")  # fmt: skip
CHANNEL = "حملوا تطبيق الجريدة مجانا لتصلكم الأخبار أولا بأول."
OPINION = "المقالات تعبر عن رأي أصحابها ولا تعبر بالضرورة عن رأي الموقع."


def article(number: int) -> Document:
    body = [BODY[part].format(20_000 + 10 * number + part) for part in range(1 + number % 4)]
    lines = [f"خبر {number}", *body, CHANNEL, "شارك المقال", OPINION, f"التعليقات - خبر {number} :"]
    return Document(id=f"d{number}", title=f"خبر {number}", text="\n\n".join(lines))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.build(map(article, range(1000)))


@pytest.mark.parametrize("question", ["كيف تصلكم الأخبار أولا بأول؟", "حملوا تطبيق الجريدة مجانا",
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
    (tmp_path / "boilerplate.txt").write_text("!حملوا تطبيق الجريدة*\n!شارك المقال\n", encoding="utf-8")
    engine = Engine.of(index_corpus(tmp_path, max_file_bytes=10_000).arrays)
    assert [each.text for each in engine.recurring()] == [OPINION]
    assert engine.ask("حملوا تطبيق الجريدة مجانا", min_confidence=0).citations[0].quote == CHANNEL
    document = engine.document("3")
    assert document is not None
    assert [document.text[start:end] for start, end in document.boilerplate] == ["التعليقات - خبر 3 :"]


CLOSING = ("تجدون العدد الورقي عند باعة الصحف", "تابعوا آخر المستجدات عبر تطبيقنا على هواتفكم", "الوسوم: أخبار محلية",
           "هذه المادة محمية بموجب قانون حقوق المؤلف", "راسلونا على عنوان التحرير.", "مواد أخرى من هذا القسم",
           "كل ما ينشر هنا يعبر عن رأي كاتبه ولا يلزم إدارة الصحيفة في شيء.", "عودة إلى الصفحة الأولى")  # fmt: skip
IN_THE_MIDST = "إعلان: جربوا تطبيقنا الجديد للهواتف"
BACKGROUND = "وكانت الهدنة بين الطرفين قد انهارت في خريف 2011 بعد خلاف طويل على مياه الوادي الكبير."
FACTS = "المناخ: معتدل"


def of_a_site(number: int) -> Document:
    """An article of two to five sentences with the page's lines around it, among them one in its midst."""
    told = [f"{line} {60_000 + number}." for line in ("شهدت القرية موسما جيدا رقم", "تحدث الحاضرون عن خطة السد رقم")]
    own = [f"وصل وفد القرية رقم {30_000 + number} إلى السوق صباح اليوم.", *told[: number % 3]]
    own += [f"يبعد دوار {40_000 + number} عن المدينة مسافة يوم.", f"زرع الأهالي {50_000 + number} شجرة هذا العام."]
    if number % 20 == 0:
        own.append(BACKGROUND)
    if number % 10 == 0:
        own.insert(1, FACTS)
    return Document(
        id=f"s/{number}", title=f"حدث {number}", text="\n\n".join([*own[:2], IN_THE_MIDST, *own[2:], *CLOSING])
    )


@pytest.fixture(scope="module")
def site() -> Engine:
    return Engine.build(map(of_a_site, range(300)))


def test_a_long_run_of_closing_lines_and_one_in_the_midst_are_never_cited(site: Engine) -> None:
    assert {each.text for each in site.recurring()} == {*CLOSING, IN_THE_MIDST}
    for line in (*CLOSING, IN_THE_MIDST):
        cited = site.ask(line, min_confidence=0, max_sentences=10).citations
        assert not {citation.quote for citation in cited} & {*CLOSING, IN_THE_MIDST}


def test_what_agencies_repeat_and_facts_of_many_articles_are_still_cited(site: Engine) -> None:
    assert site.ask("متى انهارت الهدنة بين الطرفين؟", min_confidence=0).citations[0].quote == BACKGROUND
    assert not {BACKGROUND, FACTS} & {each.text for each in site.recurring()}
    for number in (7, 20, 199):
        sentence = f"يبعد دوار {40_000 + number} عن المدينة مسافة يوم."
        assert site.ask(sentence, min_confidence=0).citations[0].quote == sentence


def test_each_newspaper_has_lines_of_its_own() -> None:
    """A line of one of twelve papers stands in few of all articles, and in all of its own."""
    closing = "ما ينشر في هذا الركن يعبر عن آراء أصحابه ولا يلزم هيئة الجريدة رقم {}."
    documents = [
        Document(id=f"{paper}-{number}", title="خبر", publisher=f"جريدة {paper}", text="\n\n".join(
            [f"وصل القطار {paper}{number} إلى المحطة الكبرى.", f"حمل {paper}{number} مسافرا.", closing.format(paper)]
        ))
        for paper in range(12) for number in range(10)
    ]  # fmt: skip
    found = {each.text for each in Engine.build(documents).recurring()}
    assert found == {closing.format(paper) for paper in range(12)}
