"""What a question requests other than a sentence: what something is, a summary, a comparison."""

import pytest

from qa_service import Document, Engine
from qa_service.index.filters import Filters

CANAL = (
    "تختصر قناة السويس آلاف الكيلومترات على السفن المبحرة بين آسيا وأوروبا. "
    "بدأ الحفر عام 1859 وشارك فيه عمال كثيرون من مصر. "
    "افتتح الخديوي إسماعيل القناة في 17 نوفمبر 1869 في احتفال باذخ حضره ملوك. "
    "يبلغ طول القناة اليوم نحو 193 كيلومترا بعد توسيعها."
)
NILE = "يقطع نهر النيل نحو 6650 كيلومترا قبل أن يصب في البحر المتوسط. تعيش على ضفاف نهر النيل ملايين الأسر منذ القدم."
HEADLINE = "زار وزير النقل المصري قناة السويس أمس برفقة وفد كبير. وتفقد الوزير أعمال التوسعة في القناة."
DOCUMENTS = [
    Document(id="canal", title="قناة السويس: شريان بين بحرين", text=CANAL),
    Document(id="nile", title="نهر النيل: رحلة الماء", text=NILE),
    Document(id="visit", title="وزير النقل المصري يزور قناة السويس برفقة وفد كبير", text=HEADLINE),
]
ENGINE = Engine.build(DOCUMENTS)


@pytest.mark.parametrize(
    "question", ["ما هي قناة السويس؟", "عرّف قناة السويس", "قناة السويس", "what is the Suez Canal?"]
)
def test_what_something_is_is_said_by_the_article_named_after_it(question: str) -> None:
    answer = ENGINE.ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].document_id == "canal"
    assert answer.sentences[0].text.startswith("تختصر قناة السويس")


@pytest.mark.parametrize(
    "question", ["من هو وزير النقل المصري؟", "ما طول قناة السويس؟", "اذكر قناة السويس", "ما هو سد النهضة؟"]
)
def test_what_is_asked_of_a_thing_is_not_its_definition(question: str) -> None:
    answer = ENGINE.ask(question)
    assert answer.confidence != 0.75


def test_a_summary_is_the_lead_and_the_weightiest_sentences_in_their_order() -> None:
    answer = ENGINE.ask("لخّص لي مقال قناة السويس", max_sentences=3)
    assert (answer.form, answer.status) == ("summary", "answered")
    assert {each.document_id for each in answer.citations} == {"canal"}
    assert answer.sentences[0].text.startswith("تختصر قناة السويس")
    assert [each.start for each in answer.citations] == sorted(each.start for each in answer.citations)
    assert len(answer.sentences) == 3
    for each in answer.citations:
        assert CANAL[each.start : each.end] == each.quote


@pytest.mark.parametrize("question", ["ما الفرق بين قناة السويس ونهر النيل؟", "قارن بين قناة السويس و نهر النيل"])
def test_a_comparison_has_a_sentence_on_each_side_in_the_order_asked(question: str) -> None:
    answer = ENGINE.ask(question)
    assert (answer.form, answer.status) == ("comparison", "answered")
    assert [each.document_id for each in answer.citations] == ["canal", "nile"]
    assert {each.role for each in answer.sentences} == {"answer"}


def test_half_a_comparison_is_none() -> None:
    assert ENGINE.ask("ما الفرق بين قناة السويس وقناة بنما؟").form is None


def test_filters_hold_for_what_is_requested() -> None:
    only_nile = Filters(document_id=("nile",))
    assert ENGINE.ask("لخّص مقال قناة السويس", filters=only_nile).form is None
    assert ENGINE.ask("ما الفرق بين قناة السويس ونهر النيل؟", filters=only_nile).form is None
    assert all(each.document_id == "nile" for each in ENGINE.ask("ما هي قناة السويس؟", filters=only_nile).citations)
