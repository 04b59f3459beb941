"""What a page of HTML says of itself: title, author, date, site, URL, language; read when somebody asks.

trafilatura reads meta tags, JSON-LD and the usual places of bylines (its `extract_metadata`), htmldate the date; dates
that could only be guessed from the text are left out.
"""

from __future__ import annotations

import re

_HTML_TAG = re.compile(r"<html\b([^>]{0,2000})", re.I)
_LANG = re.compile(r"\s(?:xml:)?lang\s*=\s*[\"']?\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3})(?![A-Za-z0-9])", re.I)
_HEAD = 200_000
"""Characters in which the tag `<html>` is looked for."""


def metadata_of(markup: str, url: str = "") -> dict[str, str]:
    """Return what a page says of itself, by the names "title", "author", "date" (as 2024-03-12), "site", "url" and
    "language"; a name is left out where the page says nothing. `url` is where the page came from, if that is known."""
    from datetime import date  # none but those who ask pay for these

    from trafilatura.metadata import Document, extract_metadata

    today = date.today().isoformat()
    dates = {"original_date": True, "extensive_search": False, "max_date": today}
    try:
        page = extract_metadata(markup, url if "//" in url else None, dates, extensive=False)
    except Exception:  # four parsers of others read what anybody may have written; a page that breaks one says nothing
        page = Document()
    told = {
        "title": page.title,
        "author": page.author,
        "date": page.date,
        "site": page.sitename,
        "url": page.url,
        "language": language_of(markup),
    }
    return {name: " ".join(text.split()) for name, text in told.items() if text and text.strip()}


def language_of(page: str | bytes) -> str:
    """Return the language that the tag `<html>` declares, as "en" or "pt-BR"; empty where it declares none."""
    head = page[:_HEAD]  # of bytes all that matters here is ASCII, with zeros between in UTF-16
    tag = _HTML_TAG.search(head if isinstance(head, str) else head.decode("latin-1").replace("\0", ""))
    language = _LANG.search(tag[1]) if tag else None
    return language[1].replace("_", "-") if language else ""
