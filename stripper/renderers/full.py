"""The whole dump: what goes is struck and marked "-" ("~": cut inside the line), its rule at the right margin."""

from __future__ import annotations

from collections.abc import Iterator

from stripper.model import Judgement, Verdict
from stripper.renderers.fit import cells, pad, shorten, wrap
from stripper.renderers.rows import Row, named, pieces, sets, verdicts
from stripper.renderers.visible import visible

_MARKS = {"keep": "  ", "drop": "- ", "trim": "~ "}
_NARROWEST = 20


def rows(result: Judgement, width: int) -> Iterator[Row]:
    """Yield every line of the dump, fitted to `width` cells."""
    seen = list(verdicts(result, 0, len(result.dump.lines)))
    longest = max((cells(rule) for rule in sets(seen)), default=0)
    margin = min(longest, width // 3)
    column = max(width - margin - 2 - bool(margin), _NARROWEST)
    yield [(visible(result.dump.name), "head")]
    for line, verdict in zip(result.dump.lines, seen, strict=True):
        yield from _line(line, verdict, column, margin)


def _line(line: str, verdict: Verdict, column: int, margin: int) -> Iterator[Row]:
    style = "struck" if verdict.action == "drop" else ""
    mark = _MARKS[verdict.action]
    # Without colours, the cuts inside a line need brackets to be seen.
    whole = [(f"[-{text}-]" if of == "cut" else text, of) for text, of in pieces(line, verdict.cuts, style)]
    parts = wrap(whole, column)
    if verdict.action == "keep":
        yield from ([("  ", ""), *part] for part in parts)
        return
    whose, colour = named(verdict.rule)
    rule = shorten(whose, margin)
    for k, part in enumerate(parts):
        right = [] if k else [(" " * (margin - cells(rule) + 1), ""), (rule, colour)]
        yield [(mark, "drop"), *pad(part, column), *right]
