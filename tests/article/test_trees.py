"""Trees that are run column by column answer as trees that are walked from the root."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper.article.trees import LEAVES, read_trees

NAMES = ["length", "words", "place"]
Node = tuple[int, int, Any, Any] | int
"""(feature, largest code that goes left, left, right), or the value of a leaf"""


def grown(lot: random.Random, leaves: int) -> Node:
    if leaves == 1:
        return lot.randrange(256)
    left = lot.randrange(1, leaves)
    return lot.randrange(len(NAMES)), lot.randrange(40), grown(lot, left), grown(lot, leaves - left)


def bytes_of(node: Node) -> bytes:
    splits: list[int] = []
    values: list[int] = []

    def walk(node: Node) -> int:
        if isinstance(node, int):
            values.append(node)
            return 1
        feature, code, left, right = node
        at, first = len(splits), len(values)
        splits.extend((feature, code, 0))
        inside = walk(left)
        splits[at + 2] = sum(1 << k for k in range(first, first + inside))
        return inside + walk(right)

    walk(node)
    return bytes([len(splits) // 3, *splits, *values])


def walked(node: Node, codes: list[int]) -> int:
    while not isinstance(node, int):
        feature, code, left, right = node
        node = left if codes[feature] <= code else right
    return node


@given(
    seed=st.integers(0, 10**6),
    trees=st.integers(1, 600),
    rows=st.lists(st.lists(st.integers(0, 45), min_size=3, max_size=3), min_size=1),
)
def test_columns_answer_as_a_walk_does(seed: int, trees: int, rows: list[list[int]]) -> None:
    lot = random.Random(seed)
    grove = [grown(lot, lot.randint(1, LEAVES)) for _ in range(trees)]
    read = read_trees({"names": NAMES, "step": 0.5, "base": -3.0}, b"".join(map(bytes_of, grove)))
    columns = {name: bytes(row[k] for row in rows) for k, name in enumerate(NAMES)}
    assert read.odds(columns) == [-3.0 + 0.5 * sum(walked(tree, row) for tree in grove) for row in rows]


def test_fitted_trees_are_packed_as_they_were_fitted() -> None:
    numpy = pytest.importorskip("numpy", reason="numpy is not here: pip install --group training")
    lightgbm = pytest.importorskip("lightgbm", reason="lightgbm is not here: pip install --group training")
    from training import trees

    lot = numpy.random.default_rng(1)
    codes = lot.integers(0, 32, (4000, 3)).astype(numpy.uint8)
    target = (codes[:, 0] > 10) ^ (codes[:, 1] < 7)
    settings = trees.SETTINGS | {"min_data_in_leaf": 20}
    fitted = lightgbm.train(settings, lightgbm.Dataset(codes, target.astype(int), params=settings), 40)
    packed = trees.pack(NAMES, fitted.dump_model()["tree_info"])
    read = read_trees(packed.header, packed.body)
    mine = read.odds({name: codes[:, k].tobytes() for k, name in enumerate(NAMES)})
    assert numpy.abs(fitted.predict(codes, raw_score=True) - mine).max() < 40 * read.step
