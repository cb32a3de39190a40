"""Boilerplate: the page's own lines are found, the article's sentences are left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.boilerplate import LinePattern, comment_box_title, find, parse_line
from tests.growth import assert_grows_linearly

PIECES = st.sampled_from(
    ["التعليقات", "ألتعليقات", "عذراً", "أضف", "إقرأ", "اقرأ أيضا", "شارك", "المقال", "مغلقة", "مشاركة", "كل", "كافة",
     "لا يوجد", "لا", "لن يتم", "ذات صلة", "جمىع", "جميع",
     "الحقوق محفوظة", "أخبار", "الكتاب", "وصلت", "تعليق", "3", "ــ", "\u064e", "\u200f",
     "*", "#", "-", ":", " ", " ", " ", "\n", "\n", "©", "ٱ", "تركت", "x"]
)  # fmt: skip


def reasons(text: str, *patterns: str) -> list[str]:
    additions = tuple(pattern for line in patterns if (pattern := parse_line(line)) is not None)
    return [line.reason for line in find(text, additions)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("التعليقات - سدود جديدة في الشمال :", "comment_box"),
        ("  التعليقات – سدود: خطة 2030 : ", "comment_box"),
        ("عذراً التعليقات مغلقة", "comments_closed"),
        ("عذرا، التعليقات مغلقة.", "comments_closed"),
        ("التعليقات على سدود جديدة مغلقة", "comments_closed"),
        ("اترك تعليقاً", "comment_form"),
        ("أضف تعليقك", "comment_form"),
        ("لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *", "comment_form"),
        ("3 تعليقات", "comment_form"),
        ("شارك المقال", "share"),
        ("شارك هذا الخبر على فيسبوك:", "share"),
        ("شارك الموضوع مع أصدقائك!", "share"),
        ("اقرأ أيضا: سد جديد في تازة", "read_also"),
        ("**إقرأ أيضاً:** [سد جديد](https://example.org)", "read_also"),
        ("اقرأ أيضا", "read_also"),
        ("## مواضيع ذات صلة", "read_also"),
        ("- شاهد أيضًا | بالفيديو", "read_also"),
        ("تابعونا على فيسبوك", "follow_us"),
        ("◄ اقرأ أيضا: جسر جديد", "read_also"),
        ("(إقرأ أيضًا: جسر جديد)", "read_also"),
        ("[اقرأ أيضاً] جسر جديد", "read_also"),
        ("مقالات ذات صلة: جسر جديد", "read_also"),
        ("اشتركوا في نشرتنا البريدية", "newsletter"),
        ("ظهرت المقالة جسر جديد أولاً على جريدة الساحل.", "first_appeared"),
        ("The post جسر جديد appeared first on جريدة الساحل.", "first_appeared"),
        ("© 2023 جميع الحقوق محفوظة", "copyright"),
    ],
)
def test_lines_of_the_page_are_found_with_their_reason(line: str, reason: str) -> None:
    text = f"فقرة أولى.\n{line}\nفقرة أخيرة."
    [found] = find(text)
    assert (text[found.start : found.end], found.reason) == (line, reason)


@pytest.mark.parametrize(
    "line",
    [
        "شارك المقال في إثارة نقاش واسع.",
        "شارك مع المنتخب في كأس العالم 1998",
        "شارك على رأس وفد مغربي",
        "مشاركة مع كندا",
        "اقرأ أيضا كتب ابن خلدون لتفهم العمران.",
        "التعليقات - كما قال الكاتب - كثيرة.",
        "كانت التعليقات مغلقة في ذلك اليوم.",
        "وقال إن جميع الحقوق محفوظة للمؤلف.",
        "تابع الجمهور المباراة على فيسبوك",
        "انشر السلام",
        "ظهرت المقالة في العدد الأول من الجريدة.",
        "ظهر الخبر أولا على شاشة القناة.",
        "اشترك في النشرة مئة قارئ.",
        "ذات صلة وثيقة بالموضوع",
    ],
)
def test_sentences_of_an_article_are_left_alone(line: str) -> None:
    assert find(line) == ()


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_lines_are_told_by_their_beginning_as_by_the_whole(text: str) -> None:
    unlike = parse_line("سطر لا يشبهه شيء")
    assert unlike is not None
    assert find(text) == find(text, (unlike,))  # with an addition every line is looked at whole


def test_spans_are_code_points_of_the_raw_text_whatever_ends_the_lines() -> None:
    text = "😀 نص\u2028شارك المقال\x85\x85عذراً التعليقات مغلقة"
    assert [text[line.start : line.end] for line in find(text)] == ["شارك المقال", "عذراً التعليقات مغلقة"]


def test_spelling_with_marks_tatweel_and_direction_marks_is_the_same_line() -> None:
    assert reasons("\u200fاِقْرَأ أيضـــًا\u00a0:\u200f سد جديد") == ["read_also"]


def test_the_maintainers_lines_are_found_beside_the_built_in_ones() -> None:
    text = "المصدر: وكالات الأنباء\nنص المصدر هنا\nشارك المقال\nتصوير: أحمد\nتصوير: أحمد وسعيد (خاص)"
    assert reasons(text, "المصدر: وكالات الانباء", "تصوير*(خاص)") == ["boilerplate_txt", "share", "boilerplate_txt"]


@pytest.mark.parametrize(
    ("pattern", "line", "matches"),
    [
        ("إعلان", "اعلان", True),
        ("إعلان", "إعلان المبادئ", False),
        ("تصوير: *", "تصوير: ", True),
        ("تصوير: *", "عن تصوير: أحمد", False),
        ("*وكالات الأنباء", "الرباط - وكالات الأنباء", True),
        ("من * إلى * الأخبار", "من فاس إلى الرباط الأخبار", True),
        ("من * إلى * الأخبار", "من فاس الأخبار إلى", False),
        ("أبجد*جدهوز", "أبجدهوز", False),
        ("a.c+defg*", "abcdefg", False),
    ],
)
def test_a_pattern_is_the_text_of_a_whole_line_with_stars_for_anything(pattern: str, line: str, matches: bool) -> None:
    assert reasons(line, pattern) == (["boilerplate_txt"] if matches else [])


@pytest.mark.parametrize("pattern", ["*", "**", "* في *", "ال*", "***", "---", " "])
def test_a_pattern_that_would_take_whole_articles_is_none(pattern: str) -> None:
    assert parse_line(pattern) is None


def test_long_lines_and_many_stars_take_linear_time() -> None:
    text = "\n".join(["ا" * 490, "شارك المقال " * 40, "التعليقات - " + " " * 480, "* " * 240] * 50)

    def found(stars: int) -> object:
        return find(text, (LinePattern(("",) + ("ا",) * stars + ("ب",)),))

    assert found(50) == ()
    assert_grows_linearly(found, 48)


def test_a_comment_box_names_the_title_as_it_is_written() -> None:
    assert comment_box_title("التعليقات - قال: «لا» - 20 عاما :") == "قال: «لا» - 20 عاما"
    too_long = "التعليقات - " + "ا" * 600 + " :"
    for line in ("التعليقات - 3 :", "التعليقات :", "التعليقات - عنوان", "كل التعليقات - عنوان :", too_long):
        assert comment_box_title(line) is None
