"""The kept text of an HTML page as Markdown (CommonMark with tables). A text dump is given as its text: what a dumper
wrote cannot be told from what an author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from stripper.escapes import escaped
from stripper.model import Judgement, Rich

_START = re.compile(r"\A(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|[-=](?:\s*[-=]){2,}\s*$|~{3,})")
_NUMBER = re.compile(r"\A(\d{1,9})([.)])(?=\s|$)")
_BAR = re.compile(r"(?<!\\)\|")
_INDENT = "    "
_FENCE = re.compile(r"^`{3,}", re.M)


class _Piece(NamedTuple):
    """A block of Markdown, and what it goes together with: items of a list, rows of a table."""

    text: str
    group: str = ""


def render(result: Judgement) -> str:
    """Return what is kept as Markdown; the text itself for what is no HTML."""
    if not result.dump.rich:
        return result.text
    out: list[str] = []
    group = ""
    for piece in _pieces(result):
        if out:
            out.append("\n" if group and piece.group == group else "\n\n")
        if piece.group.startswith("table") and group != piece.group:
            out += [piece.text, "\n", "| --- " * (len(_BAR.findall(piece.text)) - 1), "|"]
        else:
            out.append(piece.text)
        group = piece.group
    return "".join([*out, "\n"]) if out else ""


def _pieces(result: Judgement) -> Iterator[_Piece]:
    """Yield the blocks of which something is kept."""
    dump, changes = result.dump, result.changes
    rich = dump.rich() if dump.rich else {}
    firsts = sorted(rich)
    depth = -1  # of the last item printed: an item or a text whose own item went stands less deep
    for first, end in zip(firsts, [*firsts[1:], len(dump.lines)], strict=True):
        rows = [changes.get(line, dump.lines[line]) for line in range(first, end)]
        left = [row for row in rows if row is not None]
        if not "".join(left).strip():
            continue
        block = rich[first]
        if any(line in changes for line in range(first, end)):  # what is left of a trimmed line has lost its links
            text = "\n".join(left).strip("\n")
            plain = escaped(text.strip().removeprefix(block.bullet))
            block = block._replace(text=text if block.kind == "pre" else plain)
        lists = min(block.lists, depth + 1 + bool(block.bullet))
        depth = lists - 1 if block.bullet else depth if block.lists else -1
        yield _dressed(block._replace(lists=lists))


def _dressed(block: Rich) -> _Piece:
    """Return a block with the marks of its kind."""
    text, group = block.text, ""
    if block.kind == "pre":
        fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(text))])
        text = f"{fence}\n{text}\n{fence}"
    elif block.kind == "tr":
        text, group = f"| {text} |", f"table {block.table}"
    elif block.kind in ("h1", "h2", "h3", "h4", "h5", "h6"):
        text = f"{'#' * int(block.kind[1])} {text}"
    else:
        text = _NUMBER.sub(r"\1\\\2", _START.sub(r"\\", text, count=1), count=1)
    if block.lists and block.kind != "tr":
        hang = _INDENT * (block.lists - 1) + block.bullet if block.bullet else _INDENT * block.lists
        text = hang + text.replace("\n", "\n" + _INDENT * block.lists)
        group = "list" if block.bullet else ""
    if block.quotes:
        text = "\n".join("> " * block.quotes + row for row in text.split("\n"))
    return _Piece(text, group)
