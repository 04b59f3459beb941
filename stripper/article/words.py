"""The words of a paragraph: hashed words and word pairs, each with a learnt weight.

Words are hashed (CRC-32) into a table of one-byte weights, so that no vocabulary ships and any language may speak.
Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning".
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

BUCKETS = 1 << 18
HEAD, TAIL = 60, 30  # characters looked at: openings tell furniture from prose, closings tell credits and "read more"
WHOLE = HEAD + TAIL
EDGE = 0x19E37  # stands for the paragraph's edges in word pairs
PAIR = 1289
MASK = BUCKETS - 1
DIGIT = re.compile(r"\d")
WORD = re.compile(r"\w+")
SCALE = 100.0  # steps of a table's byte a unit of log-odds
STEP = 15.0  # of them to one step of a score code
SIGN = 60  # characters of the longest paragraph that may speak of its neighbours: a heading
Table = Sequence[int]  # of a bucket: its weights for the paragraph, those after it, those before it; ZERO is none
LANE, ZERO = 16, 128
LANE_MASK = (1 << LANE) - 1
FADE = 0.8  # of what a heading announces, from one paragraph to the next
MEMO = 20_000  # words
ROOT = [0.0] + [1.0 / (STEP * n**0.5) for n in range(1, 513)]  # a word's share of the score, by number of words
SCORES = 32  # codes of a paragraph's word score
NEUTRAL = 16  # the score code of a paragraph without known words


class _Places(dict[str, int]):
    """Word -> its place in the table, computed once a word; emptied when it has grown large."""

    def __missing__(self, word: str) -> int:
        if len(self) >= MEMO:
            self.clear()
        shape = word if word.isalpha() else DIGIT.sub("0", word)  # numbers differ from page to page, their shapes less
        place = self[word] = crc32(shape.encode("utf-8", "replace")) & MASK
        return place


_places = _Places()


def buckets(text: str) -> list[int]:
    """Return the table places of the words and word pairs of a paragraph's opening and closing."""
    if len(text) > WHOLE:
        text = text[:HEAD] + " " + text[-TAIL:]
    found = WORD.findall(text.lower())
    if not found:
        return []
    single = list(map(_places.__getitem__, found))
    return single + [(a * PAIR ^ b) & MASK for a, b in zip([EDGE, *single], [*single, EDGE], strict=True)]


class Said(NamedTuple):
    """What the words of each paragraph say.

    `scores`: codes of what they say of it (32 steps, 16 is neutral); `ahead` and `behind`: what it announces of the
    paragraphs after and before it, in score steps. Only short paragraphs announce anything ("Related articles" says
    little good of what follows).
    """

    scores: bytes
    ahead: list[float]
    behind: list[float]


def speak(texts: Sequence[str], table: Table) -> Said:
    """Look up the words of each paragraph: one sum gives all three answers, a lane each."""
    scores = bytearray()
    ahead, behind = [0.0] * len(texts), [0.0] * len(texts)
    get, roots, look = table.__getitem__, ROOT, buckets
    for i, text in enumerate(texts):
        places = look(text)
        if not places:
            scores.append(NEUTRAL)
            continue
        n = len(places)
        root, nothing = roots[n], n * ZERO
        total = sum(map(get, places))
        score = ((total & LANE_MASK) - nothing) * root + 16.5
        scores.append(1 if score < 1 else 31 if score >= 31 else int(score))
        if len(text) <= SIGN:
            ahead[i] = ((total >> LANE & LANE_MASK) - nothing) * root
            behind[i] = ((total >> 2 * LANE) - nothing) * root
    return Said(bytes(scores), ahead, behind)


def weight(value: int) -> int:
    """Return what a table's value says of the paragraph that holds the word."""
    return (value & LANE_MASK) - ZERO


def pack(own: Sequence[int], ahead: Sequence[int], behind: Sequence[int]) -> array[int]:
    """Return the table of three columns of weights, each -127..127."""
    return array(
        "q",
        [a + ZERO + (b + ZERO << LANE) + (c + ZERO << 2 * LANE) for a, b, c in zip(own, ahead, behind, strict=True)],
    )


def announced(said: Sequence[float]) -> list[float]:
    """Return at each place the fading sum of what was said before it."""
    out, total = [], 0.0
    for value in said:
        out.append(total)
        total = FADE * (total + value)
    return out


def score_codes(scores: Sequence[float], step: float = 1.0) -> bytes:
    """Return scores as codes 1..31 in steps of `step`; 16 is neutral."""
    return bytes([1 if s <= -15 * step else 31 if s >= 15 * step else int(16.5 + s / step) for s in scores])
