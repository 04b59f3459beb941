"""Lists and tables belong to the text that they stand in, as a whole.

A line of a list has no sentence's end, and neighbours as short as itself: alone it looks like an entry of a menu. What
tells it from one is what stands above: on labelled pages, 98 of 100 lists under a line of content that ends with a
colon are content too, and 95 of those between content; so are 90 of 100 lines without a mark under such a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from stripper.page import count_words, ends_sentence

from .view import View

_ITEM = re.compile(r"\s*(?:[*+o•·‣◦○●▪■□–-]|\d{1,3}[.)]|\[[ xX]\]|\[?(?:\d{1,2}:)?\d{1,2}:\d\d\]?)\s+\S")
_ROW = re.compile(r"\s*[|│┌├└┼┴┬╔╠╚║]")
_EDGE = 80
"""Characters at the start of a line that tell what it is."""
COLONS = (":", "：")
_ANNOUNCING = 3
"""Words of a line that announces what follows; "Tags:" has less."""
_ANNOUNCED_DOUBT, _FIRST_DOUBT, _INNER_DOUBT, _GAP_DOUBT = 0.02, 0.05, 0.05, 0.1
"""Scores from which a line stays: of a list that a kept line announces; right below such a line, whatever it is; of a
list between kept prose; between kept lines of its list."""
_MOSTLY, _ENDING_DOUBT = 0.7, 0.2
"""Share of a list's lines that are kept, from which its last ones stay too, and their score."""
_SENTENCE_WORDS = 8


def keep_lists(view: View, scores: Sequence[float], kept: list[bool]) -> None:
    """Keep, in `kept`, the doubtful lines of lists and tables that a kept line announces, that stand between kept text,
    or that lack lines in their midst, or the last ones."""
    texts = view.texts
    for k in range(1, len(kept)):
        if not kept[k] and scores[k] >= _FIRST_DOUBT and kept[k - 1] and announces(texts[k - 1]):
            kept[k] = True
    for first, end in _runs(view.raws):
        there = [k for k in range(first, end) if kept[k]]
        doubt = _doubt(texts, kept, first, end)
        ending = _ENDING_DOUBT if len(there) >= _MOSTLY * (end - first) else 2.0
        for k in range(first, end):
            gap = bool(there) and there[0] < k < there[-1]
            rest = bool(there) and k > there[-1]
            stays = scores[k] >= doubt or (gap and scores[k] >= _GAP_DOUBT) or (rest and scores[k] >= ending)
            kept[k] = kept[k] or stays


def _doubt(texts: Sequence[str], kept: Sequence[bool], first: int, end: int) -> float:
    """Return the score from which each line of the list from `first` to `end` stays; over 1 if none does."""
    if not first or not kept[first - 1]:
        return 2.0
    if announces(texts[first - 1]):
        return _ANNOUNCED_DOUBT
    below = end < len(kept) and kept[end] and count_words(texts[end]) >= _SENTENCE_WORDS and ends_sentence(texts[end])
    return _INNER_DOUBT if below else 2.0


def announces(text: str) -> bool:
    """Whether a line announces what follows it."""
    return text.rstrip().endswith(COLONS) and count_words(text) >= _ANNOUNCING


def is_item(raw: str) -> bool:
    """Whether a line, as it stood, is an item of a list."""
    return bool(_ITEM.match(raw[:_EDGE]))


def _runs(raws: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of each run of list items, or of rows of a table; blank lines do not end it."""
    first = 0
    for mark, run in groupby(raws, _mark):
        end = first + sum(1 for _ in run)
        if mark:
            yield first, end
        first = end


def _mark(raw: str) -> str:
    return "item" if is_item(raw) else "row" if _ROW.match(raw[:_EDGE]) else ""
