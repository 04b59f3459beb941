"""Dialects: which dumper made a dump, read off the traces it left, and what its marks look like.

A dialect's marks are taken out of what the rules *see*; what is *printed* loses them only through
the rules of the set `dumper-artefacts`, like everything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from stripper.model import cut
from stripper.shapes import compiled, spans

_HEAD, _FOOT = 20_000, 4_000

_LYNX_LINK = re.compile(r"^ {3,}.*\[\d{1,5}\]\S", re.MULTILINE)
_LYNX_ONLY = re.compile(r"\(BUTTON\)|^   IFRAME: |^   #\[\d+\]|^References\n\n   (?:\d|Visible)", re.MULTILINE)
_W3M_ONLY = re.compile(r"^\[ {3,}\]$|^━{20,}$|^[├┌└│].*[┤┐┘│]$|^\[\.\.\.\]$", re.MULTILINE)
_MARKDOWN = re.compile(r"\]\((?:https?:|/|#|\.)|^#{1,6} \S|^!\[", re.MULTILINE)

_BUTTON = re.compile(r"\(BUTTON\) ?")
_LIST_MARK = re.compile(r"(?:[*+\-•◦▪·#]|\#{2,6}|>)\s+")
_EMPHASIS = re.compile(r"\*\*|__|\\(?=[-.*_#()\[\]!+>])")


def detect(text: str) -> str:
    """Return "lynx", "w3m", "markdown" or "plain" for a dump."""
    sample = text if len(text) <= _HEAD + _FOOT else text[:_HEAD] + "\n" + text[-_FOOT:]
    # Plain substrings first, and single characters before those: a dump without them need not pay for the patterns.
    bracket, hash_sign = "[" in sample, "#" in sample
    if bracket and "[1]" in sample and len(_LYNX_LINK.findall(sample)) >= 3:
        return "lynx"
    if (
        _holds(sample, bracket, ("#[",), ("(BUTTON)", "IFRAME:", "\nReferences\n"))
        and len(_LYNX_ONLY.findall(sample)) >= 2
    ):
        return "lynx"
    if _holds(sample, bracket, ("](",), ("# ",) if hash_sign else ()) and len(_MARKDOWN.findall(sample)) >= 3:
        return "markdown"
    if _holds(sample, bracket, ("[   ", "[...]"), ("━━━", "│")) and _W3M_ONLY.search(sample):
        return "w3m"
    return "plain"


def _holds(sample: str, bracket: bool, bracketed: Sequence[str], others: Sequence[str]) -> bool:
    return (bracket and any(mark in sample for mark in bracketed)) or any(mark in sample for mark in others)


def see(raw: str, dialect: str) -> str:
    """Return what the rules see of a paragraph: `raw` on one line, without the marks of its dialect."""
    whole = raw
    if dialect == "lynx":
        raw = _BUTTON.sub("", compiled("link-mark").sub("", raw))
    elif dialect == "markdown":
        raw = cut(raw, spans("markdown-image", raw)) if "![" in raw else raw
        raw = cut(raw, spans("markdown-link", raw)) if "](" in raw else raw
        raw = _EMPHASIS.sub("", raw)
    text = raw.strip() if "\n" not in raw else " ".join(raw.split())
    match = _LIST_MARK.match(text)
    seen = text[match.end() :] if match else text
    return seen or " ".join(whole.split())  # nothing but marks: the marks are what there is to see
