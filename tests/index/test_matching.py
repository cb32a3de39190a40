"""Matching: the compiled kernel finds what numpy finds, and refuses a damaged index."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.errors import IndexUnusableError
from qa_service.index.arrays import Array, offsets
from qa_service.index.matching import Matcher, Matches, Wanted
from qa_service.native.library import KERNEL

pytestmark = pytest.mark.skipif(KERNEL is None, reason="the kernel is not compiled: there was no C compiler")
TERMS = 9


def words_of(sentences: list[list[int]], seed: int) -> dict[str, Array]:
    """The arrays of an index of such sentences, its terms with random stems, roots, cues and grams."""
    random = np.random.default_rng(seed)
    gram_counts = random.integers(0, 4, TERMS)
    return {
        "tokens": np.array([token for sentence in sentences for token in sentence], np.int32),
        "sentence_tokens": offsets(np.array([len(sentence) for sentence in sentences])).astype(np.int32),
        "term_stem": random.integers(0, TERMS, TERMS).astype(np.int32),
        "term_root": random.integers(0, TERMS, TERMS).astype(np.int32),
        "term_cues": random.integers(0, 256, TERMS).astype(np.uint8) * (random.random(TERMS) < 0.5),
        "term_gram_offsets": offsets(gram_counts).astype(np.int32),
        "term_grams": random.integers(0, 600, int(gram_counts.sum())).astype(np.int32),
    }


def wanted_of(terms: list[tuple[int, int, int]], grams: list[int]) -> Wanted:
    words, stems, roots = (np.array([term[view] for term in terms], np.int32) for view in range(3))
    return Wanted(words, stems, roots, np.array(sorted(grams), np.int32), len(terms) - 1, (0b1101, 0b10000))


def fields(matches: Matches) -> dict[str, Any]:
    return {name: getattr(matches, name).tolist() for name in Matches.__slots__}


SENTENCES = st.lists(st.lists(st.integers(0, TERMS - 1), max_size=6), min_size=1, max_size=6)
ASKED = st.lists(st.tuples(*[st.integers(-1, TERMS - 1)] * 3), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(SENTENCES, ASKED, st.sets(st.integers(0, 599), max_size=40), st.integers(0, 999), st.data())
def test_the_kernel_finds_what_numpy_finds(sentences, asked, grams, seed: int, data) -> None:
    arrays, wanted = words_of(sentences, seed), wanted_of(asked, list(grams))
    chosen = np.array(data.draw(st.lists(st.integers(0, len(sentences) - 1), unique=True)), np.int64)
    assert fields(Matcher(arrays).match(wanted, chosen)) == fields(Matcher(arrays, None).match(wanted, chosen))


@pytest.mark.parametrize(("name", "value"), [
    ("tokens", 1 << 30), ("tokens", -1), ("term_gram_offsets", 1 << 30), ("term_gram_offsets", -5),
    ("sentence_tokens", 1 << 30), ("sentence_tokens", -3), ("sentence_tokens", 3),
])  # fmt: skip
def test_numbers_that_point_outside_are_refused(name: str, value: int) -> None:
    arrays = words_of([[0, 1, 2, 3], [4, 5, 6, 7, 8]], 1)
    arrays[name] = arrays[name].copy()
    arrays[name][-1 if value > 0 else 0] = value
    with pytest.raises(IndexUnusableError, match="damaged"):
        Matcher(arrays).match(wanted_of([(1, 1, 1)], [3]), np.arange(2))
