"""The HTML reader: the one importer of trafilatura. What it extracts becomes a plain dump."""

from __future__ import annotations

import re
from dataclasses import replace

from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers.decode import decode
from stripper.readers.text import read_text

_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.I)

_LINK = re.compile(r"<(?:link|meta)\b[^>]{0,2000}>", re.I)
_NAMES_URL = re.compile(r"[\"'\s=](?:og:url|canonical)[\"'\s>/]", re.I)
_URL = re.compile(r"\b(?:href|content)\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'<>]{1,2000})", re.I)
_HEAD = 200_000
"""Characters in which the URL of a page is looked for: its head, also of one that opens with long scripts."""


def looks_like_html(text: str) -> bool:
    """Whether `text` opens as an HTML page does."""
    return bool(_START.match(text[:20_000].lstrip("\ufeff")))


def read(name: str, data: bytes) -> Dump:
    """Return what trafilatura extracts of a page, a paragraph a line, as a dump in UTF-8.

    A page in which trafilatura finds no main content is read as the whole of its text. Raises
    InputError when the page holds no text at all or cannot be parsed.
    """
    declared = _CHARSET.search(data[:4096])
    if declared:
        try:
            return read_markup(name, data.decode(declared[1].decode("ascii")))
        except (LookupError, UnicodeError):
            pass  # a page that lies about its charset: guess as for text
    return read_markup(name, decode(data)[0])


def read_markup(name: str, markup: str) -> Dump:
    """Return the dump of a page that is text already; see `read`."""
    import trafilatura  # heavy: 180 ms that a text dump must not pay

    text = trafilatura.extract(markup) or trafilatura.html2txt(markup)
    if not text and markup.strip():
        raise InputError("no text was found in this HTML page; save the page once it has loaded, or dump it as text")
    dump = read_text(name, (text or "") + "\n" if text else "", dialect="plain")
    return replace(dump, kind="html").of(_url(markup))


def _url(markup: str) -> str:
    """The URL that a page gives as its own, in `og:url` or a canonical link; empty where it gives none."""
    tags = (tag for tag in _LINK.findall(markup[:_HEAD]) if _NAMES_URL.search(tag))
    found = (_URL.search(tag) for tag in tags)
    return next((url[1] for url in found if url), "")
