"""The views of a word: light stems, roots, 4-grams, stop words, and how common the word is in general."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.analyzer import gram_codes, is_stop_word, light_stem, root
from qa_service.arabic.analysis.background import zipf
from qa_service.arabic.analysis.folding import fold_word

FOLDED = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويء", min_size=1, max_size=14)
ANY_WORD = st.one_of(FOLDED, st.text(min_size=1, max_size=12).map(fold_word).filter(bool))


@pytest.mark.parametrize(
    "words",
    [
        "مدينة المدينة والمدينة بالمدينة للمدينة",
        "منتدى المنتدى",
        "مهندس مهندسون المهندسين مهندسات",
        "كتاب الكتاب كتابها وكتاب",
    ],
)
def test_articles_clitics_and_endings_leave_one_stem(words: str) -> None:
    assert len({light_stem(fold_word(word)) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("كندا", "الكندي"), ("وزير", "زير"), ("الله", "له"), ("ولاية", "لاية"), ("لبنان", "لبنة"), ("ألمانيا", "ماني")],
)
def test_stems_keep_apart_what_only_looks_like_an_affix(one: str, other: str) -> None:
    assert light_stem(fold_word(one)) != light_stem(fold_word(other))


@pytest.mark.parametrize(
    "words", ["كاتب كتاب مكتوب كتابة الكاتب", "دارس مدروس دراسة", "عالم معلوم علوم", "شارك يشارك مشارك"]
)
def test_words_of_one_root_share_it(words: str) -> None:
    assert len({root(fold_word(word)) for word in words.split()}) == 1


@pytest.mark.parametrize("word", ["2011", "3.5", "h1n1", "canada", "在"])
def test_what_is_not_arabic_is_its_own_stem_and_root(word: str) -> None:
    assert (light_stem(word), root(word)) == (word, word)


@settings(max_examples=100, deadline=None)
@given(ANY_WORD)
def test_stems_and_roots_never_lose_a_word(word: str) -> None:
    assert len(light_stem(word)) >= min(2, len(word))
    assert len(root(word)) >= min(3, len(word))
    assert light_stem(word) in word


def test_grams_forgive_the_article_and_an_ending() -> None:
    assert gram_codes("المدينه") == gram_codes("مدينه")
    shared = set(gram_codes("مغربيه")) & set(gram_codes("مغربي"))
    assert len(shared) >= 3
    assert not set(gram_codes("كندا")) & set(gram_codes("فرنسا"))


def test_the_edges_of_a_word_tell_grams_apart() -> None:
    assert set(gram_codes("كتاب")) != set(gram_codes("مكتابة"[1:]))


@settings(max_examples=100, deadline=None)
@given(ANY_WORD)
def test_grams_fit_64_bits_and_there_is_at_least_one(word: str) -> None:
    codes = gram_codes(word)
    assert codes
    assert all(0 <= code < 1 << 64 for code in codes)


@pytest.mark.parametrize(
    "word",
    [
        "من",
        "في",
        "إلى",
        "على",
        "الذي",
        "هذه",
        "كان",
        "وفي",
        "فمن",
        "ولم",
        "هل",
        "وهل",
        "شكون",
        "علاش",
        "كيفاش",
        "ديال",
        "بزاف",
        "إزاي",
        "ليه",
        "متى",
        "وما",
    ],
)
def test_function_words_and_question_words_of_msa_and_dialects_are_stop_words(word: str) -> None:
    assert is_stop_word(fold_word(word))


@pytest.mark.parametrize(
    "word", ["كندا", "رئيس", "مدينة", "وزير", "وطن", "فيل", "فرنسا", "ورشة", "عدد", "سبب", "2011", "nato"]
)
def test_words_with_content_are_no_stop_words(word: str) -> None:
    assert not is_stop_word(fold_word(word))


def test_common_words_are_commoner_than_rare_and_unknown_ones() -> None:
    assert zipf(light_stem("الله")) > zipf(light_stem("بحيره")) > zipf("قسطنطينوبوليس")
