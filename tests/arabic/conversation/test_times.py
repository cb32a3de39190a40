"""Times: questions for the present, and the words that only say so."""

import pytest

from qa_service.arabic.conversation.times import asked_time


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("كم ارتفاع السد العالي الآن؟", "كم ارتفاع السد العالي؟"),
        ("كم عدد السكان حاليا", "كم عدد السكان"),
        ("كم موسما عرض حتى الآن؟", "كم موسما عرض؟"),
        ("شكون رئيس الحكومة دابا؟", "شكون رئيس الحكومة؟"),
        ("من يملك القناة اليوم؟", "من يملك القناة؟"),
        ("who owns the canal now?", "who owns the canal?"),
        ("من هو رئيس الحكومة؟", "من هو رئيس الحكومة؟"),
        ("ما آخر أخبار القناة؟", "ما آخر أخبار القناة؟"),
        ("من هو المدرب الحالي؟", "من هو المدرب الحالي؟"),
    ],
)
def test_the_present_is_asked_for(question: str, searched: str) -> None:
    found = asked_time(question)
    assert (found.question, found.is_present) == (searched, True)


@pytest.mark.parametrize(
    "question",
    [
        "متى افتتحت القناة؟",
        "كم يأكل الفيل في اليوم؟",
        "ما اليوم الوطني للمملكة؟",
        "من كان رئيس الحكومة؟",
        "من هو رئيس الحكومة عام 1990؟",
        "من هو ملك إنجلترا أثناء الحرب؟",
        "متى قتل آخر أسد في المغرب؟",
        "الآن",
        "",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    found = asked_time(question)
    assert (found.question, found.is_present) == (question, False)
