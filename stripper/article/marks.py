"""The class names around a paragraph of HTML: hashed words, each with a learnt weight, as for the words of the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

from .words import MASK, ROOT, SCALE, STEP, ZERO

MOST = 40
"""Words that count."""
Table = bytes  # of a bucket: its weight + ZERO


def places(mark: str) -> list[int]:
    """Return the table places of the words of a paragraph's class names and of pairs that follow one another."""
    words = mark.split()[:MOST]
    pairs = map(" ".join, pairwise(words))
    return [crc32(word.encode()) & MASK for word in {*words, *pairs}]


def scores(marks: Sequence[str], table: Table) -> list[float]:
    """Return what the class names of each paragraph say of it, in score steps."""
    known: dict[str, float] = {}
    for mark in set(marks):
        found = places(mark)
        known[mark] = sum([table[place] - ZERO for place in found]) * ROOT[len(found)] if found else 0.0
    return [known[mark] for mark in marks]


def odds(steps: float) -> float:
    """Return score steps as log-odds."""
    return steps * STEP / SCALE
