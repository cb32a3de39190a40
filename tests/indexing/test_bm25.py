"""SparseBM25: rank_bm25's own scores on any corpus, and a top that never holds what shares nothing."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from qa_service.index.postings.postings import Postings
from qa_service.index.postings.retrieval import Retriever
from qa_service.indexing.bm25 import SparseBM25
from qa_service.native.arrays import Floats
from tests.reference.retrieval import scores_of

TERMS = 9
PASSAGES = st.lists(st.lists(st.integers(0, TERMS - 1), max_size=12), min_size=1, max_size=14)
CORPORA = PASSAGES.filter(any)  # rank_bm25 divides by the mean length
QUERIES = st.lists(st.integers(0, TERMS + 1), max_size=6)  # doubles, and terms that the corpus doesn't have
PARAMETERS = st.fixed_dictionaries({"k1": st.floats(0.1, 3), "b": st.floats(0, 0.95), "epsilon": st.floats(0, 1)})


def sparse(corpus: Sequence[Sequence[int]], **parameters: float) -> Postings:
    return SparseBM25.from_tokens(corpus, TERMS, **parameters).postings


def scores(postings: Postings, query: Sequence[int]) -> Floats:
    return np.nan_to_num(scores_of(postings, query))


def top(postings: Postings, query: Sequence[int], k: int) -> list[int]:
    return Retriever((postings,)).top((query,), k).passages.tolist()


@settings(max_examples=200, deadline=None)
@given(CORPORA, QUERIES, PARAMETERS)
def test_scores_are_those_of_rank_bm25(corpus: list[list[int]], query: list[int], parameters: dict[str, float]) -> None:
    expected = BM25Okapi(corpus, **parameters).get_scores(query)
    np.testing.assert_allclose(scores(sparse(corpus, **parameters), query), expected, rtol=1e-5, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(CORPORA, QUERIES)
def test_a_term_in_every_passage_scores_as_in_rank_bm25(corpus: list[list[int]], query: list[int]) -> None:
    everywhere = [[0, *passage] for passage in corpus]
    model, theirs = sparse(everywhere), BM25Okapi(everywhere)
    np.testing.assert_allclose(scores(model, [0, *query]), theirs.get_scores([0, *query]), rtol=1e-5, atol=1e-5)
    assert sorted(top(model, [0], 99)) == list(range(len(corpus)))


@settings(max_examples=150, deadline=None)
@given(PASSAGES, QUERIES, st.integers(0, 20))
def test_the_top_is_every_passage_that_shares_a_term_by_score_and_then_number(
    corpus: list[list[int]], query: list[int], k: int
) -> None:
    model = sparse(corpus)
    of_all = scores(model, query)
    sharing = [number for number, passage in enumerate(corpus) if set(passage) & set(query)]
    assert top(model, query, k) == sorted(sharing, key=lambda i: (-of_all[i], i))[:k]


def test_ties_go_to_the_lower_number() -> None:
    assert top(sparse([[1], [0, 1], [0, 1], [0, 1]]), [0], 2) == [1, 2]


def test_a_passage_that_shares_a_term_is_found_even_when_its_score_is_not_positive() -> None:
    model = sparse([[0, 1], [0, 1], [0]])
    assert scores(model, [0])[0] < 0
    assert sorted(top(model, [0], 5)) == [0, 1, 2]


def test_doubles_in_the_question_count_twice() -> None:
    model = sparse([[0, 1], [2], [3]])
    np.testing.assert_allclose(scores(model, [0, 0]), 2 * scores(model, [0]))


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_empty_corpus_and_empty_passages_score_nothing(corpus: list[list[int]]) -> None:
    model = sparse(corpus)
    assert scores(model, [0, 1]).tolist() == [0.0] * len(corpus)
    assert top(model, [0, 1], 5) == []


def test_one_passage_is_found_by_its_terms_only() -> None:
    model = sparse([[4, 5]])
    assert top(model, [4], 5) == [0]
    assert top(model, [1, 77, -1], 5) == []
