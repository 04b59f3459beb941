"""The cache of a book: its rules and its index as tables, of which a run reads what it needs.

    a cache = one line of JSON (signature and outline) | the table of rules | the tables of the index

It is data, not code: a planted file can make the tool cut or keep other lines, as a planted rule file can, and no more.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Sequence
from typing import Any, overload

from stripper import index, tables
from stripper.book import Book, Outline
from stripper.cache_file import FORMAT, place, put
from stripper.errors import StripperError
from stripper.ruleset import Rule

_NOT_KEPT = ("drops", "keeps", "trims", "line", "markers")
"""Examples are read from the rule file by those who want them; the globs are in the index."""


class HeldRules(Sequence[Rule]):
    """The rules of a cache, each made when it is asked for."""

    def __init__(self, table: tables.Table) -> None:
        self._table = table
        self._made: dict[int, Rule] = {}

    def __len__(self) -> int:
        return len(self._table.places)

    @overload
    def __getitem__(self, number: int) -> Rule: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Rule]: ...
    def __getitem__(self, number: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if number not in self._made:
            if not 0 <= number < len(self):
                raise IndexError(number)
            try:
                self._made[number] = _thaw(json.loads(self._table.numbered(number)))
            except (ValueError, TypeError, AttributeError):
                where = os.path.dirname(place(""))
                raise StripperError(f"the cache of rules is damaged; delete the folder {where}") from None
        return self._made[number]


def read(name: str, signature: list[Any]) -> Book | None:
    """Return the book held under `name`, if it was written with that signature; None else."""
    try:
        with open(place(f"{name}.tables"), "rb") as file:
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
        return Book(HeldRules(held), ids, found, Outline(shaped, trims, orphans, dialects))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def write(name: str, signature: list[Any], book: Book) -> None:
    """Hold a book under `name`."""
    # Two files of one name are told apart by the numbers of their rules.
    rows = {f"{n}\t{rule.id}": json.dumps(_freeze(rule), separators=(",", ":")) for n, rule in enumerate(book.rules)}
    out = book.outline
    told = {"shaped": out.shaped, "trims": out.trims, "orphans": out.orphans, "dialects": out.dialects}
    data = tables.pack(rows) + bytes(book.index.data)
    head = {"signature": [FORMAT, *signature], "outline": told, "size": len(data)}
    put(f"{name}.tables", json.dumps(head).encode("utf-8", "surrogatepass") + b"\n" + data)


def _freeze(rule: Rule) -> dict[str, Any]:
    """The fields of a rule that differ from their defaults."""
    blank = Rule("")
    dropped = _NOT_KEPT if rule.action == "trim" else (*_NOT_KEPT, "phrase")
    names = [name for name in Rule.__slots__ if name not in dropped]
    return {name: value for name in names if (value := getattr(rule, name)) != getattr(blank, name)}


def _thaw(data: dict[str, Any]) -> Rule:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return Rule(**values)
