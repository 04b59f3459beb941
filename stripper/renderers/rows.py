"""What the views for people are made of: rows of pieces, each a text with the name of a style.

A view says what it shows and in which role; `paint` alone knows how a role looks. Without paint a view is
plain text. All page text in a row has gone through `visible`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from stripper.model import Judgement, Span, Verdict
from stripper.renderers.visible import visible

Piece = tuple[str, str]
"""(text, style): "" as it is, "drop", "cut" (dropped inside a line that stays), "add", "head", "hunk", "dim", "bad",
"rule:SET" (in the colour of a rule set)"""
Row = Sequence[Piece]
View = Callable[[Judgement, int], Iterable[Row]]
"""(result, columns of the terminal) -> rows"""

KEPT = Verdict(0)


def plain(rows: Iterable[Row]) -> str:
    """Return rows as text without colours."""
    return "".join("".join(text for text, _ in row).rstrip() + "\n" for row in rows)


def shown(line: str) -> str:
    """Return a line of a dump as it may be shown: safe, without the CR of its line end, tabs as spaces."""
    return visible(line.removesuffix("\r")).replace("\t", "    ")


def rule_style(rule: str) -> str:
    """Return the style in which a rule's name is shown: one colour for each rule set."""
    return f"rule:{rule.rpartition('/')[0] or rule}"


def named(rule: str) -> Piece:
    """Return the name of a rule as a piece: rule files are untrusted, so that it is shown as page text is."""
    return visible(rule), rule_style(rule)


def pieces(line: str, cuts: Sequence[Span], style: str = "") -> list[Piece]:
    """Return a trimmed line as pieces: what is cut in the style "cut", the rest in `style`."""
    row: list[Piece] = []
    done = 0
    for start, end in cuts:
        row += [(shown(line[done:start]), style), (shown(line[start:end]), "cut")]
        done = end
    row.append((shown(line[done:]), style))
    return [piece for piece in row if piece[0]]


def sets(verdicts: Iterable[Verdict]) -> list[str]:
    """Return the names of the rules that cut in `verdicts`, each once, in order."""
    return list(dict.fromkeys(v.rule for v in verdicts if v.action != "keep"))


def verdicts(result: Judgement, first: int, end: int) -> Iterator[Verdict]:
    """Yield the verdicts on the lines from index `first` to before `end`."""
    for i in range(first, end):
        yield result.spoken.get(i, KEPT)
