"""The journal of in-place runs: JSON lines in the user's state folder, a file a run.

A record is on the disk before its file is replaced, so a run that is killed can be taken back all
the same: a file it did not get to is still the old one, and its record says so.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime

from stripper.undo import Record, from_json, to_json

KEPT_DAYS = 90
"""Days after which the record of a run is thrown away."""
_SUFFIX, _UNDONE = ".jsonl", ".undone"


def folder() -> str:
    """Return the folder of the journal. It need not exist."""
    state = os.environ.get("STRIPPER_STATE_DIR") or os.environ.get("XDG_STATE_HOME")
    return os.path.join(state or os.path.expanduser("~/.local/state"), "page-stripper", "undo")


def begin() -> str:
    """Open the journal of a new run and return its path. Raises OSError where the folder cannot be written to."""
    os.makedirs(folder(), mode=0o700, exist_ok=True)
    _forget_old()
    run = os.path.join(folder(), f"{time.time_ns():020d}-{os.getpid()}{_SUFFIX}")
    head = {"v": 1, "started": datetime.now().astimezone().isoformat(timespec="seconds"), "in": os.getcwd()}
    _append(run, json.dumps(head), os.O_CREAT | os.O_EXCL)
    place = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
    return run


def hold(run: str, *, alone: bool = False) -> int | None:
    """Open the journal of a run for as long as this process works with it: that which cleans, or `alone` that which
    takes the run back. None where another process does; a file descriptor else. Raises OSError."""
    file = os.open(run, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    except OSError:
        pass  # a file system that knows no locks
    return file


def add(run: str, record: Record) -> None:
    """Write a record to the journal of `run`, down to the disk. Raises OSError, also where the journal is not there."""
    _append(run, to_json(record))


def _append(run: str, row: str, flags: int = 0) -> None:
    file = os.open(run, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | flags, 0o600)
    try:
        data = memoryview(f"\n{row}\n".encode("ascii"))  # a row that was cut short before it stays a row of its own
        while data:
            data = data[os.write(file, data) :]
        os.fsync(file)
    finally:
        os.close(file)


def runs() -> list[str]:
    """Return the paths of all runs that were not taken back, the newest first."""
    try:
        names = sorted((n for n in os.listdir(folder()) if n.endswith(_SUFFIX)), reverse=True)
    except OSError:
        return []
    return [os.path.join(folder(), name) for name in names]


def started(run: str) -> tuple[str, int]:
    """Return when a run began, and how many files it has records of."""
    rows = _rows(run)
    try:
        when = str(json.loads(rows[0])["started"]) if rows else "?"
    except (ValueError, KeyError, TypeError):
        when = "?"
    return when, len({row.partition(b',"v":')[0] for row in rows[1:]})


def records(run: str) -> dict[str, list[Record]]:
    """Return the records of each file of a run, the newest last."""
    found: dict[str, list[Record]] = {}
    for row in _rows(run)[1:]:
        try:
            record = from_json(row)
        except ValueError:
            continue  # cut short when the run was killed; its file was not touched
        found.setdefault(record.file, []).append(record)
    return found


def find(file: str) -> Iterator[tuple[str, Record]]:
    """Yield (run, record) of all records of a file, the newest first."""
    start = f'{{"file":{json.dumps(file)},'.encode("ascii")
    for run in runs():
        for row in reversed(_rows(run)):
            if row.startswith(start):
                try:
                    yield run, from_json(row)
                except ValueError:
                    continue


def find_content(digest: str) -> Iterator[tuple[str, Record]]:
    """Yield (run, record) of all records that tell of a file with this SHA-256, whatever its name; the newest first."""
    for run in runs():
        for row in reversed(_rows(run)):
            if f'"{digest}"'.encode("ascii") in row:
                try:
                    yield run, from_json(row)
                except ValueError:
                    continue


def close(run: str) -> None:
    """Note that a run was taken back. Raises OSError."""
    os.replace(run, run.removesuffix(_SUFFIX) + _UNDONE)


def _rows(run: str) -> list[bytes]:
    try:
        with open(run, "rb") as file:
            return [row for row in file.read().split(b"\n") if row]
    except OSError:
        return []


def _forget_old() -> None:
    limit = time.time() - KEPT_DAYS * 86_400
    for entry in list(os.scandir(folder())):
        if entry.name.endswith((_SUFFIX, _UNDONE)) and entry.stat().st_mtime < limit:
            try:
                os.unlink(entry.path)
            except OSError:
                continue
