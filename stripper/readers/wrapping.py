"""Hard-wrapped dumps: which lines belong to one paragraph.

A dumper that wraps at a width puts a word on the next line only when it does not fit. So a line
continues on the next one exactly when the next line's first word would have run over the width.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from stripper.folding import EAST

_LEAST, _MOST = 58, 100
_EDGES, _WIDE_EDGES = (72, 76, 80, 82, 100), range(110, 250, 10)
"""Columns under which the width is looked for: dumpers wrap there by themselves, or because their users ask."""
_FULL, _FULL_WIDE = 14, 20
"""Columns that a full line may lack to the width."""
_BREAKS_RIGHT, _SEEN = 0.7, 8
"""Share of full lines that had to end where they end, if wide lines are wrapped (of others, one in four does), and how
many must be seen: a few lines may be of like length by chance."""
_UNBROKEN = 2
"""Spaces beyond the width from which on a line was not wrapped."""


def starts_item(line: str) -> bool:
    """Whether a line begins an item of a list, a heading, a quotation, or a row of a drawn table."""
    return bool(_item().match(line))


@cache
def _item() -> re.Pattern[str]:
    return re.compile(r"\s*(?:[*+\-•◦▪>#○□]|#{1,6}|\d{1,3}[.)]|\[\d+\]\s*$)\s|\s*(?:[*_:]{3,}|[├┌└│━─])")


@cache
def _address() -> re.Pattern[str]:
    """The address of a link in brackets: it cannot be broken, and so leaves the line above it short."""
    return re.compile(r"\s*[\[<](?:https?:/)?/\S*[]>]")


@cache
def _wide() -> re.Pattern[str]:
    """A letter that takes two columns (East Asian Width W and F, by blocks)."""
    return re.compile(
        "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
    )


def width(lines: Sequence[str], usual: int = 0, markdown: bool = False) -> int:
    """Return the column at which `lines` are wrapped, or 0 when they are not.

    `usual` is the width of the dumper that made them, for dumps too short to show theirs. In Markdown lists and tables
    say nothing: html2text wraps all but them.
    """
    # Links and addresses cannot be broken, so their lines say nothing of the width.
    sample = [line for line in lines[:4000] if len(line) > 24 and "://" not in line and "](" not in line]
    if markdown:
        sample = [line for line in sample if not starts_item(line) and not _is_row(line)]
    if _is_prose_a_line(sample):
        return _wide_width(lines[:4000], sample)
    lengths = sorted(map(columns, sample))
    if bisect_right(lengths, _MOST) - bisect_left(lengths, _LEAST) < 3:
        return 0 if _prose_beyond(sample, _MOST) else usual
    # The widest length that still belongs to the crowd: a wrapped dump has few lines beyond it but URLs and tables. The
    # least edge that could be is taken: quotations are narrower, and too narrow a width parts no paragraph.
    for edge in _EDGES:
        if _crowd(lengths, sample, edge, _FULL) >= 3:
            widest = lengths[bisect_right(lengths, edge) - 1]
            if widest >= _LEAST and _goes_on(lines[:4000], edge - _FULL, edge):
                return widest
    return 0


def _wide_width(lines: Sequence[str], sample: Sequence[str]) -> int:
    """`width` for dumps made wider than dumpers make them by themselves: `lynx -dump -width=120`."""
    lengths = sorted(map(len, sample))
    over, beyond = (len(lengths) - bisect_right(lengths, most) for most in (_MOST, _WIDE_EDGES[-1]))
    for edge in _WIDE_EDGES if beyond <= 0.06 * over else ():  # else nothing is wrapped, as most dumps are
        if _crowd(lengths, sample, edge, _FULL_WIDE) > 3:
            widest = max(columns(line) for line in sample if len(line) <= edge)
            return widest if _breaks_right(lines, widest) else 0
    return 0


def _crowd(lengths: Sequence[int], sample: Sequence[str], edge: int, full: int) -> int:
    """How many lines, by their sorted `lengths`, are full under `edge`; 0 where many run over it, or prose does."""
    end = bisect_right(lengths, edge)
    inside, outside = end - bisect_left(lengths, edge - full), len(lengths) - end
    return inside if outside <= inside * 0.35 and _prose_beyond(sample, edge) <= inside * 0.06 else 0


def _breaks_right(lines: Sequence[str], widest: int) -> bool:
    """Whether full lines that another one follows end where its first word would have run over the width."""
    full = [(a, b) for a, b in pairwise(lines) if widest - _FULL_WIDE <= columns(a) <= widest]
    pairs = [(a, b) for a, b in full if b and not b.isspace() and not starts_item(b)]
    right = sum(1 for a, b in pairs if _columns_with(a, b) > widest)
    return len(pairs) >= _SEEN and right >= _BREAKS_RIGHT * len(pairs)


def _is_prose_a_line(lines: Sequence[str]) -> bool:
    """Whether so many lines run over any usual width that none can be the one: the cheap answer for most dumps."""
    lengths = list(map(len, lines))
    over = sum(1 for n in lengths if n > _MOST)
    return over > 3 and over > 0.35 * sum(1 for n in lengths if _LEAST <= n <= _MOST)


def _goes_on(lines: Sequence[str], least: int, most: int) -> bool:
    """Whether most full lines are followed by another one: paragraphs of one line each are not wrapped."""
    full = [i for i, line in enumerate(lines) if least <= len(line) <= most or least <= columns(line) <= most]
    followed = sum(1 for i in full if i + 1 < len(lines) and lines[i + 1].strip())
    return followed * 2 > len(full)


def columns(line: str) -> int:
    """Return the terminal columns that `line` takes (its length, where wide letters count twice)."""
    return len(line) if line.isascii() or not EAST.search(line) else len(line) + len(_wide().findall(line))


def paragraphs(lines: Sequence[str], wrapped_at: int, markdown: bool = False) -> list[int]:
    """Return the index of the first line of each paragraph; a blank line is one of its own, as is a row of a table of
    Markdown."""
    starts = [0] if lines else []
    for i in range(1, len(lines)):
        rows = markdown and _is_row(lines[i - 1]) and _is_row(lines[i])
        if rows or not _continues(lines[i - 1], lines[i], wrapped_at):
            starts.append(i)
    return starts


def _is_row(line: str) -> bool:
    return " | " in line or "---|---" in line


def _continues(line: str, following: str, wrapped_at: int) -> bool:
    if not following or not line or following.isspace() or line.isspace() or starts_item(following):
        return False
    if line.lstrip().startswith(":::"):  # pandoc's sign of an element, however long
        return False
    if len(line) * 2 < wrapped_at and not _address().match(following):  # also wide letters cannot fill it
        return False
    if len(line) > wrapped_at and line.count(" ", wrapped_at) > _UNBROKEN:
        return False
    return _columns_with(line, following) > wrapped_at


def _columns_with(line: str, following: str) -> int:
    """Return the columns that `line` would take with the first word of the line below, or its first wide letter."""
    word = following.split(None, 1)[0]
    first = EAST.match(word) and _wide().match(word)
    return columns(line.rstrip()) + (columns(word[:1]) if first else 1 + columns(word))


def _prose_beyond(lines: Sequence[str], edge: int) -> int:
    """How many lines run over `edge` with many spaces in them: proof that nothing was wrapped there."""
    return sum(1 for line in lines if len(line) > edge and line.count(" ", edge) > _UNBROKEN and "](" not in line)
