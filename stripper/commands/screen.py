"""The user's screen: whether it shows colours, how wide it is, and what is long enough for a pager."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import click

from stripper.commands.files import send
from stripper.renderers.rows import Row, plain

_USUAL = (100, 24)
"""Columns and rows, where there is no terminal to ask; COLUMNS and LINES in the environment override them."""


@dataclass(frozen=True)
class Screen:
    """Where views are shown. `paged`: through a pager when there are more than `height` rows."""

    colour: bool
    width: int
    height: int
    paged: bool


def screen(colour: str, pager: bool) -> Screen:
    """Return what stdout is. `colour` is "auto", "always" or "never"; "auto" is a terminal without NO_COLOR."""
    terminal = sys.stdout.isatty()
    wanted = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width, height = shutil.get_terminal_size(_USUAL)
    return Screen(colour == "always" or (colour == "auto" and wanted), width, height, terminal and pager)


def show(rows: Iterable[Row], on: Screen) -> None:
    """Show rows on the screen, or write them into the pipe or file that stdout is."""
    if not on.paged:
        send(_text(rows, on).encode("utf-8" if not sys.stdout.isatty() else sys.stdout.encoding, "replace"))
        return
    held = list(rows)
    if len(held) < on.height:
        show(held, Screen(on.colour, on.width, on.height, paged=False))
        return
    # Quit at once where all fits after all, pass colours on, leave the text on the screen: what git asks of less.
    os.environ.setdefault("LESS", "FRX")
    click.echo_via_pager(_text(held, on).removesuffix("\n"), color=on.colour)


def _text(rows: Iterable[Row], on: Screen) -> str:
    if not on.colour:
        return plain(rows)
    from stripper.renderers.paint import ansi

    return ansi(rows)
