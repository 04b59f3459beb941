"""The frame of the diffs that people read: the two rows that open one, and its hunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stripper.model import Judgement
from stripper.renderers.diff import head, label, stretches
from stripper.renderers.rows import Row
from stripper.renderers.visible import visible


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of the dump with changes: its lines [first, end) and the row that heads it in a diff."""

    first: int
    end: int
    head: str


def hunks(result: Judgement) -> Iterator[Hunk]:
    """Yield the hunks of a result that changed something."""
    shift = 0
    for first, end, changed in stretches(sorted(result.changes), len(result.dump.lines)):
        new = end - first - sum(result.changes[i] is None for i in changed)
        yield Hunk(first, end, head(first, end - first, first + shift, new))
        shift += new - (end - first)


def header(result: Judgement) -> list[Row]:
    """Return the two rows that open a diff."""
    name = visible(result.dump.name)
    return [[(f"--- {label('a/', name)}".rstrip(), "head")], [(f"+++ {label('b/', name)}".rstrip(), "head")]]
