"""Cues: what a word or a sentence can answer with."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.folding import fold_word
from qa_service.arabic.analysis.tokens import tokenize
from qa_service.arabic.conversation import cues
from qa_service.corpus.document import Document
from qa_service.indexing.builder import build_arrays


@pytest.mark.parametrize(("word", "cue"), [
    ("2011", cues.NUMBER | cues.YEAR), ("1969", cues.NUMBER | cues.YEAR), ("6650", cues.NUMBER), ("3.5", cues.NUMBER),
    ("19", cues.NUMBER), ("2999", cues.NUMBER), ("nato", cues.LATIN),
])  # fmt: skip
def test_numbers_years_and_latin_names_carry_their_cue_and_no_other(word: str, cue: int) -> None:
    assert cues.cues_of_term(word) == cue


@pytest.mark.parametrize(("words", "cue"), [
    ("يناير غشت أوت آب شتنبر تموز رمضان", cues.MONTH), ("كندا المغرب فرنسا إثيوبيا مدينة", cues.PLACE),
    ("رئيس الوزير ملكة المهندس", cues.TITLE), ("كيلومتر الدولار درهم نسمة", cues.UNIT),
    ("ثلاثين خمسة ألف", cues.NUMERAL),
])  # fmt: skip
def test_gazetteers_know_the_word_in_any_shape(words: str, cue: int) -> None:
    assert [word for word in words.split() if not cues.cues_of_term(fold_word(word)) & cue] == []


def test_a_common_word_carries_no_cue() -> None:
    assert [word for word in ("كتب", "جميل", "مشى") if cues.cues_of_term(fold_word(word))] == []


@pytest.mark.parametrize(("sentence", "cue"), [
    ("توقف العمل بسبب المطر.", cues.REASON), ("النيل هو أطول الأنهار.", cues.COPULA),
    ("الناتو (حلف)", cues.PARENTHESIS),
    ("قال «نعم»", cues.QUOTE), ("زار فاس، مكناس، طنجة، وجدة، وأكادير", cues.LIST), ("ولد عام كذا", cues.TIME),
    ("تقع المدينة شمال البلاد", cues.LOCATIVE),
])  # fmt: skip
def test_a_sentence_has_the_cue_of_what_it_says(sentence: str, cue: int) -> None:
    arrays = build_arrays([Document(id="a", title="", text=sentence)])
    assert arrays["sentence_cues"][0] & cue


def test_only_the_sentence_itself_is_looked_at() -> None:
    arrays = build_arrays([Document(id="a", title="", text="قال «نعم» (مرة). مشى الرجل. * * *")])
    assert (arrays["sentence_cues"] > 0).tolist() == [True, False]


@settings(max_examples=100, deadline=None)
@given(st.text(st.one_of(st.characters(categories=["Nd", "No", "Nl", "Lo"]), st.sampled_from("12²①ء")), max_size=8))
def test_any_token_has_cues_that_fit_a_byte(text: str) -> None:
    assert all(0 <= cues.cues_of_term(token.text) < 256 for token in tokenize(text))


def test_a_year_like_run_of_foreign_digits_is_no_year() -> None:
    (token,) = tokenize("²\U00010a40\U00010a40\U00010a40")  # Kharosthi ones are digits to str.isdigit, not to int
    assert cues.cues_of_term(token.text) == cues.NUMBER
