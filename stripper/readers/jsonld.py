"""The article that a page holds only in its data for search engines (JSON-LD, https://schema.org/articleBody)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from stripper.readers.blocks import Block
from stripper.readers.witness import shares

_LEAST = 60
"""Words of such an article from which it is read."""
_TAG = re.compile(r"<[^<>]{0,500}>")
_ROWS = re.compile(r"\n+|</p>|<br ?/?>")
_THERE = 0.5
"""The share of a row's words that stand on the page, from which the row does."""


def told_in_data(tree: Any, blocks: Sequence[Block]) -> list[Block]:
    """Return the article that stands only in the page's data for search engines (JSON-LD `articleBody`), in blocks."""
    bodies: list[str] = []
    for script in tree.iter("script") if tree is not None else ():
        if "ld+json" in (script.get("type") or "") and "articleBody" in (script.text or ""):
            try:
                bodies += _bodies(json.loads(script.text, strict=False))
            except (ValueError, RecursionError):
                continue  # many pages write JSON by hand
    body = max(bodies, key=len, default="")
    if len(body.split()) < _LEAST:
        return []
    rows = [" ".join(unescape(unescape(_TAG.sub(" ", row))).split()) for row in _ROWS.split(body)]
    told = [row for row in rows if row]
    there = shares(told, "\n".join(block.text for block in blocks))
    fresh = [row for row, share in zip(told, there, strict=True) if share < _THERE]
    if sum(len(row) for row in fresh) * 2 < sum(len(row) for row in told):
        return []
    return [Block(row, 0, "p", gap=True, rich=row) for row in fresh]


def _bodies(data: Any) -> Iterator[str]:
    """Yield every `articleBody` of JSON-LD data."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            body = item.get("articleBody")
            if isinstance(body, str):
                yield body
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
