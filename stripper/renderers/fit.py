"""Rows fitted to columns. Widths are counted in terminal cells (rich's tables), so that wide letters line up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stripper.renderers.rows import Piece

_WORDS = re.compile(r"\s*\S+|\s+$")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


def cells(text: str) -> int:
    """Return how many cells of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(row: list[Piece], width: int) -> list[list[Piece]]:
    """Return `row` as rows of at most `width` cells, broken between words; a word that is longer is broken."""
    text = "".join(piece for piece, _ in row)
    if cells(text) <= width:
        return [row]
    starts = [0, *_breaks(text, width)]
    ends = [*starts[1:], len(text)]
    # The space at which a row was broken is not shown.
    return [_slice(row, start, start + len(text[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)]


def _breaks(text: str, width: int) -> Iterator[int]:
    """Yield the offsets in `text` at which a new row begins."""
    used = 0
    for match in _WORDS.finditer(text):
        word = match[0]
        bare = word.lstrip()
        if used + cells(word) <= width or not bare:
            used += cells(word)
        elif used and cells(bare) <= width:
            yield match.end() - len(bare)
            used = cells(bare)
        else:
            first, *starts = _chopped(word, width - used, width)
            if first:
                yield match.start()
            yield from (match.start() + start for start in starts)
            used = cells(word[starts[-1] :]) if starts else used + cells(word)


def _chopped(word: str, room: int, width: int) -> Iterator[int]:
    """Yield whether a word that fits no row begins a new one (the first fills what `room` there is), and the offsets
    at which it is broken."""
    from rich.cells import chop_cells

    first = chop_cells(word, room)[0] if room > 1 else ""
    yield not first
    at = len(first)
    for part in chop_cells(word[at:], width):
        if part and at:
            yield at
        at += len(part)


def _slice(row: list[Piece], start: int, end: int) -> list[Piece]:
    part, at = [], 0
    for text, style in row:
        piece = text[max(start - at, 0) : max(end - at, 0)]
        if piece:
            part.append((piece, style))
        at += len(text)
    return part


def pad(row: list[Piece], width: int) -> list[Piece]:
    """Return `row` filled up to `width` cells; right-to-left text is isolated, so that it stays in its column."""
    text = "".join(piece for piece, _ in row)
    filling = (" " * (width - cells(text)), "")
    if _RTL.search(text):
        return [(_ISOLATE, ""), *row, (_END_ISOLATE, ""), filling]
    return [*row, filling]


def shorten(text: str, width: int) -> str:
    """Return `text`, cut off with an ellipsis where it takes more than `width` cells."""
    if cells(text) <= width:
        return text
    while text and cells(text) >= width:
        text = text[:-1]
    return text + "…"
