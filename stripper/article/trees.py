"""Runs boosted trees in plain Python, all paragraphs of a page at once.

A tree has up to eight leaves, a bit each. A column of codes, translated, says for every paragraph which leaves its code
leaves possible; of those that all columns leave possible the first is the paragraph's (QuickScorer: Lucchese et al.
2015, "QuickScorer: a Fast Algorithm to Rank Documents with Additive Ensembles of Regression Trees"). A whole column is
one Python int, so that a page costs a handful of additions a tree.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from operator import add
from struct import unpack
from typing import Any, NamedTuple

LEAVES = 8
BYTES = 256
"""Values of a byte; and trees whose sums a lane of 16 bits can hold."""
_FIRST = bytes([next((leaf for leaf in range(LEAVES) if mask >> leaf & 1), 0) for mask in range(BYTES)])
"""Leaves that are possible, as bits -> the first of them."""

Tree = tuple[tuple[tuple[int, bytes], ...], bytes]
"""(for each feature that it asks about the table code -> leaves left possible; the table of those -> value)"""


class Trees(NamedTuple):
    """Fitted trees over the columns `names`. What a paragraph's leaves are worth in log-odds is `base` plus their sum
    times `step`."""

    names: tuple[str, ...]
    trees: tuple[Tree, ...]
    step: float
    base: float

    def odds(self, columns: Mapping[str, bytes]) -> list[float]:
        """Return what the trees add to the log-odds of each paragraph, from its columns of codes."""
        found = [columns[name] for name in self.names]
        count = len(found[0])
        size = count + count % 2
        every = (1 << 8 * size) - 1
        low = int.from_bytes(b"\xff\0" * (size // 2), "little")
        total: list[int] = [0] * size
        for start in range(0, len(self.trees), BYTES):
            even = odd = 0  # lanes of 16 bits: the paragraphs 0, 2, 4 ... and 1, 3, 5 ...
            for parts, values in self.trees[start : start + BYTES]:
                possible = every
                for feature, table in parts:
                    possible &= int.from_bytes(found[feature].translate(table), "little")
                worth = int.from_bytes(possible.to_bytes(size, "little").translate(values), "little")
                even += worth & low
                odd += worth >> 8 & low
            lanes = [unpack(f"<{size // 2}H", sums.to_bytes(size, "little")) for sums in (even, odd)]
            total = list(map(add, total, [lane for pair in zip(*lanes, strict=True) for lane in pair]))
        return [self.base + self.step * worth for worth in total[:count]]


def read_trees(header: Mapping[str, Any], part: bytes) -> Trees:
    """Return the trees of a model's file. Of each it has: the number of splits; for each split its feature, the largest
    code that goes left, and the leaves (as bits) that going right rules out; the value of each leaf."""
    trees: list[Tree] = []
    at = 0
    while at < len(part):
        splits = part[at]
        leaves = at + 1 + 3 * splits
        asked: dict[int, list[tuple[int, int]]] = {}
        for k in range(at + 1, leaves, 3):
            asked.setdefault(part[k], []).append((part[k + 1], part[k + 2]))
        at = leaves + splits + 1
        values = _FIRST.translate(part[leaves:at].ljust(BYTES, b"\0"))
        trees.append((tuple((feature, _left(found)) for feature, found in asked.items()), values))
    return Trees(tuple(map(sys.intern, header["names"])), tuple(trees), header["step"], header["base"])


def _left(splits: list[tuple[int, int]]) -> bytes:
    """Return the table code -> leaves that these splits of one feature, (largest code to the left, leaves ruled out to
    the right), leave possible."""
    possible, table, done = BYTES - 1, b"", 0
    for code, ruled_out in sorted(splits):
        table += bytes([possible]) * (code + 1 - done)
        done = code + 1
        possible &= ~ruled_out
    return table + bytes([possible]) * (BYTES - done)
