"""Growing: the plain arrays score as LightGBM itself predicts."""

from typing import Any

import numpy as np
import pytest

from tests.available import lightgbm_or_skip

lightgbm = lightgbm_or_skip()

from qa_service.ranking.trees import Trees  # noqa: E402
from qa_service.training import growing  # noqa: E402
from qa_service.training.growing import flatten, grow_classifier, grow_ranker  # noqa: E402

NAMES = ("a", "b", "c", "d")
DRAW = np.random.default_rng(7)
# Few distinct values, so that many cases stand exactly at a threshold.
ROWS = np.hstack([DRAW.integers(0, 5, (1200, 2)) / 7, DRAW.normal(size=(1200, 2)) * (1, 1e6)]).astype(np.float32)
RIGHT = (ROWS[:, 0] + 0.3 * ROWS[:, 2] > 0.4) | (ROWS[:, 3] > 1e6)


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine LightGBM's threads wait for each other far longer than they work."""
    monkeypatch.setitem(growing._SHARED, "num_threads", 1)


def boosted(rounds: int = 40, **parameters: Any) -> Any:
    given = {"objective": "binary", "verbosity": -1, "num_threads": 1, "min_data_in_leaf": 10, "num_leaves": 8}
    return lightgbm.train(given | parameters, lightgbm.Dataset(ROWS, RIGHT.astype(int)), rounds)


@pytest.mark.parametrize("leaves", [2, 3, 7, 8])
def test_flattened_trees_score_as_lightgbm_predicts(leaves: int) -> None:
    grown = boosted(num_leaves=leaves)
    scores = flatten(NAMES, grown).score(ROWS)
    np.testing.assert_allclose(scores, grown.predict(ROWS, raw_score=True), rtol=1e-4, atol=1e-4)


class Grown:
    """A booster of one tree: a <= 0.1 ? 1 : 2."""

    def dump_model(self) -> dict[str, Any]:
        leaves = {"left_child": {"leaf_value": 1.0}, "right_child": {"leaf_value": 2.0}}
        return {"tree_info": [{"tree_structure": {"split_feature": 0, "threshold": 0.1, **leaves}}]}


def test_a_value_just_above_a_threshold_in_double_precision_fails_its_test() -> None:
    nearest = np.float32(0.1)  # a little more than 0.1
    rows = np.array([[nearest], [np.nextafter(nearest, np.float32(0))]], np.float32)
    assert flatten(("a",), Grown()).score(rows).tolist() == [2, 1]


def test_trees_that_never_split_add_a_constant() -> None:
    grown = boosted(rounds=3, min_data_in_leaf=5000)
    scores = flatten(NAMES, grown).score(ROWS)
    np.testing.assert_allclose(scores, grown.predict(ROWS, raw_score=True), rtol=1e-5, atol=1e-5)
    assert len(set(scores.tolist())) == 1


def test_a_tree_with_too_many_leaves_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 8 fit"):
        flatten(NAMES, boosted(rounds=1, num_leaves=9))


def test_a_ranker_puts_the_right_ones_of_a_group_first() -> None:
    trees = grow_ranker(NAMES, ROWS, RIGHT, [20] * 60, trees=60)
    first = trees.score(ROWS).reshape(60, 20).argmax(axis=1)
    assert RIGHT.reshape(60, 20)[np.arange(60), first].mean() > 0.9 > RIGHT.mean()


def test_a_classifier_gives_log_odds_that_heed_the_weights() -> None:
    even = grow_classifier(NAMES, ROWS, RIGHT, np.ones(1200), 60)
    weighted = grow_classifier(NAMES, ROWS, RIGHT, np.where(RIGHT, 9.0, 1.0), 60)
    chances = 1 / (1 + np.exp(-even.score(ROWS)))
    assert abs(chances.mean() - RIGHT.mean()) < 0.03
    assert chances[RIGHT].mean() > chances[~RIGHT].mean() + 0.2
    assert weighted.score(ROWS).mean() > even.score(ROWS).mean() + 1
    assert isinstance(weighted, Trees)
