"""Rules and rule sets.

A key of a rule is declared once, as a field of `Stated`; its type there is what the loader asks for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # a plain text run needs neither: its rules come from the cache
    from stripper.rule_file import ElementRule, Settings


MARKERS = "/#markers"
"""What the id of a site set's markers ends with: no rule, but looked for as rules are."""


class Placed:
    """What has an id, "set/name", and stands in a file: rules about lines and those about elements of HTML."""

    __slots__ = ()
    id: str
    path: str
    row: int

    @property
    def set(self) -> str:
        """The name of the rule set."""
        return self.id.rpartition("/")[0]

    @property
    def where(self) -> str:
        """File and line, as editors understand them."""
        return f"{self.path}:{self.row}"


class Stated(NamedTuple):
    """The fields of a rule; a dataclass of so many would take a plain run two milliseconds to make."""

    id: str
    path: str = ""
    row: int = 0
    why: str = ""
    action: str = "drop"
    # Conditions that find a line; a rule states at least one.
    line: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    pattern: tuple[str, ...] = ()
    # Conditions that a found line must meet as well.
    place: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    within: int = 3
    run: int = 0
    max_words: int = 0
    min_words: int = 0
    repeats: int = 0
    unless: tuple[str, ...] = ()
    no_stop: bool = False
    # How far the verdict reaches.
    scope: str = "line"
    until: str = ""
    takes_before: int = 0
    takes_after: int = 0
    # Where a trim's span stands.
    at: str = ""
    glued: bool = False
    # Examples; run by the tests and by `stripper rules test`.
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    trims: tuple[tuple[str, str], ...] = ()
    # Said at the head of the file for all its rules, or in a rule.
    dialects: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()


class Rule(Placed, Stated):
    """One rule as its file states it. `id` is "set/name"; `path` and `row` say where it stands."""

    __slots__ = ()


def is_for(dialects: Collection[str], dialect: str) -> bool:
    """Whether what is for `dialects` (where there are none: all) is for `dialect`. Markup is Markdown with tags."""
    return not dialects or dialect in dialects or (dialect == "markup" and "markdown" in dialects)


@dataclass(frozen=True, eq=False, repr=False)
class RuleSet:
    """A rule file: its name, what it is about, its rules in order, those about elements of HTML, and its settings."""

    name: str
    about: str
    path: str
    rules: tuple[Rule, ...] = field(default_factory=tuple)
    elements: tuple[ElementRule, ...] = ()
    settings: Settings | None = None
