"""Asking: the kind of answer wanted, in standard Arabic and in dialects."""

import pytest

from qa_service.arabic.conversation.asking import KINDS, kind_of_question

QUESTIONS = {
    "who": "من أسس المنتدى؟|من هو رئيس كندا؟|ومن هو رئيسها؟|رئيس كندا من هو؟"
    "|مين كتب الرواية؟|شكون هو الرئيس؟|منو فاز؟|ما اسم مؤسس الشركة؟",
    "when": "متى تأسس المنتدى؟|منذ متى يعمل؟|إلى متى يستمر؟|امتى اتولد؟"
    "|فوقاش بدات الحرب؟|في أي عام ولد؟|ما تاريخ الاستقلال؟|في أي سنة كان ذلك؟",
    "where": "أين ينبع النيل؟|من أين ينبع النيل؟|إلى أين يتجه؟|فين كاينة المدينة؟|وين تقع؟"
    "|منين جا؟|في أي مدينة ولد؟|من أي بلد جاء؟|ما هي عاصمة كندا؟|بأي دولة تقع؟",
    "how_many": "كم عدد سكان المغرب؟|بكم بيعت اللوحة؟|شحال ديال الناس؟|قديش عدد السكان؟"
    "|ما هو عدد أعضائه؟|ما مساحة البلاد؟|كام سنة؟",
    "why": "لماذا سقطت الدولة؟|فلماذا تراجعت؟|لم سميت كذلك؟|ليش وقفت؟|علاش مشى؟"
    "|ليه حصل؟|ما سبب الحرب؟|ماهي أسباب الأزمة؟|لماذا لم يحضر؟",
    "how": "كيف يعمل المحرك؟|وكيف يعمل؟|كيفاش خدام؟|إزاي يشتغل؟|شلون يصير؟|ما هي طريقة التحضير؟",
    "what": "ما هو النيل؟|ماذا قال الوزير؟|بماذا اشتهرت؟|عن ماذا تحدث؟|شنو قال؟|ايش هو؟|آش كاين؟",
    "which": "أي فريق فاز؟|أيهما أكبر؟|أشمن فريق ربح؟",
    "yes_no": "هل فاز الفريق؟|وهل شارك؟|واش ربح؟",
    "none": "نهر النيل|طول النيل|سفر من المغرب|||😀|عاصمة كندا",
}


@pytest.mark.parametrize(
    ("kind", "question"), [(k, q) for k, questions in QUESTIONS.items() for q in questions.split("|")]
)
def test_the_question_word_and_its_noun_say_what_is_wanted(kind: str, question: str) -> None:
    assert kind_of_question(question) == kind


def test_every_kind_is_tried_above() -> None:
    assert set(QUESTIONS) == set(KINDS)


@pytest.mark.parametrize("question", ["مَتَى تأسَّس؟", "متـــى تأسس", "\u200fمتى تأسس", "﴿متى﴾ تأسس"])
def test_marks_change_nothing(question: str) -> None:
    assert kind_of_question(question) == "when"
