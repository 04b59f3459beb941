"""Many pages, by several processes: the same result whatever their number and order, also after a kill.

The pages of the sources are dealt into parts of a fixed number of pages. A part is cleaned by one process, which writes
it to the disk; then the journal notes it. A run that is resumed reads its sources again and leaves out what is done.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b

from stripper import __version__
from stripper.batch import journal as journals
from stripper.batch import outputs
from stripper.batch.crew import Crew
from stripper.batch.job import FORMS, Job, Totals
from stripper.batch.worker import Task
from stripper.errors import InputError, StripperError
from stripper.sources import Page, Reading, SourceError, pages_of

__all__ = ["FORMS", "Batch", "Job", "Totals"]

PART_PAGES = 50
_PART_SIZE = 2**24
"""Pages of a part, and bytes of them after which no more are added."""


@dataclass
class Batch:
    """A run: what is to do, from which sources (of the kind `kind`, where that is said), and how they are read.

    `tell` is called with a message about a page that failed or a source that is damaged, `idle` once a second or more
    often. `damaged` counts sources that could not be read to their end. `resumable`: the run has begun, and can go on
    where it stops.
    """

    job: Job
    sources: Sequence[str]
    reading: Reading
    kind: str = ""
    part_pages: int = PART_PAGES
    tell: Callable[[str], None] = lambda message: None
    idle: Callable[[], None] = lambda: None
    damaged: int = 0
    resumable: bool = False
    totals: Totals = field(default_factory=Totals)

    def run(self, processes: int, resume: bool = False) -> None:
        """Clean all pages, and leave what came of them at `job.out`.

        Raises StripperError where the results cannot be written or the batch was begun otherwise; what is done by then
        stays done, and is not done again by a run with `resume`.
        """
        try:
            self._prepare(resume)
            journal = journals.start(self._journal, self._head(), resume, self.job.out)
            try:
                self.resumable = True
                self.totals, self.damaged = journal.totals, journal.damaged
                if not journal.done:
                    self._clean(journal, processes)
                outputs.clear(self.job.work)
            finally:
                journal.close()
        except OSError as error:
            place = error.filename or self.job.out
            raise StripperError(f"{place}: cannot be written: {error.strerror or error}") from None

    def _prepare(self, resume: bool) -> None:
        job = self.job
        begun = os.path.exists(self._journal)
        missing = [name for name in self.sources if name != "-" and not os.path.exists(name)]
        if missing and not begun:
            raise InputError(f"{missing[0] or repr('')}: no such file or folder; nothing was begun")
        held = os.listdir(job.out) if job.form == "text" and os.path.isdir(job.out) else []
        if not begun and any(os.path.join(job.out, name) != job.work for name in held):
            raise StripperError(f"{job.out}: holds files already; choose an empty folder")
        if job.form == "text" and os.path.exists(job.out) and not os.path.isdir(job.out):
            raise StripperError(f"{job.out}: is a file already; choose another OUT")
        if job.form != "text" and os.path.exists(job.out) and not begun:
            raise StripperError(f"{job.out}: is there already; remove it, or choose another OUT")
        os.makedirs(job.work, exist_ok=True)

    @property
    def _journal(self) -> str:
        return os.path.join(self.job.work, "journal.jsonl")

    def _head(self) -> dict[str, object]:
        """What a run must have in common with the one it resumes."""
        reading = self.reading
        told = {key: value for key, value in asdict(self.job).items() if key != "out"}
        told["rules"] = [[path, _digest(path)] for path in self.job.rules]
        how = {"fields": reading.fields, "globs": reading.globs, "kind": reading.kind, "part_pages": self.part_pages}
        return {"version": __version__, "sources": list(self.sources), "source_kind": self.kind, **told, **how}

    def _clean(self, journal: journals.Journal, processes: int) -> None:
        self.job.book()  # mistakes in rule files are told before anything is done, and the cache is made once
        crew = Crew(self.job, processes)
        try:
            for done in crew.run(self._tasks(journal), self.idle):
                journal.add(done.number, done.hash, done.counted, done.failed)
                for id, error in done.failed:
                    self.tell(f"{id}: {error}")
        finally:
            crew.close()
        if self.job.form != "text":
            outputs.finish(self.job.out, range(len(journal.parts)), self.job.form, self.job.work)
        journal.finish(self.damaged)

    def _tasks(self, journal: journals.Journal) -> Iterator[Task]:
        """Yield the parts that are to be done."""
        number = -1
        for number, pages in enumerate(self._parts()):
            task = Task(number, pages, _hash(pages))
            held = journal.parts.get(number)
            if held is None:
                yield task
            elif held != task.hash:
                self.resumable = False
                raise StripperError(
                    f"{pages[0].id}: what the sources hold has changed since this batch was begun; choose another OUT"
                )
        if any(part > number for part in journal.parts):
            self.resumable = False
            raise StripperError("the sources hold less than when this batch was begun; choose another OUT")

    def _parts(self) -> Iterator[list[Page]]:
        pages: list[Page] = []
        size = 0
        for item in pages_of(self.sources, self.reading, self.kind, but=(self.job.out, self.job.work)):
            if isinstance(item, SourceError):
                self.damaged += 1
                self.tell(str(item))
                continue
            pages.append(item)
            size += _size(item)
            if len(pages) >= self.part_pages or size >= _PART_SIZE:
                yield pages
                pages, size = [], 0
        if pages:
            yield pages


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return blake2b(file.read(), digest_size=16).hexdigest()


def _size(page: Page) -> int:
    try:
        return os.path.getsize(page.file) if page.file else len(page.data)
    except OSError:
        return 0  # it will be told where it is read


def _hash(pages: Sequence[Page]) -> str:
    """What tells pages from others: their names and data; of those that are files of their own, the size."""
    found = blake2b(digest_size=16)
    for page in pages:
        data = page.data.encode("utf-8", "surrogatepass") if isinstance(page.data, str) else page.data
        found.update(f"{page.id}\0{page.url}\0{_size(page)}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        found.update(data)
    return found.hexdigest()
