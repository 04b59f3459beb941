"""Rule files: TOML -> `RuleSet`, with complaints that name file and line.

A plain run, whose rules are cached, imports none of this.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from inspect import get_annotations
from typing import Any

from stripper.errors import RuleError
from stripper.finders import compile_re2
from stripper.keys import Spot, check
from stripper.ruleset import Placed, Rule, RuleSet
from stripper.shapes import MEASURES, SHAPES

CHOICES: dict[str, tuple[str, ...]] = {
    "action": ("drop", "keep", "trim"),
    "place": ("head", "body", "tail"),
    "scope": ("line", "block"),
    "until": ("end", "prose"),
    "at": ("start", "end"),
    "shape": (*SHAPES, *MEASURES),
    "dialects": ("plain", "lynx", "w3m", "markdown", "markup", "html2text", "targets"),
    "mode": ("article", "keep-more", "cut-more", "rules"),
}


@dataclass(frozen=True, slots=True)
class ElementRule(Placed):
    """A rule about elements of HTML pages, as its [html.NAME] table states it.

    Selectors are CSS, or XPath where they begin with "/", "./" or "("; they are parsed where they are used.
    """

    id: str
    path: str = ""
    row: int = 0
    why: str = ""
    hosts: tuple[str, ...] = ()
    """The sites it is for, with their subdomains; empty: all."""
    strip: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    """Pairs of markup, from and to; see docs/rules.md for those that are taken."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file named stripper.toml may say beside its rules."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    mode: str = ""
    rules: tuple[str, ...] = ()
    """Rule files and folders, relative to the file."""


def _declared(kind: type, *without: str) -> dict[str, str]:
    """The keys that a table takes: the fields of `kind` with their types."""
    types = (name_and_type for base in reversed(kind.__mro__) for name_and_type in get_annotations(base).items())
    return {name: str(getattr(said, "__forward_arg__", said)) for name, said in types if name not in without}


RULE_KEYS = _declared(Rule, "id", "path", "row", "markers")
ELEMENT_KEYS = _declared(ElementRule, "id", "path", "row")
SETTING_KEYS = _declared(Settings)
FILE_KEYS = {"about": "str", "dialects": "tuple[str, ...]", "markers": "tuple[str, ...]"}
FINDERS = ("line", "phrase", "made_of", "shape", "pattern")
SETTINGS_FILE = "stripper.toml"
_TAG = re.compile(r"<[^<>]*>")
_HIDES = re.compile(r"<(?:script|style|noscript|template|textarea|title|iframe|object|!)|\bhidden\b|\bstyle\b", re.I)
"""What hides the text that follows it, or its own."""


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
    import tomllib  # settings come from the cache too

    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        last = source.rstrip().count("\n") + 1  # what tomllib calls the end of the document
        raise RuleError(path, int(at[1]) if at else last, f"is not valid TOML: {error}") from None
    except (RecursionError, ValueError) as error:
        raise RuleError(path, 0, f"is not valid TOML: {error or 'nested too deeply'}") from None
    rules, html = table.pop("rule", {}), table.pop("html", {})
    spot = Spot(source, path)
    said = {key: table.pop(key) for key in SETTING_KEYS if key in table}
    if said and os.path.basename(path) != SETTINGS_FILE:
        raise spot.error(next(iter(said)), f"'{next(iter(said))}' is a setting; settings stand in {SETTINGS_FILE}")
    head = check(table, FILE_KEYS, spot, CHOICES, also=("rule", "html", *SETTING_KEYS))
    about = head.pop("about", "")
    return RuleSet(
        name,
        about,
        path,
        tuple(_rule(n, t, head, Spot(source, path, n), name) for n, t in _tables(rules, "rule", spot)),
        tuple(_element_rule(n, t, Spot(source, path, n, "html"), name) for n, t in _tables(html, "html", spot)),
        Settings(**check(said, SETTING_KEYS, spot, CHOICES)) if said else None,
    )


def _tables(tables: object, name: str, spot: Spot) -> Iterable[tuple[str, object]]:
    if not isinstance(tables, dict):
        raise RuleError(spot.path, spot.row(name), f"rules are written as [{name}.NAME] tables")
    return tables.items()


def _element_rule(name: str, table: object, spot: Spot, set_name: str) -> ElementRule:
    if not isinstance(table, dict):
        raise spot.error("", "rules about elements are written as [html.NAME] tables")
    said = check(table, ELEMENT_KEYS, spot, CHOICES)
    if not any(said.get(key) for key in ("strip", "keep", "body", "title", "replace")):
        raise spot.error("", "states none of strip, keep, body, title, replace")
    for before, after in said.get("replace", ()):
        if not changes_tags_only(before, after):
            raise spot.error("replace", f"'{before}' -> '{after}' may change the text; only tags can be exchanged")
    return ElementRule(f"{set_name}/{name}", spot.path, spot.row(), **said)


def changes_tags_only(before: str, after: str) -> bool:
    """Whether exchanging one piece of markup for the other leaves the text of every page as it is, and in sight."""
    left, right = (" ".join(_TAG.sub(" ", text).split()) for text in (before, after))
    return bool(before.strip()) and left == right and not {"<", ">"} & set(left) and not _HIDES.search(after)


def _rule(name: str, table: object, head: Mapping[str, Any], spot: Spot, set_name: str) -> Rule:
    if not isinstance(table, dict):
        raise spot.error("", "rules are written as [rule.NAME] tables")
    said = check(table, RULE_KEYS, spot, CHOICES)
    finders = [key for key in FINDERS if said.get(key)]
    if not finders:
        raise spot.error("", f"states none of {', '.join(FINDERS)}; it would match every line")
    trims = said.get("action") == "trim"
    for key in ("line", "made_of") if trims else ():
        if key in finders:
            raise spot.error(key, "a trim cuts a span: use phrase, shape or pattern")
    for key in ("at", "glued"):
        if said.get(key) and not trims:
            raise spot.error(key, f"'{key}' says where the span of a trim stands; this rule drops or keeps")
    if said.get("pattern"):
        _need_re2(said["pattern"], spot)
    return Rule(f"{set_name}/{name}", spot.path, spot.row(), **{**head, **said})


def _need_re2(patterns: tuple[str, ...], spot: Spot) -> None:
    try:
        import re2
    except ImportError:
        raise spot.error("pattern", "a 'pattern' runs under RE2: pip install 'page-stripper[re2]'") from None
    for pattern in patterns:
        try:
            compile_re2(pattern)
        except (re2.error, UnicodeError) as error:
            reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else error
            raise spot.error("pattern", f"'{pattern}' is no RE2 pattern: {reason}") from None
