"""Problems of files in the maintainer's language: a text for every code, with what the problem names."""

import re

import pytest

from qa_service.corpus.document import Problem
from qa_service.web.rendering.file_problems import TEXTS, edit_reason, message
from tests.web.real_server import ROOT


def problem(code: str, reason: str) -> Problem:
    return Problem(file="a", level="error", code=code, reason=reason, remedy="Save it.")


def test_every_code_that_is_documented_has_a_text_without_names() -> None:
    table = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8").partition("## Problems")[2]
    codes = re.findall(r"^\| `(\w+)` \| (?:error|warning) \|", table, re.MULTILINE)
    assert len(codes) > 30 and set(codes) == set(TEXTS)
    for code in codes:
        assert TEXTS[code][-1][0] == ""
        assert re.search("[\u0620-\u064a]{3}", message(problem(code, "something else"), "ar"))


@pytest.mark.parametrize(
    ("code", "reason", "named"),
    [
        ("not_yet_readable", "files of the kind .png are not part of a corpus", ".png"),
        ("needs_extra", "reading it needs the library pypdf, which is not installed", "pypdf"),
        ("nul", "byte 17 is NUL: this is not a text file", "17"),
        ("too_large", "the file has 900 bytes, more than the 800 allowed", "800"),
        ("duplicate_id", "the id 'a/b' is that of other", "a/b"),
        ("unknown_key", 'the key "it\'s" is unknown and is left out', "it's"),
        ("too_slow", "reading it takes over 20 seconds", "20"),
    ],
)
def test_what_a_problem_names_stays_in_its_text(code: str, reason: str, named: str) -> None:
    for lang in ("ar", "fr"):
        assert named in message(problem(code, reason), lang)  # type: ignore[arg-type]
    assert message(problem(code, reason), "en").lower() == f"{reason}. save it.".lower()


def test_braces_in_a_name_are_shown_and_not_filled_in() -> None:
    assert "{0} {x}" in message(problem("unknown_key", "the key '{0} {x}' is unknown and is left out"), "ar")


def test_a_code_without_a_text_keeps_the_english() -> None:
    assert message(problem("of_tomorrow", "it is new"), "ar") == "It is new. Save it."


def test_why_metadata_were_not_changed_is_told_too() -> None:
    english = "only .txt and .md files have front matter that can be edited, not a.docx"
    assert "لا تُعدَّل" in edit_reason(english, "ar")
    assert edit_reason(english, "en") == edit_reason("of tomorrow", "ar").replace("of tomorrow", english)
