"""The side-by-side diff: the dump on the left, what is left of it on the right, beside a dropped line its rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from stripper.model import Judgement, Verdict
from stripper.renderers.fit import pad, shorten, wrap
from stripper.renderers.hunks import header, hunks
from stripper.renderers.rows import Piece, Row, named, pieces, verdicts

_NARROWEST = 12
"""Cells of a column under which nothing can be read; a terminal that is narrower is overrun."""


def rows(result: Judgement, width: int) -> Iterator[Row]:
    """Yield the hunks in two columns that fill `width` cells together."""
    if not result.changed:
        return
    yield from header(result)
    digits = len(str(len(result.dump.lines)))
    column = max((width - digits - 4) // 2, _NARROWEST)
    for k, hunk in enumerate(hunks(result)):
        if k:
            yield [("·" * digits, "dim")]
        for i, verdict in enumerate(verdicts(result, hunk.first, hunk.end), hunk.first):
            yield from _line(f"{i + 1:>{digits}} ", result.dump.lines[i], verdict, column)


def _line(number: str, line: str, verdict: Verdict, column: int) -> Iterator[Row]:
    left, right = _sides(line, verdict, column)
    sign = {"keep": "│", "drop": "<", "trim": "|"}[verdict.action]
    blank = " " * len(number)
    none: list[Piece] = []
    for k, (before, after) in enumerate(zip_longest(wrap(left, column), wrap(right, column), fillvalue=none)):
        mark = (f" {sign} ", "dim" if sign == "│" else "drop")
        yield [(blank if k else number, "dim"), *pad(before, column), mark, *pad(after, column)]


def _sides(line: str, verdict: Verdict, column: int) -> tuple[list[Piece], list[Piece]]:
    whole = pieces(line, verdict.cuts)
    if verdict.action == "drop":
        rule, style = named(verdict.rule)
        return [(text, "drop") for text, _ in whole], [(shorten(rule, column), style)]
    return whole, [(text, style) for text, style in whole if style != "cut"]
