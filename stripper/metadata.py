"""What is known of a page beside its text: title, author, date, site, URL, language.

HTML and mails say it themselves (`Dump.told`). Of a text dump only that is told which stands there: a field that would
have to be guessed is left out. How often what is told agrees with the page's HTML: benchmarks/metadata_check.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from stripper.bylines import authors, is_byline
from stripper.model import Judgement
from stripper.page import Page

FIELDS = ("title", "author", "date", "site", "url", "language")
_MARK = "\ufeff"
_LONGEST = 1000
"""Characters of a value; what is longer is none."""
_TOP = 12
"""Lines of a dump among which those are looked for that its dumper wrote, as `Title: ...`."""
_WINDOW = 4
"""Lines of a dump among which the title of its window may be."""
_NEAR, _BEHIND, _CREDIT_WORDS = 8, 3, 14
"""Paragraphs before the first prose that may hold author and date, and behind its beginning; words of such a line."""
_LEAST, _MOST, _LEAST_ALONE = 3, 30, 5
"""Words of a headline; those of one that only its author and its date tell."""
_SHARED, _SHARED_ALONE = 0.5, 0.65
"""The part of a headline's longer words that the text must say again; of one that only author and date tell."""

_YEAR = r"(?:19|20)\d\d"
_PATTERNS = {
    "told": r"\s*(title|url source|source url|url|source|author|published time|published|date|site|site ?name|"
    r"lang|language)\s*:\s+(\S.*?)\s*$",
    "address": r"https?://[^\s<>\"]{4,1900}$",
    "retrieved": r"\bRetrieved from [\"“]?(https?://[^\s\"”<>]{4,1900})",
    "h1": r"\s{0,3}#\s+\S|\*{6} .* \*{6}$",
    "word": r"[^\W\d_]{4,}",
    "separator": r"\s[|–—·:»-]\s|[|–—·»]",
    "update": r"updat|modif|revis|review|aktualis|mis[e]? à jour|actualiz|aggiorn|atualiz|bijgewerkt|oppdater|uppdater|"
    r"opdater|ajour|güncel|обновл|expire|copyright|©|stand:",
    "date": rf"(?<![\w/.-])(?:(?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)|"
    rf"(?P<dotted>\d{{1,2}}\.\s?\d{{1,2}}\.\s?{_YEAR})(?![\d.])|(?P<east>{_YEAR}年\s?\d{{1,2}}月\s?\d{{1,2}}日)|"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?(?P<month>[^\W\d_]{{3,12}})\.?,?\s+(?:del?\s+)?"
    rf"(?P<year>{_YEAR})(?![\w-])|"
    rf"(?P<month2>[^\W\d_]{{3,12}})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>{_YEAR})(?![\w-]))",
}
_NAMES = {
    "url source": "url", "source url": "url", "source": "url", "published time": "date", "published": "date",
    "site name": "site", "sitename": "site", "lang": "language",
}  # fmt: skip
"""How dumpers call a field -> its name here."""
_LANGUAGES = [
    "en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "sv",
    "da", "nb", "cs", "tr", "id", "fi", "hu", "ro", "el", "uk",
]  # fmt: skip
"""Languages in which the names of months are known: for a word that is none, each one must be loaded and asked."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compiled when it is first needed."""
    return re.compile(_PATTERNS[name], re.IGNORECASE)


def of(result: Judgement) -> dict[str, str]:
    """Return what is known of a page: some of `FIELDS`, in their order; the date as "2024-03-12", the language as
    "en" or "pt-BR", several authors parted by "; "."""
    dump = result.dump
    known = dict(dump.told())
    read = _read_off(result)
    # Of HTML the lines tell no title and no URL that its head would not tell.
    known = {field: text for field, text in read.items() if dump.kind == "text" or field in ("author", "date")} | known
    known.setdefault("site", dump.site)
    told = {field: " ".join(known.get(field, "").strip(_MARK).split()) for field in FIELDS}
    return {field: text for field, text in told.items() if 0 < len(text) <= _LONGEST}


def _read_off(result: Judgement) -> dict[str, str]:
    """What stands in a text dump."""
    page = Page(result.dump)
    told = _told(page.texts[:_TOP])
    if "url" not in told:
        retrieved = [m[1] for i in page.holding("retrieved from") if (m := _pattern("retrieved").search(page.texts[i]))]
        told |= {"url": retrieved[0]} if len(set(retrieved)) == 1 else {}
    kept = [i for i in range(len(page.filled)) if _stays(result, page, i)]
    prose = next((n for n, i in enumerate(kept) if page.is_prose(i)), None)
    if prose is None:
        return told
    first = kept[prose]
    zone = page.texts[max(0, first - _NEAR) : first + _BEHIND]
    credits = [text for text in zone if len(text.split()) <= _CREDIT_WORDS]
    read = {
        "title": _title(page, kept, prose),
        "author": _only({"; ".join(names) for text in credits if (names := authors(text))}),
        "date": _only({day for text in credits for day in _dates(text)}),
    }
    return {field: text for field, text in read.items() if text} | told


def _stays(result: Judgement, page: Page, i: int) -> bool:
    return any(line not in result.spoken or result.spoken[line].action != "drop" for line in range(*page.lines(i)))


def _only(found: set[str]) -> str:
    """The one that was found; of several none is sure."""
    return found.pop() if len(found) == 1 else ""


def _told(top: Sequence[str]) -> dict[str, str]:
    """What a dumper wrote above the page, as `Title: ...`; nothing where there is neither a title first nor a URL."""
    lines = [m for text in top if (m := _pattern("told").match(text))]
    found = {}
    for line in reversed(lines):  # the first one counts
        field, value = _NAMES.get(line[1].lower(), line[1].lower()), line[2]
        if field == "date":
            value = next(_dates(value.partition("T")[0]), "")
        if value and (field != "url" or _pattern("address").match(value)):
            found[field] = value
    opens = bool(lines and lines[0].string == top[0] and lines[0][1].lower() == "title")
    return found if "url" in found or opens else {}


def _title(page: Page, kept: Sequence[int], prose: int) -> str:
    """The headline: a heading of the first level; or what the title of the window says again; or the line above an
    author or a date. It is kept, stands before the first prose, and the text says its words again."""
    above = kept[:prose]
    subject = set(_pattern("word").findall("\n".join(page.texts[i] for i in kept[prose:]).lower()))
    headings = [page.texts[i] for i in above if _pattern("h1").match(page.raw(i))]
    if headings:
        return headings[0] if _shared(headings[0], subject) >= _SHARED else ""
    lines = [(n, page.texts[i]) for n, i in enumerate(above) if _is_titled(page.texts[i])]
    for _, text in lines:
        if any(_is_window(top, text) for top in page.texts[:_WINDOW]):
            return text
    credit = next((n for n, i in enumerate(above) if _is_credit(page.texts[i])), 0)
    before = [text for n, text in lines if n < credit]
    sure = len(before) in (1, 2) and len(before[0].split()) >= _LEAST_ALONE
    return before[0] if sure and _shared(before[0], subject) >= _SHARED_ALONE else ""


def _is_titled(text: str) -> bool:
    return _LEAST <= len(text.split()) <= _MOST and "://" not in text and not _is_credit(text)


def _is_credit(text: str) -> bool:
    """Whether a line names an author or a day."""
    if len(text.split()) > _CREDIT_WORDS:
        return False
    return bool(is_byline(text) or _pattern("date").search(text))


def _is_window(top: str, text: str) -> bool:
    """Whether `top` is the title of a window over the page `text`: the same, and the site's name beside it."""
    at = top.lower().find(text.lower())
    rest = (top[:at] + top[at + len(text) :]) if at >= 0 else ""
    return bool(rest and _pattern("separator").search(rest))


def _shared(text: str, subject: set[str]) -> float:
    words = _pattern("word").findall(text.lower())
    return sum(word in subject for word in words) / len(words) if words else 0.0


def _dates(text: str) -> Iterator[str]:
    """Yield the days that a line names beyond doubt, as 2024-03-12; not those of updates, nor 03/04/2024."""
    update = _pattern("update").search(text)
    for found in _pattern("date").finditer(text[: update.start()] if update else text):
        if found["iso"] or found["east"]:
            year, month, day = re.findall(r"\d+", found[0])
        elif found["dotted"]:
            day, month, year = re.findall(r"\d+", found[0])
        else:
            day, year = found["day"] or found["day2"], found["year"] or found["year2"]
            month = str(_month(found["month"] or found["month2"]))
        try:
            yield date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue


@cache
def _month(word: str) -> int:
    """The number of a month by its name in one of `_LANGUAGES`; 0 for other words."""
    from dateparser import parse  # loads slowly, and few dumps have a date in words

    found = parse(f"1 {word} 2001", languages=_LANGUAGES, settings={"STRICT_PARSING": True})
    return found.month if found and (found.day, found.year) == (1, 2001) else 0
