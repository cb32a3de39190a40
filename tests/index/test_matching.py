"""Matching: the grams of the words of a sentence are those that a question of the same words has."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.arabic.analysis.grams import gram_codes
from qa_service.index.matching import Wanted, match
from qa_service.index.vocabulary.byte_alphabet import all_encoded
from qa_service.index.vocabulary.grams import gram_arrays
from qa_service.index.vocabulary.letters import Letters
from qa_service.index.vocabulary.terms import term_table
from qa_service.native.arrays import Arrays

WORDS = ["المدينه", "والمدن", "ال", "للم", "لل中", "وال中文", "é", "中", "ـ"]


def arrays_of(words: list[str]) -> Arrays:
    """The arrays of an index whose sentences are one word each."""
    text, starts = all_encoded(words)
    views = {f"term_{name}": np.zeros(len(words), np.int32) for name in ("stem", "root", "cues")}
    return {
        "tokens": np.arange(len(words), dtype=np.int32),
        "sentence_tokens": np.arange(len(words) + 1, dtype=np.int32),
        "vocabulary_text": text,
        "gram_codes": gram_arrays(Letters.of(words))["gram_codes"],
        "terms": term_table({**views, "vocabulary_offsets": starts}),
    }


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), min_size=1, max_size=9, unique=True))
def test_each_word_has_the_grams_that_a_question_of_it_has(words: list[str]) -> None:
    arrays = arrays_of(words)
    none = np.array([-1], np.int32)
    every = np.arange(len(arrays["gram_codes"]), dtype=np.int32)
    counts = match(arrays, Wanted(none, none, none, every, 0, (0, 0)), np.arange(len(words))).gram
    for number, word in enumerate(words):
        assert np.repeat(arrays["gram_codes"], counts[:, number].astype(int)).tolist() == sorted(gram_codes(word))
