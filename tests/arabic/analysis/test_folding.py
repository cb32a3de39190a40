"""Folding: the spellings that become one, the words that must stay two, and that folding twice changes nothing."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.folding import ALONE, fold_number, fold_word

MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0670\u0640\u06d6\u06e2\u0615"
CONTROLS = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff\u2060\u00ad"
)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإٱىةؤئپچڤگڭکیےہۀھڨ"
WORDS = st.text(LETTERS + MARKS + CONTROLS + "\ufefb\ufedb\ufee8\ufdf2\ufe7d" + "aéÉZğ0123٤۵", min_size=1, max_size=12)


@pytest.mark.parametrize(("typed", "other"), [
    ("أحمد", "احمد"), ("إدارة", "ادارة"), ("آسفي", "اسفي"), ("ٱلله", "الله"),  # forms of alef
    ("ا\u0654حمد", "أحمد"), ("ا\u0655دارة", "إدارة"), ("ا\u0653سفي", "آسفي"),  # decomposed, as macOS names files
    ("مسو\u0654ول", "مسؤول"), ("بيي\u0654ة", "بيئة"),
    ("ا\u064e\u0654حمد", "أحمد"),  # a fatha typed between the alef and its hamza
    ("مستشفى", "مستشفي"), ("مدينة", "مدينه"), ("مسؤول", "مسوول"), ("هيئة", "هييه"),
    ("ﻛﻨﺪا", "كندا"), ("ﻻ", "لا"), ("ﷲ", "الله"), ("محﱠمد", "محمد"), ("محﹼمد", "محمد"),  # presentation forms of PDFs
    ("العـــربية", "العربية"), ("العَرَبِيّةُ", "العربية"), ("كِتَابًا", "كتابا"), ("هٰذا", "هذا"), ("رحمٰن", "رحمن"),
    ("کتاب", "كتاب"), ("ایران", "ايران"), ("گراج", "كراج"), ("مڭناس", "مكناس"), ("ڤيينا", "فيينا"),
    ("پاريس", "باريس"), ("چاد", "جاد"), ("تڨرت", "تقرت"), ("ہند", "هند"),
    ("CANADA", "canada"), ("Québec", "quebec"), ("ＮＡＴＯ", "nato"),
])  # fmt: skip
def test_spellings_of_one_word_become_one(typed: str, other: str) -> None:
    assert fold_word(typed) == fold_word(other)


@pytest.mark.parametrize("control", list(CONTROLS))
def test_invisible_characters_are_dropped(control: str) -> None:
    assert fold_word(f"كن{control}دا") == "كندا"


@pytest.mark.parametrize(
    ("one", "other"),
    [("إلى", "إلا"), ("علم", "عمل"), ("كندا", "كندي"), ("سور", "صور"), ("قلب", "كلب"), ("ذهب", "دهب"), ("شيء", "شي")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold_word(one) != fold_word(other)


def test_nothing_but_marks_folds_to_nothing() -> None:
    assert fold_word(MARKS + CONTROLS) == ""


@pytest.mark.parametrize(("typed", "folded"), [
    ("١٢٣٤٥٦٧٨٩٠", "1234567890"), ("۱۲۳۴۵۶۷۸۹۰", "1234567890"), ("2011", "2011"),
    ("16.000", "16000"), ("16,000", "16000"), ("١٦٬٠٠٠", "16000"), ("١٬٢٣٤٬٥٦٧", "1234567"), ("1،000", "1000"),
    ("3.5", "3.5"), ("3,5", "3.5"), ("٣٫٥", "3.5"), ("16,000.50", "16000.50"), ("0.1234", "0.1234"),
])  # fmt: skip
def test_numbers_have_one_spelling(typed: str, folded: str) -> None:
    assert fold_number(typed) == folded


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_folding_a_folded_word_changes_nothing(word: str) -> None:
    assert fold_word(fold_word(word)) == fold_word(word)


@settings(max_examples=100, deadline=None)
@given(st.from_regex(r"[0-9]+([.,٫٬،][0-9]+){0,4}", fullmatch=True), st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]))
def test_the_script_of_the_digits_makes_no_difference(number: str, digits: str) -> None:
    assert fold_number(number.translate(str.maketrans("0123456789", digits))) == fold_number(number)


@settings(max_examples=100, deadline=None)
@given(
    st.text(LETTERS, min_size=1, max_size=8),
    st.lists(st.sampled_from(MARKS[:8] + "\u0640" + CONTROLS), max_size=6),
    st.randoms(use_true_random=False),
)
def test_marks_anywhere_after_the_first_letter_make_no_difference(word: str, marks: list[str], random: Random) -> None:
    marked = list(word)
    for mark in marks:
        marked.insert(random.randint(1, len(marked)), mark)
    assert fold_word("".join(marked)) == fold_word(word)


@settings(max_examples=200, deadline=None)
@given(st.text(sorted(ALONE), min_size=1, max_size=10))
def test_what_is_folded_alone_is_folded_so_beside_anything_of_its_kind(word: str) -> None:
    one_by_one = "".join(map(ALONE.__getitem__, word))
    assert fold_word(word) == one_by_one
    assert fold_word(one_by_one) == one_by_one
    if word.isdecimal():
        assert fold_number(word) == one_by_one
