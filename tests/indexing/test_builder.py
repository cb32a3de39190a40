"""Builder: what is worked out for all terms at once is what each gets alone, and batches change nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.analyzer import content_tokens, gram_codes, light_stem, root
from qa_service.arabic.analysis.grams import ARTICLES
from qa_service.arabic.conversation.cues import cues_of_term
from qa_service.corpus.document import Document
from qa_service.index.vocabulary.grams import gram_arrays
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import Vocabulary
from qa_service.indexing import builder, spool
from qa_service.native.arrays import Arrays

WORDS = st.text(st.sampled_from("ابتلوينهكم" + "a1٣é²😀"), min_size=1, max_size=9)
TERMS = st.lists(WORDS | st.builds(str.__add__, st.sampled_from(ARTICLES), WORDS), unique=True, max_size=30)


def assert_same(one: Arrays, other: Arrays) -> None:
    assert one.keys() == other.keys()
    for name, array in one.items():
        assert array.dtype == other[name].dtype, name
        assert np.array_equal(array, other[name]), name


@settings(max_examples=200, deadline=None)
@given(TERMS)
def test_grams_of_all_terms_are_those_of_each(terms: list[str]) -> None:
    arrays = gram_arrays(Letters.of(terms))
    for number, term in enumerate(terms):
        own = arrays["term_grams"][slice(*arrays["term_gram_offsets"][number : number + 2])]
        assert arrays["gram_codes"][own].tolist() == list(gram_codes(term))
    assert len(arrays["gram_codes"]) == len({code for term in terms for code in gram_codes(term)})


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=12))
def test_every_word_has_the_stem_root_and_cues_of_its_own(words: list[str]) -> None:
    text = " ".join([*words, "المغرب", "رئيس", "2011", "NATO", "شهر"])
    arrays = builder.build_arrays([Document(id="a", title="", text=text)])
    vocabulary = Vocabulary.from_arrays(arrays)
    assert [vocabulary[number] for number in arrays["tokens"]] == [token.text for token in content_tokens(text)]
    for number in set(arrays["tokens"].tolist()):
        word = vocabulary[number]
        assert vocabulary[arrays["term_stem"][number]] == light_stem(word)
        assert vocabulary[arrays["term_root"][number]] == root(word)
        assert arrays["term_cues"][number] == cues_of_term(word)


def test_documents_in_many_batches_give_the_arrays_of_one(
    documents: tuple[Document, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = builder.build_arrays(documents)
    monkeypatch.setattr(builder, "BATCH_CHARS", 1)
    parted = builder.build_arrays(documents)
    assert_same(whole, parted)


def test_texts_that_are_too_many_for_memory_are_the_same_from_a_file(
    documents: tuple[Document, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = builder.build_arrays(documents)
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", 100)
    monkeypatch.setattr(builder, "BATCH_CHARS", 1)
    assert np.array_equal(builder.build_arrays(documents)["texts"], whole["texts"])
