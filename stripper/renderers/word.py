"""The word diff: what goes stands in [-brackets-] inside the text that stays, as in `git diff --word-diff=plain`."""

from __future__ import annotations

from collections.abc import Iterator

from stripper.model import Judgement, Verdict
from stripper.renderers.hunks import header, hunks
from stripper.renderers.rows import Piece, Row, named, pieces, sets, shown, verdicts


def rows(result: Judgement, width: int) -> Iterator[Row]:
    """Yield the hunks, each headed by the rules that cut in it; `width` plays no part, lines stay whole."""
    if not result.changed:
        return
    yield from header(result)
    for hunk in hunks(result):
        seen = list(verdicts(result, hunk.first, hunk.end))
        yield [(f"{hunk.head} ", "hunk"), *names(seen)]
        for line, verdict in zip(result.dump.lines[hunk.first : hunk.end], seen, strict=True):
            yield _line(line, verdict)


def names(seen: list[Verdict]) -> list[Piece]:
    """Return the names of the rules that cut, each in the colour of its set."""
    pairs = [[named(rule), (", ", "dim")] for rule in sets(seen)]
    return [piece for pair in pairs for piece in pair][:-1]


def _line(line: str, verdict: Verdict) -> Row:
    if verdict.action == "drop":
        text = shown(line)
        return [(f"[-{text}-]" if text.strip() else "", "cut" if text.strip() else "")]
    return [(f"[-{text}-]" if style == "cut" else text, style) for text, style in pieces(line, verdict.cuts)]
