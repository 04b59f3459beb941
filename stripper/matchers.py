"""The conditions a rule may state beside its words, in one table.

A matcher answers for a paragraph that a rule's words have found: evidence in words, or None where
the condition does not hold. To add a condition: a field of `Rule`, a function here, a table line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from stripper import globs
from stripper.page import Page, count_words, ends_with_stop
from stripper.ruleset import Rule

Matched = Mapping[str, Collection[int]]
"""Name of a rule or rule set -> the paragraphs it matched so far."""
Matcher = Callable[[Rule, Page, int, Matched], str | None]

_EDGE = 2
"""Letters at the edges of a line by which the variants of a glob are told apart: it may have thousands."""


class _Variants(NamedTuple):
    """The variants of a glob over whole lines, by what a line must be, begin with or end with to match."""

    spelt: frozenset[str]
    begun: Mapping[str, Sequence[globs.Segments]]
    ended: Mapping[str, Sequence[globs.Segments]]
    others: Sequence[globs.Segments]


def _place(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    place = page.place(i)
    return f"in the {place} of the dump" if place in rule.place else None


def _previous(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    return _neighbour(rule.previous, page, page.beside(i, -1), "the line before")


def _next(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    return _neighbour(rule.next, page, page.beside(i, 1), "the line after")


def _neighbour(wanted: Sequence[str], page: Page, i: int | None, where: str) -> str | None:
    if i is None:
        return None
    glob = first_glob(wanted, page.keys[i])
    return f'{where} matches "{glob}"' if glob else None


def _near(rule: Rule, page: Page, i: int, matched: Matched) -> str | None:
    for distance in range(1, rule.within + 1):
        for name in rule.near:
            there = matched.get(name, ())
            if i - distance in there or i + distance in there:
                return f"near {name}"
    return None


def _run(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    return f"in a run of {rule.run} or more short lines" if page.run(i, rule.run) >= rule.run else None


def _max_words(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    # Of a trim, it is the span whose words are counted.
    return "" if rule.action == "trim" or count_words(page.texts[i]) <= rule.max_words else None


def _min_words(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    return "" if rule.action == "trim" or count_words(page.texts[i]) >= rule.min_words else None


def _repeats(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    times = page.counts[page.keys[i]] if page.keys[i] else 0
    return f"stands {times} times in the dump" if times >= rule.repeats else None


def _unless(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    return None if first_glob(rule.unless, page.keys[i]) else ""


def _no_stop(rule: Rule, page: Page, i: int, _: Matched) -> str | None:
    return None if ends_with_stop(page.texts[i]) else ""


MATCHERS: dict[str, Matcher] = {
    "max_words": _max_words,
    "min_words": _min_words,
    "place": _place,
    "unless": _unless,
    "no_stop": _no_stop,
    "previous": _previous,
    "next": _next,
    "near": _near,
    "run": _run,
    "repeats": _repeats,
}


def conditions(rule: Rule) -> list[Matcher]:
    """The further conditions that `rule` states."""
    return [matcher for name, matcher in MATCHERS.items() if getattr(rule, name)]


def confirm(asked: Sequence[Matcher], rule: Rule, page: Page, i: int, matched: Matched) -> str | None:
    """Return the evidence of the conditions `asked` by `rule` for paragraph `i`, None where one fails."""
    evidence = []
    for matcher in asked:
        found = matcher(rule, page, i, matched)
        if found is None:
            return None
        if found:
            evidence.append(found)
    return "; ".join(evidence)


def first_glob(wanted: Sequence[str], key: str) -> str | None:
    """Return the first of the globs `wanted` that matches the folded line `key`, or None."""
    head, tail = key[:_EDGE], key[-_EDGE:]
    for glob in wanted:
        spelt, begun, ended, others = _variants(glob)
        likely = chain(begun.get(head, ()), ended.get(tail, ()), others)
        if key in spelt or any(globs.matches_line(parts, key) for parts in likely):
            return glob
    return None


@cache
def _variants(glob: str) -> _Variants:
    spelt: set[str] = set()
    begun: dict[str, list[globs.Segments]] = defaultdict(list)
    ended: dict[str, list[globs.Segments]] = defaultdict(list)
    others: list[globs.Segments] = []
    for variant in globs.expand(glob):
        parts = globs.segments(variant, whole=True)
        if len(parts) == 1:
            spelt.add(parts[0])
        elif len(parts[0]) >= _EDGE:
            begun[parts[0][:_EDGE]].append(parts)
        elif len(parts[-1]) >= _EDGE:
            ended[parts[-1][-_EDGE:]].append(parts)
        else:
            others.append(parts)
    return _Variants(frozenset(spelt), begun, ended, others)
