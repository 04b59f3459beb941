"""The cache of parsed rules and their index: JSON, so that a planted file can execute nothing.

A cache that is missing, broken or out of date is made anew; a folder that cannot be written to is
no mistake.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from stripper.index import Index, from_json, to_json
from stripper.ruleset import Rule

_FORMAT = 8
"""Raise it when rules or the index are built otherwise."""
_NOT_KEPT = ("drops", "keeps", "trims")
"""Examples are read from the rule file by those who want them."""


def read(paths: Sequence[str], signature: list[Any]) -> tuple[tuple[Rule, ...], Index] | None:
    """Return the rules and the index held for `paths`, if they are those of `signature`."""
    place = _place(paths)
    try:
        with open(place, "rb") as file:
            data = json.load(file)
        if data["signature"] == [_FORMAT, *signature]:
            return tuple(_thaw(rule) for rule in data["rules"]), from_json(data["index"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return None


def write(paths: Sequence[str], signature: list[Any], rules: Sequence[Rule], index: Index) -> None:
    """Write the cache, whole or not at all."""
    place = _place(paths)
    part = f"{place}.{os.getpid()}"
    data = {"signature": [_FORMAT, *signature], "rules": [_freeze(r) for r in rules], "index": to_json(index)}
    try:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        with open(part, "w", encoding="utf-8") as file:
            json.dump(data, file, separators=(",", ":"))
        os.replace(part, place)
    except OSError:
        pass


def _place(paths: Sequence[str]) -> str:
    from zlib import crc32

    home = os.environ.get("STRIPPER_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    name = crc32("\0".join(paths).encode("utf-8", "surrogateescape"))
    return os.path.join(home, "page-stripper", f"rules-{name:08x}.json")


def _freeze(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that differ from their defaults."""
    blank = Rule("")
    names = [name for name in Rule.__slots__ if name not in _NOT_KEPT]
    return {name: value for name in names if (value := getattr(rule, name)) != getattr(blank, name)}


def _thaw(data: dict[str, Any]) -> Rule:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Rule(**values)
