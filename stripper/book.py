"""A book: the rules in force, their index, and what every page of a dialect asks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

from stripper.index import Index
from stripper.ruleset import MARKERS, Rule, is_for

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule


class Outline(NamedTuple):
    """What a page must know of all rules before one of them speaks; rules by number.

    shaped    those with shapes or patterns that say something of whole lines
    trims     those that cut inside lines
    orphans   those for blank lines that parted what is gone
    dialects  those that are for certain dialects only
    """

    shaped: tuple[int, ...] = ()
    trims: tuple[int, ...] = ()
    orphans: tuple[int, ...] = ()
    dialects: Mapping[int, tuple[str, ...]] = {}


def outline(rules: Sequence[Rule]) -> Outline:
    """Return the outline of `rules`."""
    orphans = tuple(n for n, r in enumerate(rules) if "orphan-blank" in r.shape)
    shaped = (n for n, r in enumerate(rules) if (r.shape or r.pattern) and r.action != "trim" and n not in orphans)
    trims = (n for n, r in enumerate(rules) if r.action == "trim")
    return Outline(tuple(shaped), tuple(trims), orphans, {n: r.dialects for n, r in enumerate(rules) if r.dialects})


@dataclass(frozen=True, eq=False, repr=False)
class Book:
    """The rules in force, in order, with their ids and their index. Markers of site sets are among them.

    Each index is of the rules from a number on: the shipped rules have one, made once, the user's own another. The
    numbers in `silent` are those that --select and --ignore left out. Rules that come from the cache are read
    when they have something to say, and their globs stay in the index.
    """

    rules: Sequence[Rule]
    ids: Sequence[str]
    indexes: tuple[tuple[int, Index], ...]
    outline: Outline
    silent: frozenset[int] = frozenset()
    article: bool = True
    own: int = 0
    """The first rules are the user's own, as many as this."""
    elements: Callable[[], tuple[ElementRule, ...]] = tuple
    """The rules about elements: only an HTML page has a use for them, so only its reader asks."""

    def set_of(self, number: int) -> str:
        """Return the name of the rule set that a rule belongs to."""
        return self.ids[number].rpartition("/")[0]

    def is_marker(self, number: int) -> bool:
        """Whether this is no rule but the markers of a site's set, indexed beside its rules."""
        return self.ids[number].endswith(MARKERS)

    def whole(self, line: str) -> list[int]:
        """Return the rules of which a glob without a star matches a folded line."""
        return [number + start for start, index in self.indexes for number in index.whole(line)]

    @cached_property
    def sited(self) -> frozenset[str]:
        """The sets that sleep until a dump shows their markers."""
        return frozenset(id.removesuffix(MARKERS) for id in self.ids if id.endswith(MARKERS))

    @cached_property
    def shipped(self) -> Book:
        """The same without what the user's own rules take away: of these only the keep rules speak."""
        taking = {n for n in range(self.own) if self.rules[n].action != "keep" and not self.is_marker(n)}
        return replace(self, silent=self.silent | taking)

    @cached_property
    def _asleep(self) -> dict[str, frozenset[int]]:
        return {}

    def asleep(self, dialect: str) -> frozenset[int]:
        """Return the rules that say nothing about dumps of `dialect`; sorted out once."""
        if dialect not in self._asleep:
            foreign = {n for n, dialects in self.outline.dialects.items() if not is_for(dialects, dialect)}
            self._asleep[dialect] = self.silent | foreign
        return self._asleep[dialect]

    def awake(self, numbers: Sequence[int], dialect: str, here: set[str]) -> list[tuple[int, Rule]]:
        """Return those of `numbers` that may speak about a dump of `dialect` in which the sets `here` are at home."""
        asleep, sited = self.asleep(dialect), self.sited
        heard = (n for n in numbers if n not in asleep and not self.is_marker(n))
        return [(n, self.rules[n]) for n in heard if self.set_of(n) not in sited or self.set_of(n) in here]


class LazyRules(Sequence[Rule]):
    """Rules of which each is made when it is asked for, and kept."""

    def __init__(self, count: int, make: Callable[[int], Rule]) -> None:
        self._count, self._make = count, make
        self._made: dict[int, Rule] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Rule: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Rule]: ...
    def __getitem__(self, number: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(self._count))]
        if number not in self._made:
            if not 0 <= number < self._count:
                raise IndexError(number)
            self._made[number] = self._make(number)
        return self._made[number]


def join(first: Book, then: Book) -> Book:
    """Return the book of the rules of `first`, the user's own, which decide first, and of `then`."""
    by = len(first.rules)

    rules = LazyRules(by + len(then.rules), lambda n: first.rules[n] if n < by else then.rules[n - by])

    def moved(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(n + by for n in numbers)

    a, b = first.outline, then.outline
    dialects = {**a.dialects, **{n + by: names for n, names in b.dialects.items()}}
    out = Outline(a.shaped + moved(b.shaped), a.trims + moved(b.trims), a.orphans + moved(b.orphans), dialects)
    indexes = (*first.indexes, *((start + by, index) for start, index in then.indexes))
    return Book(rules, [*first.ids, *then.ids], indexes, out, own=by)
