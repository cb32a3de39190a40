"""Build: the loops of the kernel give what is counted word by word, and refuse numbers out of their bounds."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa_service.errors import IndexUnusableError
from qa_service.index.documents.copies import _BINS, _MULTIPLIERS, _Shingles
from qa_service.index.postings.postings import Postings
from qa_service.index.vocabulary import vocabulary
from qa_service.index.vocabulary.byte_alphabet import all_encoded
from qa_service.index.vocabulary.consonant_skeletons import skeleton_arrays
from qa_service.index.vocabulary.grams import gram_arrays
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.vocabulary import Vocabulary, term_hashes, vocabulary_arrays
from qa_service.indexing import builder, tfidf
from qa_service.native.arrays import Array, offsets
from qa_service.native.build import Passages, Stretches, placed, repeats, sketches, slots, sums
from tests.reference import build as reference
from tests.reference.retrieval import scores_of

Documents = list[tuple[list[int], list[list[list[int]]]]]
TERMS = 9
DOCUMENTS = st.lists(  # titles, and sentences of tokens in passages
    st.tuples(st.lists(st.integers(0, TERMS - 1), max_size=4),
              st.lists(st.lists(st.lists(st.integers(0, TERMS - 1), max_size=30), max_size=3), max_size=3)),
    max_size=5,
)  # fmt: skip
PER_TERM = st.lists(st.integers(0, TERMS - 1), min_size=TERMS, max_size=TERMS)
GRAMS = st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=TERMS, max_size=TERMS)


def arrays_of(documents: Documents, stems: list[int] | None = None) -> dict[str, Array]:
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


def sentences_of(documents: Documents) -> list[list[int]]:
    return [sentence for _, document in documents for passage in document for sentence in passage]


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, PER_TERM, GRAMS)
def test_what_occurs_several_times_in_a_sentence_is_detected(
    documents: Documents, stems: list[int], grams: list[list[int]]
) -> None:
    arrays, sentences = arrays_of(documents), sentences_of(documents)
    first, count = len(sentences) // 3, len(sentences)
    starts = offsets(np.array(list(map(len, grams)), np.int64))
    for units, of_term in (
        (tfidf._Units(np.array(stems, np.int32), np.arange(TERMS + 1), TERMS), [[stem] for stem in stems]),
        (tfidf._Units(np.array([gram for each in grams for gram in each], np.int32), starts, 13), grams),
    ):
        found = tfidf._repeats(arrays, units, first, count)
        told = list(zip(found.sentence.tolist(), found.unit.tolist(), found.times.tolist(), strict=True))
        read = [[unit for token in sentence for unit in of_term[token]] for sentence in sentences]
        assert told == [each for each in reference.repeats(read) if each[0] >= first]


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS, st.lists(st.floats(0, 1e6), min_size=TERMS, max_size=TERMS))
def test_sums_over_sentences_are_added_from_left_to_right(documents: Documents, of_term: list[float]) -> None:
    arrays, sentences = arrays_of(documents), sentences_of(documents)
    assume(sentences)  # of none, nothing is asked
    found = np.ones(len(sentences))
    sums(Stretches(arrays["tokens"], arrays["sentence_tokens"], TERMS), np.array(of_term), found)
    assert found.tolist() == [1 + sum(of_term[token] for token in sentence) for sentence in sentences]


@settings(max_examples=100, deadline=None)
@given(st.sets(st.text(st.sampled_from("والفبكلمن_a\u0640😀"), max_size=40), max_size=60))
def test_words_have_their_hashes_and_are_found_in_their_table(words: set[str]) -> None:
    terms = sorted(words)
    text, starts = all_encoded(terms)
    expected = [reference.term_hash(term, vocabulary._MULTIPLIER, vocabulary._MODULUS) for term in terms]
    assert term_hashes(text, starts).tolist() == expected
    found = Vocabulary.from_arrays(vocabulary_arrays(text, starts))
    assert [found.find(term) for term in terms] == list(range(len(terms)))


@pytest.mark.parametrize(("terms", "count"), [(0, 1), (1, 1), (300, 451), (2000, 40)])
def test_terms_are_in_their_slots_or_behind_them(terms: int, count: int) -> None:
    homes = np.random.default_rng(7).integers(0, count, terms)
    assert slots(homes, count).tolist() == reference.slots(homes.tolist(), count)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from("البتركمنهيزa\u0640\u06ff\u0700😀"), max_size=18), max_size=30))
def test_skeletons_are_the_consonants_of_terms(terms: list[str]) -> None:
    terms = [*terms, "بتثجحخدذرزسشصض", "بتثجحخدذرزسشصضط", "البتثجحخدذرزسشصض", "الب", "البه"]
    found, expected = skeleton_arrays(Letters.of(terms)), [e for e in reference.skeletons(terms) if e[0] >= 1 << 4]
    assert found["skeleton_terms"].tolist() == [number for _, number in expected]
    assert found["skeleton_keys"].tolist() == [key for key, _ in expected][::64]


def check_postings(documents: Documents, stems: list[int]) -> None:
    """Each term scores each passage as rank_bm25 says, and stands in those that hold it alone."""
    found = SparseBM25Scores(documents, stems)
    for stem in set(stems):
        np.testing.assert_allclose(found.ours(stem), found.theirs(stem), rtol=1e-5, atol=1e-6)


class SparseBM25Scores:
    """The scores of single terms by an index and by rank_bm25."""

    def __init__(self, documents: Documents, stems: list[int]) -> None:
        arrays = arrays_of(documents, stems)
        built = builder._postings(arrays, "stem")
        self._postings = Postings(*(built[f"stem_{name}"] for name in ("starts", "passages", "weights")),
                                  len(arrays["passage_document"]))  # fmt: skip
        self._passages = [
            [stems[token] for sentence in (*passage, title) for token in sentence]
            for title, document in documents for passage in document
        ]  # fmt: skip
        self._peer = BM25Okapi(self._passages, k1=builder.K1, b=builder.B) if any(self._passages) else None

    def ours(self, stem: int) -> Array:
        return scores_of(self._postings, [stem])

    def theirs(self, stem: int) -> Array:
        if self._peer is None:
            return np.full(len(self._passages), np.nan)
        held = [stem in passage for passage in self._passages]
        return np.where(held, self._peer.get_scores([stem]), np.nan)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, PER_TERM)
def test_postings_weigh_as_rank_bm25_does(documents: Documents, stems: list[int]) -> None:
    check_postings(documents, stems)


def test_postings_of_passages_of_many_sizes_weigh_as_rank_bm25_does() -> None:
    chance = np.random.default_rng(7)
    documents = [([int(chance.integers(50))], [[chance.integers(0, 50 if size < 900 else 100, size).tolist()]])
                 for size in (0, 1, 31, 32, 33, 900, 2, 7_000, 40)]  # fmt: skip
    check_postings(documents, chance.permutation(100).tolist())


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_sketches_hold_the_least_hashes_of_what_may_be_cited(documents: Documents, chance: random.Random) -> None:
    words = "".join(map(chr, range(ord("a"), ord("a") + TERMS))).encode()
    arrays = arrays_of(documents) | {
        "vocabulary_text": np.frombuffer(words, np.uint8), "vocabulary_offsets": np.arange(TERMS + 1),
    }  # fmt: skip
    arrays["sentence_recurring"] = np.array([chance.random() < 0.3 for _ in arrays["sentence_start"]], np.bool_)
    shingles, recurring = _Shingles(arrays), iter(arrays["sentence_recurring"].tolist())
    hashes, expected = shingles._terms.tolist(), []
    for _, document in documents:
        cited = [s for passage in document for s in passage if not next(recurring)]
        read = [hashes[token] for sentence in cited for token in sentence]
        expected.append(reference.sketch(read, _MULTIPLIERS.tolist(), _BINS))
    assert shingles.sketches().tolist() == expected


def stretches(*tokens: int, reach: tuple[int, ...] = (0, 2)) -> Stretches:
    return Stretches(np.array(tokens, np.int32), np.array(reach), 3)


UNITS, EACH = np.arange(3, dtype=np.int32), np.arange(4)
DAMAGED: dict[str, Callable[[], object]] = {
    "a token": lambda: repeats(stretches(0, 3), UNITS, EACH, 3),
    "a negative token": lambda: repeats(stretches(0, -1), UNITS, None, 3),
    "a unit": lambda: repeats(stretches(0, 2), UNITS, EACH, 2),
    "a reach": lambda: repeats(stretches(0, 1, reach=(0, 3)), UNITS, None, 3),
    "a reach that falls": lambda: repeats(stretches(0, 1, reach=(2, 0)), UNITS, None, 3),
    "the reach of units": lambda: repeats(stretches(0, 1), UNITS, EACH + 1, 3),
    "a document": lambda: placed(Passages(stretches(0, 1), stretches(0, 1), np.array([1]), UNITS)),
    "a word of a title": lambda: placed(
        Passages(stretches(0, 1), stretches(0, 9), np.array([0]), UNITS)),
    "a stem": lambda: placed(Passages(stretches(0, 1), stretches(0, 1), np.array([0]), UNITS + 2)),
    "a token that is summed": lambda: sums(stretches(0, 3), np.ones(3), np.zeros(1)),
    "a sentence of a document": lambda: sketches(
        stretches(0, 1), np.array([0, 2]), left_out=np.zeros(1, np.bool_), hashes=np.ones(3, np.uint64),
        multipliers=np.ones(3, np.uint64), bins=4),
    "a word of a sentence": lambda: sketches(
        stretches(0, 7), np.array([0, 1]), left_out=np.zeros(1, np.bool_), hashes=np.ones(3, np.uint64),
        multipliers=np.ones(3, np.uint64), bins=4),
}  # fmt: skip


@pytest.mark.parametrize("loop", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_number_out_of_its_bounds_is_refused(loop: Callable[[], object]) -> None:
    with pytest.raises(IndexUnusableError):
        loop()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.sampled_from("والفبكلمن_a\u0640😀中é"), max_size=7), max_size=30))
def test_grams_of_terms_are_those_of_each(terms: list[str]) -> None:
    found, (codes, numbers) = gram_arrays(Letters.of(terms)), reference.grams(terms)
    assert found["gram_codes"].tolist() == codes
    assert found["term_grams"].tolist() == [number for each in numbers for number in each]
    assert found["term_gram_offsets"].tolist() == offsets(np.array(list(map(len, numbers)), np.int64)).tolist()


def test_more_repeats_than_there_was_room_for_are_all_reported() -> None:
    grams = np.repeat(np.arange(5000, dtype=np.int32), 2)  # all of one term
    stretch, unit, times = repeats(
        Stretches(np.zeros(1, np.int32), np.array([0, 1]), 1), grams, np.array([0, 10_000]), 5000
    )
    assert (stretch.tolist(), unit.tolist(), times.tolist()) == ([0] * 5000, list(range(5000)), [2] * 5000)


def test_an_index_without_passages_has_no_postings() -> None:
    assert builder._postings(arrays_of([], []), "stem")["stem_passages"].tolist() == []
