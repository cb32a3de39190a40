"""Tokens: which runs of characters are one, and that their offsets point at what was typed, in any text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.analyzer import content_tokens
from qa_service.arabic.analysis.folding import fold_number, fold_word
from qa_service.arabic.analysis.tokens import Token, tokenize

ARABIC = st.text(
    "ابتةىأإآ ؤئءکی\u064e\u0651\u0640\u0670\u200f\u200d\u0654٠١٢3.,٫٬،؟!«» \n\r-abZé😀\U0001f1f2\ufefb\ufdfa"
)
ANY_TEXT = st.text(st.characters(), max_size=80)  # lone surrogates too


def texts(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(("text", "tokens"), [
    ("العَرَبِيّةُ", ["العربيه"]),
    ("العـــربية\u200fالفصحى", ["العربيهالفصحي"]),  # a mark between letters is inside the word
    ("\u200f«كندا»،", ["كندا"]),
    ("بلغ 16.000 طن، و3.5٪ في 2011.", ["بلغ", "16000", "طن", "و", "3.5", "في", "2011"]),
    ("١٦٬٠٠٠", ["16000"]),
    ("1969/7/20", ["1969", "7", "20"]),
    ("فيروس H1N1 وCOVID", ["فيروس", "h1n1", "وcovid"]),
    ("القرن19", ["القرن", "19"]),
    ("كتاب_جديد", ["كتاب", "جديد"]),
    ("ـــ \u064e \u200f 😀 — ...", []),
    ("", []),
])  # fmt: skip
def test_words_and_numbers_are_tokens(text: str, tokens: list[str]) -> None:
    assert texts(text) == tokens


def test_offsets_point_at_the_marks_too() -> None:
    text = "في «العَرَبِيّةُ» 😀 كندا"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["في", "العَرَبِيّةُ", "كندا"]


def test_a_part_of_a_text_has_the_offsets_of_the_whole() -> None:
    text = "كندا والمغرب وفرنسا"
    assert tokenize(text, 5, 12) == [Token("والمغرب", 5, 12)]


def test_content_tokens_leave_out_stop_words_and_keep_offsets() -> None:
    text = "من يشارك في رئاسة المنتدى؟"
    assert [(t.text, text[t.start : t.end]) for t in content_tokens(text)] == [
        ("يشارك", "يشارك"),
        ("رياسه", "رئاسة"),
        ("المنتدي", "المنتدى"),
    ]


@settings(max_examples=100, deadline=None)
@given(st.one_of(ARABIC, ANY_TEXT))
def test_offsets_hold_for_any_text(text: str) -> None:
    found = tokenize(text)
    for token in found:
        raw = text[token.start : token.end]
        assert token.start < token.end
        assert token.text
        assert token.text == (fold_number(raw) if raw[0].isdigit() else fold_word(raw))
    assert all(before.end <= after.start for before, after in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(st.one_of(ARABIC, ANY_TEXT), st.integers(0, 80), st.integers(0, 80))
def test_tokens_of_a_part_stay_inside_it(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert all(start <= token.start and token.end <= end for token in tokenize(text, start, end))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["كندا", "16.000", "H1N1", "مَدِينَة", "٣٫٥", "Paris"]), max_size=8))
def test_spaces_part_tokens(words: list[str]) -> None:
    assert texts(" ".join(words)) == [text for word in words for text in texts(word)]
    assert len(texts(" ".join(words))) == len(words)
