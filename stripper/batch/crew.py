"""Processes that clean, and what is done when one of them dies."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from stripper.batch.job import Job
from stripper.batch.worker import At, Done, Stopped, Task, work
from stripper.errors import StripperError

_PATIENCE = 1.0
"""Seconds after which whoever asked for results is heard again."""


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    task: Task | None = None
    at: int = -1


class Crew:
    """`count` processes; each has one part at a time, and one more part is held ready.

    They are started afresh (spawn), so that none holds the pipe of another: when this process dies, each finds its pipe
    closed and ends.
    """

    def __init__(self, job: Job, count: int) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._job = job
        self._workers: list[_Worker] = []
        self._count = count

    def run(self, tasks: Iterator[Task], idle: Callable[[], None]) -> Iterator[Done]:
        """Yield what is done, in the order in which it is; `idle` is called once a second or more often.

        Raises StripperError where results cannot be written, or workers end as soon as they start.
        """
        ready: deque[Task] = deque()
        more = True
        while True:
            while more and not ready:
                task = next(tasks, None)
                more = task is not None
                ready += [task] if task else []
                self._deal(ready)
            busy = {worker.pipe: worker for worker in self._workers if worker.task}
            if not busy:
                return
            finished = []
            for pipe in wait(list(busy), _PATIENCE):
                done, again = self._hear(busy[pipe])  # type: ignore[index]
                finished += [done] if done else []
                ready.extendleft([again] if again else [])
            self._deal(ready)  # first, so that nobody waits for what is done with the results
            yield from finished
            idle()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join()

    def _deal(self, ready: deque[Task]) -> None:
        """Give tasks to workers that have none, and to new ones, while there are any."""
        while ready:
            free = next((worker for worker in self._workers if not worker.task), None)
            if free is None and len(self._workers) < self._count:
                free = self._start()
            if free is None:
                return
            free.task, free.at = ready.popleft(), -1
            with suppress(OSError):  # it has died meanwhile, and its pipe will say so
                free.pipe.send(free.task)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._job), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _hear(self, worker: _Worker) -> tuple[Done | None, Task | None]:
        """Return what a worker has done, or its task once more where it has died."""
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            return None, self._buried(worker)
        if isinstance(said, At):
            worker.at = said.index
            return None, None
        if isinstance(said, Stopped):
            raise StripperError(said.message)
        worker.task = None
        return said, None

    def _buried(self, worker: _Worker) -> Task | None:
        """Take a dead worker away. Its part is redone; the page that it dies of again is left out of that."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        task = worker.task
        if task is None:
            return None
        task.deaths += 1
        if task.deaths > 1 and worker.at < 0:
            raise StripperError(f"worker processes end before they do anything (exit code {worker.process.exitcode})")
        if task.deaths > 1:
            task.skip[worker.at] = f"a worker process died of this page again (exit code {worker.process.exitcode})"
        return task
