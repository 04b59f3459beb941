"""How far a batch is: a bar on a terminal, else a line a minute on stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from stripper.batch import Totals
from stripper.commands import say
from stripper.renderers.stat import percent

_EVERY = 60.0
_OFTEN = 0.25
"""Seconds between two lines, and between two drawings of the bar."""
_FAMILIES = 3


class Lines:
    """A line a minute."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._before: int | None = None

    def show(self, totals: Totals) -> None:
        """Say how far it is, if a minute has gone by."""
        now = time.monotonic()
        if self._before is None:
            self._before = totals.pages  # those of the run that is resumed
        if now - self._last >= _EVERY:
            self._last = now
            say(f"stripper: {told(totals, (totals.pages - self._before) / (now - self._start))}")

    def say(self, message: str) -> None:
        """Say something else."""
        say(message)

    def close(self, totals: Totals) -> None:
        """Nothing is left behind."""


class Bar:
    """A bar of the bytes read, with pages, rate, time left, what failed and what was cut by which rule sets."""

    def __init__(self, sources: Sequence[str], at: Callable[[], int]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._at, self._before = at, -1
        self._start = self._last = time.monotonic()
        console = Console(stderr=True)
        columns: list[Any] = [BarColumn(), TextColumn("{task.description}", markup=False), TimeRemainingColumn()]
        self._bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
        self._task = self._bar.add_task("", total=_size(sources) or None)
        self._bar.start()

    def show(self, totals: Totals) -> None:
        """Draw it anew, a few times a second."""
        now = time.monotonic()
        if self._before < 0:
            self._before = totals.pages
        elif now - self._last < _OFTEN:
            return
        self._last = now
        rate = (totals.pages - self._before) / max(now - self._start, 0.001)
        self._bar.update(self._task, completed=self._at(), description=told(totals, rate))
        self._bar.refresh()

    def say(self, message: str) -> None:
        """Say something else, above the bar."""
        self._bar.stop()
        say(message)
        self._bar.start()

    def close(self, totals: Totals) -> None:
        """Draw it a last time and take it away."""
        self._last -= _OFTEN
        self.show(totals)
        self._bar.stop()


def progress(sources: Sequence[str], at: Callable[[], int]) -> Lines | Bar:
    """Return what fits stderr."""
    return Bar(sources, at) if sys.stderr is not None and sys.stderr.isatty() else Lines()


def told(totals: Totals, rate: float = 0.0) -> str:
    """Return one line on what was done: "1,200 pages, 95/s, 1 failed, 41 % of words cut (navigation 20 %, ...)"."""
    parts = [f"{totals.pages:,} page{'s' * (totals.pages != 1)}"]
    parts += [f"{rate:,.0f}/s"] if rate else []
    parts += [f"{totals.failed:,} failed"] if totals.failed else []
    parts.append(f"{percent(totals.words_cut, totals.sum.words)} of words cut")
    most = sorted(totals.sum.sets.items(), key=lambda item: (-item[1].words, item[0]))[:_FAMILIES]
    families = ", ".join(f"{name} {percent(count.words, totals.sum.words)}" for name, count in most)
    return ", ".join(parts) + (f" ({families})" if families else "")


def _size(sources: Sequence[str]) -> int:
    """The bytes of all files; 0 where that is not known, as of standard input."""
    total = 0
    for name in sources:
        if name == "-":
            return 0
        files = (os.path.join(top, f) for top, _, fs in os.walk(name) for f in fs) if os.path.isdir(name) else (name,)
        for file in files:
            try:
                total += os.path.getsize(file)
            except OSError:
                continue
    return total
