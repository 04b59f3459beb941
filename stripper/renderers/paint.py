"""Rows in colour, as escape sequences for a terminal. It alone imports rich's styles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zlib import crc32

from rich.color import ColorSystem
from rich.style import Style

from stripper.renderers.rows import Row

_STYLES = {
    "": "",
    "drop": "red",
    "struck": "dim strike",
    "cut": "red strike",
    "add": "green",
    "head": "bold",
    "hunk": "cyan",
    "dim": "dim",
    "bad": "bold red",
    "good": "green",
}
# The sixteen colours that a terminal's own theme defines, less those that mean dropped and kept.
_FAMILIES = ("cyan", "magenta", "yellow", "blue", "bright_cyan", "bright_magenta", "bright_yellow", "bright_blue")

_SPREAD = 627
"""With this divisor, the eight rule sets that cut most have eight colours."""


@cache
def style_of(name: str) -> Style:
    """Return the look of a style; a rule set has the same colour in every run."""
    kind, _, family = name.partition(":")
    if kind == "rule":
        return Style.parse(_FAMILIES[crc32(family.encode("utf-8", "replace")) // _SPREAD % len(_FAMILIES)])
    return Style.parse(_STYLES[name])


def ansi(rows: Iterable[Row]) -> str:
    """Return rows with the escape sequences of a terminal of sixteen colours."""
    return "".join(
        "".join(style_of(name).render(text, color_system=ColorSystem.STANDARD) if name else text for text, name in row)
        + "\n"
        for row in rows
    )
