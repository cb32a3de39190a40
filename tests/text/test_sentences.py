"""Sentences: where a text is cut, and that the spans cover it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.text import sentence_ends
from qa_service.text.sentences import SENTENCE_MAX_CHARS, split_sentences
from tests.growth import assert_grows_linearly

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
PIECES = st.sampled_from(
    ["المغرب", "وقال", "كِتَابٌ", "مـــا", "د", "هـ", "ق.م", "J", "U.S", "www.example.com", "12", "٣٫٥", "16.000"]
    + ["نص طويل بعض الشيء، وفيه فاصلة؛ ثم تتمة"] * 2
    + [*".!?؟۔…،؛:«»“”\"'()[]{}", "...", "[1]", " ", " ", " ", ". ", ". ", "؟ "]
    + ["😀", "👩‍👩‍👧", "\u200f", "\ufeff", "x" * 420]
    + ["\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\t", "\u00a0", "\x1c"]
    + ["\n# ", "\n- ", "\n• ", "\n1. ", "\nأ) ", "\n> ", "\n| ", "\n---\n", "\n```\n", "\n===\n"]
)
BEFORE_STOPS = st.sampled_from(
    ["المدينة", "كتبت", "كتب", "إيه", "كيو", "واي", "به", "قم", "م", "د", "5", "12", "ق", "هـ", "كـتب", "كِتب", "\u064e",
     "(", "«", "»", ". ", ". ", ". ", ".", ".\n", ". [1]", ".[1] ", ".. ", "؟ ", " ", " ", " ", "ثم ", "في ", "Latin",
     "\t", "\u00a0"]
)  # fmt: skip
MARKED_TEXT = st.lists(PIECES, max_size=60).map("".join)
LINE_MARKS = set("#>-*+•·●○▪‣◦–—=_|:~`\u00ad\u061c\ufeff") | {chr(c) for c in range(0x200B, 0x2070)}


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def headings(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text) if s.is_heading]


@pytest.mark.parametrize(
    "text",
    [
        "قال د. محمد العلوي إن النتائج جيدة.",
        "أشرف على البحث أ. د. خالد الفاسي مع أ.د. سلمى وأ.د.منى.",
        "شارك م. أحمد ود. وليد في اللقاء.",
        "انظر ص. 12 من الكتاب وج. 3 من الشرح.",
        "حكم الملك مينا في عام 3200 ق.م. مصر كلها.",
        "توفي الغزالي سنة 505 هـ. في طوس.",
        "ولد سنة 450 هـ. (1058 م) قرب المدينة.",
        "كتبت J. K. Rowling سبع روايات.",
        "عاش في واشنطن في U.S. سنوات وتعلم e.g. النحت.",
        "اشترى Mr. Smith عطر Chanel No. 5 من باريس.",
        "كتب القصة جون آر. آر. تولكين لأولاده أولا.",
        "ارتفعت الأسعار بنسبة 3.5 في المائة وبلغت 16.000 درهم و٢٫٥ مليون.",
        "فكر قليلا... ثم أجاب… بعد صمت .. طويل.",
        "مهرجان “أطفال البحر”.. فرحة تتجدد كل صيف.",
        "قال: «ذهبت إلى السوق. ثم عدت. وانتهى الأمر» وسكت.",
        "قال: “ذهبت إلى السوق. ثم عدت” وسكت.",
        'قال: "ذهبت إلى السوق. ثم عدت" وسكت.',
        'قال: " ذهبت إلى السوق. ثم عدت " وسكت.',
        "قال: «قرأت “كتابا. جيدا” أمس. ثم نمت» وسكت.",
        "قال إن ” المطر غزير. والنهر عال” وسكت.",
        "زار المدينة (وهي عاصمة. قديمة) ثم رحل.",
        "نقل عنه [كما ورد. في النص] أنه رحل.",
        "قرأت كتاب «كيف يعمل المطر؟» الذي صدر أمس.",
        "سأله: «كيف حالك؟» فأجاب بأنه بخير.",
        "الواحة (أي البستان في الصحراء.) مورد للقوافل.",
        "زر www.example.com أو https://example.com/a.b?c=1.2 أو http://مثال.إختبار/صفحة?اسم=قيمة الآن.",
        "راسل a.b@example.com أو أحمد@موقع.مصر للاستفسار.",
        "اشترى تفاحا، وموزا؛ ثم عاد إلى البيت.",
        "تعمل شركة ش.م.م. في الدار البيضاء.",
        "1. البند الأول من الاتفاق.",
        "طرحت شركة إيه.إم.دي معالجا جديدا.",
        "تعمل دي.إل.كي.إس مع بنك جيه.بي.مورغان في برلين.",
        "تبث قناة إم.بي.سي. العربية من دبي وإل.جي تصنع الشاشات.",
    ],
)
def test_one_sentence_stays_whole(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "marked",
    [
        "انتهى الاجتماع. | وبدأ المؤتمر! | هل حضرت؟ | نعم?! | ربما۔ | وداعا",
        "ولد في سبتة سنة 493 هـ. | وفي صقلية رسم خريطته.",
        "بني الجسر عام 1911م. | هدمه السيل بعدها.",
        "دام الحصار حتى 146 ق.م. | ثم سقطت المدينة.",
        "ينقص الجسم فيتامين C. | يوجد في البرتقال.",
        "يعرض على قناة إم بي سي. | وقد نجح كثيرا.",
        "هذا عمل لم يسبق له أحد به. | يعرفه الناس.",
        "كان ذلك في عام 2003. | وقد مضى.",
        "هو حلو مر. | وفي الصيف يجفف.",
        "وصلت القافلة إلى الواحة.|لكن البئر كانت جافة.",
        "حقق نجاحا!|وصفق الناس؟|نعم.",
        "قال: «ذهبت.» | ثم سكت.",
        'قال: "ذهبت." | ثم سكت.',
        "قال: «ذهبت». | ثم سكت (قليلا). | وعاد.",
        "سأله: «هل تأتي؟» | وانصرف مسرعا.",
        "ولد في شفشاون.[2] | بعد دراسته كتب. [3][4] | ثم رحل [5].",
        "هذا رائع! 😀 ثم عدنا.".replace("! ", "! | "),
        "1. البند الأول مهم. | 2. البند الثاني أهم.",
        "اشترى أسهما في إيه.إم.دي. | وقد ربح.",
        "سافر إلى القاهرة . | ثم عاد .",
    ],
)
def test_sentences_end_at_stops(marked: str) -> None:
    assert cut(marked.replace(" | ", " ").replace("|", "")) == marked.replace(" | ", "|").split("|")


@pytest.mark.parametrize(
    "marked",
    [
        "قال “لم يغلق القوس. | ثم ذهب إلى البيت. | وعاد “مسرورا”. | وانتهى.",
        'قال "لم يغلق القوس. | ثم ذهب إلى البيت. | وعاد "مسرورا". | وانتهى.',
        "قال «لم يغلق القوس. | ثم ذهب إلى البيت. | وعاد.",
        "ذهب (ولم يعد. | ثم كتب رسالة. | وانتهى.",
        'قال"مرحبا وسكت. | ثم ذهب إلى البيت. | وعاد "مسرورا" إليهم.',
    ],
)
def test_a_quote_that_is_never_closed_swallows_nothing(marked: str) -> None:
    assert cut(marked.replace(" | ", " ")) == marked.split(" | ")


def test_text_before_the_part_that_is_searched_does_not_change_its_stops() -> None:
    assert [(s.start, s.end) for s in split_sentences("المهد. محمد علي", 4)] == [(4, 15)]  # as in «د. محمد»
    assert [(s.start, s.end) for s in split_sentences("المهد. محمد علي")] == [(0, 6), (7, 15)]


@settings(max_examples=500, deadline=None)
@given(st.lists(BEFORE_STOPS, max_size=25).map("".join), st.integers(0, 30))
def test_plain_stops_are_detected_as_all_others_are(text: str, start: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        start = min(start, len(text))
        quick = sentence_ends.stops(text, start, len(text))
        patched.setattr(sentence_ends, "_PLAIN_CHARS", len(text) + 1)
        assert quick == sentence_ends.stops(text, start, len(text))


def test_a_very_long_quotation_is_cut_at_its_stops() -> None:
    inner = "هذه جملة كاملة داخل اقتباس طويل جدا. " * 12
    assert len(cut(f"قال: «{inner}» وسكت.")) > 5


@pytest.mark.parametrize("text", ["شكرا جزيلا. 🙏", "شكرا (جزيلا). .[1]", "عاد من سفره. »", "عاد.[1] [ملاحظة 2]"])
def test_a_lone_mark_or_smiley_goes_with_the_sentence_before(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\x0b", "\x0c", "\u2028", "\u2029"])
def test_every_line_separator_ends_a_heading(end: str) -> None:
    text = f"زيت الأركان{end}تجمع النساء ثمار الشجرة في نهاية كل صيف{end}ثم يكسرن نواها ويطحن ما فيه بالرحى."
    assert cut(text) == text.split(end)
    assert headings(text) == ["زيت الأركان"]


def test_one_paragraph_a_line_is_cut_at_line_ends_without_stops() -> None:
    lines = [
        "قالت مديرة المرصد في حديثها، إن “الزلازل الصغيرة كثيرة في هذه الجبال ولا يشعر بها السكان في أغلب الأيام",
        "وأضافت المديرة، أن “الأجهزة الجديدة تسجل كل هزة ولو كانت ضعيفة جدا”.",
        "أجهزة من “الجيل الثالث”",
        "ركب المهندسون أربعين جهازا في القرى القريبة من خط الصدع، ويرسل كل جهاز ما يسجله إلى المرصد كل دقيقة.",
    ]
    assert cut("\n".join(lines)) == lines
    assert headings("\n".join(lines)) == [lines[2]]


HARD_WRAPPED = """كان ابن بطوطة رحالة مغربيا ولد في مدينة طنجة عام 1304، ثم خرج منها
وهو شاب في الحادية والعشرين من عمره قاصدا مكة المكرمة لأداء فريضة
الحج. وقد امتدت رحلته بعد ذلك نحو ثلاثين سنة زار خلالها بلادا كثيرة
في آسيا وإفريقيا وأوروبا.
ثم عاد إلى فاس حيث أملى كتابه المشهور على ابن جزي الكلبي بأمر من
السلطان أبي عنان المريني."""


def test_hard_wrapped_prose_is_not_cut_at_the_wrap() -> None:
    assert [sentence.replace("\n", " ")[-12:] for sentence in cut(HARD_WRAPPED)] == [
        "لأداء فريضة الحج."[-12:],
        "وإفريقيا وأوروبا."[-12:],
        "عنان المريني."[-12:],
    ]


def test_headings_and_lists_end_hard_wrapped_lines() -> None:
    text = f"# رحلات\n{HARD_WRAPPED}\n- طنجة\n- فاس\n\nالخاتمة\n\n{HARD_WRAPPED}"
    sentences = cut(text)
    assert sentences[0] == "رحلات"
    assert sentences[4:7] == ["طنجة", "فاس", "الخاتمة"]
    assert headings(text) == ["رحلات", "الخاتمة"]


def test_verse_keeps_its_lines() -> None:
    verse = "قفا نبك من ذكرى حبيب ومنزل وقوفا بها\nبسقط اللوى بين الدخول فحومل فتوضح فالمقراة\nلم يعف رسمها لما نسجتها"
    assert cut(verse) == verse.split("\n")
    assert headings(verse) == []


@pytest.mark.parametrize("first", ["يضم الفريق كلا من أحمد،", "وصل الوفد المغربي بعد ظهر اليوم إلى"])
def test_a_line_that_cant_end_there_goes_on(first: str) -> None:
    text = f"{first}\nالدار البيضاء في زيارة تدوم ثلاثة أيام يلتقي خلالها كبار المسؤولين في المدينة."
    assert cut(text) == [text]


def test_an_index_on_a_line_of_its_own_goes_on() -> None:
    assert cut("تحتاج الخلية إلى O\n2 كي تعيش.") == ["تحتاج الخلية إلى O\n2 كي تعيش."]


def test_a_blank_line_ends_a_sentence_after_a_comma_too() -> None:
    assert cut("يضم الفريق أحمد،\n\nومحمدا وخالدا.") == ["يضم الفريق أحمد،", "ومحمدا وخالدا."]


def test_markdown_lines_are_units_without_their_marks() -> None:
    text = (
        "# العنوان ##\n\nنص أول. وثان.\n- بند\n* بند آخر. وتتمة\n١. ثالث\nأ) رابع\n> اقتباس من كتاب.\n\n"
        "| أ. ب | ج |\n|---|---|\n| 1. x | 2 |\n```python\ncode. here. now\n```\nعنوان مسطر\n=======\nخاتمة النص كله."
    )
    assert cut(text) == [
        "العنوان", "نص أول.", "وثان.", "بند", "بند آخر.", "وتتمة", "١. ثالث", "أ) رابع", "اقتباس من كتاب.",
        "| أ. ب | ج |", "| 1. x | 2 |", "code. here. now", "عنوان مسطر", "خاتمة النص كله.",
    ]  # fmt: skip
    assert headings(text) == ["العنوان", "عنوان مسطر"]


def test_a_fence_that_is_never_closed_leaves_prose_prose() -> None:
    assert cut("نص أول.\n```\nنص ثان. وثالث.") == ["نص أول.", "نص ثان.", "وثالث."]


def test_the_last_short_line_is_no_heading() -> None:
    assert headings("وصل الوفد إلى المدينة مساء أمس.\nالرباط اليوم") == []


def test_a_lone_citation_line_stays_with_its_sentence() -> None:
    assert cut("ولد في تطوان وتعلم في فاس.\n[2]") == ["ولد في تطوان وتعلم في فاس.\n[2]"]


def test_offsets_count_from_the_text_for_a_part_of_it() -> None:
    text = "قبل. أول. ثان. بعد."
    spans = split_sentences(text, 5, 14)
    assert [text[s.start : s.end] for s in spans] == ["أول.", "ثان."]


def test_a_long_sentence_is_cut_into_even_clauses_after_commas_or_before_conjunctions() -> None:
    clause = "وتنتج القرى المجاورة للغابة زيتا وعسلا وأعشابا تباع في أسواق المدينة طوال السنة"
    text = "، ".join([clause] * 8) + "."
    clauses = cut(text)
    assert " ".join(clauses) == text
    assert all(120 <= len(c) <= 300 for c in clauses)
    assert all(c.endswith(("،", ".")) for c in clauses)


def test_clauses_are_cut_before_a_conjunction_where_there_is_no_comma() -> None:
    part = "تواصل الحكومة العمل من أجل تحسين أوضاع السكان بمختلف جهات البلاد"
    clauses = cut(" بينما ".join([part] * 9) + ".")
    assert len(clauses) > 1
    assert all(c.startswith("بينما ") for c in clauses[1:])


def test_a_clause_is_cut_outside_brackets_where_it_can() -> None:
    part = "تضم المدينة أحياء كثيرة ومتاحف قديمة ومدارس عريقة يقصدها الزوار من بلاد بعيدة كل عام"
    text = f"{part}، {part} (منها متحف الفن، ومتحف التاريخ، ومتحف البحر) في وسطها، {part}، {part}، {part}."
    assert not any(c.count("(") != c.count(")") for c in cut(text))


def test_long_text_without_any_mark_is_cut_between_words() -> None:
    text = " ".join(["كلمة"] * 300)
    assert " ".join(cut(text)) == text
    assert set(" ".join(cut(text)).split()) == {"كلمة"}


def test_the_number_of_an_item_may_stand_behind_any_number_of_spaces() -> None:
    assert cut("1. البند الأول مهم.     2. البند الثاني أهم.") == ["1. البند الأول مهم.", "2. البند الثاني أهم."]


@pytest.mark.parametrize("letter", ["ا", "س\u0651\u064b\u0610", "ب" + "\u064e" * 999, "👩\u200d", "\u064b"])
def test_whatever_the_text_no_sentence_is_longer_than_the_limit(letter: str) -> None:
    word = letter * (3 * SENTENCE_MAX_CHARS // len(letter) + 1)
    parts = cut(f"قبل {word} بعد")
    assert "".join(parts).replace(" ", "") == f"قبل{word}بعد"
    assert max(map(len, parts)) <= SENTENCE_MAX_CHARS


def test_a_word_is_cut_between_letters_if_it_can_be() -> None:
    assert all(part[0] == "س" for part in cut("س\u0651\u064b" * 500))


def test_the_dot_of_a_title_is_no_place_to_cut_a_long_sentence() -> None:
    before, after = "وقال رئيس اللجنة في كلمة له أمام الحاضرين " * 5, "عن فصول من تاريخ المدينة القديمة وأسوارها " * 6
    parts = cut(f"{before}إن الوسام منح للأديب د. ماجد الخطيب {after}.")
    assert len(parts) > 1
    assert not [part for part in parts if part.endswith("د.")]


def assert_spans_hold(text: str, start: int, end: int) -> None:
    sentences = split_sentences(text, start, end)
    position = start
    for sentence in sentences:
        quote = text[sentence.start : sentence.end]
        assert position <= sentence.start < sentence.end <= end
        assert quote == quote.strip()
        assert len(quote) <= SENTENCE_MAX_CHARS or len(quote.split()) == 1
        assert_only_marks(text[position : sentence.start])
        position = sentence.end
    assert_only_marks(text[position:end])
    assert split_sentences(text, start, end) == sentences


def assert_only_marks(uncovered: str) -> None:
    assert set("".join(uncovered.split())) <= LINE_MARKS


@settings(max_examples=200, deadline=None)
@given(st.one_of(ANY_TEXT, MARKED_TEXT))
def test_spans_are_ordered_trimmed_and_cover_the_text(text: str) -> None:
    assert_spans_hold(text, 0, len(text))


@settings(max_examples=100, deadline=None)
@given(MARKED_TEXT, MARKED_TEXT, MARKED_TEXT)
def test_spans_cover_a_part_of_the_text_and_stay_in_it(before: str, part: str, after: str) -> None:
    assert_spans_hold(before + part + after, len(before), len(before) + len(part))


HOSTILE = [".", "(", "«", '"', "“", "،", "a. ", "[1]", "\n", " ", "# ", "x\n", "```\n", "؟»", "…", "ـ", '"a ', ". )"]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    assert_grows_linearly(lambda chars: split_sentences("بدء " + unit * (chars // len(unit)) + "نهاية"), 120_000)
