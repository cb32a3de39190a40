"""Questions: which sentences ask, and that a question begins the passage of what answers it."""

import pytest

from qa_service.corpus.document import Document
from qa_service.text.passages import split_document
from qa_service.text.sentences import split_sentences


def questions(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text) if s.is_question]


@pytest.mark.parametrize(
    "line",
    [
        "متى يفتح الحمام التقليدي؟",
        "**كم ثمن الدخول؟**",
        "- هل أحتاج إلى موعد؟",
        "## لمن هذه البطاقة؟",
        "3. أين أركن السيارة؟",
        "«ومتى بدأت الكتابة؟»",
        "س: ثمن الدخول",
        "السؤال الثاني: كم مرة تسافر في السنة؟",
        "الجريدة: كيف بدأت الرحلة؟",
        "وهل من جديد؟!",
    ],
)
def test_a_printed_question_is_told(line: str) -> None:
    assert len(questions(f"مقدمة للنص.\n\n{line}\n\nجواب من جملة كاملة.")) == 1


@pytest.mark.parametrize("heading", ["## كيف تحجز موعدا", "## أين نحن"])
def test_a_heading_may_ask_without_a_mark(heading: str) -> None:
    assert questions(f"{heading}\n\nجواب من جملة كاملة.") == [heading.removeprefix("## ")]


@pytest.mark.parametrize(
    "sentence",
    [
        "وتساءل النائب: متى تنتهي الأشغال؟",
        "سألته الأم: «أين كنت؟»",
        "هل تعلم أن القصبة بنيت سنة 1199؟",
        "ألم يفتح الميناء سنة 1950؟",
        "قرأ رواية «من سرق النهر؟».",
        "كيف لا يفرح وقد عاد ابنه.",
    ],
)
def test_what_tells_something_is_no_question(sentence: str) -> None:
    assert questions(f"مقدمة للنص.\n\n{sentence}\n\nتتمة للنص.") == []


def test_a_question_begins_the_passage_of_its_answer() -> None:
    long = "نعم، يمكن ذلك لكل من يقيم في المدينة ويحمل بطاقة سارية المفعول من المصلحة."
    ask = "هل يمكنني أن أسجل أطفالي الثلاثة في المخيم الصيفي القادم من غير شهادة السكنى؟"
    text = f"{long}\n\n{ask}\n\n{long}\n\n{ask}\n\n{long}"
    found = [text[p.start : p.end] for p in split_document(Document(id="a", text=text))]
    assert found == [long, f"{ask}\n\n{long}", f"{ask}\n\n{long}"]


def test_no_long_passage_ends_with_a_question() -> None:
    text = " ".join(f"كم عدد الزوار في اليوم رقم {n} من أيام المعرض الكبير؟ بلغ عددهم {n} ألفا." for n in range(80))
    document = Document(id="a", text=text)
    parts = split_document(document)
    assert len(parts) > 3
    assert not [part for part in parts if part.sentences[-1].is_question]
