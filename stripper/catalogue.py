"""The catalogue: which rule sets there are, which of them are wanted, and their index, cached."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from stripper import __version__
from stripper.errors import RuleError, StripperError, UnknownNameError
from stripper.index import Index, build, from_json, to_json
from stripper.ruleset import Rule, RuleSet, load

SHIPPED = Path(__file__).parent / "rulesets"
ARTICLE = "article"
LAYOUT = "layout"
"""The set that tidies blank lines; it goes with every selection unless it is ignored by name."""
_FORMAT = 5  # raise it when the index or the rules are built otherwise


@dataclass(frozen=True)
class Book:
    """The rules in force, in order, with their index. Markers of site sets are among them."""

    rules: tuple[Rule, ...]
    index: Index
    article: bool = True


def shipped_files() -> list[Path]:
    """The files of the shipped rule sets, those of sites first, so that the particular is named before the general."""
    return [*sorted((SHIPPED / "sites").glob("*.toml")), *sorted(SHIPPED.glob("*.toml"))]


@cache
def shipped() -> tuple[RuleSet, ...]:
    """The shipped rule sets, examples and all. Raises RuleError."""
    return tuple(load(path) for path in shipped_files())


def book(rules: Sequence[str | Path | RuleSet] = (), select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Book:
    """Return the rules in force: the user's own `rules` (files, folders or RuleSets) first, then the shipped ones.

    `select` and `ignore` name rule sets ("skip-links"), rules ("skip-links/skip-to") or "article".
    Raises RuleError for a bad rule file, UnknownNameError for a name that stands for nothing.
    """
    paths = [path for source in rules if not isinstance(source, RuleSet) for path in _files(Path(source))]
    if len(paths) == len(rules):
        whole = _cached(tuple(str(p) for p in paths))
    else:
        own = [source if isinstance(source, RuleSet) else load(Path(source)) for source in rules]
        whole = _bind([*own, *shipped()])
    return _choose(whole, list(select), list(ignore))


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(source.rglob("*.toml"))
    if not source.exists():
        raise RuleError(str(source), 0, "there is no such rule file")
    return [source]


def _bind(sets: Iterable[RuleSet]) -> Book:
    rules: list[Rule] = []
    for rule_set in sets:
        markers = rule_set.rules[0].markers if rule_set.rules else ()
        if markers:
            rules.append(Rule(f"{rule_set.name}/#markers", rule_set.path, 1, markers=markers))
        rules += rule_set.rules
    # The markers of a set are looked for once, not with each of its rules.
    return Book(tuple(rules), build([r if r.is_marker else replace(r, markers=()) for r in rules]))


def _choose(whole: Book, select: list[str], ignore: list[str]) -> Book:
    if not select and not ignore:
        return whole
    known = {ARTICLE} | {r.set for r in whole.rules} | {r.id for r in whole.rules if not r.is_marker}
    for name in (*select, *ignore):
        if name not in known:
            raise UnknownNameError("rule or rule set", name, sorted(known))

    def wanted(rule: Rule) -> bool:
        names = {rule.set, rule.id}
        chosen = not select or not names.isdisjoint(select) or rule.set == LAYOUT or rule.is_marker
        return chosen and names.isdisjoint(ignore)

    # The others fall silent in their places, so that the index need not be built anew.
    rules = tuple(rule if wanted(rule) else replace(rule, silent=True) for rule in whole.rules)
    return Book(rules, whole.index, article=(not select or ARTICLE in select) and ARTICLE not in ignore)


@cache
def _cached(own: tuple[str, ...]) -> Book:
    """The rules of all files, read from the cache where it holds them as they are now."""
    paths = [Path(p) for p in own] + shipped_files()
    signature = [_FORMAT, __version__, [[str(p), (s := p.stat()).st_mtime_ns, s.st_size] for p in paths]]
    place = _cache_file(own)
    try:
        data = json.loads(place.read_bytes()) if place else None
        if data and data["signature"] == signature:
            return Book(tuple(_thaw(r) for r in data["rules"]), from_json(data["index"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        pass  # no cache, or a broken one: it is made anew
    fresh = _bind([*(load(path) for path in paths[: len(own)]), *shipped()])
    if place:
        _store(
            place, {"signature": signature, "rules": [_freeze(r) for r in fresh.rules], "index": to_json(fresh.index)}
        )
    return fresh


_LEAN = ("drops", "keeps", "trims")


def _freeze(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that differ from their defaults; its examples are read from the file when asked for."""
    blank = Rule("")
    names = [n for n in Rule.__slots__ if n not in _LEAN]
    return {n: value for n in names if (value := getattr(rule, n)) != getattr(blank, n)}


def _thaw(data: dict[str, Any]) -> Rule:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Rule(**values)


def _cache_file(own: tuple[str, ...]) -> Path | None:
    home = os.environ.get("STRIPPER_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    try:
        base = Path(home) if home else Path.home() / ".cache"
    except RuntimeError:
        return None
    from zlib import crc32

    name = crc32("\0".join((str(SHIPPED), *own)).encode("utf-8", "surrogateescape"))
    return base / "page-stripper" / f"rules-{name:08x}.json"


def _store(place: Path, data: dict[str, Any]) -> None:
    """Write the cache whole or not at all; a folder that cannot be written to is no mistake."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = place.with_name(f"{place.name}.{os.getpid()}")
        part.write_text(json.dumps(data, separators=(",", ":")), "utf-8")
        part.replace(place)
    except OSError:
        pass


def rule_sources(own: Sequence[str | Path] = ()) -> tuple[RuleSet, ...]:
    """The rule sets in force as their files state them, with examples. Raises RuleError."""
    try:
        return (*(load(path) for source in own for path in _files(Path(source))), *shipped())
    except OSError as error:
        raise StripperError(f"rules cannot be read: {error.strerror}") from None
