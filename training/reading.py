"""A dump as the package reads it and its rules see it: training must see exactly what run time sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from stripper import catalogue
from stripper.article.view import View, view_of
from stripper.book import Book
from stripper.judge import judge
from stripper.model import cut
from stripper.page import Page
from stripper.readers.html import read_markup
from stripper.readers.text import read_text
from stripper.votes import Opinion, scan


@dataclass(frozen=True)
class Reading:
    """A dump's view; what would be printed of each paragraph if it is kept; what the rules say of it.

    `ruled`: -1 dropped by a rule, 1 kept by a rule, 0 left to the model.
    """

    view: View
    printed: list[str]
    ruled: NDArray[np.int8]


@cache
def _book() -> Book:
    return catalogue.book()


def read(text: str, html: bool = False) -> Reading:
    """Read a text dump, or a page of HTML, and ask the shipped rules."""
    dump, book = read_markup("", text) if html else read_text("", text), _book()
    asked: dict[int, tuple[str, ...]] = {}

    def listen(page: Page, families: Mapping[int, tuple[str, ...]]) -> tuple[Mapping[int, Opinion], float]:
        asked.update({page.filled[k]: names for k, names in families.items()})
        return {}, 0.0

    page = Page(dump)
    verdicts = judge(page, book, scan(page, book), listen).spoken
    view, index = view_of(dump, asked)
    starts = [*dump.paragraphs.starts, len(dump.lines)]
    printed, ruled = [], np.zeros(len(index), dtype=np.int8)
    for k, i in enumerate(index):
        rows = range(starts[i], starts[i + 1])
        said = [verdicts.get(row) for row in rows]
        left = [
            cut(dump.lines[r], v.cuts if v else ())
            for r, v in zip(rows, said, strict=True)
            if not v or v.action != "drop"
        ]
        printed.append("\n".join(left))
        # A paragraph of which only some lines are dropped (a trim left nothing of them) is not dropped itself.
        ruled[k] = -1 if not left else 1 if said[0] and said[0].action == "keep" else 0
    return Reading(view, printed, ruled)
