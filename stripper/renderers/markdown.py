"""The kept text of an HTML page as Markdown (CommonMark with tables). A text dump is given as its text: what a dumper
wrote cannot be told from what an author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from stripper.escapes import escaped
from stripper.model import Judgement, Rich

_START = re.compile(r"\A(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|[-=](?:\s*[-=]){2,}\s*$|~{3,})")
_NUMBER = re.compile(r"\A(\d{1,9})([.)])(?=\s|$)")
_BAR = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"^`{3,}", re.M)
_CELL = " | "
_HANG = 4
"""Columns by which what belongs to a list item is set in, where its mark is not wider."""
_OTHER = str.maketrans("-.", "*)")
"""The marks of a list that follows another one of its kind: with the same marks they would be one list."""


def render(result: Judgement) -> str:
    """Return what is kept as Markdown; the text itself for what is no HTML."""
    if not result.dump.rich:
        return result.text
    page = _Pieces()
    for _, same in groupby(_left(result), lambda block: (block.kind == "tr", block.kind == "tr" and block.table)):
        blocks = list(same)
        for block in [_table(blocks)] if blocks[0].kind == "tr" else blocks:
            page.add(block)
    return "".join([*page.out, "\n"]) if page.out else ""


def _left(result: Judgement) -> Iterator[Rich]:
    """Yield the blocks of which something is kept, as far as it is."""
    dump, changes = result.dump, result.changes
    rich = dump.rich() if dump.rich else {}
    firsts = sorted(rich)
    for first, end in zip(firsts, [*firsts[1:], len(dump.lines)], strict=True):
        rows = [changes.get(line, dump.lines[line]) for line in range(first, end)]
        left = [row for row in rows if row is not None]
        if not "".join(left).strip():
            continue
        block = rich[first]
        if any(line in changes for line in range(first, end)):  # what is left of a trimmed line has lost its links
            text = "\n".join(left).strip("\n")
            if block.kind != "pre":
                plain = text.strip().removeprefix(block.bullet)
                text = (
                    _CELL.join(escaped(cell.strip()) for cell in plain.split(_CELL))
                    if block.kind == "tr"
                    else escaped(plain)
                )
            block = block._replace(text=text)
        yield block


def _table(rows: Sequence[Rich]) -> Rich:
    """Return the rows of a table as one block. The first row is its head and tells how many columns there are: cells
    beyond it would not be shown."""
    texts = [f"| {row.text} |" for row in rows]
    columns = [len(_BAR.findall(text)) - 1 for text in texts]
    most = max(columns)
    head = texts[0] + " |" * (most - columns[0])
    return rows[0]._replace(text="\n".join([head, "| --- " * most + "|", *texts[1:]]))


@dataclass
class _Pieces:
    """The pieces of a page that were laid out so far, and the marks of the list items among them."""

    out: list[str] = field(default_factory=list)
    _last: Rich | None = None
    _widths: dict[int, int] = field(default_factory=dict)  # item -> columns by which its text is set in
    _lists: dict[int, tuple[int, bool]] = field(default_factory=dict)  # item -> its list; whether it has other marks

    def add(self, block: Rich) -> None:
        """Lay out a block. List items whose mark went with their first line hold nothing."""
        holders = tuple(h for h in block.holders if h[0] != "li" or h[1] in self._widths or h[1] == block.item)
        block = block._replace(holders=holders, bullet=self._bullet(block, holders))
        if self._last:
            self.out.append(self._between(self._last, block))
        first = rest = ""
        for kind, number in holders:
            own = kind == "li" and number == block.item
            set_in = "> " if kind != "li" else " " * self._widths[number]
            first, rest = first + (block.bullet if own else set_in), rest + set_in
        self.out += [first, _dressed(block).replace("\n", "\n" + rest)]
        self._last = block

    def _bullet(self, block: Rich, holders: Sequence[tuple[str, int]]) -> str:
        """Return the mark of the item that begins with a block, and note the item."""
        if ("li", block.item) not in holders:
            return ""
        before = self._last.holders if self._last else ()
        around = holders.index(("li", block.item))
        other = False
        if len(before) > around and before[:around] == holders[:around] and before[around][0] == "li":
            last, is_other = self._lists[before[around][1]]
            other = is_other if last == block.list else not is_other
        bullet = block.bullet.translate(_OTHER) if other else block.bullet
        self._widths[block.item] = max(_HANG, len(bullet))
        self._lists[block.item] = block.list, other
        return bullet

    def _between(self, last: Rich, block: Rich) -> str:
        """Return what stands between two blocks: the end of a line, and a blank line but between items of a list."""
        common = 0
        while last.holders[common : common + 1] == block.holders[common : common + 1] != ():
            common += 1
        blank = "".join("> " if kind != "li" else " " * self._widths[number] for kind, number in block.holders[:common])
        return "\n" if last.bullet and block.bullet and self._is_tight(last, block) else f"\n{blank.rstrip()}\n"

    def _is_tight(self, last: Rich, block: Rich) -> bool:
        """Whether an item goes on with the list of the item before it, around it or inside of it."""
        quotes, now = ([h for h in b.holders if h[0] != "li"] for b in (last, block))
        if quotes != now or "\n" in last.text:
            return False
        inside = len(block.holders) > len(last.holders)
        siblings = [self._lists[h[1]][0] for h in last.holders if h[0] == "li"]
        return block.bullet.startswith(("-", "*", "1.", "1)")) if inside else block.list in siblings


def _dressed(block: Rich) -> str:
    """Return the text of a block with the marks of its kind."""
    text = block.text
    if block.kind == "pre":
        fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(text))])
        return f"{fence}\n{text}\n{fence}"
    if block.kind == "tr":
        return text
    if block.kind in ("h1", "h2", "h3", "h4", "h5", "h6"):
        return f"{'#' * int(block.kind[1])} {text}"
    return _NUMBER.sub(r"\1\\\2", _START.sub(r"\\", text, count=1), count=1)
