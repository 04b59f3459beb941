"""Keys of rule files: each value checked against its declared type, each complaint at file:line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from stripper import globs, lexicon
from stripper.errors import RuleError, nearest

GLOBS = ("line", "phrase", "previous", "next", "unless", "markers")
"""The keys whose strings are globs."""
_HEADER = re.compile(r"""\s*\[\s*(rule|html)\s*\.\s*(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))\s*\]""")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a complaint points: a table of a file ([rule.NAME] or [html.NAME]), or its head, where `rule` is empty."""

    source: str
    path: str
    rule: str = ""
    table: str = "rule"

    def row(self, key: str = "") -> int:
        """Line number of `key` in the rule, else of the rule's header; tomllib tells no positions."""
        rows, headers = _outline(self.source)
        head = headers.get((self.table, self.rule), 0) if self.rule else 0
        if key:
            wanted = re.compile(r"\s*[\"']?" + re.escape(key) + r"[\"']?\s*[=.\]]")
            for i in range(head + 1 if self.rule else 0, len(rows)):
                if wanted.match(rows[i]):
                    return i + 1
                if rows[i].lstrip().startswith(("[rule", "[html")):
                    break
        return head + 1

    def error(self, key: str, message: str) -> RuleError:
        return RuleError(self.path, self.row(key), f"rule '{self.rule}': {message}" if self.rule else message)


@lru_cache(maxsize=2)
def _outline(source: str) -> tuple[list[str], dict[tuple[str, str], int]]:
    """The rows of a file, and the index of each header in them; an imported list has thousands of tables."""
    rows = source.split("\n")
    headers: dict[tuple[str, str], int] = {}
    for i, row in enumerate(rows):
        found = _HEADER.match(row)
        if found:
            headers.setdefault((found[1], found[2] or found[3] or found[4] or ""), i)
    return rows, headers


Choices = Mapping[str, Sequence[str]]
"""Key -> the words that it takes."""


def check(
    table: Mapping[str, object], keys: Mapping[str, Any], spot: Spot, choices: Choices, also: Sequence[str] = ()
) -> dict[str, Any]:
    """Check each key of `table` against its declared type and return the values as fields take them.

    `also` are tables that may stand beside the keys. Raises RuleError, with the nearest known key.
    """
    checked: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise spot.error(key, f"unknown key '{key}'{nearest(key, [*keys, *also])}")
        checked[key] = _value(key, value, str(keys[key]), spot, choices.get(key, ()))
    return checked


def _value(key: str, value: object, kind: str, spot: Spot, choices: Sequence[str]) -> Any:
    if kind == "str" and isinstance(value, str):
        _choose(key, [value], spot, choices)
        return value
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000:
        return value
    if kind == "tuple[str, ...]" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        _choose(key, value, spot, choices)
        if key in GLOBS:
            _check_globs(key, value, spot)
        if key == "made_of":
            _check_vocabularies(key, value, spot)
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
    raise spot.error(key, f"'{key}' must be {wanted}")


def _choose(key: str, given: list[str], spot: Spot, choices: Sequence[str]) -> None:
    for value in given if choices else ():
        if value not in choices:
            raise spot.error(key, f"'{value}' is no {key}{nearest(value, choices)} (one of {', '.join(choices)})")


def _check_globs(key: str, given: list[str], spot: Spot) -> None:
    for glob in given:
        try:
            variants = globs.expand(glob)
        except (ValueError, RecursionError) as error:
            raise spot.error(key, f"glob '{glob}': {str(error) or 'nested too deeply'}") from None
        # A context may be any line; a condition that finds lines may not match them all.
        for variant in variants if key in ("line", "phrase", "unless") else ():
            # A letter or digit never folds to nothing, and most variants begin or end with one.
            says = variant[:1].isalnum() or variant[-1:].isalnum()
            if not says and not any(globs.segments(variant, whole=key != "phrase")):
                raise spot.error(key, f"glob '{glob}' would match every line")


def _check_vocabularies(key: str, given: list[str], spot: Spot) -> None:
    for text in given:
        try:
            lexicon.parse(text)
        except (ValueError, RecursionError) as error:
            raise spot.error(key, f"vocabulary '{text[:60]}': {str(error) or 'nested too deeply'}") from None


def quoted(text: str) -> str:
    """Return `text` as a TOML string; JSON's are ones, but for DEL."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
