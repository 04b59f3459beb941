"""The inline text of a block as Markdown (CommonMark): links, emphasis, code."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from stripper.escapes import escaped

_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "del": "~~", "s": "~~", "strike": "~~"}
_SIGNS |= dict.fromkeys(("code", "kbd", "samp", "tt"), "`")
_TICKS = re.compile(r"`+")
_SPACE = re.compile(r"\s+")


@dataclass
class Inline:
    """Collects the text of one block. Elements still open when a block ends go on in the next one."""

    _stack: list[tuple[Any, list[str]]] = field(default_factory=list)
    _out: list[str] = field(default_factory=list)
    _code: int = 0

    def open(self, element: Any) -> None:
        """An inline element begins."""
        self._stack.append((element, []))
        self._code += _SIGNS.get(element.tag) == "`"

    def text(self, text: str, raw: bool) -> None:
        """Text of the block; `raw` text, and that of code, is not escaped."""
        pieces = self._stack[-1][1] if self._stack else self._out
        pieces.append(text if raw or self._code else escaped(text))

    def cell(self) -> None:
        """A cell of a row begins."""
        (self._stack[-1][1] if self._stack else self._out).append(" | ")

    def close(self, element: Any, row: bool) -> None:
        """An inline element ends; `row` tells that of a row of a table."""
        while self._stack:
            opened, pieces = self._stack.pop()
            self._code -= _SIGNS.get(opened.tag) == "`"
            self._put(opened, "".join(pieces), row)
            if opened is element:
                return

    def _put(self, element: Any, text: str, row: bool, raw: bool = False) -> None:
        """Add the text of an element that ends to that around it."""
        around = self._stack[-1][1] if self._stack else self._out
        open_signs = {_SIGNS.get(opened.tag, "no") for opened, _ in self._stack}
        in_link = element.tag == "a" and any(opened.tag == "a" and _target(opened) for opened, _ in self._stack)
        if not raw and not in_link and open_signs.isdisjoint(("`", _SIGNS.get(element.tag, ""))):
            text = _dressed(element, text, row)
        if text.startswith("[") and around and around[-1].endswith("!"):
            around[-1] = around[-1][:-1] + "\\!"  # no picture
        around.append(text)

    def take(self, raw: bool, row: bool) -> str:
        """Return what was collected, and begin anew: elements that are open go on around what follows."""
        open_ones = []
        while self._stack:
            opened, pieces = self._stack.pop()
            open_ones.append(opened)
            self._put(opened, "".join(pieces), row, raw)
        text = "".join(self._out)
        self._out.clear()
        self._stack = [(element, []) for element in reversed(open_ones)]
        return text if raw else _SPACE.sub(" ", text).strip()


def _dressed(element: Any, text: str, row: bool) -> str:
    """Return the text of an element between its signs; spaces at its edges stay outside of them."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    tag = element.tag
    if tag == "a":
        return f"{before}{_link(element, inner)}{after}"
    sign = _SIGNS.get(tag, "")
    if sign == "`" and row and "|" in inner:  # a bar ends a cell, also in code
        if "\\|" in inner:  # which of the two the next backslash would be for, parsers do not agree on
            return f"{before}<code>{escaped(inner)}</code>{after}"
        inner = inner.replace("|", "\\|")
    if sign == "`" and "`" in inner:
        fence = "`" * (1 + max(map(len, _TICKS.findall(inner))))
        return f"{before}{fence} {inner} {fence}{after}"
    return f"{before}{sign}{inner}{sign}{after}"


def _target(element: Any) -> str:
    """Where a link leads, as Markdown states it; empty where it leads nowhere."""
    where = (element.get("href") or "").strip()
    if where.startswith(("#", "javascript:", "data:")):
        return ""
    return _SPACE.sub("%20", where).replace("|", "%7C")  # a bar would end the cell of a table


def _link(element: Any, text: str) -> str:
    where = _target(element)
    if not where:
        return text
    return f"[{text}](<{where}>)" if "(" in where or ")" in where else f"[{text}]({where})"
