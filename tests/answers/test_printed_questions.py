"""Printed questions: asked word for word, what follows is the first that is cited; a question never is."""

import pytest

from qa_service import Document, Engine

FAQ = {
    "كيف أحجز قاعة الحفلات؟": "اتصل بالمكتب قبل أسبوع على الأقل.",
    "كم تكلف الليلة في المأوى؟": "ثمانين درهما للفرد.",
    "هل يقبل المأوى الحيوانات؟": "لا، حفاظا على راحة النزلاء.",
    "متى يبدأ تسجيل المتطوعين؟": "في أول شتنبر من كل سنة.",
    "من يشرف على المطبخ؟": "تتولى ذلك السيدة زهرة الفيلالي.",
    "أين أترك حقائبي؟": "في الخزانة التي على يسار الباب.",
    "لماذا يغلق المأوى في فبراير؟": "لإصلاح السقف وطلاء الغرف.",
    "ما هي لغات الاستقبال؟": "العربية والأمازيغية والفرنسية.",
    "هل أحتاج إلى بطاقة الشباب؟": "ليس ذلك ضروريا.",
    "كم مدة الإقامة القصوى؟": "عشرون يوما متصلة.",
}
OTHERS = [
    Document(id=f"o{n}", title=f"خبر {n}", text=f"يشرف المكتب {n} على المأوى. متى يبدأ الموسم؟ وأين تقيم البعثة {n}؟")
    for n in range(30)
]  # fmt: skip
LAYOUTS = {
    "bold": "\n\n".join(f"**{question}**\n\n{answer}" for question, answer in FAQ.items()),
    "lines": "\n".join(f"{question}\n{answer}" for question, answer in FAQ.items()),
    "headings": "\n\n".join(f"## {question}\n\n{answer} وهذا شأن البيوت كلها." for question, answer in FAQ.items()),
    "headings without marks": "\n\n".join(f"## {question[:-1]}\n\n{answer}" for question, answer in FAQ.items()
                                          if question.startswith(("كيف", "كم", "متى", "أين", "هل"))),
    "run in": "\n\n".join(f"{question} {answer}" for question, answer in FAQ.items()),
    "interview": "\n\n".join(f"- الجريدة: {question}\n- المدير: {answer}" for question, answer in FAQ.items()),
    "labels": "\n".join(f"س: {question}\nج: {answer}" for question, answer in FAQ.items()),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_asked_word_for_word_what_follows_is_cited_first(layout: str) -> None:
    documents = [Document(id="faq", title="بيت الشباب", text=LAYOUTS[layout]), *OTHERS]
    engine = Engine.build(documents)
    for question, expected in FAQ.items():
        if question[:-1] not in LAYOUTS[layout]:
            continue
        answer = engine.ask(question, max_sentences=10)
        assert answer.status != "no_answer", question
        assert expected in answer.citations[0].quote
        assert not [each.quote for each in answer.citations if each.quote.rstrip("* ").endswith("؟")]


def test_a_corpus_of_questions_alone_answers_nothing() -> None:
    engine = Engine.build([Document(id="q", text="كم عدد سكان المدينة؟\n\nمتى بنيت القلعة؟")])
    assert engine.ask("كم عدد سكان المدينة؟", min_confidence=0).status == "no_answer"
