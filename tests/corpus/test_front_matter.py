"""Front matter: values stay text, faults have their line, the text behind it is untouched."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus import front_matter
from qa_service.corpus.front_matter import split
from qa_service.corpus.metadata import Value
from qa_service.corpus.reading import RejectedError


def values(front: str) -> dict[str, Value]:
    entries, _ = split(f"---\n{front}\n---\nنص")
    return {entry.key: entry.value for entry in entries}


def rejection(text: str) -> RejectedError:
    with pytest.raises(RejectedError) as caught:
        split(text)
    assert caught.value.code == "bad_front_matter"
    return caught.value


@pytest.mark.parametrize(
    "written", ["2023-05-16", "007", "yes", "no", "10:30", "1e3", "0x1F", "null", "~", "3.10", "1_000", "٢٠٢٣"]
)
def test_values_are_text_as_written(written: str) -> None:
    assert values(f"title: {written}") == {"title": written}


def test_the_text_begins_right_behind_the_closing_line() -> None:
    assert split("---\ntitle: ع\n---\n\n  نص\n---\nذيل\n")[1] == "\n  نص\n---\nذيل\n"
    assert split("--- \ntitle: ع\n---\t\nنص")[1] == "نص"
    assert split("---\ntitle: ع\n---")[1] == ""


@pytest.mark.parametrize("text", ["نص", "", "\n---\ntitle: ع\n---\n", "----\nنص", "--- نص\n---\n", " ---\nنص\n---\n"])
def test_a_text_that_begins_with_no_rule_has_no_front_matter(text: str) -> None:
    assert split(text) == ((), text)


def test_empty_front_matter_is_an_empty_mapping() -> None:
    assert split("---\n---\nنص") == ((), "نص")
    assert split("---\n# only a comment\n\n---\nنص") == ((), "نص")


def test_lines_are_those_of_the_file() -> None:
    entries, _ = split("---\n# c\ntitle: |\n  أ\n  ب\n\nauthor: ج\n---\nنص")
    assert [(entry.key, entry.value, entry.line) for entry in entries] == [("title", "أ\nب", 3), ("author", "ج", 7)]


@pytest.mark.parametrize(
    ("front", "value"),
    [
        ("title:\tخبر", "خبر"),
        ("\ttitle: خبر", "خبر"),
        ("title: خبر\t# تعليق", "خبر"),
        ("title:\tخبر: كذا", "خبر: كذا"),
        ("title: >\n\tأول\n\tثان", "أول ثان"),
        ("title: >+\n  أول\n  ثان\n", "أول ثان"),
    ],
)
def test_tabs_are_spaces_and_a_folded_title_has_no_line_feed_at_its_end(front: str, value: str) -> None:
    assert values(front) == {"title": value}
    assert values("tags:\n\t- أ\n\t- ب") == {"tags": ("أ", "ب")}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: المغرب: عشرون عاما", "المغرب: عشرون عاما"),
        ("title: قال: «لا: أبدا»:", "قال: «لا: أبدا»:"),
        ("title: l'eau: ce qu'il faut # comment", "l'eau: ce qu'il faut"),
        ("title: 'المغرب: عشرون'", "المغرب: عشرون"),
        ('title: "المغرب: عشرون"', "المغرب: عشرون"),
        ("title: https://example.org/a#b", "https://example.org/a#b"),
        ("title:   ", ""),
    ],
)
def test_a_colon_in_a_value_needs_no_quotes(line: str, value: str) -> None:
    assert values(f"id: a\n{line}\nauthor: ب") == {"id": "a", "title": value, "author": "ب"}


def test_lists_are_lists_of_text_and_anything_deeper_is_no_value() -> None:
    assert values("tags: [أمن, 16, yes]")["tags"] == ("أمن", "16", "yes")
    assert values("tags:\n- أمن\n- 2003-05-16")["tags"] == ("أمن", "2003-05-16")
    assert values("tags: [[a]]\ntitle: {a: b}") == {"tags": None, "title": None}


def test_no_tag_makes_an_object() -> None:
    assert values("title: !!python/object/apply:os.getcwd []\nauthor: !!int 7") == {"title": (), "author": "7"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: ع\nنص بلا نهاية", 1),
        ("---", 1),
        ("---\n\n- a\n- b\n---\nنص", 3),
        ("---\nمجرد جملة\n---\nنص", 2),
        ("---\nid: a\ntitle: *x\n---\nنص", 3),
        ('---\nid: a\ntitle: "داعش" تعود\n---\nنص', 3),
        ("---\nid: a\ntitle: @me\n---\nنص", 3),
        ("---\nid: a\ntitle: أ\x07ب\n---\nنص", 3),
        ("---\nid: a\n\ntitle: أ\ntitle: ب\n---\nنص", 5),
        ("---\nid: [a\n---\nنص", 3),
        ("---\nid: a\nunknown: b: c\n---\nنص", 3),
        ("---\n" + "[" * 3000 + "\n---\nنص", 1),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused_with_its_line(text: str, line: int) -> None:
    assert rejection(text).line == line


def test_a_newline_of_unicode_does_not_shift_the_lines() -> None:
    assert rejection("---\nid: 'a\u2028b'\nauthor: 'a\x85b'\ntitle: *x\n---\nنص").line == 4


def test_front_matter_of_megabytes_is_refused_at_once() -> None:
    assert "characters" in rejection("---\n" + "a: b\n" * 100_000 + "---\nنص").reason


VALUES = st.text("اب1aـً «»،:/.-?&!\"'#%=~,() ", max_size=12)
ODD = st.text("اa1 :#'\"\\\t\u00a0\x85\u2028\ufeff😀[]{}|-", max_size=8)
QUOTED = st.builds(
    "{0}{1}{0}{2}".format, st.sampled_from(["'", '"']), st.one_of(VALUES, ODD), st.sampled_from(["", " ", " #a"])
)
LINES = st.lists(
    st.tuples(st.sampled_from(["title", "id", "source_url", "x_y"]), st.one_of(VALUES, QUOTED)), min_size=1, max_size=4
)


@settings(max_examples=800, deadline=None)
@given(LINES)
def test_plain_lines_are_read_as_yaml_reads_them(lines: list[tuple[str, str]]) -> None:
    text = "---\n" + "".join(f"{key}: {value}\n" for key, value in lines) + "---\nنص"

    def outcome() -> object:
        try:
            return split(text)
        except RejectedError as fault:
            return fault.line, fault.reason

    quickly = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "_PLAIN_LINES", re.compile("(?!)"))
        assert quickly == outcome()
