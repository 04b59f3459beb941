"""The catalogue: which rule sets there are, which of them are wanted, and their index, cached."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from stripper import __version__, cache_file
from stripper.book import Book
from stripper.errors import RuleError, UnknownNameError
from stripper.index import build
from stripper.ruleset import Rule, RuleSet, load

SHIPPED = os.path.join(os.path.dirname(__file__), "rulesets")
ARTICLE = "article"
LAYOUT = "layout"
"""The set that tidies blank lines; it goes with every selection unless it is ignored by name."""


def shipped_files() -> list[str]:
    """The files of the shipped rule sets, those of sites first, so that the particular is named before the general."""
    return [*_toml_files(os.path.join(SHIPPED, "sites")), *_toml_files(SHIPPED)]


@cache
def shipped() -> tuple[RuleSet, ...]:
    """The shipped rule sets, examples and all. Raises RuleError."""
    return tuple(load(path) for path in shipped_files())


def book(
    rules: Sequence[str | os.PathLike[str] | RuleSet] = (), select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Book:
    """Return the rules in force: the user's own `rules` (files, folders or RuleSets) first, then the shipped ones.

    `select` and `ignore` name rule sets ("skip-links"), rules ("skip-links/skip-to") or "article".
    Raises RuleError for a bad rule file, UnknownNameError for a name that stands for nothing.
    """
    own = [part for source in rules for part in ([source] if isinstance(source, RuleSet) else _files(source))]
    paths = tuple(part for part in own if not isinstance(part, RuleSet))
    if len(paths) == len(own):
        whole = _cached(paths)
    else:
        whole = _bind([*(part if isinstance(part, RuleSet) else load(part) for part in own), *shipped()])
    return _choose(whole, list(select), list(ignore))


def _toml_files(folder: str) -> list[str]:
    return sorted(entry.path for entry in os.scandir(folder) if entry.name.endswith(".toml"))


def _files(source: str | os.PathLike[str]) -> list[str]:
    path = os.fspath(source)
    if os.path.isdir(path):
        return sorted(os.path.join(top, n) for top, _, names in os.walk(path) for n in names if n.endswith(".toml"))
    if not os.path.exists(path):
        raise RuleError(path, 0, "there is no such rule file")
    return [path]


def _bind(sets: Iterable[RuleSet]) -> Book:
    rules: list[Rule] = []
    for rule_set in sets:
        markers = rule_set.rules[0].markers if rule_set.rules else ()
        if markers:
            rules.append(Rule(f"{rule_set.name}/#markers", rule_set.path, 1, markers=markers))
        rules += rule_set.rules
    # The markers of a set are looked for once, not with each of its rules.
    return Book(tuple(rules), build([r if r.is_marker else replace(r, markers=()) for r in rules]))


def _names_article(names: Iterable[str]) -> bool:
    return any(name in (ARTICLE, f"{ARTICLE}/score") for name in names)


def _choose(whole: Book, select: list[str], ignore: list[str]) -> Book:
    if not select and not ignore:
        return whole
    known = (
        {ARTICLE, f"{ARTICLE}/score"} | {r.set for r in whole.rules} | {r.id for r in whole.rules if not r.is_marker}
    )
    for name in (*select, *ignore):
        if name not in known:
            raise UnknownNameError("rule or rule set", name, sorted(known))

    def wanted(rule: Rule) -> bool:
        names = {rule.set, rule.id}
        chosen = not select or not names.isdisjoint(select) or rule.set == LAYOUT or rule.is_marker
        return chosen and names.isdisjoint(ignore)

    # The others fall silent in their places, so that the index need not be built anew.
    rules = tuple(rule if wanted(rule) else replace(rule, silent=True) for rule in whole.rules)
    return Book(rules, whole.index, article=(not select or _names_article(select)) and not _names_article(ignore))


@cache
def _cached(own: tuple[str, ...]) -> Book:
    """The rules of all files, read from the cache where it holds them as they are now."""
    paths = [*own, *shipped_files()]
    stats = [os.stat(path) for path in paths]
    signature = [__version__, [[path, s.st_mtime_ns, s.st_size] for path, s in zip(paths, stats, strict=True)]]
    held = cache_file.read(paths, signature)
    if held:
        return Book(*held)
    fresh = _bind([*(load(path) for path in own), *shipped()])
    cache_file.write(paths, signature, fresh.rules, fresh.index)
    return fresh


def rule_sources(own: Sequence[str | os.PathLike[str]] = ()) -> tuple[RuleSet, ...]:
    """The rule sets in force as their files state them, with examples. Raises RuleError."""
    return (*(load(path) for source in own for path in _files(source)), *shipped())
