"""Several articles: those that agree, those that differ, corrections, and the newest where the present is asked for."""

import pytest

from qa_service.answers.answer import Answer
from qa_service.corpus.document import Document
from qa_service.engine import Engine

ARTICLES = {
    "old-count": ("2015-01-01", "مقال", "بلغ عدد سكان مدينة طنجة 950 ألف نسمة حسب الإحصاء. وتقع المدينة على المضيق."),
    "new-count": ("2024-05-01", "مقال", "بلغ عدد سكان مدينة طنجة 1200 ألف نسمة حسب الإحصاء الأخير. وفيها ميناء كبير."),
    "old-head": ("2018-01-01", "مقال", "رئيس نادي الوفاق هو أحمد السالمي. وقد انتخب في الصيف."),
    "new-head": ("2025-01-01", "مقال", "رئيس نادي الوفاق هو كريم العلوي. وقد فاز الفريق بالكأس."),
    "museum": ("2010-01-01", "مقال", "افتتح المتحف الوطني سنة 1998 في الرباط. وزاره كثيرون."),
    "museum-again": ("2020-01-01", "مقال", "يذكر أن المتحف الوطني افتتح سنة 1998 في الرباط."),
    "prize": ("2020-01-01", "الجائزة", "فاز بالجائزة سمير القاسمي في دورة الربيع."),
    "prize-corrected": ("2020-01-02", "تصحيح", "تصحيح: فاز بالجائزة نبيل الراوي في دورة الربيع، لا سمير القاسمي."),
}


@pytest.fixture(scope="module")
def archive() -> Engine:
    others = [Document(id=f"x{n}", text=f"نص رقم {n} عن الزراعة والسفن والبحر والجبال البعيدة.") for n in range(20)]
    articles = [Document(id=key, date=date, title=title, text=text) for key, (date, title, text) in ARTICLES.items()]
    return Engine.build([*others, *articles])


def told(answer: Answer) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(value.date, value.document_ids) for value in answer.values or ()]


def test_articles_that_say_the_same_agree(archive: Engine) -> None:
    answer = archive.ask("متى افتتح المتحف الوطني؟")
    assert answer.agreement == "agree"
    assert told(answer) == [("2020-01-01", ("museum", "museum-again"))]


def test_articles_with_other_values_differ_and_the_newest_value_is_first(archive: Engine) -> None:
    answer = archive.ask("كم عدد سكان مدينة طنجة؟")
    assert answer.agreement == "differ"
    assert told(answer) == [("2024-05-01", ("new-count",)), ("2015-01-01", ("old-count",))]
    assert answer.values is not None and "1200" in answer.values[0].value and "950" in answer.values[1].value


def test_an_article_alone_is_told_as_such(archive: Engine) -> None:
    answer = archive.ask("ماذا يوجد في مدينة طنجة؟", min_confidence=0)
    assert (answer.agreement, answer.values) == ("single", None)
    assert archive.ask("كم عدد أقمار المشتري؟").agreement is None


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("كم عدد سكان مدينة طنجة الآن؟", "new-count"),
        ("من هو رئيس نادي الوفاق؟", "new-head"),
        ("من هو رئيس نادي الوفاق حاليا؟", "new-head"),
    ],
)
def test_the_present_is_answered_by_the_newest_article_and_dated(archive: Engine, question: str, newest: str) -> None:
    answer = archive.ask(question)
    assert answer.citations[0].document_id == newest
    assert answer.as_of == ARTICLES[newest][0]
    assert answer.interpreted_as is None


def test_now_changes_neither_confidence_nor_a_question_without_it(archive: Engine) -> None:
    plain, now = archive.ask("كم عدد سكان مدينة طنجة؟"), archive.ask("كم عدد سكان مدينة طنجة الآن؟")
    assert plain.confidence == now.confidence and plain.as_of is None
    assert "as_of" not in plain.as_dict()


def test_a_correction_goes_before_what_it_corrects(archive: Engine) -> None:
    assert archive.ask("من فاز بالجائزة في دورة الربيع؟").citations[0].document_id == "prize-corrected"
