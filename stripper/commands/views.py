"""What `--diff` and `--stat` show of each dump: on a terminal in colour and through one pager, else as text."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stripper.api import Result
from stripper.commands import say
from stripper.commands.clean import encoding_of
from stripper.commands.files import write
from stripper.commands.screen import Screen, screen, show
from stripper.renderers import view
from stripper.renderers.rows import Row
from stripper.renderers.stat import Sum


@dataclass
class Views:
    """Views of one run of the command, shown as they come; on a terminal held back for the pager."""

    form: str
    chosen: Mapping[str, Any]
    held: list[Row] = field(default_factory=list)
    total: Sum = field(default_factory=Sum)
    seen: set[str] = field(default_factory=set)

    @property
    def _screen(self) -> Screen:
        return screen(self.chosen["colour"], self.chosen["pager"])

    def add(self, result: Result) -> None:
        """Show the views of one result that were asked for."""
        name = self.chosen["diff"] or ("unified" if self.form == "diff" else "")
        on = self._screen
        path = os.path.realpath(result.dump.name)
        if name == "unified" and result.dump.name != "stdin" and path in self.seen:
            say(f"stripper: {result.dump.name}: is named twice; one diff of it is enough, and all that patch takes")
            return
        self.seen.add(path)
        if self.chosen["stat"]:
            self.total.add(result)
            self._show(list(view("stat")(result, on.width)), on)
        if name == "unified" and not on.colour and not sys.stdout.isatty():
            write(result.render("diff"), encoding_of(result, "diff"))  # to the byte, for `patch`
        elif name:
            self._show(list(view(name)(result, on.width)), on)

    def _show(self, rows: list[Row], on: Screen) -> None:
        if on.paged:
            self.held += rows
        else:
            show(rows, on)

    def finish(self) -> None:
        """Show what was held back, and the totals of several dumps."""
        on = self._screen
        if self.total.files > 1:
            self._show([[], *self.total.rows(on.width)], on)
        if self.held:
            show(self.held, on)
