"""The journal of a batch: JSON lines, added to only. What it says is done is on the disk, whole.

    {"v": 1, "job": {...}}                                   what the batch is to do
    {"part": 3, "hash": "...", "failed": [[id, why]], ...}   a part that is done, and what it counted
    {"done": true, "damaged": 0}                             all is done; how many sources were damaged

A row that was cut short when the run was killed counts for nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stripper.batch.job import Totals
from stripper.errors import StripperError

_VERSION = 1


@dataclass
class Journal:
    """What is done: part -> the hash of the pages in it. Of the pages themselves nothing is held."""

    path: str
    parts: dict[int, str] = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)
    done: bool = False
    damaged: int = 0
    _file: int = -1

    def add(self, number: int, hash: str, counted: Mapping[str, Any], failed: list[tuple[str, str]]) -> None:
        """Note a part that is on the disk. Raises OSError."""
        self._append({"part": number, "hash": hash, **counted, "failed_pages": failed})
        self._take(number, hash, counted)

    def finish(self, damaged: int) -> None:
        """Note that all is done, and how many sources were damaged. Raises OSError."""
        self._append({"done": True, "damaged": damaged})

    def close(self) -> None:
        """Let other runs have it."""
        os.close(self._file)

    def _take(self, number: int, hash: str, counted: Mapping[str, Any]) -> None:
        if number not in self.parts:
            self.parts[number] = hash
            self.totals.add(counted)

    def _append(self, row: Mapping[str, Any]) -> None:
        data = memoryview(b"\n" + json.dumps(row).encode() + b"\n")  # a row cut short before it stays a row of its own
        while data:
            data = data[os.write(self._file, data) :]
        os.fsync(self._file)


def start(path: str, job: Mapping[str, Any], resume: bool, out: str) -> Journal:
    """Open the journal at `path`, with what it says where one is there; one that is done, and whose result `out` was
    removed since, begins anew.

    Raises StripperError where another run has it open, where one was begun and `resume` is not asked for, or where that
    was to do something else; OSError.
    """
    journal = Journal(path)
    journal._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(journal._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise StripperError(f"{path}: another run is at work here; wait for it, or choose another OUT") from None
    head = _read(path, journal)
    if journal.done and not os.path.lexists(out):
        os.ftruncate(journal._file, 0)
        journal, head = Journal(path, _file=journal._file), None
    said = json.loads(json.dumps({"v": _VERSION, "job": job}))
    if head is None:
        journal._append(said)
    elif not resume and journal.done:
        raise StripperError(f"{out}: is done already; remove it to do it anew, or choose another OUT")
    elif not resume:
        work = os.path.dirname(path)
        raise StripperError(
            f"{path}: a batch was begun here: go on with --resume, remove {work} to begin anew, or choose another OUT"
        )
    elif head != said:
        was = {key: head.get("job", {}).get(key) for key in job if head.get("job", {}).get(key) != said["job"][key]}
        what = ", ".join(f"{key} was {value!r}" for key, value in was.items()) or "it is of another version"
        raise StripperError(
            f"{path}: this batch was begun otherwise ({what[:300]}); say the same, or choose another OUT"
        )
    return journal


def _read(path: str, journal: Journal) -> dict[str, Any] | None:
    """Fill the journal with what its file says, row by row; return the head."""
    head = None
    with open(path, "rb") as file:
        for line in file:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if "job" in row:
                head = row
            elif "part" in row:
                journal._take(row["part"], row["hash"], row)
            elif "done" in row:
                journal.done, journal.damaged = True, row["damaged"]
    return head
