"""Dialects: which dumper made a dump, read off the traces it left, and what its marks look like.

A dialect's marks are taken out of what the rules *see*; what is *printed* loses them only through
the rules of the set `dumper-artefacts`, like everything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from stripper.model import cut
from stripper.shapes import compiled, spans

_HEAD, _FOOT = 20_000, 4_000

# Texts, since few dumps need them.
_LYNX_LINK = r"(?m)^ {3,}.*\[\d{1,5}\]\S"
_LYNX_ONLY = r"(?m)\(BUTTON\)|^   IFRAME: |^   #\[\d+\]|^References\n\n   (?:\d|Visible)"
_W3M_ONLY = r"(?m)^\[ {3,}\]$|^━{20,}$|^[├┌└│].*[┤┐┘│]$|^\[\.\.\.\]$"
_MARKDOWN = r"(?m)\]\((?:https?:|/|#|\.)|^#{1,6} \S|^!\["
_LIST_MARK = r"(?:[*+\-•◦▪·#]|\#{2,6}|>)\s+"
_EMPHASIS = r"\*\*|__|\\(?=[-.*_#()\[\]!+>])"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compiled when it is first needed; `re` would look it up for each line, at ten times the price."""
    return re.compile(text)


def detect(text: str) -> str:
    """Return "lynx", "w3m", "markdown" or "plain" for a dump."""
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
    if _holds(sample, bracket, ("](",), ("# ",) if hash_sign else ()) and len(_pattern(_MARKDOWN).findall(sample)) >= 3:
        return "markdown"
    if _holds(sample, bracket, ("[   ", "[...]"), ("━━━", "│")) and _pattern(_W3M_ONLY).search(sample):
        return "w3m"
    return "plain"


def _holds(sample: str, bracket: bool, bracketed: Sequence[str], others: Sequence[str]) -> bool:
    return (bracket and any(mark in sample for mark in bracketed)) or any(mark in sample for mark in others)


def see(raw: str, dialect: str) -> str:
    """Return what the rules see of a paragraph: `raw` on one line, without the marks of its dialect."""
    whole = raw
    if dialect == "lynx":
        raw = compiled("button-mark").sub("", compiled("link-mark").sub("", raw))
    elif dialect == "markdown":
        raw = cut(raw, spans("markdown-image", raw)) if "![" in raw else raw
        raw = cut(raw, spans("markdown-link", raw)) if "](" in raw else raw
        raw = _pattern(_EMPHASIS).sub("", raw)
    text = raw.strip() if "\n" not in raw else " ".join(raw.split())
    match = _pattern(_LIST_MARK).match(text)
    seen = text[match.end() :] if match else text
    return seen or " ".join(whole.split())  # nothing but marks: the marks are what there is to see
