"""Lines: what ends one, and what is changed in a text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from qa_service.corpus.lines import LINE_ENDS, has_words, lines, unify_newlines


def test_every_newline_of_unicode_ends_a_line_and_none_belongs_to_it() -> None:
    text = "أ\nب\vج\fد\x85ه\u2028و\u2029ز"
    assert [text[start:end] for start, end in lines(text)] == list("أبجدهوز")


def test_empty_lines_are_none_and_other_separators_end_no_line() -> None:
    assert list(lines("\n\n")) == []
    assert list(lines("a\x1cb\x1eb\tc")) == [(0, 7)]


@given(st.text("a \n\n\n\r\u2028\x85", max_size=30), st.booleans())
def test_lines_are_the_runs_between_what_ends_them(text: str, rare: bool) -> None:
    text = text if rare else text.replace("\u2028", "").replace("\x85", "")
    assert list(lines(text)) == [match.span() for match in re.finditer(f"[^{LINE_ENDS}]+", text)]


def test_crlf_and_cr_become_lf_and_nothing_else_changes() -> None:
    assert unify_newlines("a\r\nb\rc\n\r\n\r\x85\u2028\u2029\v\f") == "a\nb\nc\n\n\n\x85\u2028\u2029\v\f"


def test_marks_and_invisible_characters_alone_are_no_words() -> None:
    assert not any(map(has_words, ("", " \n\t", "---\n***", "\u200f\ufeff\u2028", "«»\u064f")))
    assert has_words("\n ٣ ")
    assert has_words("***نص***")
