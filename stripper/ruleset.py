"""Rules and rule sets: TOML -> `Rule`, with complaints that name file and line.

A key of a rule is declared once, as a field of `Rule`; its type here is the type the loader asks for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from stripper import globs
from stripper.errors import RuleError, nearest
from stripper.shapes import SHAPES

Place = Literal["head", "body", "tail"]
_CHOICES: dict[str, tuple[str, ...]] = {
    "action": ("drop", "keep", "trim"),
    "place": get_args(Place),
    "scope": ("line", "block"),
    "until": ("end", "prose"),
    "at": ("start", "end"),
    "shape": tuple(SHAPES),
    "dialects": ("plain", "lynx", "w3m", "markdown"),
}


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Rule:
    """One rule as its file states it. `id` is "set/name"; `path` and `row` say where it stands."""

    id: str
    path: str = ""
    row: int = 0
    why: str = ""
    action: str = "drop"
    # Conditions that find a line; a rule states at least one.
    line: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
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
    # Set by --select and --ignore, never by a file.
    silent: bool = False

    @property
    def set(self) -> str:
        """The name of the rule set."""
        return self.id.rpartition("/")[0]

    @property
    def is_marker(self) -> bool:
        """Whether this is no rule but the markers of a site's set, indexed beside its rules."""
        return self.id.endswith("/#markers")

    @property
    def where(self) -> str:
        """File and line, as editors understand them."""
        return f"{self.path}:{self.row}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A rule file: its name, what it is about, its rules in order."""

    name: str
    about: str
    path: str
    rules: tuple[Rule, ...] = field(default_factory=tuple)


_RULE_KEYS = {f.name: f.type for f in fields(Rule)}
for _key in ("id", "path", "row", "markers", "silent"):
    del _RULE_KEYS[_key]
_FILE_KEYS = {"about": "str", "dialects": "tuple[str, ...]", "markers": "tuple[str, ...]"}
_FINDERS = ("line", "phrase", "shape", "pattern")


def load(path: str | os.PathLike[str], name: str = "") -> RuleSet:
    """Return the rule set in the file `path`. Raises RuleError, and nothing else."""
    path = os.fspath(path)
    try:
        with open(path, encoding="utf-8") as file:
            source = file.read()
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise RuleError(path, 0, f"cannot be read: {reason}") from None
    stem = os.path.basename(path).removesuffix(".toml")
    return parse(source, name or stem, path)


def parse(source: str, name: str, path: str) -> RuleSet:
    """Return the rule set in the TOML text `source`. Raises RuleError, and nothing else."""
    import tomllib  # needed only when the cache does not hold the rules

    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        last = source.rstrip().count("\n") + 1  # what tomllib calls the end of the document
        raise RuleError(path, int(at[1]) if at else last, f"is not valid TOML: {error}") from None
    except (RecursionError, ValueError) as error:
        raise RuleError(path, 0, f"is not valid TOML: {error or 'nested too deeply'}") from None
    rules = table.pop("rule", {})
    head = _values(table, _FILE_KEYS, _Place(source, path, ""))
    if not isinstance(rules, dict):
        raise RuleError(path, _Place(source, path, "").row("rule"), "rules are written as [rule.NAME] tables")
    about = head.pop("about", "")
    return RuleSet(name, about, path, tuple(_rule(n, t, head, _Place(source, path, n), name) for n, t in rules.items()))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a complaint points: a rule of a file (or its head, where `rule` is empty)."""

    source: str
    path: str
    rule: str

    def row(self, key: str = "") -> int:
        """Line number of `key` in the rule, else of the rule's header; tomllib tells no positions."""
        head = 0
        rows = self.source.split("\n")
        if self.rule:
            header = re.compile(r"\s*\[\s*rule\s*\.\s*[\"']?" + re.escape(self.rule) + r"[\"']?\s*\]")
            head = next((i for i, row in enumerate(rows) if header.match(row)), 0)
        if key:
            wanted = re.compile(r"\s*[\"']?" + re.escape(key) + r"[\"']?\s*[=.\]]")
            for i, row in enumerate(rows[head + 1 if self.rule else 0 :], head + 1 if self.rule else 0):
                if wanted.match(row):
                    return i + 1
                if row.lstrip().startswith("[rule"):
                    break
        return head + 1

    def error(self, key: str, message: str) -> RuleError:
        return RuleError(self.path, self.row(key), f"rule '{self.rule}': {message}" if self.rule else message)


def _rule(name: str, table: object, head: Mapping[str, Any], place: _Place, set_name: str) -> Rule:
    if not isinstance(table, dict):
        raise place.error("", "rules are written as [rule.NAME] tables")
    values = _values(table, _RULE_KEYS, place)
    finders = [key for key in _FINDERS if values.get(key)]
    if not finders:
        raise place.error("", f"states none of {', '.join(_FINDERS)}; it would match every line")
    trims = values.get("action") == "trim"
    if trims and "line" in finders:
        raise place.error("line", "a trim cuts a span: use phrase, shape or pattern")
    for key in ("at", "glued"):
        if values.get(key) and not trims:
            raise place.error(key, f"'{key}' says where the span of a trim stands; this rule drops or keeps")
    if values.get("pattern"):
        _need_re2(values["pattern"], place)
    return Rule(f"{set_name}/{name}", place.path, place.row(), **{**head, **values})


def _values(table: Mapping[str, object], keys: Mapping[str, Any], place: _Place) -> dict[str, Any]:
    """Check each key of `table` against its declared type and return the values as fields take them."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise place.error(key, f"unknown key '{key}'{nearest(key, [*keys, 'rule'])}")
        values[key] = _value(key, value, str(keys[key]), place)
    return values


def _value(key: str, value: object, kind: str, place: _Place) -> Any:
    if kind == "str" and isinstance(value, str):
        _choose(key, [value], place)
        return value
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000:
        return value
    if kind == "tuple[str, ...]" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        _choose(key, value, place)
        if key in ("line", "phrase", "previous", "next", "unless", "markers"):
            _check_globs(key, value, place)
        return tuple(value)
    if kind.startswith("tuple[tuple") and isinstance(value, list):
        pairs = [tuple(v) for v in value if isinstance(v, list) and len(v) == 2 and all(isinstance(t, str) for t in v)]
        if len(pairs) == len(value):
            return tuple(pairs)
    wanted = {
        "str": "a string",
        "bool": "true or false",
        "int": "a whole number from 0",
        "tuple[str, ...]": 'a list of strings, ["…", "…"]',
    }.get(kind, 'a list of pairs, [["before", "after"]]')
    raise place.error(key, f"'{key}' must be {wanted}")


def _choose(key: str, values: list[str], place: _Place) -> None:
    choices = _CHOICES.get(key)
    for value in values if choices else ():
        if value not in (choices or ()):
            known = ", ".join(choices or ())
            raise place.error(key, f"'{value}' is no {key}{nearest(value, choices or ())} (one of {known})")


def _check_globs(key: str, values: list[str], place: _Place) -> None:
    for glob in values:
        try:
            variants = globs.expand(glob)
        except (ValueError, RecursionError) as error:
            raise place.error(key, f"glob '{glob}': {str(error) or 'nested too deeply'}") from None
        # A context may be any line; a condition that finds lines may not match them all.
        for variant in variants if key in ("line", "phrase", "unless") else ():
            if not any(globs.segments(variant, whole=key != "phrase")):
                raise place.error(key, f"glob '{glob}' would match every line")


def _need_re2(patterns: tuple[str, ...], place: _Place) -> None:
    try:
        import re2
    except ImportError:
        raise place.error("pattern", "a 'pattern' runs under RE2: pip install 'page-stripper[re2]'") from None
    for pattern in patterns:
        try:
            re2.compile(pattern)
        except (re2.error, UnicodeError) as error:
            raise place.error("pattern", f"'{pattern}' is no RE2 pattern: {error}") from None
