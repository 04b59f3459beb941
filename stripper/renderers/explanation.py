"""Explanations: of each line its verdict, its reason and where that is written; of kept ones, what came near."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stripper.misses import Miss
from stripper.model import Judgement, Verdict
from stripper.renderers.rows import Piece, Row, named, pieces
from stripper.renderers.visible import visible
from stripper.ruleset import Rule

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule


@dataclass(frozen=True, slots=True)
class Stayed:
    """Why lines stayed, by index of the line: which rules came near, and what the article model thinks of them."""

    misses: Mapping[int, Sequence[Miss]]
    scores: Mapping[int, float]


_MARKS = {"keep": " ", "drop": "-", "trim": "~"}
_DONE = {"keep": ("kept", "good"), "drop": ("dropped", "drop"), "trim": ("trimmed", "drop")}
_MODEL = "the article model: docs/article-model.md"


def rows(
    result: Judgement,
    known: Mapping[str, Rule | ElementRule],
    lines: Iterable[int],
    stayed: Stayed | None = None,
) -> Iterator[Row]:
    """Yield the lines of index `lines` with their reasons.

    `known` are the rules in force, by id. Where `stayed` is given, a line that nobody spoke about is explained too.
    """
    for i in lines:
        verdict = result.spoken.get(i) or Verdict(i + 1)
        yield _line(result.dump.lines[i], verdict)
        for row in _reasons(verdict, known, said=stayed is not None):
            yield [("        | ", "dim"), *row]
        if stayed and i in stayed.scores and not verdict.rule:
            yield [
                ("        | ", "dim"),
                (f"main content with probability {stayed.scores[i]:.2f}, says article/score", ""),
            ]
        for miss in stayed.misses.get(i, ()) if stayed else ():
            yield from _miss(miss)


def decided_by(result: Judgement, name: str) -> list[int]:
    """Return the indices of the lines that the rule, or a rule of the set, `name` decided."""
    return [i for i, v in sorted(result.spoken.items()) if v.rule and name in (v.rule, v.rule.rpartition("/")[0])]


def kept(result: Judgement) -> list[int]:
    """Return the indices of the lines that stay and are not blank."""
    gone: Collection[int] = {i for i, v in result.spoken.items() if v.action == "drop"}
    return [i for i, line in enumerate(result.dump.lines) if i not in gone and line.strip()]


def _line(line: str, verdict: Verdict) -> Row:
    style = "drop" if verdict.action == "drop" else ""
    mark = _MARKS[verdict.action]
    return [
        (f"{verdict.line:>5} ", "dim"),
        (f"{mark} ", "drop" if mark != " " else ""),
        *pieces(line, verdict.cuts, style),
    ]


def _reasons(verdict: Verdict, known: Mapping[str, Rule | ElementRule], said: bool) -> Iterator[list[Piece]]:
    """The reason of a verdict. A line that nobody spoke about needs one only when it was asked for."""
    if not verdict.rule:
        if said:
            yield [("kept: no rule spoke about this line", "")]
        return
    rule = known.get(verdict.rule)
    done, style = _DONE[verdict.action]
    why = [(f" ({visible(rule.why)})", "")] if rule else []
    yield [(done, style), (" by ", ""), named(verdict.rule), *why]
    if verdict.evidence:
        yield [(_one_row(verdict.evidence), "")]
    yield [(visible(rule.where) if rule else _MODEL, "dim")]


def _miss(miss: Miss) -> Iterator[Row]:
    rule = miss.rule
    near: list[Piece] = [
        named(rule.id),
        (f" ({visible(rule.why)}) ", ""),
        ("came near", "good"),
    ]
    yield [("        ? ", "dim"), *near]
    yield [("          ", ""), (_one_row(miss.saw), "")]
    yield [("          but ", "dim"), (_one_row(miss.missing), "")]


def _one_row(text: str) -> str:
    return visible(text).replace("\n", " ")
