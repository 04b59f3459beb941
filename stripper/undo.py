"""What an in-place cleaning took out of a file, and how it goes back in, exact to the byte.

A record holds what was cut, line by line, with the rule that cut it; hashes of the file before and
after; and a short hash of each line that stayed. The file as it is now and its record give back the
file as it was, all or part of it. A file that was edited since is merged as `diff3` would: a line
goes back where both its neighbours still stand side by side, and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stripper.errors import InputError, StripperError
from stripper.model import Judgement
from stripper.readers.decode import decode_as, encode, mark, pieces

_VERSION = 1
_MARK = 12
_MOST_COMPARED = 4_000_000
"""Edited lines times lines that stayed, beyond which an edited file is refused instead of compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """What went from one line.

    `line` is its number in the old file, from 1; `rule` the id of the rule that cut it. `parts` are what was cut, each
    with the byte of the old line at which it stood. A line that went `whole` (one part, newline included) stands
    before line `at` (an index) of the new file; a trimmed one is line `at`. None: it has no safe place any more.
    """

    line: int
    rule: str
    at: int | None
    whole: bool
    parts: tuple[tuple[int, bytes], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One file of an in-place run. `before` and `after` are SHA-256 digests, `before` empty where it is unknown;
    `marks` are those of the lines that stayed."""

    file: str
    before: str
    after: str
    encoding: str
    newline: str
    marks: tuple[str, ...]
    changes: tuple[Change, ...]


def digest(data: bytes) -> str:
    """Return the SHA-256 of `data`, in hex."""
    return hashlib.sha256(data).hexdigest()


def record_of(file: str, result: Judgement, data: bytes) -> tuple[Record, bytes]:
    """Return the record of a cleaning of `data`, the content of `file`, and what the cleaning leaves of it.

    Raises InputError where the bytes of single lines do not add up to those of the file.
    """
    dump = result.dump
    head = mark(dump.encoding)
    old = pieces(dump.text, dump.newline, dump.encoding)
    if head + b"".join(old) != data:
        raise InputError(
            f"cannot be cleaned in place: its bytes ({dump.encoding}) do not come back exactly; use -o DIR"
        )
    kept: list[bytes] = []
    changes: list[Change] = []
    for i, row in enumerate(old):
        verdict = result.spoken.get(i)
        if verdict is None or verdict.action == "keep":
            kept.append(row)
        elif verdict.action == "drop":
            changes.append(Change(i + 1, verdict.rule, len(kept), True, ((0, row),)))
        else:
            cuts = _cuts(dump.lines[i], verdict.cuts, dump.encoding)
            changes.append(Change(i + 1, verdict.rule, len(kept), False, cuts))
            kept.append(_without(row, cuts))
    new = head + b"".join(kept)
    record = Record(
        file, digest(data), digest(new), dump.encoding, dump.newline, tuple(map(_mark, kept)), tuple(changes)
    )
    give_back(record, new)  # raises where the record would not give back `data`
    return record, new


def give_back(record: Record, data: bytes, wanted: Callable[[Change], bool] = lambda _: True) -> tuple[bytes, Record]:
    """Return `data` with the wanted changes taken back, and the record of what is still missing from it.

    Raises StripperError where `data` is no longer what the cleaning left and the edits are in the way.
    """
    edited = digest(data) != record.after
    rows = _rows(record, data)
    changes = _moved(record, rows) if edited else record.changes
    stuck = [str(change.line) for change in changes if change.at is None and wanted(change)]
    if stuck:
        raise StripperError(
            f"was edited where lines were cut (line {', '.join(stuck[:8])}{' …' if len(stuck) > 8 else ''} of the old "
            "file); nothing was written. Take your edits back there, or name other lines with --line or --rule"
        )
    out, left = _put_back(rows, changes, wanted)
    new = mark(record.encoding) + b"".join(out)
    before = "" if edited else record.before
    rest = replace(record, before=before, after=digest(new), marks=tuple(map(_mark, out)), changes=tuple(left))
    if before and not left and rest.after != before:
        raise StripperError("the undo record is damaged: it does not give the old file back; nothing was written")
    return new, rest


def _put_back(
    rows: Sequence[bytes], changes: Sequence[Change], wanted: Callable[[Change], bool]
) -> tuple[list[bytes], list[Change]]:
    """Return the lines with what is wanted, and the other changes with their new places."""
    places: dict[int | None, list[Change]] = {}
    for change in changes:
        places.setdefault(change.at, []).append(change)
    out: list[bytes] = []
    left = places.get(None, [])
    for k in range(len(rows) + 1):
        row = rows[k] if k < len(rows) else b""
        for change in sorted(places.get(k, ()), key=lambda c: not c.whole):  # what stands before the line goes first
            if not wanted(change):
                left.append(replace(change, at=len(out)))
            elif change.whole:
                out.append(change.parts[0][1])
            else:
                for at, cut in change.parts:
                    row = row[:at] + cut + row[at:]
        if k < len(rows):
            out.append(row)
    return out, left


def _rows(record: Record, data: bytes) -> list[bytes]:
    try:
        rows = pieces(decode_as(data, record.encoding), record.newline, record.encoding)
    except UnicodeError:
        rows = []
    if mark(record.encoding) + b"".join(rows) != data:
        raise StripperError(f"is no longer in the encoding it was in ({record.encoding}); nothing was written")
    return rows


def _moved(record: Record, rows: Sequence[bytes]) -> list[Change]:
    """The changes with their places in an edited file."""
    last = len(record.marks)
    where = {-1: -1, last: len(rows), **dict(_pairs(record.marks, [_mark(row) for row in rows]))}
    moved = []
    for change in record.changes:
        at, place = change.at, None
        if at is not None and at in where:
            # A line goes back between two others only while they are still neighbours.
            beside = not change.whole or where.get(at - 1) == where[at] - 1
            place = where[at] if beside else None
        moved.append(replace(change, at=place))
    return moved


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the indices of lines that are the same in both: those at the ends, then what difflib finds between."""
    from difflib import SequenceMatcher

    head, least = 0, min(len(old), len(new))
    while head < least and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < least - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield from ((i, i) for i in range(head))
    yield from ((len(old) - i, len(new) - i) for i in range(1, tail + 1))
    inner = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(inner[0]) * len(inner[1]) > _MOST_COMPARED:
        return
    for block in SequenceMatcher(None, *inner, autojunk=False).get_matching_blocks():
        yield from ((head + block.a + i, head + block.b + i) for i in range(block.size))


def _cuts(line: str, spans: Sequence[tuple[int, int]], encoding: str) -> tuple[tuple[int, bytes], ...]:
    bare = encoding.partition("+")[0]
    return tuple((len(encode(line[:start], bare)), encode(line[start:end], bare)) for start, end in spans)


def _without(row: bytes, cuts: Sequence[tuple[int, bytes]]) -> bytes:
    for at, cut in reversed(cuts):
        row = row[:at] + row[at + len(cut) :]
    return row


def _mark(row: bytes) -> str:
    return hashlib.blake2b(row, digest_size=_MARK // 2).hexdigest()


def to_json(record: Record) -> str:
    """Return a record as one line of JSON. Bytes stand as UTF-8, odd ones as lone surrogates."""
    changes = [
        [c.line, c.rule, c.at, c.whole, [[at, cut.decode("utf-8", "surrogateescape")] for at, cut in c.parts]]
        for c in record.changes
    ]
    return json.dumps(
        {
            "file": record.file, "v": _VERSION, "before": record.before, "after": record.after,
            "encoding": record.encoding, "newline": record.newline, "marks": "".join(record.marks), "changes": changes,
        },
        separators=(",", ":"),
    )  # fmt: skip


def from_json(row: str | bytes) -> Record:
    """Return the record in a line of JSON. Raises ValueError for anything else."""
    try:
        data: dict[str, Any] = json.loads(row)
        if data["v"] != _VERSION:
            raise ValueError("another version")
        marks = str(data["marks"])
        return Record(
            str(data["file"]), str(data["before"]), str(data["after"]), str(data["encoding"]), str(data["newline"]),
            tuple(marks[i : i + _MARK] for i in range(0, len(marks), _MARK)), tuple(map(_change, data["changes"])),
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no undo record: {error}") from None


def _change(data: Sequence[Any]) -> Change:
    line, rule, at, whole, parts = data
    cuts = tuple((int(at), cut.encode("utf-8", "surrogateescape")) for at, cut in parts)
    return Change(int(line), str(rule), None if at is None else int(at), bool(whole), cuts)
