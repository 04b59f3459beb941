"""`stripper --in-place`: clean files where they stand, so that all of it can be taken back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stripper import journal
from stripper.api import Result, clean
from stripper.book import Book
from stripper.commands import complain, say
from stripper.commands.clean import PAGE_LINES
from stripper.commands.files import content, manner
from stripper.commands.writing import swap
from stripper.errors import InputError, StripperError
from stripper.model import Dump
from stripper.readers import is_packed, read
from stripper.undo import Record, record_of

MOST_CUT = 0.9
"""The part of a file's letters that may go; more is done with --force only."""

_NO_FILES = ("/dev/std", "/dev/fd/", "/proc/")


@dataclass
class _Run:
    """One run: its options, its journal (begun with the first file that is written) and what came of it."""

    chosen: Mapping[str, Any]
    journal: str = ""
    cleaned: int = 0
    failed: int = 0


def clean_all(names: Iterable[str], rules: Book, chosen: Mapping[str, Any]) -> int:
    """Clean each file in place and return the exit code; one that is refused is reported, the others go on."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    run = _Run(chosen)
    seen: set[str] = set()
    for name in names:
        path = os.path.realpath(name)
        if path in seen:
            continue
        seen.add(path)
        try:
            _clean_one(name, path, rules, run)
        except StripperError as error:
            run.failed += 1
            complain(f"{name}: {error}")
        except OSError as error:
            run.failed += 1
            complain(f"{name}: cannot be written: {error.strerror or error}")
    if chosen["verbose"]:
        back = "; `stripper undo` takes it back" if run.journal else ""
        say(f"stripper: {run.cleaned} of {len(seen)} files cleaned{back}")
    return 2 if run.failed else 0


def _stop(number: int, _: object) -> None:
    raise SystemExit(128 + number)  # on the way out temporary files go


def _clean_one(name: str, path: str, rules: Book, run: _Run) -> None:
    chosen = run.chosen
    dump, data, state = _open(name, rules, chosen)
    result = clean(dump, rules, chosen["mode"] or "article")
    if not result.changed:
        return
    if not chosen["force"]:
        _refuse_to_gut(result)
    record, new = record_of(path, result, data)
    if chosen["undo"]:
        _note(record, run)
    backup = path + chosen["backup"] if chosen["backup"] else ""
    swap(path, new, state, keep_times=chosen["keep_times"], backup=backup)
    run.cleaned += 1
    if chosen["verbose"]:
        gone = sum(rest is None for rest in result.changes.values())
        say(f"stripper: {name}: {gone} of {len(dump.lines)} lines cut")


def _open(name: str, rules: Book, chosen: Mapping[str, Any]) -> tuple[Dump, bytes, os.stat_result]:
    """Return a dump, its bytes and the state of its file. Raises InputError for what cannot be written back."""
    if name == "-":
        raise InputError("standard input has no place to be written to; name files, or leave out --in-place")
    # Asked before it is opened: a named pipe would wait for its writer. What /dev/stdin leads to has a name of its own.
    odd = os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)
    if odd or os.path.abspath(name).startswith(_NO_FILES):
        raise InputError("is no ordinary file")
    data, state = content(name, chosen["max_size"])
    if state.st_nlink > 1 and not chosen["force"]:
        raise InputError("has other names (hard links), which would keep the old text; --force cleans it all the same")
    if not (state.st_mode & 0o222 and os.access(name, os.W_OK)) and not chosen["force"]:
        raise InputError("is read-only; --force cleans it all the same")
    if is_packed(data):
        raise InputError("is packed; unpack it first, or use -o DIR")
    dump = read(data, name=name, **manner(rules, chosen))
    if dump.kind == "html":
        raise InputError("is HTML, which would be replaced by plain text; use -o DIR")
    return dump, data, state


def _note(record: Record, run: _Run) -> None:
    try:
        if not run.journal:
            run.journal = journal.begin()
            journal.hold(run.journal)  # until this process ends
        journal.add(run.journal, record)
    except OSError as error:
        reason = f"no undo record can be written to {journal.folder()} ({error.strerror or error})"
        raise StripperError(f"{reason}; set STRIPPER_STATE_DIR to a folder of yours, or use --no-undo") from None


def _refuse_to_gut(result: Result) -> None:
    """Raise InputError when so little would be left that the rules or the model have likely gone wrong."""
    before, after = _letters(result.dump.text), _letters(result.text)
    if before and after < before * (1 - MOST_CUT):
        part = int(100 * (before - after) / before)
        raise InputError(f"{part} % of it would go; nothing was written (look at --diff, then use --force)")
    if result.confidence is None or len(result.dump.lines) < PAGE_LINES:
        return
    from stripper.article import UNSURE  # loaded already, since it was asked

    if result.confidence < UNSURE:
        raise InputError(
            f"not sure that there is an article (confidence {result.confidence:.2f}); nothing was written (--force "
            "cuts what the rules say, --ignore article does not ask)"
        )


def _letters(text: str) -> int:
    return len("".join(text.split()))
