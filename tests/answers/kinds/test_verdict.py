"""The verdict: yes or no only where the sentence says it plainly."""

import pytest

from qa_service import Document, Engine
from qa_service.answers.kinds.verdict import verdict_of
from qa_service.query.query import understand

CANAL = "افتتح الخديوي إسماعيل قناة السويس في 17 نوفمبر 1869 في حفل كبير."
SENTENCES = [
    CANAL,
    "لم يحضر الملك افتتاح المعرض الدولي.",
    "هزم الأهلي الزمالك بهدفين.",
    "قد ينضم المغرب إلى الاتحاد القاري قريبا.",
    "نفى الوزير زيادة الضرائب هذا العام.",
    "يقع المغرب في شمال إفريقيا.",
    "توفي نجيب محفوظ في 30 أغسطس 2006 بالقاهرة.",
    "حصل بعض اللاعبين على جائزة نوبل.",
    "قتل أحمد سالم رجلا في باريس.",
]
LEXICON = Engine.build([Document(id=str(n), title="", text=text) for n, text in enumerate(SENTENCES)]).index.vocabulary


def verdict(question: str, sentence: int, title: str = "") -> str | None:
    return verdict_of(understand(question, LEXICON), SENTENCES[sentence], title)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("هل افتتح الخديوي إسماعيل قناة السويس؟", 0, "yes"),
        ("هل افتتحت قناة السويس سنة 1869؟", 0, "yes"),
        ("هل يحضر الملك افتتاح المعرض؟", 1, "no"),
        ("هل هزم الأهلي الزمالك؟", 2, "yes"),
        ("هل يقع المغرب في شمال إفريقيا؟", 5, "yes"),
        ("هل توفي نجيب محفوظ سنة 2006؟", 6, "yes"),
        ("Did Naguib Mahfouz die in 2006?", 6, "yes"),
    ],
)
def test_what_is_said_plainly_gets_a_verdict(question: str, sentence: int, expected: str) -> None:
    assert verdict(question, sentence) == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("هل هزم الزمالك الأهلي؟", 2),  # the other way round
        ("هل افتتحت قناة السويس سنة 1870؟", 0),  # another year may have had another opening
        ("هل ينضم المغرب إلى الاتحاد القاري؟", 3),  # doubted
        ("هل ستزيد الضرائب هذا العام؟", 4),  # denied by somebody
        ("هل يقع المغرب في جنوب إفريقيا؟", 5),
        ("هل توفي نجيب محفوظ قبل 2006؟", 6),  # «قبل» changes it
        ("هل حصل اللاعبون على جائزة نوبل؟", 7),  # some of them
        ("هل حضر الملك افتتاح المعرض الدولي؟", 1),  # «يحضر» isn't known as a form of «حضر»: no verdict, no wrong one
        ("هل قتل سالم؟", 8),  # who killed, or who was killed
        ("متى توفي نجيب محفوظ؟", 6),  # asks for something else
    ],
)
def test_what_takes_more_than_its_words_gets_none(question: str, sentence: int) -> None:
    assert verdict(question, sentence) is None


def test_what_the_title_names_need_not_be_named_again() -> None:
    sentence = "وبعد عشر سنوات افتتح الخديوي إسماعيل القناة في 17 نوفمبر 1869."
    query = understand("هل افتتحت قناة السويس سنة 1869؟", LEXICON)
    assert verdict_of(query, sentence, "قناة السويس: شريان بين بحرين") == "yes"
    assert verdict_of(query, sentence, "قنوات العالم") is None


def test_an_answer_carries_its_verdict() -> None:
    engine = Engine.build([Document(id="n", title="المغرب", text=SENTENCES[5]), Document(id="c", title="", text=CANAL)])
    answer = engine.ask("هل افتتح الخديوي إسماعيل قناة السويس سنة 1869؟")
    assert answer.status == "answered"
    assert answer.as_dict()["verdict"] == "yes"
    assert "verdict" not in engine.ask("متى افتتح الخديوي إسماعيل قناة السويس؟").as_dict()
