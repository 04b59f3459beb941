"""A page -> its row: the clean text, what the source says of the page, what was cut and by which rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from stripper.api import Result, clean
from stripper.book import Book
from stripper.model import host_of
from stripper.readers import MAX_SIZE, facts, read
from stripper.renderers.stat import by_rule, words
from stripper.sources.page import Page

FIELDS = {
    "id": ("string", "the page within the run: FILE, FILE#RECORD or FILE/MEMBER"),
    "url": ("string", "its URL as the source gives it, or empty"),
    "host": ("string", "the host that the page came from, or empty"),
    "lang": ("string", "its language as the source or the HTML declares it (`en`, `deu`), or empty"),
    "kind": ("string", "`text` or `html`"),
    "dialect": ("string", "the dumper by its traces, as `lynx`"),
    "encoding": ("string", "the encoding that the page came in"),
    "text": ("string or null", "the clean text; null where the page failed"),
    "diff": ("string or null", "with --diff: a unified diff of the dump"),
    "error": ("string or null", "why the page failed"),
    "confidence": ("number or null", "how sure the article model is that there is an article, 0 to 1"),
    "lines": ("number", "lines of the dump"),
    "kept": ("number", "lines kept as they stood"),
    "dropped": ("number", "lines dropped"),
    "trimmed": ("number", "lines trimmed"),
    "words": ("number", "words of the dump"),
    "words_cut": ("number", "words that went"),
    "rules": ("list", "for each rule that cut something: `rule`, `lines`, `trims`, `words`"),
    "meta": ("object", "what else the source says of the page, as strings: `date`, `id`, `record`"),
}
"""Field of a row -> (type, meaning)."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def cleaned(
    page: Page, book: Book, mode: str = "article", site: str = "", max_size: int = MAX_SIZE
) -> tuple[Result, str]:
    """Clean a page; return the result and the language that is declared. Raises InputError for one that cannot be read.

    `book`, `mode` and `site` are the rules in force and what `stripper.strip` takes.
    """
    site = site or page.url
    content = page.content(max_size)
    dump = read(content, page.id, kind=page.kind, elements=book.elements, site=site, max_size=max_size)
    lang = page.lang or (facts.language_of(content) if dump.kind == "html" else "")
    return clean(dump, book, mode), lang.replace("_", "-").partition("-")[0].lower()


def row(page: Page, result: Result | None, lang: str = "", error: str = "", diff: bool = False) -> dict[str, Any]:
    """Return the row of a page: FIELDS in order, `diff` among them only where it is asked for."""
    dump = result.dump if result else None
    return {
        "id": sound(page.id),
        "url": sound(page.url),
        "host": dump.site if dump and dump.site else host_of(page.url),
        "lang": lang,
        "kind": dump.kind if dump else page.kind.replace("auto", "text"),
        "dialect": dump.dialect if dump else "",
        "encoding": dump.encoding if dump else "",
        "text": sound(result.text) if result else None,
        **({"diff": sound(result.diff()) if result else None} if diff else {}),
        "error": sound(error) if error else None,
        "confidence": None if result is None or result.confidence is None else round(result.confidence, 3),
        **_counted(result),
        "meta": {key: sound(value) for key, value in page.meta.items()},
    }


def _counted(result: Result | None) -> dict[str, Any]:
    if result is None:
        return {"lines": 0, "kept": 0, "dropped": 0, "trimmed": 0, "words": 0, "words_cut": 0, "rules": []}
    rules = by_rule(result)
    dropped, trimmed = sum(c.lines for c in rules.values()), sum(c.trims for c in rules.values())
    lines = len(result.dump.lines)
    return {
        "lines": lines,
        "kept": lines - dropped - trimmed,
        "dropped": dropped,
        "trimmed": trimmed,
        "words": words(result),
        "words_cut": sum(c.words for c in rules.values()),
        "rules": [
            {"rule": rule, "lines": c.lines, "trims": c.trims, "words": c.words} for rule, c in sorted(rules.items())
        ],
    }


def sound(text: str) -> str:
    """Return text that UTF-8 can hold: what stands for a byte of a broken file becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def sets_of(rules: list[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Return lines, trims and words that each rule set cut, of the `rules` of a row."""
    found: dict[str, list[int]] = {}
    for count in rules:
        into = found.setdefault(str(count["rule"]).rpartition("/")[0], [0, 0, 0])
        for k, key in enumerate(("lines", "trims", "words")):
            into[k] += count[key]
    return found
