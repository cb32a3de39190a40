"""Titles: the first heading, the comment box, the first line, without Markdown marks."""

import pytest

from qa_service.corpus.boilerplate import find
from qa_service.corpus.titles import says_nothing, shortened, title_of
from tests.growth import assert_grows_linearly


def title(text: str) -> str:
    return title_of(text, tuple((line.start, line.end) for line in find(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("تمهيد قصير.\n\n## عنوان المقال ##\n\n# آخر", "عنوان المقال"),
        ("#\tعنوان", "عنوان"),
        ("تمهيد.\n\nعنوان المقال\n=====\n\nنص", "عنوان المقال"),
        ("عنوان المقال\n---\nنص", "عنوان المقال"),
        ("# **عنوان** و[رابط](https://example.org/a_b) و`رمز`", "عنوان ورابط ورمز"),
        ("## C#", "C#"),
        ("```\n# تعليق في برنامج\n```\n# عنوان", "عنوان"),
        ("# \n## عنوان", "عنوان"),
        ("## اقرأ أيضا\n# عنوان", "عنوان"),
    ],
)
def test_the_first_heading_is_the_title(text: str, expected: str) -> None:
    assert title(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\n  جملة أولى.  \nثانية", "جملة أولى."),
        ("جملة\u2028ثانية", "جملة"),
        ("#وسم في أول النص", "#وسم في أول النص"),
        ("    # برنامج", "برنامج"),
        ("> **قول** مأثور", "قول مأثور"),
        ("- بند\n- آخر", "بند"),
        ("***\n\n![](a.png)\n_مائل_ snake_case_name 2*3*4", "مائل snake_case_name 2*3*4"),
        (r"\# ليس \*عنوانا\*", "# ليس *عنوانا*"),
        ("20 عاما على\nنص", "20 عاما على"),
        ("شارك المقال\nجملة أولى.", "جملة أولى."),
        ("شارك المقال", "شارك المقال"),
        ("سطر أول\nسطر ثان\n---\nنص", "سطر أول"),
        ("---\n\n", ""),
        ("", ""),
    ],
)
def test_without_a_heading_the_first_line_with_words_is_the_title(text: str, expected: str) -> None:
    assert title(text) == expected


def test_the_comment_box_of_a_saved_page_names_the_title_unless_a_heading_does() -> None:
    box = "التعليقات - خمسة سدود.. وماء يكفي “الشمال” :"
    page = f"قراءة في ربع قرن من\nالسدود\nنص طويل عن الماء.\n{box}\nعذراً التعليقات مغلقة"
    assert title(page) == "خمسة سدود.. وماء يكفي “الشمال”"
    assert title("# عنوان\n" + page) == "عنوان"


@pytest.mark.parametrize(("before", "unit", "after", "most"), [
    ("", "*ا ", "", 300_000), ("# ", " ", "x", 1_000_000), ("", "_", "ا", 1_000_000), ("", "[", "ا", 999),
    ("", "*a", "", 499),
])  # fmt: skip
def test_a_line_of_megabytes_takes_linear_time(before: str, unit: str, after: str, most: int) -> None:
    assert_grows_linearly(lambda times: title(before + unit * times + after), most)


def test_of_a_paragraph_the_first_sentence_is_the_title() -> None:
    first = "أعلن د. سالم الحداد أمس افتتاح المكتبة الجديدة في الحي القديم."
    assert title(f"{first} {'وحضر الحفل جمع من الناس. ' * 10}") == first
    endless = title("كلمة " * 200)
    assert len(endless) <= 301
    assert endless.endswith("كلمة…")
    assert shortened("من أين؟ إلى أين؟") == "من أين؟ إلى أين؟"


@pytest.mark.parametrize(
    "name", ["Normal.dotm", "untitled", "Untitled-1", "Document2", "بدون عنوان", "taqrir final.docx"]
)
def test_the_name_of_a_template_is_no_title(name: str) -> None:
    assert says_nothing(name)


@pytest.mark.parametrize("name", ["تقرير اللجنة", "الإصدار 2.0", "Normal People", "document de travail"])
def test_other_titles_say_something(name: str) -> None:
    assert not says_nothing(name)
