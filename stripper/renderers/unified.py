"""The unified diff for a terminal: safe to show, each row in the style of its mark. For `patch`, see `diff`."""

from __future__ import annotations

from collections.abc import Iterator

from stripper.model import Judgement
from stripper.renderers import diff
from stripper.renderers.rows import Row
from stripper.renderers.visible import visible

_STYLES = {"-": "drop", "+": "add", "@": "hunk", "\\": "dim"}


def rows(result: Judgement, width: int) -> Iterator[Row]:
    """Yield the rows of the diff; `width` plays no part, lines stay whole."""
    for k, row in enumerate(diff.render(result).split("\n")[:-1]):
        yield [(visible(row.removesuffix("\r")), "head" if k < 2 else _STYLES.get(row[:1], ""))]
