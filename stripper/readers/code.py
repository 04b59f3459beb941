"""Preformatted texts: their lines as they stand, also where each is an element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

ROWS = frozenset(("div", "p", "li"))
_BOXES = ROWS | {"ol", "ul"}
"""Elements that hold one line of a preformatted text, and those around such lines."""
_ROW_WORDS = 40
"""Words of a line from which it is no code: a `pre` that nobody closed holds the rest of the page."""


def are_rows(elements: Sequence[Any]) -> bool:
    """Whether the block elements in a preformatted text are its lines, none inside another."""
    if not elements or any(e.tag not in _BOXES for e in elements):
        return False
    inner = set(elements)
    return all(
        inner.isdisjoint(e.iterdescendants()) and len("".join(e.itertext()).split()) < _ROW_WORDS
        for e in elements
        if e.tag in ROWS
    )


def tidy(text: str) -> str:
    """Return the lines of a preformatted text, without blank ones at its edges."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").expandtabs().split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)
