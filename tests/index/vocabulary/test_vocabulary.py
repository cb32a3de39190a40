"""Vocabulary: every term is found again, nothing else is, whatever the terms and however they collide."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.corpus.document import Document
from qa_service.engine import Engine
from qa_service.index.vocabulary.byte_alphabet import all_encoded, codes_of, decoded, encoded
from qa_service.index.vocabulary.terms import term_table
from qa_service.index.vocabulary.vocabulary import Vocabulary, vocabulary_arrays

TERMS = st.sets(st.text(st.characters(), max_size=6), max_size=60)  # lone surrogates and the empty text too


@settings(max_examples=150, deadline=None)
@given(TERMS, TERMS)
def test_terms_are_found_again_and_others_are_not(terms: set[str], others: set[str]) -> None:
    vocabulary = Vocabulary.from_terms(terms)
    assert len(vocabulary) == len(terms)
    assert {vocabulary[vocabulary.find(term)] for term in terms} == terms
    assert sorted(map(vocabulary.find, terms)) == list(range(len(terms)))
    assert {vocabulary.find(other) for other in others - terms} <= {-1}


@settings(max_examples=50, deadline=None)
@given(TERMS)
def test_a_vocabulary_comes_back_from_its_arrays(terms: set[str]) -> None:
    kept = Vocabulary.from_terms(terms)
    arrays = vocabulary_arrays(*all_encoded(sorted(terms)))
    views = {f"term_{name}": np.zeros(len(terms), np.int32) for name in ("stem", "root", "cues")}
    again = Vocabulary.from_arrays({**arrays, "terms": term_table({**arrays, **views})})
    assert [again[number] for number in range(len(again))] == [kept[number] for number in range(len(kept))]
    assert [again.find(term) for term in terms] == [kept.find(term) for term in terms]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.characters() | st.sampled_from("ابت1a"), max_size=6), max_size=9))
def test_terms_one_by_one_have_the_bytes_that_all_have_at_once(terms: list[str]) -> None:
    text, starts = all_encoded(terms)
    blocks = [text[start:end].tobytes() for start, end in pairwise(starts.tolist())]
    assert blocks == [encoded(term) for term in terms]
    assert [decoded(block) for block in blocks] == terms
    codes, reach = codes_of(text, starts)
    assert [list(map(chr, codes[start:end])) for start, end in pairwise(reach.tolist())] == list(map(list, terms))


def test_arabic_takes_a_byte_a_letter() -> None:
    assert [len(encoded(term)) for term in ("المدينه", "covid19", "٢٠١١", "中")] == [7, 7, 4, 4]


def test_numbers_follow_the_order_of_the_bytes_and_doubles_count_once() -> None:
    vocabulary = Vocabulary.from_terms(["مدينه", "كندا", "abc", "كندا", "😀"])
    assert [vocabulary[number] for number in range(len(vocabulary))] == ["abc", "كندا", "مدينه", "😀"]


@pytest.mark.parametrize("modulus", [1, 2, 7])
def test_terms_that_collide_are_still_distinguished(monkeypatch: pytest.MonkeyPatch, modulus: int) -> None:
    monkeypatch.setattr("qa_service.index.vocabulary.vocabulary._MODULUS", modulus)
    terms = [f"كلمه{n:02}" for n in range(40)]
    vocabulary = Vocabulary.from_terms(terms)
    assert [vocabulary[vocabulary.find(term)] for term in terms] == terms
    assert vocabulary.find("غيرها") == -1


def test_long_terms_with_a_common_prefix_are_distinguished() -> None:
    terms = ["ك" * 40 + letter for letter in "ابت"]
    vocabulary = Vocabulary.from_terms(terms)
    assert [vocabulary[vocabulary.find(term)] for term in terms] == terms
    assert vocabulary.find("ك" * 41) == -1


def test_an_empty_vocabulary_finds_nothing() -> None:
    vocabulary = Vocabulary.from_terms([])
    assert (len(vocabulary), vocabulary.find("كندا"), vocabulary.find("")) == (0, -1, -1)


def test_the_table_keeps_a_third_of_its_slots_empty() -> None:
    for count in (1, 4, 5, 64, 100, 1000):
        slots = vocabulary_arrays(*all_encoded(sorted(map(str, range(count)))))["vocabulary_slots"]
        assert np.count_nonzero(slots) == count <= len(slots) * 2 // 3
        assert len(slots) <= 2 * count + 40


def test_words_remembered_keep_their_numbers_when_many_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_service.index.vocabulary.lexicon._MOST_FOUND", 3)
    lexicon = Engine.build([Document(id="d", title="ماء", text="نهر جبل بحر. مدينة قرية سهل واد.")]).index.vocabulary
    terms = [lexicon[number] for number in range(len(lexicon))]
    for _ in range(2):
        assert [lexicon.find(term) for term in terms] == list(range(len(terms)))
        assert lexicon.find("غائب") == -1
