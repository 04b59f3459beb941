"""What trafilatura takes for a page's main content: one witness among several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

_WORD = re.compile(r"\w+")
_NEAR = 3
"""Words in a row that a block must share with what trafilatura extracts: fewer are found anywhere."""
_MOST = 8 * 2**20
"""Characters of a page that trafilatura is asked about: a larger one would take it minutes."""


def chosen(tree: Any, texts: Sequence[str]) -> list[float]:
    """Return of each block the share of its words that stand in what trafilatura extracts, 0 to 1; the tree is left
    as it is. All are -1 where trafilatura is not asked, or fails."""
    if sum(map(len, texts)) > _MOST:
        return [-1.0] * len(texts)
    import trafilatura  # heavy: 180 ms that a text dump must not pay

    try:
        # Without its fallbacks, which take a third of its time: the model does as well with what it says at first.
        extracted = trafilatura.extract(deepcopy(tree), output_format="txt", fast=True) or ""
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError):
        return [-1.0] * len(texts)  # a page that it stumbles over can be judged without it
    return shares(texts, extracted)


def shares(texts: Sequence[str], extracted: str) -> list[float]:
    """Return of each text the share of its words that stand in runs of `_NEAR` words of `extracted`; of a shorter text
    whether it is a line of `extracted`."""
    rows = [_WORD.findall(line) for line in extracted.lower().split("\n")]
    lines = {" ".join(row) for row in rows}
    said = [word for row in rows for word in row]
    runs = set(zip(*(said[k:] for k in range(_NEAR)), strict=False))
    return [_share(_WORD.findall(text.lower()), lines, runs) for text in texts]


def _share(words: Sequence[str], lines: set[str], runs: set[tuple[str, ...]]) -> float:
    if len(words) < 2 * _NEAR:
        whole = " ".join(words) in lines
        if whole or len(words) < _NEAR:
            return float(whole)
    mine = list(zip(*(words[k:] for k in range(_NEAR)), strict=False))
    return sum(run in runs for run in mine) / len(mine)
