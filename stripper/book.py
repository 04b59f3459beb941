"""A book: the rules in force, their index, and what every page of a dialect asks of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from stripper.index import Index
from stripper.ruleset import Rule

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule

Numbered = tuple[tuple[int, Rule], ...]


@dataclass(frozen=True, slots=True)
class Awake:
    """The rules for one dialect that --select and --ignore left in force, by what they look at.

    heard    the numbers of all of them
    shaped   those with shapes or patterns that say something of whole lines
    trims    those that cut inside lines
    orphans  the rule for blank lines that parted what is gone, if it is in force
    """

    heard: frozenset[int]
    shaped: Numbered
    trims: Numbered
    orphans: Rule | None


@dataclass(frozen=True)
class Book:
    """The rules in force, in order, with their index. Markers of site sets are among them."""

    rules: tuple[Rule, ...]
    index: Index
    article: bool = True
    elements: Callable[[], tuple[ElementRule, ...]] = tuple
    """The rules about elements: only an HTML page has a use for them, so only its reader asks."""

    @cached_property
    def _awake(self) -> dict[str, Awake]:
        return {}

    def awake(self, dialect: str) -> Awake:
        """Return the rules for dumps of `dialect`; sorted out once."""
        if dialect not in self._awake:
            self._awake[dialect] = _sort_out(self.rules, dialect)
        return self._awake[dialect]


def _sort_out(rules: tuple[Rule, ...], dialect: str) -> Awake:
    heard = [(n, r) for n, r in enumerate(rules) if not r.silent and (not r.dialects or dialect in r.dialects)]
    orphans = [rule for _, rule in heard if "orphan-blank" in rule.shape]
    shaped = tuple((n, r) for n, r in heard if (r.shape or r.pattern) and r.action != "trim" and r not in orphans)
    trims = tuple((n, r) for n, r in heard if r.action == "trim")
    return Awake(frozenset(n for n, _ in heard), shaped, trims, orphans[0] if orphans else None)
