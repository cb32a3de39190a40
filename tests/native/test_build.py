"""Build: the compiled kernel builds what numpy builds, to the last bit, and refuses numbers out of their bounds."""

import ctypes
import random
from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa_service.errors import IndexUnusableError
from qa_service.index.documents.copies import _Shingles
from qa_service.index.vocabulary.byte_alphabet import all_encoded
from qa_service.index.vocabulary.consonant_skeletons import skeleton_arrays
from qa_service.index.vocabulary.grams import gram_arrays
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import _slots_by_numpy, vocabulary_arrays
from qa_service.indexing import builder, tfidf
from qa_service.indexing.bm25 import SparseBM25
from qa_service.native.arrays import Array, offsets
from qa_service.native.build import Passages, Stretches, placed, repeats, sketches, slots, sums
from qa_service.native.library import LONG_KERNEL

pytestmark = pytest.mark.skipif(LONG_KERNEL is None, reason="the kernel is not compiled: there was no C compiler")

LOOPS = cast("ctypes.CDLL", LONG_KERNEL)
TERMS = 9
DOCUMENTS = st.lists(  # titles, and sentences of tokens in passages
    st.tuples(st.lists(st.integers(0, TERMS - 1), max_size=4),
              st.lists(st.lists(st.lists(st.integers(0, TERMS - 1), max_size=30), max_size=3), max_size=3)),
    max_size=5,
)  # fmt: skip
PER_TERM = st.lists(st.integers(0, TERMS - 1), min_size=TERMS, max_size=TERMS)
GRAMS = st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=TERMS, max_size=TERMS)


def arrays_of(
    documents: list[tuple[list[int], list[list[list[int]]]]], stems: list[int] | None = None
) -> dict[str, Array]:
    passages = [passage for _, document in documents for passage in document]
    sentences = [sentence for passage in passages for sentence in passage]
    lengths = {
        "document_passages": [len(document) for _, document in documents],
        "document_titles": [len(title) for title, _ in documents],
        "passage_sentences": list(map(len, passages)),
        "sentence_tokens": list(map(len, sentences)),
    }
    arrays: dict[str, Array] = {name: offsets(np.array(each, np.int64)) for name, each in lengths.items()}
    arrays["tokens"] = np.array([token for sentence in sentences for token in sentence], np.int32)
    arrays["title_tokens"] = np.array([token for title, _ in documents for token in title], np.int32)
    arrays["sentence_start"] = np.zeros(len(sentences), np.int32)
    arrays["passage_document"] = np.repeat(np.arange(len(documents)), lengths["document_passages"]).astype(np.int32)
    return arrays if stems is None else arrays | {"term_stem": np.array(stems, np.int32)}


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, PER_TERM, GRAMS)
def test_what_stands_several_times_in_a_sentence_is_what_numpy_finds(
    documents: list[tuple[list[int], list[list[list[int]]]]], stems: list[int], grams: list[list[int]]
) -> None:
    arrays = arrays_of(documents)
    assume(len(arrays["sentence_start"]))  # of none, nothing is asked
    starts = offsets(np.array(list(map(len, grams)), np.int64))
    for units in (
        tfidf._Units(np.array(stems, np.int32), np.arange(TERMS + 1), TERMS),
        tfidf._Units(np.array([gram for each in grams for gram in each], np.int32), starts, 13),
    ):
        sentences = len(arrays["sentence_start"])
        ours, theirs = (tfidf._repeats(arrays, units, sentences // 3, sentences, each) for each in (LONG_KERNEL, None))
        for name in ("sentence", "unit", "times"):
            assert getattr(ours, name).tolist() == getattr(theirs, name).tolist()


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS, st.lists(st.floats(0, 1e6), min_size=TERMS, max_size=TERMS))
def test_sums_over_sentences_are_those_of_numpy(
    documents: list[tuple[list[int], list[list[list[int]]]]], of_term: list[float]
) -> None:
    arrays = arrays_of(documents)
    assume(len(arrays["sentence_start"]))  # of none, nothing is asked
    ours, theirs = np.ones((2, len(arrays["sentence_start"])))
    tfidf._add_sums(arrays, np.array(of_term), ours, LONG_KERNEL)
    tfidf._add_sums(arrays, np.array(of_term), theirs, None)
    assert ours.tolist() == theirs.tolist()


@settings(max_examples=100, deadline=None)
@given(st.sets(st.text(st.sampled_from("والفبكلمن_a\u0640😀"), max_size=40), max_size=60))
def test_the_table_of_a_vocabulary_is_that_of_numpy(words: set[str]) -> None:
    encoded = all_encoded(sorted(words))
    ours, theirs = (vocabulary_arrays(*encoded, kernel) for kernel in (LONG_KERNEL, None))
    assert {name: each.tolist() for name, each in ours.items()} == {n: each.tolist() for n, each in theirs.items()}


def test_the_table_of_many_words_in_few_homes_is_that_of_numpy() -> None:
    homes = np.random.default_rng(7).integers(0, 40, 5000)
    assert slots(LOOPS, homes, 40).tolist() == _slots_by_numpy(homes.copy(), 40).tolist()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from("البتركمنهيزa\u0640\u06ff\u0700😀"), max_size=18), max_size=30))
def test_skeletons_of_terms_are_those_of_numpy(terms: list[str]) -> None:
    letters = Letters.of([*terms, "بتثجحخدذرزسشصض", "بتثجحخدذرزسشصضط", "البتثجحخدذرزسشصض", "الب", "البه"])
    ours, theirs = (skeleton_arrays(letters, kernel) for kernel in (LONG_KERNEL, None))
    assert {name: each.tolist() for name, each in ours.items()} == {n: each.tolist() for n, each in theirs.items()}


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, PER_TERM)
def test_postings_are_those_of_numpy_to_the_last_bit(
    documents: list[tuple[list[int], list[list[list[int]]]]], stems: list[int]
) -> None:
    arrays = arrays_of(documents, stems)
    ours, theirs = (builder._postings(arrays, "stem", kernel) for kernel in (LONG_KERNEL, None))
    for name, array in theirs.items():
        assert (ours[name].dtype, ours[name].tobytes()) == (array.dtype, array.tobytes())


def test_postings_of_passages_of_many_sizes_are_those_of_numpy() -> None:
    chance = np.random.default_rng(7)
    documents = [([int(chance.integers(50))], [[chance.integers(0, 50 if size < 9000 else 20_000, size).tolist()]])
                 for size in (0, 1, 31, 32, 33, 9000, 2, 70_000, 40)]  # fmt: skip
    arrays = arrays_of(documents, chance.permutation(20_000).tolist())
    ours, theirs = (builder._postings(arrays, "stem", kernel) for kernel in (LONG_KERNEL, None))
    assert all(ours[name].tobytes() == array.tobytes() for name, array in theirs.items())


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_sketches_of_documents_are_those_of_numpy(
    documents: list[tuple[list[int], list[list[list[int]]]]], chance: random.Random
) -> None:
    words = "".join(map(chr, range(ord("a"), ord("a") + TERMS))).encode()
    arrays = arrays_of(documents) | {
        "vocabulary_text": np.frombuffer(words, np.uint8), "vocabulary_offsets": np.arange(TERMS + 1),
    }  # fmt: skip
    arrays["sentence_recurring"] = np.array([chance.random() < 0.3 for _ in arrays["sentence_start"]], np.bool_)
    ours, theirs = (_Shingles(arrays).sketches(kernel) for kernel in (LONG_KERNEL, None))
    assert np.array_equal(ours, theirs)


def stretches(*tokens: int, reach: tuple[int, ...] = (0, 2)) -> Stretches:
    return Stretches(np.array(tokens, np.int32), np.array(reach), 3)


UNITS, EACH = np.arange(3, dtype=np.int32), np.arange(4)
DAMAGED: dict[str, Callable[[], object]] = {
    "a token": lambda: repeats(LOOPS, stretches(0, 3), UNITS, EACH, 3),
    "a negative token": lambda: repeats(LOOPS, stretches(0, -1), UNITS, None, 3),
    "a unit": lambda: repeats(LOOPS, stretches(0, 2), UNITS, EACH, 2),
    "a reach": lambda: repeats(LOOPS, stretches(0, 1, reach=(0, 3)), UNITS, None, 3),
    "a reach that falls": lambda: repeats(LOOPS, stretches(0, 1, reach=(2, 0)), UNITS, None, 3),
    "the reach of units": lambda: repeats(LOOPS, stretches(0, 1), UNITS, EACH + 1, 3),
    "a document": lambda: placed(LOOPS, Passages(stretches(0, 1), stretches(0, 1), np.array([1]), UNITS)),
    "a word of a title": lambda: placed(
        LOOPS, Passages(stretches(0, 1), stretches(0, 9), np.array([0]), UNITS)),
    "a stem": lambda: placed(LOOPS, Passages(stretches(0, 1), stretches(0, 1), np.array([0]), UNITS + 2)),
    "a token that is summed": lambda: sums(LOOPS, stretches(0, 3), np.ones(3), np.zeros(1)),
    "a sentence of a document": lambda: sketches(
        LOOPS, stretches(0, 1), np.array([0, 2]), left_out=np.zeros(1, np.bool_), hashes=np.ones(3, np.uint64),
        multipliers=np.ones(3, np.uint64), bins=4),
    "a word of a sentence": lambda: sketches(
        LOOPS, stretches(0, 7), np.array([0, 1]), left_out=np.zeros(1, np.bool_), hashes=np.ones(3, np.uint64),
        multipliers=np.ones(3, np.uint64), bins=4),
}  # fmt: skip


@pytest.mark.parametrize("loop", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_number_out_of_its_bounds_is_refused(loop: Callable[[], object]) -> None:
    with pytest.raises(IndexUnusableError):
        loop()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.sampled_from("والفبكلمن_a\u0640😀"), max_size=7), max_size=30))
def test_grams_of_terms_are_those_of_numpy(terms: list[str]) -> None:
    letters = Letters.of(terms)
    found, expected = gram_arrays(letters, LONG_KERNEL), gram_arrays(letters, None)
    assert {name: (array.dtype, array.tolist()) for name, array in found.items()} == {
        name: (array.dtype, array.tolist()) for name, array in expected.items()
    }


def test_more_repeats_than_there_was_room_for_are_all_told() -> None:
    grams = np.repeat(np.arange(5000, dtype=np.int32), 2)  # all of one term
    stretch, unit, times = repeats(
        LOOPS, Stretches(np.zeros(1, np.int32), np.array([0, 1]), 1), grams, np.array([0, 10_000]), 5000
    )
    assert (stretch.tolist(), unit.tolist(), times.tolist()) == ([0] * 5000, list(range(5000)), [2] * 5000)


def test_an_index_without_passages_has_no_postings() -> None:
    assert SparseBM25(builder._counts(arrays_of([]), np.zeros(0, np.int32), LOOPS)).postings.passage_count == 0
