"""A page of HTML as blocks: each piece of visible text that stands in a line of its own, with the boxes around it.

Lines are what a browser's select-all-and-copy would give: a block element begins a line, inline elements do not, a row
of a table of data is one line. Nothing is left out but what no browser prints: scripts, styles, the head, the choices
of form fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from stripper.model import Mark
from stripper.readers import code
from stripper.readers.inline import Inline

_UNSEEN = frozenset((
    "script", "style", "head", "title", "template", "select", "datalist", "textarea", "object", "iframe",
    "svg", "annotation", "annotation-xml",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "audio", "b", "bdi", "bdo", "big", "canvas", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "meter", "nobr", "output",
    "picture", "progress", "q", "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strike", "strong",
    "sub", "sup", "time", "track", "tt", "u", "var", "video", "wbr", "noindex", "slot", "blink", "math", "mi",
    "mn", "mo", "ms", "mtext", "mrow", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover",
    "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "semantics",
))  # fmt: skip
_MARGIN = frozenset((
    "article", "aside", "blockquote", "dl", "details", "fieldset", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul",
))  # fmt: skip
"""Elements that a blank line parts from what stands before and after."""
_IN_CELL = (
    "h5", "h6", "blockquote", "center", "address", "details", "figure", "li", "dd", "p", "div", "ul", "ol",
    "table", "dl", "h1", "h2", "h3", "h4", "article", "section", "form", "pre",
)  # fmt: skip
"""Elements in the cells of a table that is a page's layout, not data."""
_CELLS = frozenset(("td", "th"))
_IN_TEXT = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt"))
"""Elements in which buttons and elements that HTML does not know are part of the text."""
_NUMBERED = {"ol": "start", "li": "value"}
_NUMBER = re.compile(r"\s*\d{1,9}\s*", re.ASCII)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_MOST_WORDS = 12
"""Words of an element's class, id and role that are looked at."""
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
DEEPEST = 256
"""Elements inside one another up to which trafilatura is asked: as its own parser reads. More take it minutes."""


class Boxes(NamedTuple):
    """The block elements around the text, in the order in which they open; box 0 is the page. Columns of equal length.

    `parents[k]` is the number of the box that box k stands in (0 in itself), `words[k]` the words of its class, id and
    role.
    """

    parents: list[int]
    tags: list[str]
    words: list[str]
    hidden: list[bool]


class Block(NamedTuple):
    """One line of the page, or the lines of one preformatted text.

    `linked` characters of it stand in links. `gap`: whether a blank line stands before it. `mark` is what a rule about
    elements says of it. `rich` is its text in Markdown, where it was asked for.
    """

    text: str
    box: int
    kind: str
    linked: int = 0
    gap: bool = False
    mark: Mark | None = None
    rich: str = ""


@dataclass
class Walk:
    """A walk over a page, and what it found so far: `blocks` and the `boxes` they stand in."""

    named: Mapping[Any, Mark | None]
    rich: bool = False
    blocks: list[Block] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    """Boxes of numbered lists and of items that say a number -> that number."""
    boxes: Boxes = field(default_factory=lambda: Boxes([0], ["html"], [""], [False]))
    depth: int = 0
    _box: int = 0
    _gap: bool = False
    _links: int = 0
    _linked: int = 0
    _pre: int = 0
    _code: Any = None  # the preformatted text whose block elements are its lines
    _row_ended: bool = False
    _pieces: list[str] = field(default_factory=list)
    _inline: Inline = field(default_factory=Inline)
    _marks: list[Mark | None] = field(default_factory=list)
    _data: set[Any] = field(default_factory=set)

    def over(self, root: Any, mark: Mark | None = None) -> Walk:
        """Walk over the tree of a page and return this walk; `mark` is said of all that no element's mark is."""
        self._marks.append(mark)
        depth = 0
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                depth += 1
                if depth > self.depth:
                    self.depth = depth
                if element.tag in _UNSEEN and not _is_shadow(element):
                    walker.skip_subtree()
                else:
                    self._start(element)
                    self._text(element.text)
            else:
                depth -= 1
                if element.tag not in _UNSEEN or _is_shadow(element):
                    self._end(element)
                if element is not root:
                    self._text(element.tail)
        self._flush()
        return self

    def _start(self, element: Any) -> None:
        tag = element.tag
        if element in self.named:
            self._flush()
            self._marks.append(self.named[element])
        if _is_inline(element):
            self._start_inline(element)
        elif tag == "br":
            if self._pre or self._in_row():
                self._text("\n")
            else:
                self._flush()
        elif self._code is not None:
            self._start_row()
        elif tag in _CELLS and element.getparent() in self._data:
            if element.getprevious() is not None:
                self._pieces.append(" | ")
                self._inline.cell()
        else:
            self._flush()
            self._gap = self._gap or tag in _MARGIN
            self._open(element, tag)

    def _start_inline(self, element: Any) -> None:
        if element.attrib and _is_hidden(element):
            self._text(" ")  # no part of the word beside it
        if element.tag == "a":
            self._links += 1
            if self._pieces and not self._pieces[-1][-1:].isspace() and _is_link(element.getprevious()):
                self._text(" ")  # links of a menu, parted by their looks alone
        if self.rich:
            self._inline.open(element)

    def _end(self, element: Any) -> None:
        tag = element.tag
        if _is_inline(element):
            self._links -= tag == "a"
            if element.attrib and _is_hidden(element):
                self._text(" ")
            if self.rich:
                self._inline.close(element, self._in_row())
        elif self._code is not None and element is not self._code:
            self._row_ended = tag in code.ROWS
        elif tag != "br" and not (tag in _CELLS and element.getparent() in self._data):
            self._flush()
            self._gap = self._gap or tag in _MARGIN
            self._box = self.boxes.parents[self._box]
            self._pre -= tag == "pre"
            if element is self._code:
                self._code, self._row_ended = None, False
        if element in self.named:
            self._flush()
            self._marks.pop()

    def _open(self, element: Any, tag: str) -> None:
        """Step into a box."""
        boxes = self.boxes
        words, hidden = _named(element) if element.attrib else ("", False)
        boxes.parents.append(self._box)
        boxes.tags.append(tag)
        boxes.words.append(words)
        boxes.hidden.append(hidden or boxes.hidden[self._box])
        self._box = len(boxes.parents) - 1
        self._pre += tag == "pre"
        if tag == "pre" and self._pre == 1:
            inner = [e for e in element.iterdescendants(etree.Element) if e.tag != "br" and not _is_inline(e)]
            self._code = element if code.are_rows(inner) else None
        number = element.get(_NUMBERED[tag]) if tag in _NUMBERED else None
        if number and _NUMBER.fullmatch(number):
            self.numbers[self._box] = int(number)
        if tag == "tr" and next(element.iter(*_IN_CELL), None) is None:
            self._data.add(element)

    def _start_row(self) -> None:
        """Begin a line of a preformatted text, if none begins here already."""
        self._row_ended = False
        if "".join(self._pieces[-1:])[-1:] not in ("", "\n"):
            self._text("\n")

    def _in_row(self) -> bool:
        """Whether this is the row of a table of data."""
        return self.boxes.tags[self._box] == "tr"

    def _text(self, text: str | None) -> None:
        if text and self._row_ended:
            self._start_row()
            if text.isspace():  # what parts the elements, where their end has ended the line
                return
        if text:
            self._pieces.append(text)
            if self._links:
                self._linked += len(text)
            if self.rich:
                self._inline.text(text, raw=self._pre > 0)

    def _flush(self) -> None:
        """End the line."""
        if not self._pieces:
            return
        text = "".join(self._pieces)
        text = code.tidy(text) if self._pre else " ".join(text.split())
        if self._in_row():
            text = text.strip("| ")
        self._pieces.clear()
        rich = self._inline.take(self._pre > 0, self._in_row())
        if text:
            kind = "pre" if self._pre else self.boxes.tags[self._box]
            linked = min(self._linked, len(text))
            self.blocks.append(Block(text, self._box, kind, linked, self._gap, self._marks[-1], rich))
            self._gap = False
        self._linked = 0


def _is_inline(element: Any) -> bool:
    """Whether an element is a part of the line that it stands in."""
    tag = element.tag
    if tag in _INLINE or ":" in tag:
        return True
    if tag in ("button", "noscript") or "-" in tag:
        parent = element.getparent()
        return parent is not None and parent.tag in _IN_TEXT
    return False


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDES.search(style))


def _is_link(element: Any) -> bool:
    """Whether an element is a link with nothing between it and the next."""
    return element is not None and element.tag == "a" and not element.tail


def _is_shadow(element: Any) -> bool:
    """Whether a template is the shadow tree that a page shows: SingleFile saves such."""
    return element.tag == "template" and any("shadowroot" in name for name in element.attrib)


def _named(element: Any) -> tuple[str, bool]:
    """Return the words of an element's class, id and role, and whether it is hidden."""
    get = element.get
    said = " ".join(filter(None, (get("class"), get("id"), get("role"), get("itemprop"))))
    words = _WORD.findall(said[:300])[:_MOST_WORDS] if said else ()
    return " ".join(words).lower(), get("aria-hidden") == "true" or _is_hidden(element)
