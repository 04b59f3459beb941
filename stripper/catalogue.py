"""The catalogue: which rule sets there are, which of them are wanted, and their index, cached."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from stripper import __version__, cache_file, rule_cache
from stripper.book import Book, join, outline
from stripper.errors import RuleError, UnknownNameError
from stripper.index import build
from stripper.ruleset import MARKERS, Rule, RuleSet

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule

SHIPPED = os.path.join(os.path.dirname(__file__), "rulesets")
PREPARED = os.path.join(os.path.dirname(__file__), "data", "rules.tables")
"""The shipped rules as a cache, made when a wheel is built (hatch_build.py); absent from a source tree."""
WORDS = os.path.join(os.path.dirname(__file__), "data", "words.txt")
"""The words that vocabularies share (`lexicon`); rules are read anew when it changes."""
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
    own = [part for source in rules for part in ([source] if isinstance(source, RuleSet) else files(source))]
    paths = tuple(part for part in own if not isinstance(part, RuleSet))
    if len(paths) == len(own):
        whole = _cached(paths)
    else:
        ours = _cached(())
        mine = bind([part if isinstance(part, RuleSet) else load(part) for part in own])
        whole = replace(join(mine, ours), elements=lambda: (*mine.elements(), *ours.elements()))
    return _choose(whole, list(select), list(ignore))


def load(path: str) -> RuleSet:
    """Return the rule set in the file `path`. Raises RuleError."""
    from stripper import rule_file  # not needed where the cache holds the rules

    return rule_file.load(path)


def _toml_files(folder: str) -> list[str]:
    return sorted(entry.path for entry in os.scandir(folder) if entry.name.endswith(".toml"))


def files(source: str | os.PathLike[str]) -> list[str]:
    """Return the rule file `source`, or those in the folder `source`, by name. Raises RuleError where there is none."""
    path = os.fspath(source)
    if os.path.isdir(path):
        return sorted(os.path.join(top, n) for top, _, names in os.walk(path) for n in names if n.endswith(".toml"))
    if not os.path.exists(path):
        raise RuleError(path, 0, "there is no such rule file")
    return [path]


def bind(sets: Sequence[RuleSet]) -> Book:
    """Return the rules of `sets`, in order, with their index."""
    rules: list[Rule] = []
    elements = tuple(element for rule_set in sets for element in rule_set.elements)
    for rule_set in sets:
        markers = rule_set.rules[0].markers if rule_set.rules else ()
        if markers:
            rules.append(Rule(f"{rule_set.name}{MARKERS}", rule_set.path, 1, markers=markers))
        rules += rule_set.rules
    # The markers of a set are looked for once, not with each of its rules.
    index = build([r if r.id.endswith(MARKERS) else r._replace(markers=()) for r in rules])
    return Book(tuple(rules), [rule.id for rule in rules], ((0, index),), outline(rules), elements=lambda: elements)


def _names_article(names: Iterable[str]) -> bool:
    return any(name in (ARTICLE, f"{ARTICLE}/score") for name in names)


def _choose(whole: Book, select: list[str], ignore: list[str]) -> Book:
    if not select and not ignore:
        return whole
    known = {ARTICLE, f"{ARTICLE}/score"}
    known |= {name for n, id in enumerate(whole.ids) for name in (whole.set_of(n), id) if not whole.is_marker(n)}
    if not known.issuperset((*select, *ignore)):
        known |= {name for e in whole.elements() for name in (e.set, e.id)}
    for name in (*select, *ignore):
        if name not in known:
            raise UnknownNameError("rule or rule set", name, sorted(known))

    def wanted(set_name: str, id: str) -> bool:
        names = {set_name, id}
        always = set_name == LAYOUT or id.endswith(MARKERS)
        return (always or not select or not names.isdisjoint(select)) and names.isdisjoint(ignore)

    # The others fall silent in their places, so that the index need not be built anew.
    return replace(
        whole,
        silent=frozenset(n for n, id in enumerate(whole.ids) if not wanted(whole.set_of(n), id)),
        article=(not select or _names_article(select)) and not _names_article(ignore),
        elements=lambda: tuple(element for element in whole.elements() if wanted(element.set, element.id)),
    )


@cache
def _cached(own: tuple[str, ...]) -> Book:
    """The rules of all files, read from the cache where it holds them as they are now.

    Those of the user are held apart from those shipped, of which there are many: a change of one file is soon read.
    """
    ours = rule_cache.read(PREPARED, prepared_signature()) if os.path.exists(PREPARED) else None
    ours = ours or _held("shipped", shipped_files(), shipped)
    whole = join(_held("own", own, lambda: [load(path) for path in own]), ours) if own else ours
    return replace(whole, elements=partial(_elements, own))


def _held(kind: str, paths: Sequence[str], sets: Callable[[], Sequence[RuleSet]]) -> Book:
    """The rules of the files `paths` from the cache; where it does not hold them, those of `sets` are put there."""
    file, signature = f"{cache_file.name(kind, paths)}.tables", _signature(paths)
    held = rule_cache.read(cache_file.place(file), signature)
    if held:
        return held
    fresh = bind(sets())
    cache_file.put(file, rule_cache.pack(signature, fresh))
    return fresh


def prepared_signature() -> list[object]:
    """What tells that the tables made when the package was built are those of the rule files beside them."""
    read = [*shipped_files(), WORDS]
    return [__version__, [[os.path.relpath(path, SHIPPED), os.stat(path).st_size] for path in read]]


@cache
def _elements(own: tuple[str, ...]) -> tuple[ElementRule, ...]:
    """The rules about elements in the same files, from a cache of their own: imported lists are long."""
    paths = [*own, *shipped_files()]
    name, signature = cache_file.name("elements", paths), _signature(paths)
    held = cache_file.read(name, signature)
    from stripper.rule_file import ElementRule

    try:
        return tuple(ElementRule(**{k: _tuples(v) for k, v in fields.items()}) for fields in held)
    except (TypeError, AttributeError):
        pass
    fresh = bind([*(load(path) for path in own), *shipped()]).elements()
    from dataclasses import asdict

    cache_file.write(name, signature, [asdict(element) for element in fresh])
    return fresh


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _signature(paths: Sequence[str]) -> list[object]:
    read = [*paths, WORDS]
    stats = [os.stat(path) for path in read]
    return [__version__, [[path, s.st_mtime_ns, s.st_size] for path, s in zip(read, stats, strict=True)]]


def rule_sources(own: Sequence[str | os.PathLike[str]] = ()) -> tuple[RuleSet, ...]:
    """The rule sets in force as their files state them, with examples. Raises RuleError."""
    return (*(load(path) for source in own for path in files(source)), *shipped())
