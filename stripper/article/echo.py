"""How much of a paragraph's vocabulary the likely main content shares.

What belongs to an article speaks of its subject; menus, teasers and notices speak of other things. That holds in every
language and needs no learnt word. Compare the lexical cohesion of Hearst 1997, "TextTiling".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from operator import add

from .bins import after, before, share_codes, window
from .shape import script_scale

WORD = re.compile(r"[^\W\d_]{4,}")
MOST_CHARS = 1000  # of a paragraph
LIKELY, LONG = 20, 8  # score code and length (in units of about four letters) of paragraphs that set the subject
STEPS = 15


def vocabularies(texts: Sequence[str]) -> list[set[str]]:
    """Return the words of each paragraph that may tell its subject: of four letters or more; of scripts without
    spaces, pairs of letters."""
    found = [set(WORD.findall(t[:MOST_CHARS].lower())) for t in texts]
    if script_scale(texts)[1]:
        for words, text in zip(found, texts, strict=True):
            words.update(map(add, text[: MOST_CHARS - 1], text[1:MOST_CHARS]))
    return found


def echo_columns(words: Sequence[set[str]], levels: bytes, weight: bytes) -> dict[str, bytes]:
    """Return how much of each paragraph's vocabulary stands in (other) paragraphs that are likely main content, and the
    same around it. Codes: 0 without words, else 1..15."""
    subject = [level >= LIKELY and w > LONG for level, w in zip(levels, weight, strict=True)]
    said: Counter[str] = Counter()
    for mine, sets in zip(words, subject, strict=True):
        if sets:
            said.update(mine)
    once, twice = set(said), {word for word, n in said.items() if n > 1}
    echo = bytes(
        [
            1 + (STEPS - 1) * len(mine & (twice if sets else once)) // len(mine) if mine else 0
            for mine, sets in zip(words, subject, strict=True)
        ]
    )
    weighed = [e * w for e, w in zip(echo, weight, strict=True)]
    near = share_codes(window(weighed, 3, 3), [STEPS * w for w in window(weight, 3, 3)])
    return {"echo": echo, "echo above": before(echo), "echo below": after(echo), "echo near": near}
