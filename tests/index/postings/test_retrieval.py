"""Retrieval: the best k of many scores, sums over several views, and passages that may not answer."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.errors import IndexUnusableError
from qa_service.index.postings import retrieval
from qa_service.index.postings.postings import Postings
from qa_service.index.postings.retrieval import Hits, Passing, Retriever
from qa_service.indexing.bm25 import SparseBM25
from qa_service.native.arrays import offsets, spans
from tests.reference.retrieval import best, scores_of

Columns = list[dict[int, float]]
PASSAGES = 12
# Few distinct weights, so that ties are many; 0 and less happen on small corpora.
COLUMNS = st.lists(
    st.sampled_from([(0.0, 0.25, 0.5, 2.0), (-1.5, -0.25)]).flatmap(  # a column's weights have one sign
        lambda weights: st.dictionaries(st.integers(0, PASSAGES - 1), st.sampled_from(weights))), max_size=5
)  # fmt: skip


def holding(columns: Columns, passages: int = PASSAGES) -> Postings:
    """Postings whose term `t` adds `columns[t]` to the scores."""
    return Postings(
        np.cumsum([0, *map(len, columns)]),
        np.array([passage for column in columns for passage in sorted(column)], np.int32),
        np.array([column[passage] for column in columns for passage in sorted(column)], np.float32),
        passages,
    )


def pairs(hits: Hits) -> list[tuple[int, float]]:
    return list(zip(hits.passages.tolist(), hits.scores.tolist(), strict=True))


def by_full_sort(columns: Columns, k: int, allowed: set[int]) -> list[tuple[int, float]]:
    scores: dict[int, float] = {}
    for column in columns:
        for passage, weight in column.items():
            scores[passage] = scores.get(passage, 0.0) + weight
    return sorted(((n, s) for n, s in scores.items() if n in allowed), key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]


@settings(max_examples=300, deadline=None)
@given(COLUMNS, st.sampled_from([-1, 0, 1, 2, 3, 5, 100]), st.none() | st.sets(st.integers(0, PASSAGES - 1)))
def test_the_best_are_those_of_a_full_sort(columns: Columns, k: int, allowed: set[int] | None) -> None:
    passing = None
    if allowed is not None:  # each passage is its own document
        passing = Passing(np.isin(np.arange(PASSAGES), list(allowed)), np.arange(PASSAGES, dtype=np.int32))
    hits = Retriever((holding(columns),)).top((range(len(columns)),), k, passing)
    assert pairs(hits) == by_full_sort(columns, k, set(range(PASSAGES)) if allowed is None else allowed)


def collection(passages: int, lengths: Sequence[int], seed: int) -> Postings:
    """Columns of these lengths, the shorter the heavier, as those of BM25 are."""
    random = np.random.default_rng(seed)
    numbers = [np.sort(random.choice(passages, length, replace=False)) for length in lengths]
    weights = [np.log(1 + passages / length) * random.uniform(0.3, 2, length) for length in lengths]
    return Postings(offsets(np.array(lengths)), np.concatenate(numbers).astype(np.int32),
                    np.concatenate(weights).astype(np.float32), passages)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.data())
def test_long_columns_are_not_added_up_whole_and_the_best_are_the_same_to_the_last_bit(seed: int, data) -> None:
    passages = data.draw(st.sampled_from([700, 3000, 40_000]))
    lengths = data.draw(st.lists(st.integers(1, passages) | st.integers(1, 60), min_size=1, max_size=9))
    k = data.draw(st.sampled_from([1, 10, 50, 300]))
    filtered = data.draw(st.booleans())
    random = np.random.default_rng(seed)
    document_of = np.sort(random.integers(0, 40, passages)).astype(np.int32)
    passing = Passing(random.random(40) < 0.5, document_of) if filtered else None
    held, terms = collection(passages, lengths, seed), (range(len(lengths)),)
    found, scores = Retriever((held,)).top(terms, k, passing), scores_of(held, terms[0])
    if passing is not None:
        scores[~passing.documents[document_of]] = np.nan
    assert (found.passages.tolist(), found.scores.tolist()) == best(scores, k)


def test_among_equals_the_lowest_numbers_win_in_a_large_corpus() -> None:
    columns = [dict.fromkeys(range(9999, -1, -1), 1.0), dict.fromkeys(range(0, 9999, 7), 0.0)]
    assert pairs(Retriever((holding(columns, 10_000),)).top(((0, 1),), 3)) == [(0, 1.0), (1, 1.0), (2, 1.0)]


def test_a_question_leaves_nothing_behind_for_the_next() -> None:
    large = Retriever((holding([{5000: 2.0, 1: 1.0}], 6000),))
    small = Retriever((holding([{1: 1.0}], 2),))
    for _ in range(2):
        assert pairs(large.top(([0],), 5)) == [(5000, 2.0), (1, 1.0)]
        assert pairs(small.top(([0],), 5)) == [(1, 1.0)]


@pytest.mark.parametrize("damage", ["passages", "negative", "starts", "weights", "documents"])
def test_damaged_postings_are_refused_and_leave_nothing_behind(damage: str) -> None:
    sound = holding([{0: 1.0}, {1: 1.0, 2: 1.0, 3: 1.0}])
    starts, passages, weights = sound.starts.copy(), sound.passages.copy(), sound.weights
    document_of = np.zeros(PASSAGES, np.int32)
    if damage == "passages":
        passages[2] = 1 << 30
    elif damage == "negative":
        passages[2] = -7
    elif damage == "starts":
        starts[2] = 1 << 40
    elif damage == "weights":
        weights = weights[:2]
    else:
        document_of[2] = 1 << 30
    damaged = Retriever((Postings(starts, passages, weights, PASSAGES),))
    with pytest.raises(IndexUnusableError, match="damaged"):
        damaged.top(([0, 1],), 5, Passing(np.ones(1, np.bool_), document_of))
    assert pairs(Retriever((sound,)).top(([1],), 5)) == [(1, 1.0), (2, 1.0), (3, 1.0)]


def test_threads_that_ask_at_once_get_their_own_answers() -> None:
    kept = holding([dict.fromkeys(range(term, 30_000, 8), 1.0 + term) for term in range(8)], 30_000)
    asked = Retriever((kept,))
    expected = [pairs(asked.top(([term],), 20)) for term in range(8)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda term: pairs(asked.top(([term % 8],), 20)), range(800)))
    assert found == expected * 100


def postings(corpus: list[list[int]]) -> Postings:
    return SparseBM25.from_tokens(corpus, 6).postings


def test_views_add_up_and_each_may_find_a_passage_alone() -> None:
    one, other = postings([[0], [1], [2], [0], [1], [2], [2]]), postings([[3], [3], [4], [5], [4], [5], [5]])
    hits = Retriever((one, other)).top(([0], [3]), 10)
    assert hits.passages[0] == 0
    assert sorted(hits.passages.tolist()) == [0, 1, 3]
    assert hits.scores[0] == pytest.approx(scores_of(one, [0])[0] + scores_of(other, [3])[0])


def test_no_terms_give_no_hits() -> None:
    asked = Retriever((postings([[0], [1]]),))
    assert not pairs(asked.top(([],), 3))
    assert not pairs(asked.top(([-1, 6, 99],), 3))


def test_a_size_over_the_corpus_gives_all_that_share_a_term() -> None:
    assert sorted(Retriever((postings([[0], [1], [0]]),)).top(([0],), 1000).passages.tolist()) == [0, 2]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=8))
def test_spans_are_the_numbers_of_all_ranges_in_order(ranges: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in ranges], np.int64)
    ends = np.array([start + length for start, length in ranges], np.int64)
    assert spans(starts, ends).tolist() == [n for start, length in ranges for n in range(start, start + length)]


def test_a_thread_stopped_while_it_makes_room_makes_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = Retriever((holding([{1: 1.0}], 2),)), Retriever((holding([{700: 1.0}], 900_000),))
    assert pairs(small.top(([0],), 1)) == [(1, 1.0)]

    def stopped(array: np.ndarray) -> int:
        raise TimeoutError

    with monkeypatch.context() as patched, pytest.raises(TimeoutError):
        patched.setattr("qa_service.index.postings.retrieval.address", stopped)
        large.top(([0],), 1)
    assert retrieval._room.passages == 0  # nothing of the old room is written to any more
    assert pairs(small.top(([0],), 1)) == [(1, 1.0)]
    assert pairs(large.top(([0],), 1)) == [(700, 1.0)]
