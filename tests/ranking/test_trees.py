"""Trees: which leaf is reached, sums over trees, and keeping them in a file."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.native.arrays import Array
from qa_service.ranking.reranker import WEIGHTS, ranker
from qa_service.ranking.trees import LEAVES, Trees

NODES = LEAVES - 1


def ensemble(*trees: tuple[list[tuple[int, float, int]], list[float]]) -> Trees:
    """Trees of (feature, threshold, leaves cleared when the test fails) and leaf values."""
    feature = np.zeros((len(trees), NODES), np.int32)
    threshold = np.full((len(trees), NODES), np.inf, np.float32)
    mask = np.full((len(trees), NODES), 255, np.uint8)
    leaf = np.zeros((len(trees), LEAVES), np.float32)
    for number, (nodes, values) in enumerate(trees):
        for place, (column, limit, cleared) in enumerate(nodes):
            feature[number, place], threshold[number, place], mask[number, place] = column, limit, 255 & ~cleared
        leaf[number, : len(values)] = values
    return Trees(("a", "b"), feature.ravel(), threshold.ravel(), mask.ravel(), leaf.ravel())


# a <= 1 ? (b <= 5 ? 10 : 20) : (b <= 7 ? 30 : 40)
FULL = ([(0, 1, 0b0011), (1, 5, 0b0001), (1, 7, 0b0100)], [10.0, 20.0, 30.0, 40.0])
STUMP = ([], [0.5])


def test_every_leaf_is_reached_by_its_path_and_a_test_holds_at_its_threshold() -> None:
    rows = np.array([[1, 5], [0, 6], [1.5, 7], [2, 8], [1, 5.5]], np.float32)
    assert ensemble(FULL).score(rows).tolist() == [10, 20, 30, 40, 20]


def test_trees_add_up_and_a_tree_of_one_leaf_adds_its_value() -> None:
    assert ensemble(FULL, STUMP, FULL).score(np.array([[9, 9]], np.float32)).tolist() == [80.5]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(-9, 9, width=32), st.floats(-9, 9, width=32)), min_size=1, max_size=20))
def test_a_row_scores_the_same_alone_and_among_others(rows: list[tuple[float, float]]) -> None:
    trees, cases = ensemble(FULL, STUMP), np.array(rows, np.float32)
    assert trees.score(cases).tolist() == [float(trees.score(row[None, :])[0]) for row in cases]


def test_trees_come_back_from_their_file(tmp_path: Path) -> None:
    kept = ensemble(FULL, STUMP)
    kept.save(tmp_path / "trees.npz")
    again = Trees.load(tmp_path / "trees.npz")
    rows = np.random.default_rng(1).normal(3, 4, (200, 2)).astype(np.float32)
    assert again.names == kept.names
    assert again.score(rows).tolist() == kept.score(rows).tolist()


def test_the_weights_that_come_with_the_package_are_whole() -> None:
    trees = ranker()
    assert len(trees.feature) == len(trees.threshold) == len(trees.mask) == len(trees.leaf) // LEAVES * NODES
    assert trees.feature.max() < len(trees.names)
    assert np.isfinite(trees.leaf).all()


def walked(trees: Trees, row: Array) -> np.float32:
    """The sum of all trees for a row, node by node: the first leaf that no failed test has cleared."""
    total = np.float32(0)
    for tree in range(len(trees.leaf) // LEAVES):
        left = 255
        for node in range(tree * NODES, (tree + 1) * NODES):
            if row[trees.feature[node]] > trees.threshold[node]:
                left &= int(trees.mask[node])
        total += trees.leaf[tree * LEAVES + (left & -left).bit_length() - 1]
    return total


@pytest.mark.parametrize("cases", [1, 2, 31, 32, 33])
def test_rows_score_what_their_walk_through_each_tree_says(cases: int) -> None:
    random = np.random.default_rng(cases)
    trees = Trees.load(WEIGHTS / "ranker.npz")
    rows = random.choice(trees.threshold, (cases, len(trees.names)))  # values that stand just at a test, too
    assert trees.score(rows).tolist() == [walked(trees, row) for row in rows]
