"""Postings: the best k of many scores, sums over several views, and passages that may not answer."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.index.arrays import spans
from qa_service.index.bm25 import SparseBM25
from qa_service.index.postings import Hit, Postings, top_hits

Columns = list[dict[int, float]]
PASSAGES = 12
# Few distinct weights, so that ties are many; 0 and less happen on small corpora.
COLUMNS = st.lists(
    st.dictionaries(st.integers(0, PASSAGES - 1), st.sampled_from([-1.5, 0.0, 0.25, 0.5, 2.0])), max_size=5
)


def holding(columns: Columns, passages: int = PASSAGES) -> Postings:
    """Postings whose term `t` adds `columns[t]` to the scores."""
    return Postings(
        np.cumsum([0, *map(len, columns)]),
        np.array([passage for column in columns for passage in sorted(column)], np.int32),
        np.array([column[passage] for column in columns for passage in sorted(column)], np.float32),
        passages,
    )


def by_full_sort(columns: Columns, k: int, allowed: set[int]) -> list[tuple[int, float]]:
    scores: dict[int, float] = {}
    for column in columns:
        for passage, weight in column.items():
            scores[passage] = scores.get(passage, 0.0) + weight
    return sorted(((n, s) for n, s in scores.items() if n in allowed), key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]


@settings(max_examples=300, deadline=None)
@given(COLUMNS, st.sampled_from([-1, 0, 1, 2, 3, 5, 100]), st.none() | st.sets(st.integers(0, PASSAGES - 1)))
def test_the_best_are_those_of_a_full_sort(columns: Columns, k: int, allowed: set[int] | None) -> None:
    mask = None if allowed is None else np.isin(np.arange(PASSAGES), list(allowed)).__getitem__
    hits = top_hits([(holding(columns), range(len(columns)))], k, mask)
    assert hits == by_full_sort(columns, k, set(range(PASSAGES)) if allowed is None else allowed)


def test_among_equals_the_lowest_numbers_win_in_a_large_corpus() -> None:
    columns = [dict.fromkeys(range(9999, -1, -1), 1.0), dict.fromkeys(range(0, 9999, 7), 0.0)]
    assert top_hits([(holding(columns, 10_000), (0, 1))], 3) == [(0, 1.0), (1, 1.0), (2, 1.0)]


def test_a_question_leaves_nothing_behind_for_the_next() -> None:
    large, small = holding([{5000: 2.0, 1: 1.0}], 6000), holding([{1: 1.0}], 2)
    for _ in range(2):
        assert top_hits([(large, [0])], 5) == [(5000, 2.0), (1, 1.0)]
        assert top_hits([(small, [0])], 5) == [(1, 1.0)]


def test_a_question_that_is_cut_off_leaves_nothing_behind_either() -> None:
    kept = holding([{0: 1.0}, {1: 1.0, 2: 1.0, 3: 1.0}])
    cut_off = Postings(kept.starts, kept.passages, kept.weights[:3], PASSAGES)  # fails at the second column
    with pytest.raises(ValueError, match="broadcast"):
        top_hits([(cut_off, [0, 1])], 5)
    assert top_hits([(kept, [1])], 5) == [(1, 1.0), (2, 1.0), (3, 1.0)]


def test_threads_that_ask_at_once_get_their_own_answers() -> None:
    kept = holding([dict.fromkeys(range(term, 30_000, 8), 1.0 + term) for term in range(8)], 30_000)
    expected = [kept.top([term], 20) for term in range(8)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda term: kept.top([term % 8], 20), range(800)))
    assert found == expected * 100


def postings(corpus: list[list[int]]) -> Postings:
    return SparseBM25.from_tokens(corpus, 6).postings


def test_views_add_up_and_each_may_find_a_passage_alone() -> None:
    one, other = postings([[0], [1], [2], [0], [1], [2], [2]]), postings([[3], [3], [4], [5], [4], [5], [5]])
    hits = top_hits([(one, [0]), (other, [3])], 10)
    assert hits[0].passage == 0
    assert sorted(hit.passage for hit in hits) == [0, 1, 3]
    assert hits[0].retrieval_score == pytest.approx(one.scores([0])[0] + other.scores([3])[0])


def test_passages_that_are_not_allowed_are_no_hits() -> None:
    hits = top_hits([(postings([[0], [0], [1]]), [0])], 10, np.array([False, True, True]).__getitem__)
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
