"""Words of a question held against the words of a corpus: found when mistyped, left alone when they are others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.analyzer import light_stem, root
from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.vocabulary.deletion_neighbours import keys_of, near_arrays, sharing
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.lexicon import Lexicon
from qa_service.index.vocabulary.terms import TERM
from qa_service.native.arrays import Arrays
from qa_service.query.latin_script import read_arabizi, typed_on_arabic_layout, typed_on_latin_layout
from qa_service.query.spelling import context_of, correct, corrections_of, is_known

TEXT = """كتب جمال خاشقجي في الصحافة السعودية، وعاش في إسطنبول.

تشارك كندا المغرب في رئاسة المنتدى العالمي لمكافحة الإرهاب، وهذه الرئاسة تمتد إلى مارس.

تستعمل الصحافة كلمة العاصمة للحكومة. الانترنت والاستعمارية والطب."""
TERMS = ["المغرب", "مارس", "خاشقجي", "كندا", "قانون"]
LETTERS = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=3, max_size=12)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Engine.build([Document(id="a", title="", text=TEXT)]).index.vocabulary


@given(LETTERS, st.data())
@settings(max_examples=60, deadline=None)
def test_every_single_slip_shares_a_key_with_the_word(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("ابتي"))
    slips = [
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ]
    for typed in slips:
        assert set(keys_of(typed)) & set(keys_of(word))


def filed(terms: list[str]) -> Arrays:
    """The arrays of an index in which near words are looked for."""
    return {**near_arrays(Letters.of(terms), np.ones(len(terms), np.bool_)), "terms": np.zeros(len(terms) + 1, TERM)}


def test_near_words_are_found_among_many_and_far_ones_are_not() -> None:
    arrays = filed(TERMS)
    assert "خاشقجي" in {TERMS[number] for number in sharing(arrays, ["خاققجي"])}
    assert sharing(arrays, ["باريس"]) == []
    assert sharing(arrays, ["ا" * 40]) == []


def test_a_table_without_terms_has_nothing_near() -> None:
    assert sharing(filed([]), ["المغرب"]) == []


@pytest.mark.parametrize("terms", [(1 << 19) - 1, 1 << 19, 1 << 24])  # of which most are no words
def test_the_last_terms_of_many_are_found_by_the_bits_that_are_left_of_an_entry(terms: int) -> None:
    words = Letters.of(TERMS)
    letters = Letters(words.codes, np.concatenate((np.zeros(terms - len(TERMS), np.int64), words.starts)))
    arrays = {**near_arrays(letters, np.ones(terms, np.bool_)), "terms": np.zeros(terms + 1, TERM)}
    last = {terms - len(TERMS) + number for number in range(len(TERMS))}
    assert terms - len(TERMS) + TERMS.index("خاشقجي") in sharing(arrays, ["خاققجي"])
    assert set(sharing(arrays, TERMS)) == last


@pytest.mark.parametrize(("typed", "meant"), [
    ("خاققجي", "خاشقجي"), ("بالمغب", "بالمغرب"), ("المنتتدي", "المنتدي"), ("االصحافه", "الصحافه"),
    ("اسطنبزل", "اسطنبول"), ("خاقشجيي", "خاشقجي"), ("بمادا", "بماذا"),
])  # fmt: skip
def test_a_mistyped_word_is_mended(lexicon: Lexicon, typed: str, meant: str) -> None:
    correction = correct(typed, lexicon)
    assert correction is not None
    assert correction.searched == meant


@pytest.mark.parametrize("word", ["باريس", "تاسست", "يترأس", "الرباط", "2019", "nato", "من", "المغرب", "دافوس", "ة"])
def test_other_words_are_left_alone(lexicon: Lexicon, word: str) -> None:
    assert correct(word, lexicon) is None


def test_a_mended_word_is_shown_as_the_corpus_writes_it(lexicon: Lexicon) -> None:
    correction = correct("العاصصمه", lexicon)
    assert correction is not None
    assert correction.is_told
    assert correction.shown == "العاصمة"


@pytest.mark.parametrize(("word", "searched", "told"), [
    ("بكندا", "كندا", False), ("لكندا", "كندا", False), ("كاتشارك", "تشارك", True),
])  # fmt: skip
def test_a_clitic_is_split_off_silently_and_a_dialect_is_reported(
    lexicon: Lexicon, word: str, searched: str, told: bool
) -> None:
    correction = correct(word, lexicon)
    assert correction is not None
    assert (correction.searched, correction.is_told) == (searched, told)


def test_known_words_are_those_of_the_corpus_their_stems_and_stop_words(lexicon: Lexicon) -> None:
    assert is_known("كندا", lexicon)
    assert is_known("والصحافه", lexicon)
    assert is_known("في", lexicon)
    assert not is_known("القمر", lexicon)


def test_the_context_holds_the_rarest_known_words(lexicon: Lexicon) -> None:
    stems = context_of(["من", "القمر", "كندا", "الرياسه"], lexicon)
    assert sorted(lexicon[stem] for stem in stems) == ["رياس", "كندا"]


@pytest.mark.parametrize("tokens", [["من", "كندا"], ["من", "كنداا", "المغرب", "خاشقي"], ["who", "2011"], []])
def test_the_words_of_a_question_are_read_as_each_is_beside_the_others(tokens: list[str], lexicon: Lexicon) -> None:
    context = context_of(tokens, lexicon)
    assert corrections_of(tokens, lexicon) == tuple(correct(word, lexicon, context) for word in tokens)


def test_the_views_of_words_are_those_of_their_spelling(lexicon: Lexicon) -> None:
    held = {lexicon[number]: views for number in range(len(lexicon)) if (views := lexicon.views_of(number)) is not None}
    assert {"المنتدي", "والطب", "العاصمه"} <= held.keys()
    for word, views in held.items():
        assert views == (lexicon.find(light_stem(word)), lexicon.find(root(word)))
    for word in [*held, "كندا", "منتد", "القمر", "والقمر"]:
        assert lexicon.stem_with(word) == lexicon.find(light_stem(word))


def test_stems_meet_in_a_passage_they_share(lexicon: Lexicon) -> None:
    canada, forum, moon = (lexicon.stem_of(lexicon.find(word)) for word in ("كندا", "المنتدي", "القمر"))
    assert lexicon.meet(canada, forum)
    assert moon == -1
    assert lexicon.passages_with_stem(moon) == 0


def test_a_question_on_the_wrong_layout_is_read(lexicon: Lexicon) -> None:
    assert typed_on_latin_layout("lk dahv; td vzhsm hglkj]n", lexicon) == "من يشارك في رئاسة المنتدى"
    assert typed_on_arabic_layout("صاخ ؤاشهقس فاث بخقعة", lexicon) == "who chairs the forum"


@pytest.mark.parametrize("text", ["who chairs the forum", "fin", "H1N1", ""])
def test_a_latin_question_is_no_wrong_layout(lexicon: Lexicon, text: str) -> None:
    assert typed_on_latin_layout(text, lexicon) is None


def test_an_arabic_question_is_no_wrong_layout(lexicon: Lexicon) -> None:
    assert typed_on_arabic_layout("من هو خاققجي", lexicon) is None


def test_arabizi_is_read_in_words_of_the_corpus(lexicon: Lexicon) -> None:
    assert read_arabizi("chkoun kaycharek m3a lmaghrib?", lexicon) == "شكون يشارك مع المغرب؟"
    assert read_arabizi("hello world", lexicon) is None
    assert read_arabizi("khashoqji", lexicon, certain=False) == "خاشقجي"
