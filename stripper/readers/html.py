"""The HTML reader: the one importer of trafilatura. What it extracts is a plain dump; what rules take is marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from stripper.errors import InputError
from stripper.model import Action, Dump, Paragraphs, host_of
from stripper.readers import facts
from stripper.readers.decode import decode
from stripper.readers.text import read_text

if TYPE_CHECKING:
    from stripper.readers.elements import Parts
    from stripper.rule_file import ElementRule

Elements = Callable[[], Sequence["ElementRule"]]
"""Gives the rules about elements when a page is read: those of text dumps need not be loaded."""

_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TOP = 8
"""Lines among which the headline is looked for before it is put on top."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.I)

_LINK = re.compile(r"<(?:link|meta)\b[^>]{0,2000}>", re.I)
_NAMES_URL = re.compile(r"[\"'\s=](?:og:url|canonical)[\"'\s>/]", re.I)
_URL = re.compile(r"\b(?:href|content)\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'<>]{1,2000})", re.I)
_HEAD = 200_000
"""Characters in which the URL of a page is looked for: its head, also of one that opens with long scripts."""


def looks_like_html(text: str) -> bool:
    """Whether `text` opens as an HTML page does."""
    return bool(_START.match(text[:20_000].lstrip("\ufeff")))


def read(name: str, data: bytes, elements: Elements = tuple, site: str = "") -> Dump:
    """Return what trafilatura extracts of a page, a paragraph a line, as a dump in UTF-8.

    `elements` gives the rules about elements, `site` is the host or URL of the page; where it is empty, what
    the page says counts. What such rules take out stands after the article, marked. A page in which
    trafilatura finds no main content is read as the whole of its text. Raises InputError when the page holds
    no text at all or cannot be parsed, RuleError for a bad selector.
    """
    declared = _CHARSET.search(data[:4096])
    if declared:
        try:
            return read_markup(name, data.decode(declared[1].decode("ascii")), elements, site)
        except (LookupError, UnicodeError):
            pass  # a page that lies about its charset: guess as for text
    return read_markup(name, decode(data)[0], elements, site)


def read_markup(name: str, markup: str, elements: Elements = tuple, site: str = "") -> Dump:
    """Return the dump of a page that is text already; see `read`."""
    import trafilatura  # heavy: 180 ms that a text dump must not pay

    told = partial(facts.metadata_of, markup, site)
    rules, site = elements(), host_of(site or _url(markup))
    parts = _apply(markup, rules, site) if rules else None
    if parts:
        page = parts.tree
        text = trafilatura.extract(deepcopy(page)) or ""
        # Where a rule says what the article is, trafilatura may tidy it, not pick from it.
        whole = parts.body or trafilatura.html2txt(page)
        text = whole if len(text) < len(parts.body) / 2 or not text else text
    else:
        text = trafilatura.extract(markup) or trafilatura.html2txt(markup)
    if not text and markup.strip() and not (parts and parts.taken):
        raise InputError("no text was found in this HTML page; save the page once it has loaded, or dump it as text")
    dump = read_text(name, (text or "") + "\n" if text else "", dialect="plain")
    return replace(_marked(dump, parts) if parts else dump, kind="html", facts=told).of(site)


def _url(markup: str) -> str:
    """The URL that a page gives as its own, in `og:url` or a canonical link; empty where it gives none."""
    tags = (tag for tag in _LINK.findall(markup[:_HEAD]) if _NAMES_URL.search(tag))
    found = (_URL.search(tag) for tag in tags)
    return next((url[1] for url in found if url), "")


def _apply(markup: str, rules: Sequence[ElementRule], site: str) -> Parts | None:
    """Apply the rules for this site; None where they find nothing, or the page cannot be parsed."""
    from trafilatura import load_html

    from stripper.readers import elements

    awake = elements.awake(rules, site)
    exchanged = markup
    for before, after in (pair for rule in awake for pair in rule.replace):
        exchanged = exchanged.replace(before, after)
    tree = load_html(exchanged) if awake else None
    if tree is None:
        return None
    parts = elements.apply(tree, exchanged, awake)
    return parts if parts.taken or parts.title or parts.body or exchanged != markup else None


def _marked(dump: Dump, parts: Parts) -> Dump:
    """Add the lines that rules took to the dump of the article, blank to other rules, and mark them."""
    marks: dict[int, tuple[Action, str, str]] = {}
    lines, texts = list(dump.lines), list(dump.paragraphs.texts)
    starts = list(dump.paragraphs.starts)
    if parts.title:
        line, rule, evidence = parts.title
        at = next((i for i, text in enumerate(lines[:_TOP]) if " ".join(text.split()).lower() == line.lower()), -1)
        if at < 0:
            at, added = 0, [line, ""] if lines else [line]
            lines, texts = [*added, *lines], [*added, *texts]
            starts = [*range(len(added)), *(start + len(added) for start in starts)]
        marks[at] = "keep", rule, evidence
    for line, rule, evidence in parts.taken:
        marks[len(lines)] = "drop", rule, evidence
        starts.append(len(lines))
        lines.append(line)
        texts.append("")
    paragraphs = Paragraphs(range(len(lines)) if starts == list(range(len(lines))) else starts, texts)
    return replace(dump, text="\n".join([*lines, ""]), lines=lines, paragraphs=paragraphs, marks=marks)
