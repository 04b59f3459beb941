"""A process that cleans: it takes a part, writes what comes of it, and says what it counted."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import IO, Any

from stripper.api import Result
from stripper.batch.job import Job, Totals
from stripper.batch.outputs import sync_pages, write_page, write_part
from stripper.batch.row import cleaned, row, sound
from stripper.book import Book
from stripper.errors import InputError, StripperError
from stripper.readers.decode import encode
from stripper.sources.page import Page

_STUCK = 2.0
"""A page that does not heed its time limit, as in the code of a library, ends the process after so many limits."""
_BUSY = 5.0
"""A page that gets less than half of the time of a processor, as where there are more processes than processors, has
so many limits."""


@dataclass
class Task:
    """A part to be cleaned: its pages, those that are known to kill a worker (index -> what to say of it), and how
    often a worker died of it. After that, a worker tells which page it is about to clean."""

    number: int
    pages: list[Page]
    hash: str
    skip: dict[int, str] = field(default_factory=dict)
    deaths: int = 0


@dataclass(frozen=True)
class Done:
    """A part that is on the disk: what it counted, and the pages that failed, with the reason."""

    number: int
    hash: str
    counted: Mapping[str, Any]
    failed: list[tuple[str, str]]


@dataclass(frozen=True)
class At:
    """The index of the page in its part that is cleaned next."""

    index: int


@dataclass(frozen=True)
class Stopped:
    """Why no part can be written any more, as when the disk is full."""

    message: str


def work(pipe: Connection, job: Job) -> None:
    """Take tasks from the pipe until it is closed; answer each with Done or Stopped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and closes the pipe
    try:
        book = job.book()
        with open(os.devnull, "w") as nowhere:
            while True:
                pipe.send(_answer(pipe.recv(), book, job, pipe, nowhere))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has ended, well or not
    finally:
        # A time limit that ran out this late has nothing to stop.
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(task: Task, book: Book, job: Job, pipe: Connection, nowhere: IO[str]) -> Done | Stopped:
    try:
        return _part(task, book, job, pipe, nowhere)
    except StripperError as error:
        return Stopped(str(error))
    except OSError as error:
        return Stopped(f"{error.filename or job.out}: cannot be written: {error.strerror or error}")


def _part(task: Task, book: Book, job: Job, pipe: Connection, nowhere: IO[str]) -> Done:
    totals, rows, failed = Totals(pages=len(task.pages)), [], []
    written: list[str] = []
    for index, page in enumerate(task.pages):
        if task.deaths:
            pipe.send(At(index))
        result, lang, error = None, "", task.skip.get(index, "")
        if not error:
            result, lang, error = _page(page, book, job, nowhere)
        if result and job.form == "text":
            error = _write(page, result, job, written)
        if error:
            failed.append((sound(page.id), sound(error)))
        if result and not error:
            totals.sum.add(result)
        if job.form != "text":
            rows.append(row(page, result, lang, error, job.diff))
    if rows:
        write_part(rows, task.number, job.form, job.work)
    sync_pages(written)
    totals.failed = len(failed)
    return Done(task.number, task.hash, totals.as_json(), failed)


def _page(page: Page, book: Book, job: Job, nowhere: IO[str]) -> tuple[Result | None, str, str]:
    """Clean a page; return its result, its language, and where it failed why. Nothing that it does ends the run."""
    try:
        with _limited(job.limit, nowhere):
            return (*cleaned(page, book, job.mode, job.site, job.max_size), "")
    except InputError as error:
        return None, "", str(error)
    except _TooLong:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return None, "", f"took over {job.limit:g} seconds; --limit allows more"
    except MemoryError:
        return None, "", "needs more memory than there is"
    except Exception as error:
        return None, "", f"could not be cleaned: {type(error).__name__}: {error}"[:500]


def _write(page: Page, result: Result, job: Job, written: list[str]) -> str:
    """Write the files of a page; return why that cannot be done, or an empty string."""
    try:
        encoding = result.dump.encoding
        written.append(write_page(job.out, page.path, encode(result.text, encoding), job.work))
        if job.diff:
            written.append(write_page(job.out, f"{page.path}.diff", encode(result.diff(), encoding), job.work))
    except InputError as error:
        return str(error)
    return ""


class _TooLong(BaseException):
    """A page takes too long. No Exception, since libraries catch those."""


@contextmanager
def _limited(seconds: float, nowhere: IO[str]) -> Iterator[None]:
    """Raise _TooLong after `seconds`, and again each second: code of others may have swallowed it."""
    start, used = time.monotonic(), time.process_time()

    def watch() -> None:
        faulthandler.dump_traceback_later(seconds * _STUCK + 5, exit=True, file=nowhere)

    def ring(*_: object) -> None:
        if time.process_time() - used < seconds / 2 and time.monotonic() - start < seconds * _BUSY:
            watch()  # others have the processor, and this page is not to pay for them
        else:
            raise _TooLong

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, min(seconds, 1.0))
    watch()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
