"""The cache of a book: its rules and its index as tables, of which a run reads what it needs.

    a cache = one line of JSON (signature and outline) | the table of rules | the tables of the index

It is data, not code: a planted file can make the tool cut or keep other lines, as a planted rule file can, and no more.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Sequence
from typing import Any

from stripper import index, tables
from stripper.book import Book, LazyRules, Outline
from stripper.cache_file import FORMAT, place
from stripper.errors import StripperError
from stripper.ruleset import Rule

_NOT_KEPT = ("drops", "keeps", "trims", "line", "made_of", "markers")
"""Examples are read from the rule file by those who want them; the globs are in the index."""
_HERE, _SHIPPED = os.path.join(os.path.dirname(__file__), ""), "package:"


def read(path: str, signature: Sequence[object]) -> Book | None:
    """Return the book in the file `path`, if it was packed with that signature; None else."""
    try:
        with open(path, "rb") as file:
            head = json.loads(file.readline())
            if head["signature"] != [FORMAT, *signature]:
                return None
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))[file.tell() :]
        if len(data) != head["size"]:
            return None
        held, data = tables.unpack(data)
        found, _ = index.load(data)
        told = head["outline"]
        dialects = {int(number): tuple(names) for number, names in told["dialects"].items()}
        shaped, trims, orphans = (tuple(map(int, told[key])) for key in ("shaped", "trims", "orphans"))
        ids = [place.partition("\t")[2] for place in held.places]
        rules = LazyRules(len(ids), lambda number: _thaw(held.numbered(number)))
        return Book(rules, ids, ((0, found),), Outline(shaped, trims, orphans, dialects))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def pack(signature: Sequence[object], book: Book) -> bytes:
    """Return a book of one index as the data of a cache."""
    # Two files of one name are told apart by the numbers of their rules.
    rows = {f"{n}\t{rule.id}": json.dumps(_freeze(rule), separators=(",", ":")) for n, rule in enumerate(book.rules)}
    out = book.outline
    told = {"shaped": out.shaped, "trims": out.trims, "orphans": out.orphans, "dialects": out.dialects}
    data = tables.pack(rows) + bytes(book.indexes[0][1].data)
    head = {"signature": [FORMAT, *signature], "outline": told, "size": len(data)}
    return json.dumps(head).encode("utf-8", "surrogatepass") + b"\n" + data


def _freeze(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that differ from their defaults."""
    blank = Rule("")
    dropped = _NOT_KEPT if rule.action == "trim" else (*_NOT_KEPT, "phrase")
    names = [name for name in Rule._fields if name not in dropped]
    said = {name: value for name in names if (value := getattr(rule, name)) != getattr(blank, name)}
    # The tables that come with the package do not know where it will be installed.
    return said | {"path": said["path"].replace(_HERE, _SHIPPED, 1)} if said.get("path", "").startswith(_HERE) else said


def _thaw(row: str) -> Rule:
    try:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(row).items()}
        path = values.get("path", "")
        return Rule(**(values | {"path": path.replace(_SHIPPED, _HERE, 1)} if path.startswith(_SHIPPED) else values))
    except (ValueError, TypeError, AttributeError):
        where = os.path.dirname(place(""))
        raise StripperError(f"the cache of rules is damaged; delete the folder {where}") from None
