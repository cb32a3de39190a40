"""Growing trees with LightGBM and turning them into the plain arrays that serving evaluates."""

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from qa_service.native.arrays import Array, Floats
from qa_service.ranking.trees import LEAVES, Trees

# Small trees, strongly regularised: there are fewer than two thousand questions to learn from.
_SHARED: dict[str, Any] = {
    "num_leaves": 7,
    "learning_rate": 0.05,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10,
    "verbosity": -1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
}


def grow_ranker(
    names: Sequence[str], rows: Floats, right: Array, groups: Sequence[int], *, trees: int = 300, top: int = 5
) -> Trees:
    """Trees that put the right candidate of each group first (LambdaRank, Burges 2010).

    `rows`: candidates by features; `right`: how well each answers, from 0; `groups`: candidates of each question, in
    order; `top`: how many of the best count.
    """
    settings = _SHARED | {"objective": "lambdarank", "lambdarank_truncation_level": top}
    data = lightgbm.Dataset(rows, np.asarray(right, np.int32), group=list(groups))
    return flatten(names, lightgbm.train(settings, data, trees))


def grow_classifier(names: Sequence[str], rows: Floats, right: Array, weight: Array, trees: int) -> Trees:
    """Trees whose sum is the log-odds of `right`, each case counting `weight`."""
    settings = _SHARED | {"objective": "binary", "min_data_in_leaf": 100}
    data = lightgbm.Dataset(rows, np.asarray(right, np.int32), weight=weight)
    return flatten(names, lightgbm.train(settings, data, trees))


def flatten(names: Sequence[str], grown: lightgbm.Booster) -> Trees:
    """The arrays of a grown ensemble; raises ValueError for a tree of more than eight leaves."""
    trees = [tree["tree_structure"] for tree in grown.dump_model()["tree_info"]]
    feature = np.zeros((len(trees), LEAVES - 1), np.int32)
    threshold = np.full((len(trees), LEAVES - 1), np.inf, np.float32)
    mask = np.full((len(trees), LEAVES - 1), 255, np.uint8)
    leaf = np.zeros((len(trees), LEAVES), np.float32)
    for number, structure in enumerate(trees):
        nodes: list[tuple[int, float, int]] = []
        values: list[float] = []
        _walk(structure, nodes, values)
        if len(values) > LEAVES:
            raise ValueError(f"tree {number} has {len(values)} leaves, at most {LEAVES} fit")
        for place, node in enumerate(nodes):
            feature[number, place], threshold[number, place], mask[number, place] = node[0], _down(node[1]), node[2]
        leaf[number, : len(values)] = values
    return Trees(tuple(names), feature.ravel(), threshold.ravel(), mask.ravel(), leaf.ravel())


def _down(threshold: float) -> np.float32:
    """The greatest float32 not above the threshold: for float32 values the test stays exactly the same."""
    rounded = np.float32(threshold)
    return np.nextafter(rounded, np.float32(-np.inf)) if float(rounded) > threshold else rounded


def _walk(node: dict[str, Any], nodes: list[tuple[int, float, int]], leaves: list[float]) -> None:
    """Collect inner nodes (feature, threshold, mask when the test fails) and leaves from left to right."""
    if "leaf_value" in node:
        leaves.append(node["leaf_value"])
        return
    first = len(leaves)
    _walk(node["left_child"], nodes, leaves)
    cleared = sum(1 << leaf for leaf in range(first, len(leaves)))
    nodes.append((node["split_feature"], node["threshold"], 255 & ~cleared))
    _walk(node["right_child"], nodes, leaves)
