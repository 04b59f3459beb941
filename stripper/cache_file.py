"""The cache of what is read from files: JSON, so that a planted file can execute nothing.

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

_FORMAT = 9
"""Raise it when rules or the index are built otherwise."""
_NOT_KEPT = ("drops", "keeps", "trims")
"""Examples are read from the rule file by those who want them."""


def read(name: str, signature: list[Any]) -> Any:
    """Return the data held under `name`, if it was written with that signature; None else."""
    try:
        with open(_place(name), "rb") as file:
            data = json.load(file)
        return data["data"] if data["signature"] == [_FORMAT, *signature] else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def write(name: str, signature: list[Any], data: Any) -> None:
    """Hold JSON data under `name`, whole or not at all."""
    place = _place(name)
    part = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        with open(part, "w", encoding="utf-8") as file:
            json.dump({"signature": [_FORMAT, *signature], "data": data}, file, separators=(",", ":"))
        os.replace(part, place)
    except OSError:
        pass


def read_rules(name: str, signature: list[Any]) -> tuple[tuple[Rule, ...], Index] | None:
    """Return the rules and the index held under `name`, if they are those of `signature`."""
    data = read(name, signature)
    try:
        return tuple(_thaw(rule) for rule in data["rules"]), from_json(data["index"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def write_rules(name: str, signature: list[Any], rules: Sequence[Rule], index: Index) -> None:
    """Hold rules and their index under `name`."""
    write(name, signature, {"rules": [_freeze(r) for r in rules], "index": to_json(index)})


def name(kind: str, paths: Sequence[str]) -> str:
    """Return the name for what is read from the files `paths`."""
    from zlib import crc32

    return f"{kind}-{crc32(chr(0).join(paths).encode('utf-8', 'surrogateescape')):08x}"


def _place(name: str) -> str:
    home = os.environ.get("STRIPPER_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "page-stripper", f"{name}.json")


def _freeze(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that differ from their defaults."""
    blank = Rule("")
    names = [name for name in Rule.__slots__ if name not in _NOT_KEPT]
    return {name: value for name in names if (value := getattr(rule, name)) != getattr(blank, name)}


def _thaw(data: dict[str, Any]) -> Rule:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Rule(**values)
