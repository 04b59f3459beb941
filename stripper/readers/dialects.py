"""Dialects: which dumper made a dump, read off the traces it left, and what its marks look like.

A dialect's marks are taken out of what the rules *see*; what is *printed* loses them only through
the rules of the set `dumper-artefacts`, like everything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from stripper.model import cut, merge
from stripper.readers.wrapping import starts_item
from stripper.shapes import compiled, spans

_HEAD, _FOOT = 20_000, 4_000

# Texts, since few dumps need them.
_LYNX_LINK = r"(?m)^ {3,}.*\[\d{1,5}\]\S"
_LYNX_ONLY = r"(?m)\(BUTTON\)|^   IFRAME: |^   #\[\d+\]|^References\n\n   (?:\d|Visible)"
_W3M_ONLY = r"(?m)^\[ {3,}\]$|^━{20,}$|^[├┌└│].*[┤┐┘│]$|^\[\.\.\.\]$"
_STARRED = r"(?m)^(\*{3,6}) .+ \1$"
_LINKED, _STARS = r"(?<=\w)_(?=\w)", r"\*{2,6} (?=.* \*{2,6}$)|(?<=.) \*{2,6}$"
_MARKDOWN = r"(?m)\]\((?:https?:|/|#|\.)|^#{1,6} \S|^!\["
_UNSPACED = "[\u2e80-\u3001\u3003-\u303e\u3041-\ua4cf\uf900-\ufaff\uff00-\uff60]"
_NO_SPACE = rf"(?<={_UNSPACED})\r?\n[ \t]*(?={_UNSPACED})"
"""Where a line of Chinese or Japanese breaks within a sentence, no space stood."""
_LIST_MARK = r"(?:[*+\-•◦▪·#]|\#{2,6}|>)\s+"
_EMPHASIS = r"\*\*|__|\\(?=[-.*_#()\[\]!+>])"
_CLOSING_TAGS = r"(?m)^ {0,12}(?:</[a-z][a-z0-9-]*> *)+$"
_DIVS = r"(?m)^ {0,12}:{3,}(?: |$)"
_OPEN_TAG = r"<[A-Za-z/][^<>]*$"
_WITH_TARGET = r"(?m)^[ \t]*(?:[*•+-] )?[^\s\[<][^\n\[<]{0,50}\s{1,9}(?:\[(?:https?:/)?/[^\]\s]+\]|<https?://[^>\s]+>)$"
_FENCE, _ITEM, _TAG = r"`{3}|~{3}", r"(?:[-*+]|\d{1,9}[.)]) ", r"</?[A-Za-z]"
_FEW_TARGETS = 5
"""Labels with an address behind them that tell a dumper: one who writes by hand gives fewer."""
_FEW_TAGS = 5
"""Lines of closing tags, or of colons, that make Markdown a kind of HTML: one who writes by hand needs fewer."""
_ELEMENTS = ("attributes", "span", "markdown-image", "markdown-link")
"""Shapes, which may stand in each other."""


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled when it is first needed; `re` would look it up for each line, at ten times the price."""
    return re.compile(text)


def detect(text: str) -> str:
    """Return "lynx", "w3m", "markdown", "html2text", "markup" (Markdown with the elements left in, as pandoc writes it:
    tags, or colons and braces), "targets" (the addresses of links in brackets behind their text, as html-to-text, mail
    programs and Firefox write them) or "plain"."""
    if "\r" in text:  # the traces are told by where lines end, on Windows too
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    sample = text if len(text) <= _HEAD + _FOOT else text[:_HEAD] + "\n" + text[-_FOOT:]
    # Plain substrings first, and single characters before those: a dump without them need not pay for the patterns.
    bracket, hash_sign = "[" in sample, "#" in sample
    if bracket and "[1]" in sample and len(_pattern(_LYNX_LINK).findall(sample)) >= 3:
        return "lynx"
    if (
        _holds(sample, bracket, ("#[",), ("(BUTTON)", "IFRAME:", "\nReferences\n"))
        and len(_pattern(_LYNX_ONLY).findall(sample)) >= 2
    ):
        return "lynx"
    if (
        _holds(sample, bracket, ("[http", "[/"), ("<http",))
        and len(_pattern(_WITH_TARGET).findall(sample)) >= _FEW_TARGETS
    ):
        return "targets"
    if ("\n</" in sample and _is_markup(text)) or (
        "\n:::" in sample and len(_pattern(_DIVS).findall(sample)) >= _FEW_TAGS
    ):
        return "markup"
    if _holds(sample, bracket, ("](",), ("# ",) if hash_sign else ()) and len(_pattern(_MARKDOWN).findall(sample)) >= 3:
        return "markdown"
    if "*** " in sample and len(_pattern(_STARRED).findall(sample)) >= 2:
        return "html2text"
    if _holds(sample, bracket, ("[   ", "[...]"), ("━━━", "│")) and _pattern(_W3M_ONLY).search(sample):
        return "w3m"
    return "plain"


def _is_markup(text: str) -> bool:
    """Whether lines of tags part the text; not where code holds tags, which then may be what the page is about."""
    if len(_pattern(_CLOSING_TAGS).findall(text)) < _FEW_TAGS:
        return False
    fenced = listed = False
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        indent = len(line) - len(bare)
        if _pattern(_FENCE).match(bare):
            fenced = not fenced
        elif (fenced or (indent >= 4 and not listed)) and _pattern(_TAG).match(bare):
            return False
        elif bare and indent < 4:
            listed = bool(_pattern(_ITEM).match(bare)) or (listed and indent >= 2)
    return True


def _holds(sample: str, bracket: bool, bracketed: Sequence[str], others: Sequence[str]) -> bool:
    return (bracket and any(mark in sample for mark in bracketed)) or any(mark in sample for mark in others)


def goes_on(raw: str, following: str) -> bool:
    """Whether a paragraph of Markdown goes on in the next line, however short: a tag, or a link or its attributes, is
    not closed."""
    if "<" in raw and _pattern(_OPEN_TAG).search(raw):
        return True
    raw = raw.replace("\\[", "").replace("\\]", "")
    target = raw.rfind("](")
    unclosed = target >= 0 and ")" not in raw[target:]
    unclosed = unclosed or raw.count("[") > raw.count("]") or raw.count("{") > raw.count("}")
    return unclosed and not starts_item(following)


def shortened(raw: str, dialect: str) -> str:
    """Return a very long paragraph without pictures and tags of its dialect, which may be all that makes it long."""
    raw = compiled("data-uri").sub("", raw) if ";base64," in raw else raw
    return compiled("html-tag").sub("", raw) if dialect == "markup" else raw


def see(raw: str, dialect: str) -> str:
    """Return what the rules see of a paragraph: `raw` on one line, without the marks of its dialect."""
    whole = raw
    if dialect == "lynx":
        raw = compiled("button-mark").sub("", compiled("link-mark").sub("", raw))
    elif dialect in ("markdown", "markup"):
        if dialect == "markup" and "<" in raw:
            raw = compiled("html-tag").sub("", raw)
        if dialect == "markup" and "}" in raw:
            raw = _without_elements(raw)
        raw = cut(raw, spans("markdown-image", raw)) if "![" in raw else raw
        raw = cut(raw, spans("markdown-link", raw)) if "](" in raw else raw
        raw = _pattern(_EMPHASIS).sub("", raw)
    elif dialect == "targets":
        raw = compiled("link-target").sub("", raw)
    elif dialect == "html2text":
        raw = _pattern(_LINKED).sub(" ", _pattern(_STARS).sub("", raw)) if "_" in raw or "**" in raw else raw
    if "\n" in raw and not raw.isascii():
        raw = _pattern(_NO_SPACE).sub("", raw)
    text = raw.strip() if "\n" not in raw else " ".join(raw.split())
    match = _pattern(_LIST_MARK).match(text)
    seen = text[match.end() :] if match else text
    return seen or " ".join(whole.split())  # nothing but marks: the marks are what there is to see


def _without_elements(raw: str) -> str:
    """Return a paragraph of pandoc's Markdown without links, pictures and what it says of elements."""
    return cut(raw, merge([span for shape in _ELEMENTS for span in spans(shape, raw)]))
