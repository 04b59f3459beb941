"""What every import comes to: tables of a rule file, and what could not be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stripper.keys import quoted
from stripper.readers.elements import compiled

_KEYS = ("strip", "keep", "body", "title")


@dataclass
class Table:
    """One [html.NAME] table in the making."""

    name: str
    hosts: tuple[str, ...] = ()
    strip: list[str] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    replace: list[tuple[str, str]] = field(default_factory=list)

    @property
    def selectors(self) -> int:
        """How many selectors and replacements it holds."""
        return sum(len(getattr(self, key)) for key in _KEYS) + len(self.replace)


@dataclass(frozen=True)
class Refused:
    """A line that was not taken: its number, its text, the reason."""

    row: int
    text: str
    reason: str


@dataclass
class Imported:
    """What came of a file: what it is about, why its elements go, its tables, what was refused."""

    about: str
    why: str
    tables: list[Table] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def toml(self) -> str:
        """The tables as a rule file."""
        rows = [f"about = {quoted(self.about)}"]
        for table in (table for table in self.tables if table.selectors):
            rows += ["", f"[html.{quoted(table.name)}]", f"why = {quoted(self.why)}"]
            rows += [f"hosts = {_list(table.hosts)}"] if table.hosts else []
            rows += [f"{key} = {_list(values)}" for key in _KEYS if (values := getattr(table, key))]
            pairs = [f"  [{quoted(before)}, {quoted(after)}]," for before, after in table.replace]
            rows += ["replace = [", *pairs, "]"] if pairs else []
        return "\n".join(rows) + "\n"


def usable(selector: str) -> str:
    """Return why a selector cannot be used; empty for one that can."""
    try:
        compiled(selector)
    except ValueError as error:
        return f"no selector that we know ({str(error).splitlines()[0]})"
    return ""


def _list(values: Sequence[str]) -> str:
    """A TOML array; a long one has a row for each string, so that changes to it can be read."""
    whole = f"[{', '.join(map(quoted, values))}]"
    return whole if len(whole) <= 100 else "\n".join(["[", *(f"  {quoted(value)}," for value in values), "]"])
