"""Hard-wrapped dumps: which lines belong to one paragraph.

A dumper that wraps at a width puts a word on the next line only when it does not fit. So a line
continues on the next one exactly when the next line's first word would have run over the width.

Wide letters of the East take two columns, and a line may break at each; marks on letters take none. But lynx and
html2text count one for each of these, and lynx breaks at spaces if it can.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, pairwise

from stripper.folding import EAST

_LEAST, _MOST = 58, 100
_EDGES, _WIDE_EDGES = (72, 76, 80, 82, 100), range(110, 250, 10)
"""Columns under which the width is looked for: dumpers wrap there by themselves, or because their users ask."""
_FULL, _FULL_WIDE = 14, 20
"""Columns that a full line may lack to the width."""
_BREAKS_RIGHT, _SURE, _SEEN = 0.7, 0.9, 8
"""Share of full lines that had to end where they end, if wide lines are wrapped (of others, one in four does), or any
that are no crowd, and how many must be seen: a few lines may be of like length by chance."""
_FEW, _HALF = 3, 29
"""Lines of so many letters, wide ones or marks among them, from which it matters how these are counted."""
_MARKS = ("Mn", "Mc", "Me", "Cf")
"""Categories of Unicode that take no column."""
_OVER = 3
"""Columns by which a width may look too large."""
_LONGEST = 1000
"""Letters from which it no longer matters how a line's are counted."""
_UNBROKEN = 2
"""Spaces beyond the width from which on a line was not wrapped."""

Measure = Callable[[str], int]
"""How a dumper tells the length of a line: `columns`, or `len` (lynx)."""


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


def measured(lines: Sequence[str], usual: int = 0, dialect: str = "plain") -> tuple[int, Measure]:
    """Return the width at which `lines` are wrapped, 0 when they are not, and how the dumper told it."""
    by_columns = width(lines, usual, dialect == "markdown")
    head = lines[:4000]
    differ = [len(line) >= _HALF and columns(line) != len(line) for line in head]
    if sum(differ) < _FEW:
        return by_columns, columns
    by_letters = width(lines, usual, dialect == "markdown", len)
    pairs = [(a, b) for a, b, differs in zip(head, head[1:], differ, strict=False) if differs]
    right = _right(pairs, by_letters, len) > (by_columns and _right(pairs, by_columns, columns))
    return (by_letters, len) if by_letters and (dialect == "lynx" or right) else (by_columns, columns)


@cache
def _marks() -> frozenset[str]:
    """The marks of the blocks of `_marked`."""
    from unicodedata import category  # few dumps ask

    blocks = chain(range(0x300, 0x1E00), range(0x2000, 0x2100), range(0xA660, 0xAC00), range(0xFB1E, 0xFF00))
    return frozenset(mark for mark in map(chr, blocks) if category(mark) in _MARKS)


@cache
def _marked() -> re.Pattern[str]:
    """A mark that takes no column, or a letter of a block that is full of them."""
    return re.compile(
        "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0600-\u0605\u0610-\u061c\u064b-\u065f\u0670"
        "\u06d6-\u06ed\u0711\u0730-\u109f\u1700-\u1cff\u1dc0-\u1dff"
        "\u200b-\u200f\u202a-\u202e\u20d0-\u20ff\ua66f-\ua69f\ua800-\uabff\ufb1e\ufe00-\ufe2f\ufeff]"
    )


def width(lines: Sequence[str], usual: int = 0, markdown: bool = False, measure: Measure | None = None) -> int:
    """Return the column at which `lines` are wrapped, or 0 when they are not.

    `usual` is the width of the dumper that made them, for dumps too short to show theirs. In Markdown lists and tables
    say nothing: html2text wraps all but them.
    """
    measure = measure or columns
    shown = _shown(lines, usual, markdown, measure)
    return _narrowed(lines[:4000], shown, measure) if shown else _usual(lines[:4000], usual, measure)


def _narrowed(lines: Sequence[str], shown: int, measure: Measure) -> int:
    """Return the width, up to a few columns under what is `shown`, at which most full lines end where they had to: a
    space at the end of a line, or a sign that cannot be broken off, makes a width look larger."""
    full = [
        (length, _length_with(line, below, measure))
        for line, below in pairwise(lines)
        if shown - _OVER - _FULL <= (length := measure(line)) <= shown and _may_go_on(below)
    ]

    def right(at: int) -> float:
        inside = [longer > at for length, longer in full if length <= at]
        return sum(inside) / len(inside) if len(inside) >= _SEEN else 0.0

    return max(range(shown, shown - _OVER - 1, -1), key=right)


def _usual(lines: Sequence[str], usual: int, measure: Measure) -> int:
    """Return `usual`, or a column or two less, if lines that are full by it end where they had to: there may be so much
    code in a dump that they are no crowd."""
    right = {at: _right(pairwise(lines), at, measure) for at in (usual - 2, usual - 1, usual)} if usual else {}
    best = max(right, key=right.__getitem__, default=0)
    return best if best and right[best] >= _SURE else 0


def _shown(lines: Sequence[str], usual: int, markdown: bool, measure: Measure) -> int:
    """Return the width that the lengths of `lines` show, or 0."""
    # Links and addresses cannot be broken, so their lines say nothing of the width.
    sample = [line for line in lines[:4000] if len(line) > 24 and "://" not in line and "](" not in line]
    if markdown:
        sample = [line for line in sample if not starts_item(line) and not _is_row(line)]
    if _is_prose_a_line(sample, measure):
        return _wide_width(lines[:4000], sample, measure)
    lengths = sorted(map(measure, sample))
    if bisect_right(lengths, _MOST) - bisect_left(lengths, _LEAST) < 3:
        return 0 if _prose_beyond(sample, _MOST, measure) else usual
    # The widest length that still belongs to the crowd: a wrapped dump has few lines beyond it but URLs and tables. The
    # least edge that could be is taken: quotations are narrower, and too narrow a width parts no paragraph.
    for edge in _EDGES:
        if _crowd(lengths, sample, edge, _FULL, measure) >= 3:
            widest = lengths[bisect_right(lengths, edge) - 1]
            if widest >= _LEAST and _goes_on(lines[:4000], edge - _FULL, edge, measure):
                return widest
    return 0


def _wide_width(lines: Sequence[str], sample: Sequence[str], measure: Measure) -> int:
    """`width` for dumps made wider than dumpers make them by themselves: `lynx -dump -width=120`."""
    lengths = sorted(map(len, sample))
    over, beyond = (len(lengths) - bisect_right(lengths, most) for most in (_MOST, _WIDE_EDGES[-1]))
    for edge in _WIDE_EDGES if beyond <= 0.06 * over else ():  # else nothing is wrapped, as most dumps are
        if _crowd(lengths, sample, edge, _FULL_WIDE, measure) > 3:
            widest = max(measure(line) for line in sample if len(line) <= edge)
            return widest if _breaks_right(lines, widest, measure) else 0
    return 0


def _crowd(lengths: Sequence[int], sample: Sequence[str], edge: int, full: int, measure: Measure) -> int:
    """How many lines, by their sorted `lengths`, are full under `edge`; 0 where many run over it, or prose does."""
    end = bisect_right(lengths, edge)
    inside, outside = end - bisect_left(lengths, edge - full), len(lengths) - end
    return inside if outside <= inside * 0.35 and _prose_beyond(sample, edge, measure) <= inside * 0.06 else 0


def _breaks_right(lines: Sequence[str], widest: int, measure: Measure) -> bool:
    """Whether full lines that another one follows end where its first word would have run over the width."""
    return _right(pairwise(lines), widest, measure) >= _BREAKS_RIGHT


def _right(pairs: Iterable[tuple[str, str]], widest: int, measure: Measure) -> float:
    """Return the share of full lines, each with the one below it, that end where they had to; 0 of too few."""
    full = [(a, b) for a, b in pairs if widest - _FULL_WIDE <= measure(a) <= widest]
    followed = [(a, b) for a, b in full if _may_go_on(b)]
    right = sum(1 for a, b in followed if _length_with(a, b, measure) > widest)
    return right / len(followed) if len(followed) >= _SEEN else 0.0


def _is_prose_a_line(lines: Sequence[str], measure: Measure) -> bool:
    """Whether so many lines run over any usual width that none can be the one: the cheap answer for most dumps."""
    lengths = list(map(len, lines))
    over = sum(1 for n, line in zip(lengths, lines, strict=True) if n > _MOST and measure(line) > _MOST)
    return over > 3 and over > 0.35 * sum(1 for n in lengths if _LEAST <= n <= _MOST)


def _goes_on(lines: Sequence[str], least: int, most: int, measure: Measure) -> bool:
    """Whether most full lines are followed by another one: paragraphs of one line each are not wrapped."""
    full = [i for i, line in enumerate(lines) if least <= len(line) <= most or least <= measure(line) <= most]
    followed = sum(1 for i in full if i + 1 < len(lines) and lines[i + 1].strip())
    return followed * 2 > len(full)


def columns(line: str) -> int:
    """Return the terminal columns that `line` takes (its length, where wide letters count twice and marks on letters,
    as vowels of Hindi are, not at all)."""
    if line.isascii() or len(line) > _LONGEST:
        return len(line)
    wide = len(_wide().findall(line)) if EAST.search(line) else 0
    marks = sum(map(_marks().__contains__, line)) if _marked().search(line) else 0
    return len(line) + wide - marks


def paragraphs(
    lines: Sequence[str], wrapped_at: int, markdown: bool = False, measure: Measure | None = None
) -> list[int]:
    """Return the index of the first line of each paragraph; a blank line is one of its own, as is a row of a table of
    Markdown."""
    starts = [0] if lines else []
    within = False  # the address of a link, which may run over several lines
    for i in range(1, len(lines)):
        within = bool(lines[i]) and _is_open(lines[i - 1], within)
        rows = markdown and _is_row(lines[i - 1]) and _is_row(lines[i])
        if not within and (rows or not _continues(lines[i - 1], lines[i], wrapped_at, measure or columns)):
            starts.append(i)
    return starts


def _is_row(line: str) -> bool:
    return " | " in line or "---|---" in line


def _may_go_on(line: str) -> bool:
    """Whether a line may go on the paragraph above it: it is not blank, and begins no item."""
    return bool(line) and not line.isspace() and not starts_item(line)


def _continues(line: str, following: str, wrapped_at: int, measure: Measure) -> bool:
    if not line or line.isspace() or not _may_go_on(following):
        return False
    if line.lstrip().startswith(":::"):  # pandoc's sign of an element, however long
        return False
    if len(line) * 2 + 1 < wrapped_at and not _is_unbroken(following):  # also wide letters cannot fill it
        return False
    if len(line) > wrapped_at and line.count(" ", wrapped_at) > _UNBROKEN and measure(line) > wrapped_at:
        return False
    return _length_with(line, following, measure) > wrapped_at


def _is_open(line: str, within: bool) -> bool:
    """Whether a line, which may begin `within` one, ends within the address of a link of Markdown.

    html2text breaks them at hyphens.
    """
    at = line.rfind("](")
    return (at >= 0 or within) and ")" not in line[max(at, 0) :]


def _is_unbroken(line: str) -> bool:
    """Whether a line begins with an address, or the end of a link of Markdown: they leave the line above short."""
    return bool(_address().match(line)) or "](" in line.split(None, 1)[0]


def _length_with(line: str, following: str, measure: Measure) -> int:
    """Return how long `line` would be with the first word of the line below, or its first letter if it may break."""
    word = following.split(None, 1)[0]
    if measure is columns and EAST.match(word) and _wide().match(word):
        word = word[:1]
        if not "\uac00" <= word <= "\ud7a3":  # Korean has spaces, of which one may have stood there
            return measure(line.rstrip()) + measure(word)
    return measure(line.rstrip()) + 1 + measure(word)


def _prose_beyond(lines: Sequence[str], edge: int, measure: Measure) -> int:
    """How many lines run over `edge` with many spaces in them: proof that nothing was wrapped there."""
    beyond = (line for line in lines if len(line) > edge and line.count(" ", edge) > _UNBROKEN)
    return sum(1 for line in beyond if measure(line) > edge and "](" not in line)
