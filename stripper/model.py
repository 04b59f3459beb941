"""What flows through the house: a Dump goes in, the judge adds Verdicts, a Judgement comes out.

Columns, not objects: a dump of 100,000 lines is a few lists of strings, and only the lines that
somebody spoke about get a `Verdict` of their own before somebody asks for all of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, NamedTuple

LONGEST = 10_000
"""Characters of a paragraph that are analysed; a longer one counts as prose, and is kept."""

Action = Literal["keep", "drop", "trim"]
Mark = tuple[Action, str, str]
"""What a rule about elements of HTML says of a line: (action, id of the rule, evidence)."""
Span = tuple[int, int]
Evidence = str | Callable[[], str]
"""Words, or a way to get them for those who ask."""


class Paragraphs(NamedTuple):
    """The units of judgement: single lines, or the re-flowed lines of hard-wrapped paragraphs.

    Columns of equal length, in the order of the dump: `starts[i]` is the index of the first line
    of paragraph i (it ends where the next begins), `texts[i]` what rules see of it: one string
    without margins, list marks and the dumper's own marks; empty for a blank line.
    """

    starts: Sequence[int]
    texts: Sequence[str]


class Rich(NamedTuple):
    """A paragraph of HTML as Markdown: the tag of its element and its text.

    `bullet` is the mark of the list item that it begins, `item` and `list` are the numbers of that item and of its
    list. `holders` are the list items and quotations that it stands in, the outermost first: ("li" or "blockquote", a
    number). `table` is the number of its table, 0 for none.
    """

    kind: str
    text: str
    bullet: str = ""
    item: int = 0
    list: int = 0
    holders: tuple[tuple[str, int], ...] = ()
    table: int = 0


class Facts(NamedTuple):
    """What HTML tells of the paragraphs of a dump beside their text.

    Of each paragraph: `boxes`, the number of the block element it stands in (-1 for a blank one); `kinds`, that
    element's tag; `linked`, the share of its characters in links, 0 to 1; `chosen`, the share of its words that
    trafilatura takes for main content, 0 to 1, or -1 where it was not asked. Of each box: `parents` (a box's number is
    greater than its parent's; the page is box 0), `tags`, `words` of class, id and role, `hidden`.
    """

    boxes: Sequence[int]
    kinds: Sequence[str]
    linked: Sequence[float]
    chosen: Sequence[float]
    parents: Sequence[int]
    tags: Sequence[str]
    words: Sequence[str]
    hidden: Sequence[bool]


@dataclass(frozen=True, eq=False, repr=False)
class Dump:
    """A page as somebody saved it.

    `text` is the whole dump, decoded and otherwise untouched. `lines` are its lines without
    `newline`, the separator ("\\n"; "\\r" for a file that has no other); the CR of a CRLF stays at
    the end of its line, so `newline.join(lines)` plus a final newline, where `text` has one, is
    `text` again. `encoding` is the name that turns `text` back into the bytes it came from. `site`
    is the host that the page came from ("www.dw.com"), empty where nobody said.
    """

    name: str
    text: str
    lines: Sequence[str]
    paragraphs: Paragraphs
    newline: str = "\n"
    kind: Literal["text", "html"] = "text"
    dialect: str = "plain"
    encoding: str = "utf-8"
    site: str = ""
    marks: Mapping[int, Mark] = field(default_factory=dict)
    """Lines that a rule about elements of HTML named: index -> (what it says, its id, evidence)."""
    facts: Callable[[], Facts] | None = None
    """Gives what HTML tells of the paragraphs: costly, for those who ask."""
    rich: Callable[[], Mapping[int, Rich]] | None = None
    """Gives the Markdown of each paragraph of HTML that is not blank, by the index of its first line."""
    told: Callable[[], Mapping[str, str]] = dict
    """What the page says of itself beside its text ("title", "author", "date", ...), read when somebody asks."""

    def of(self, site: str) -> Dump:
        """Return this dump as one of `site`, a host or a URL; this dump itself where `site` names none."""
        host = site and host_of(site)
        return replace(self, site=host) if host else self

    def paragraph(self, line: int) -> int:
        """Return the paragraph that the line of index `line` belongs to."""
        starts = self.paragraphs.starts
        return line if isinstance(starts, range) else bisect_right(starts, line) - 1

    @property
    def ends_open(self) -> bool:
        """Whether the last line lacks its newline."""
        return bool(self.lines) and not self.text.endswith(self.newline)


class Verdict(NamedTuple):
    """What became of one line, and why.

    `line` counts from 1. `rule` is the id of the rule that decided ("skip-links/skip-to"), empty
    where nobody spoke and the line was kept. `cuts` are spans of the line, in characters, that a
    trim takes out; they do not overlap and are in order.
    """

    line: int
    action: Action = "keep"
    rule: str = ""
    said: Evidence = ""
    cuts: tuple[Span, ...] = ()

    @property
    def evidence(self) -> str:
        """What the rule saw, in words; worked out now where that costs something."""
        return self.said if isinstance(self.said, str) else self.said()


@dataclass(frozen=True, eq=False, repr=False)
class Judgement:
    """A dump and what the judge said of it. `spoken` maps the index of a line to its verdict."""

    dump: Dump
    spoken: Mapping[int, Verdict] = field(default_factory=dict)
    confidence: float | None = None
    """How sure the article model is that the page holds an article, 0 to 1; None where it was not asked."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One verdict per line of the dump, in order."""
        spoken = self.spoken
        return tuple(spoken.get(i) or Verdict(i + 1) for i in range(len(self.dump.lines)))

    @cached_property
    def changes(self) -> dict[int, str | None]:
        """Index of each line that is not printed as it stood -> what is left of it (None: nothing)."""
        lines = self.dump.lines
        return {
            i: None if v.action == "drop" else cut(lines[i], v.cuts)
            for i, v in sorted(self.spoken.items())
            if v.action != "keep"
        }

    @property
    def changed(self) -> bool:
        """Whether anything would go."""
        return bool(self.changes)

    @cached_property
    def text(self) -> str:
        """The kept lines as they stood, less what was trimmed."""
        if not self.changes:
            return self.dump.text
        lines, done = self.dump.lines, 0
        left: list[str] = []
        for i, rest in self.changes.items():
            left += lines[done:i]
            if rest is not None:
                left.append(rest)
            done = i + 1
        left += lines[done:]
        if not left:
            return ""
        last = len(lines) - 1
        open_end = self.dump.ends_open and self.changes.get(last, "") is not None
        return self.dump.newline.join(left) + ("" if open_end else self.dump.newline)


def host_of(site: str) -> str:
    """Return the host of a URL, or of a host as people write it ("DW.com/en" is "dw.com"); "" where there is none."""
    from urllib.parse import urlsplit  # needed only where somebody names a site

    try:
        host = (urlsplit(site if "//" in site else f"//{site}").hostname or "").rstrip(".")
    except ValueError:
        return ""
    return host if "." in host and not any(char.isspace() for char in host) else ""


def cut(text: str, spans: Sequence[Span]) -> str:
    """Return `text` without `spans` (in order, not overlapping)."""
    pieces, done = [], 0
    for start, end in spans:
        pieces.append(text[done:start])
        done = end
    pieces.append(text[done:])
    return "".join(pieces)


def merge(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return the same characters as `spans`, in order, without overlaps."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
