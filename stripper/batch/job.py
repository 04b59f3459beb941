"""What a batch is to do, as every process of it knows it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stripper import catalogue
from stripper.book import Book
from stripper.readers import MAX_SIZE
from stripper.renderers.stat import Count, Sum

FORMS = ("text", "jsonl", "jsonl.gz", "jsonl.zst", "parquet")
"""text: a file for each page, under a folder. The others: one file, a row for each page."""


@dataclass(frozen=True)
class Job:
    """Rules and limits of a batch, and where its results go.

    `rules`, `select`, `ignore`, `mode` and `site` are those of `stripper.strip`; the URL of a page counts where `site`
    is empty. `limit` is the seconds that a page may take. `diff`: the diff of each page is written too.
    """

    out: str
    form: str
    diff: bool = False
    rules: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    mode: str = "article"
    site: str = ""
    max_size: int = MAX_SIZE
    limit: float = 60.0

    def book(self) -> Book:
        """Return the rules in force. Raises RuleError and UnknownNameError."""
        return catalogue.book(self.rules, self.select, self.ignore)

    @property
    def work(self) -> str:
        """The folder of the journal and of what is not yet done; in the same file system as the results."""
        return os.path.join(self.out, ".stripper-batch") if self.form == "text" else f"{self.out}.batch"


@dataclass
class Totals:
    """What was counted so far: pages, those that failed, and the lines and words that each rule set cut."""

    pages: int = 0
    failed: int = 0
    sum: Sum = field(default_factory=Sum)

    def add(self, counted: Mapping[str, Any]) -> None:
        """Add what a part counted; see `as_json`."""
        self.pages += counted["pages"]
        self.failed += counted["failed"]
        self.sum.files += counted["pages"] - counted["failed"]
        self.sum.lines += counted["lines"]
        self.sum.words += counted["words"]
        for name, figures in counted["sets"].items():
            self.sum.sets.setdefault(name, Count()).add(Count(*figures))

    def as_json(self) -> dict[str, Any]:
        """Return the same as data for JSON."""
        sets = {name: [c.lines, c.trims, c.words] for name, c in self.sum.sets.items()}
        return {
            "pages": self.pages, "failed": self.failed, "lines": self.sum.lines, "words": self.sum.words, "sets": sets,
        }  # fmt: skip

    @property
    def words_cut(self) -> int:
        """Words that went, of `sum.words`."""
        return sum(count.words for count in self.sum.sets.values())
