"""Questions that are drafted from sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_service.arabic.conversation.drafting import questions_from

_WORDS = "ولد تأسس يبلغ هو هي في سنة 2011 عدد بسبب ، رئيس وزير الملك « ) 4 ماي و".split()  # noqa: SIM905


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("تأسس المنتدى العالمي لمكافحة الإرهاب سنة 2011 في نيويورك.", "متى تأسس المنتدى العالمي لمكافحة الإرهاب؟"),
        ("وقد افتتحت المحطة الأولى في 4 فبراير 2016.", "متى افتتحت المحطة الأولى؟"),
        ("ولد نجيب محفوظ في القاهرة.", "أين ولد نجيب محفوظ؟"),
        ("ولد نجيب محفوظ في القاهرة سنة 1911.", "متى ولد نجيب محفوظ؟"),
        ("يبلغ ارتفاع السد العالي 111 مترا.", "كم يبلغ ارتفاع السد العالي؟"),
        ("والسد العالي هو أكبر سدود النيل.", "ما هو السد العالي؟"),
        ("وقال بوخبزة، عميد كلية الحقوق بتطوان، إن الأمر صعب.", "من هو عميد كلية الحقوق بتطوان؟"),
        ("وقال ناصر بوريطة، وزير الخارجية المغربي، إن المنتدى مهم.", "من هو وزير الخارجية المغربي؟"),
        ("وأضافت نوال المتوكل، رئيسة اللجنة المنظمة، أن الذهب غال.", "من هي رئيسة اللجنة المنظمة؟"),
        ("انهار الجسر القديم بسبب الفيضان.", "لماذا انهار الجسر القديم؟"),
    ],
)
def test_a_sentence_of_a_known_shape_gives_its_question(sentence: str, question: str) -> None:
    assert question in list(questions_from(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "جاء الناس من كل مكان.",
        "بدأ العمل سنة 1920.",  # whose work?
        "يبلغ طول تلك السفينة 400 متر.",  # which ship?
        "يبلغ عرضه عند المدخل 14 كيلومترا.",
        "حضر الملك، ورئيس الحكومة الجديدة، حفل الافتتاح.",  # who else came?
        "والمهم هو أن نبدأ الآن قبل الغد.",
    ],
)
def test_a_sentence_that_makes_no_good_question_gives_none(sentence: str) -> None:
    assert list(questions_from(sentence)) == []


@given(st.lists(st.sampled_from(_WORDS), max_size=14))
def test_a_draft_is_made_of_the_sentences_own_words(words: list[str]) -> None:
    for question in questions_from(" ".join(words)):
        assert question.endswith("؟")
        assert set(question.rstrip("؟").split()[2:]) <= set(words)
