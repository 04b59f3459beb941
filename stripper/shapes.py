"""Shapes: what a rule may ask for by name where words do not tell. Each runs in linear time.

A shape is a regular expression over a line as it stood (the lines of a re-flowed paragraph with
their newlines); for a trim its match is cut, or its groups named `cut1`, `cut2` where it has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from stripper.source_code import is_minified

_TAG = (
    r"(?:</?[A-Za-z][A-Za-z0-9:-]*"
    r"(?:\s{1,99}[^\s\"'<>=/]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*\s{0,99}/?>|<!--(?:[^<-]|-(?!->)|<(?!!--)){0,2000}-->)"
)
_DATA = r"data:[A-Za-z0-9.+/;=-]{1,100};base64,[A-Za-z0-9+/=]{100,}"
_TARGET = r"\((?:[^()\s]|\n|\([^()\s]{0,200}\)){0,2000}(?:\s{1,3}\"[^\"\n]{0,300}\")?\)"
_ATTRIBUTE = (
    r"(?:[#.][^\s{}\"'=]{1,300}|=\w{1,40}|[A-Za-z@:_][\w:@.-]{0,100}=(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s{}\"']+))"
)
_ATTRIBUTES = rf"\{{\s{{0,9}}{_ATTRIBUTE}(?:\s{{1,99}}{_ATTRIBUTE})*\s{{0,9}}\}}"
_ADDRESS = r"(?:https?://|ftp://|mailto:|tel:|javascript:|data:)"
_LINK_TARGET = rf"(?:\[(?:{_ADDRESS}|[/#?.])[^\]\s]{{0,2000}}\]|<(?:{_ADDRESS}|[/#?])[^>\s]{{1,2000}}>)"

SHAPES: dict[str, str] = {
    # A blank line that only parted lines which are cut: the judge finds it once all else is decided.
    "orphan-blank": r"^\s*$",
    "link-mark": r"\[\d{1,5}\]",
    "head-link": r"^\s*#\[\d{1,5}\]",
    "button-mark": r"\(BUTTON\) ?",
    # One class for the whole line: nested repetition would take exponential time on a long field.
    "input-field": r"^(?=.*(?:_{4}|\[ {3}|\[ \]|\( \)))[\s_\[\]()\d]+$",
    "file-mark": r"(?i)\[[\w%.~@+-]{1,120}\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp)\]",
    "image-mark": r"\[IMG\](?!\s*http)",
    "lone-mark": r"^\s*(?:\[(?:\.\.\.|INLINE|LINK|IMAGE|USEMAP|EMBED|\d{1,5})\]\s*)+$",
    "frame": r"^\s*I?FRAME: ",
    "numbered-url": r"^\s*(?:\d{1,5}\.|\[\d{1,5}\])\s+(?:https?|file|ftp|mailto|javascript|data|tel|whatsapp):",
    "link-target": rf"\s{{0,9}}{_LINK_TARGET}",
    "only-targets": rf"^\s*(?:[*•+-]\s+)?(?:{_LINK_TARGET}\s*)+$|^\s*/[\w~%./#?=&+-]*\s*$",
    "bullet-only": r"^\s*(?:[*+•◦▪·]|\(BUTTON\))\s*$",
    "camel": r"[^\W\d_A-Z][A-ZÄÖÜÉÈÀÁÍÓÚÑ]",
    "data-uri": rf"!\[[^\[\]\n]{{0,500}}\]\({_DATA}\)|\b{_DATA}",
    "html-tag": _TAG,
    "only-tags": rf"^\s*(?:{_TAG}\s*)+$",
    # pandoc's Markdown: an element as lines of colons, its id and classes in braces.
    "fenced-div": rf"^\s*(?:[-*+]\s+|\d{{1,9}}[.)]\s+)?:{{3,}}(?:\s+[^\s{{}}]+|\s*{_ATTRIBUTES})?\s*:*\s*$",
    "attributes": rf"(?<=[)`]){_ATTRIBUTES}|(?m:\s{_ATTRIBUTES}$)",
    "span": rf"\]{_ATTRIBUTES}",
    "markdown-image": r"!\[(?:[^\[\]\\]|\\.){0,500}\]" + _TARGET,
    "markdown-link": r"(?P<cut1>(?<!!)\[)"
    r"(?:[^\[\]\\]|\\.|!\[[^\[\]]{0,300}\]|\[[^\[\]]{0,60}\](?!\()){0,1000}"
    rf"(?P<cut2>\]{_TARGET})",
}

GATES: dict[str, tuple[str, ...]] = {
    "link-mark": ("[",),
    "head-link": ("#[",),
    "button-mark": ("(BUTTON)",),
    "input-field": ("____", "[   ", "[ ]", "( )", "]___"),
    "file-mark": (".",),
    "image-mark": ("[IMG]",),
    "lone-mark": ("[",),
    "frame": ("FRAME: ",),
    "minified": ("{",),
    "numbered-url": ("http", "file:", "ftp:", "mailto:", "javascript:", "data:", "tel:", "whatsapp:"),
    "link-target": ("[", "<"),
    "only-targets": ("[", "<", "/"),
    "data-uri": (";base64,",),
    "html-tag": ("<",),
    "only-tags": ("<",),
    "fenced-div": (":::",),
    "attributes": ("}",),
    "span": ("]{",),
    "markdown-image": ("![",),
    "markdown-link": ("](",),
}
"""What a line must hold for its shape to be worth a look; a plain substring costs far less than a pattern."""


ANY_LENGTH = frozenset(["data-uri", "html-tag", "minified", "only-tags"])
"""Shapes that are looked for in paragraphs of more than `LONGEST` characters too, which they may be the cause of."""


@cache
def compiled(shape: str) -> re.Pattern[str]:
    """The pattern of a shape, compiled when it is first needed."""
    return re.compile(SHAPES[shape])


def finder(shape: str) -> Callable[[str], object]:
    """Return the function that says whether a line holds a shape."""
    return MEASURES.get(shape) or compiled(shape).search


def spans(shape: str, raw: str) -> list[tuple[int, int]]:
    """Return the spans of `raw` that `shape` matches (of a shape with cut groups: those; of a span: its brackets)."""
    if shape in MEASURES:
        return [(0, len(raw))] if MEASURES[shape](raw) else []
    pattern = compiled(shape)
    names: list[str | int] = [n for n in ("cut1", "cut2") if n in pattern.groupindex]
    found = [m.span(n) for m in pattern.finditer(raw) for n in (names or [0]) if m.end(n) > m.start(n)]
    if shape == "span" and found:
        opened = _opened(raw)
        found += [(opened[start], opened[start] + 1) for start, _ in found if start in opened]
    return found


def _opened(raw: str) -> dict[int, int]:
    """Return where each bracket that closes was opened: they stand in each other, which no pattern can follow."""
    opened: dict[int, int] = {}
    waiting: list[int] = []
    for bracket in re.finditer(r"\\.|[\[\]]", raw):
        if bracket[0] == "[":
            waiting.append(bracket.start())
        elif bracket[0] == "]" and waiting:
            opened[bracket.start()] = waiting.pop()
    return opened


MEASURES: dict[str, Callable[[str], bool]] = {"minified": is_minified}
"""Shapes of whole lines that are told by counts: no pattern weighs."""
