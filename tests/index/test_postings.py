"""Postings: the best k of many scores, sums over several views, and passages that may not answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.index.arrays import Floats, spans
from qa_service.index.bm25 import SparseBM25
from qa_service.index.postings import Hit, Postings, best_first, top_hits

BLOCK = 512
SIZES = st.sampled_from([0, 1, 2, 7, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 9 * BLOCK - 1, 9 * BLOCK, 9 * BLOCK + 3])


def sorted_whole(scores: Floats, k: int) -> list[int]:
    return np.lexsort((np.arange(len(scores)), -scores))[: max(k, 0)].tolist()


@settings(max_examples=200, deadline=None)
@given(
    SIZES,
    st.sampled_from([1, 2, 5, 1000]),
    st.sampled_from([-1, 0, 1, 2, 3, 4, 10, 600, 10_000]),
    st.integers(0, 2**32 - 1),
)
def test_the_best_are_those_of_a_full_stable_sort(size: int, distinct: int, k: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.integers(0, distinct, size).astype(np.float32)
    scores[draw.random(size) < draw.random()] = -np.inf
    assert best_first(scores, k).tolist() == sorted_whole(scores, k)


@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 8 * BLOCK - 1, 8 * BLOCK, 8 * BLOCK + 2])
def test_a_single_best_is_found_wherever_it_stands(place: int) -> None:
    scores = np.zeros(8 * BLOCK + 3, np.float32)
    scores[place] = 1
    assert best_first(scores, 1).tolist() == [place]


def test_among_equals_the_lowest_numbers_win_across_blocks() -> None:
    assert best_first(np.ones(20 * BLOCK, np.float32), 3).tolist() == [0, 1, 2]


def postings(corpus: list[list[int]]) -> Postings:
    return SparseBM25.from_tokens(corpus, 6).postings


def test_views_add_up_and_each_may_find_a_passage_alone() -> None:
    one, other = postings([[0], [1], [2], [0], [1], [2], [2]]), postings([[3], [3], [4], [5], [4], [5], [5]])
    hits = top_hits([(one, [0]), (other, [3])], 10)
    assert hits[0].passage == 0
    assert sorted(hit.passage for hit in hits) == [0, 1, 3]
    assert hits[0].retrieval_score == pytest.approx(one.scores([0])[0] + other.scores([3])[0])


def test_passages_that_are_not_allowed_are_no_hits() -> None:
    hits = top_hits([(postings([[0], [0], [1]]), [0])], 10, np.array([False, True, True]))
    assert [hit.passage for hit in hits] == [1]


def test_no_views_and_no_terms_give_no_hits() -> None:
    assert top_hits([], 3) == []
    assert postings([[0], [1]]).top([], 3) == []
    assert postings([[0], [1]]).top([-1, 6, 99], 3) == []


def test_a_size_over_the_corpus_gives_all_that_share_a_term() -> None:
    assert sorted(hit.passage for hit in postings([[0], [1], [0]]).top([0], 1000)) == [0, 2]


def test_postings_come_back_from_their_arrays() -> None:
    kept = postings([[0, 1], [1]])
    assert Postings.from_arrays(kept.arrays("stem"), "stem", 2).top([1], 5) == kept.top([1], 5) != []


def test_hits_carry_plain_numbers() -> None:
    (hit,) = postings([[0], [1]]).top([0], 1)
    assert (type(hit), type(hit.passage), type(hit.retrieval_score)) == (Hit, int, float)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=8))
def test_spans_are_the_numbers_of_all_ranges_in_order(ranges: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in ranges], np.int64)
    ends = np.array([start + length for start, length in ranges], np.int64)
    assert spans(starts, ends).tolist() == [n for start, length in ranges for n in range(start, start + length)]
