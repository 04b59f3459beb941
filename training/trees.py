"""Fits the trees of stage two: LightGBM on the codes of both stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stripper.article.trees import LEAVES
from training.export import Packed

COUNT, RATE, SEED = 512, 0.1, 3
MOST_ROWS = 2_000_000  # more say nothing new: a page is there as many dumpers print it
SETTINGS = {
    "objective": "binary",
    "num_leaves": LEAVES,
    "learning_rate": RATE,
    "min_data_in_leaf": 300,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,  # and nothing depends on their number
    "deterministic": True,
    "force_col_wise": True,
    "seed": SEED,
    "verbose": -1,
}


def fit_trees(
    names: Sequence[str], codes: NDArray[np.uint8], target: NDArray[np.float32], weight: NDArray[np.float32]
) -> Packed:
    """Fit trees on the weighted logistic loss; rows without weight are left out."""
    import lightgbm

    use = np.flatnonzero(weight > 0)
    if len(use) > MOST_ROWS:
        use = np.sort(np.random.default_rng(SEED).choice(use, MOST_ROWS, replace=False))
    share = weight[use] / weight[use].mean()
    data = lightgbm.Dataset(codes[use], (target[use] > 0.5).astype(int), weight=share, params=SETTINGS)
    # LightGBM starts from the mean of the labels, and puts it into the first tree's leaves.
    return pack(names, lightgbm.train(SETTINGS, data, COUNT).dump_model()["tree_info"])


def pack(names: Sequence[str], fitted: Sequence[Any]) -> Packed:
    """Quantise LightGBM's trees: a leaf's value in 255 steps of the widest tree's range, counted from its tree's least."""
    trees = [list(_walk(tree["tree_structure"], 0)) for tree in fitted]
    values = [[value for kind, value, _ in tree if kind < 0] for tree in trees]
    step = max((max(v) - min(v) for v in values), default=0.0) / 255 or 1.0
    body = b""
    for tree, worth in zip(trees, values, strict=True):
        splits = [part for kind, code, gone in tree if kind >= 0 for part in (kind, int(code), gone)]
        body += bytes([len(splits) // 3, *splits, *(round((v - min(worth)) / step) for v in worth)])
    return Packed({"names": list(names), "step": step, "base": sum(map(min, values))}, body)


def _walk(node: Any, first: int) -> Iterator[tuple[int, float, int]]:
    """Yield a tree's leaves (-1, value, 0) from left to right, and its splits (feature, largest code to the left, leaves
    that going right rules out); `first`: the leaves to the left of it."""
    if "leaf_value" in node:
        yield -1, float(node["leaf_value"]), 0
        return
    left = list(_walk(node["left_child"], first))
    leaves = sum(kind < 0 for kind, _, _ in left)
    assert node["decision_type"] == "<="
    yield int(node["split_feature"]), float(int(node["threshold"])), sum(1 << k for k in range(first, first + leaves))
    yield from left
    yield from _walk(node["right_child"], first + leaves)
