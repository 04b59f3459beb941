"""Made-up pages: pages between the furniture of others, cleaned pages, which must stay as they are, prose of many languages,
which must stay, interface phrases, which must go."""

import csv
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stripper.article.view import View
from training.corpus import Doc, fold_of
from training.reading import read

TOP = {"skip-link", "nav", "search", "login", "language-switch", "theme-switch", "toc"}
END = {"footer", "comments", "pagination", "related", "newsletter", "print"}
PLACEHOLDER = re.compile(r"[{}$%<>]|_[A-Z]+_")
FEWEST, BODY, LONG = 4, 8, 60
FEWEST_MIXED, FEWEST_GROUP = 3, 4
"""Paragraphs of content of a page that is mixed with others; pages of one dumper and fold to choose from."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One line of ordinary text that must stay."""

    text: str
    lang: str
    kind: str  # para, title, bullet, hard


def cleaned(docs: list[Doc], seed: int) -> Iterator[Doc]:
    """Yield, of each page in one of its dumps, only what is labelled content: all of it must stay."""
    rng = random.Random(seed)
    by_page: dict[tuple[str, str], list[Doc]] = defaultdict(list)
    for doc in docs:
        by_page[doc.source, doc.id].append(doc)
    for versions in by_page.values():
        doc = rng.choice(versions)
        keep = np.flatnonzero(doc.content)
        if len(keep) < 3:
            continue
        v = doc.view
        named = [v.families[i] for i in keep] if v.families else ()
        markup = {name: bytes([column[i] for i in keep]) for name, column in v.markup.items()}
        marks = [v.marks[i] for i in keep] if v.marks else ()
        view = View(*[[col[i] for i in keep] for col in (v.texts, v.raws, v.gaps)], named, v.dialect, markup, marks)
        yield replace(
            doc,
            source="clean",
            view=view,
            content=doc.content[keep],
            words=doc.words[keep],
            unsure=doc.unsure[keep],
            ruled=doc.ruled[keep],
            printed=None,
            raw=None,
        )


def mixed(docs: list[Doc], seed: int, times: int) -> Iterator[Doc]:
    """Yield each page `times` times with what stands before or after its main content taken from other pages of its fold.

    Pages of one site look alike; a page between the furniture of two others is a page of a new site. Head and tail are both
    exchanged, or one of them. Yun et al. 2019, "CutMix", does the like to pictures.
    """
    rng = random.Random(seed)
    groups: dict[tuple[str, int, bool], list[Doc]] = defaultdict(list)
    for doc in docs:
        if doc.source in ("wcxb", "fundus") and doc.content.sum() >= FEWEST_MIXED:
            groups[doc.dumper, doc.fold, doc.lang == "en"].append(doc)
    for group in groups.values():
        for doc in group * times if len(group) >= FEWEST_GROUP else ():
            head, tail = rng.choice(group), rng.choice(group)
            lot = rng.randrange(3)
            yield _between(doc if lot == 0 else head, doc, doc if lot == 1 else tail)


def _between(head: Doc, body: Doc, tail: Doc) -> Doc:
    """Return a page of what `head` has before its content, `body` from its first to its last, `tail` after its."""
    first, last = _bounds(body)
    parts = [(head, slice(_bounds(head)[0])), (body, slice(first, last + 1)), (tail, slice(_bounds(tail)[1] + 1, None))]
    texts, raws, gaps = ([x for d, s in parts for x in getattr(d.view, name)[s]] for name in ("texts", "raws", "gaps"))
    named = [x for d, s in parts for x in (d.view.families or [()] * len(d.content))[s]]
    columns = {
        name: np.concatenate([getattr(d, name)[s] for d, s in parts])
        for name in ("content", "words", "unsure", "ruled")
    }
    markup = {name: b"".join(d.view.markup[name][s] for d, s in parts) for name in body.view.markup}
    marks = [mark for d, s in parts for mark in d.view.marks[s]]
    view = View(texts, raws, gaps, named if any(named) else (), body.view.dialect, markup, marks)
    return replace(body, source="mixed", view=view, printed=None, raw=None, **columns)


def _bounds(doc: Doc) -> tuple[int, int]:
    """Return the first and the last paragraph of a page's main content."""
    there = np.flatnonzero(doc.content)
    return int(there[0]), int(there[-1])


def read_prose(path: Path) -> list[Prose]:
    """Read the prose lines (TSV: line, lang, source#kind)."""
    with path.open(encoding="utf-8") as file:
        next(file)
        cells = [line.rstrip("\n").split("\t")[:3] for line in file]
    return [Prose(text, lang.split("-")[0], source.rsplit("#", 1)[-1]) for text, lang, source in cells]


def read_phrases(path: Path) -> list[tuple[str, str, str]]:
    """Read the interface phrases (xz TSV): phrase, language, family."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [(r["phrase"].strip(), r["lang"].split("-")[0], r["family"]) for r in table]
    return [x for x in found if x[0] and not PLACEHOLDER.search(x[0])]


class Pages:
    """Builds little pages of prose lines of one language (English where there are too few)."""

    def __init__(self, prose: list[Prose], seed: int) -> None:
        self.rng = random.Random(seed)
        self.by: dict[str, list[str]] = defaultdict(list)
        for p in prose:
            if len(p.text) > LONG:
                self.by[p.lang].append(p.text)

    def body(self, lang: str, without: str = "") -> list[str]:
        """Return up to eight prose lines of the language."""
        have = self.by.get(lang, [])
        have = have if len(have) >= FEWEST else self.by["en"]
        if len(have) > BODY and self.rng.random() < 0.5:
            have = self.rng.sample(have, BODY)
        return [t for t in have[:BODY] if t != without]

    def page(self, lines: list[str], content: list[bool], source: str, lang: str) -> Doc | None:
        """Return a page of these lines, with blank lines between them four times out of five; None if lines were joined."""
        reading = read(("\n\n" if self.rng.random() < 0.8 else "\n").join(lines) + "\n")
        n = len(reading.view.texts)
        if n != len(lines):
            return None
        words = np.array([len(re.findall(r"\w+", t)) for t in lines], dtype=np.int32)
        unsure = np.zeros(n, dtype=bool)
        return Doc(
            lines[0][:40],
            source,
            source,
            source,
            lang,
            fold_of(lang),
            reading.view,
            np.array(content),
            words,
            unsure,
            reading.ruled,
        )


def prose_pages(prose: list[Prose], seed: int) -> Iterator[Doc]:
    """Yield each prose line set among prose lines of its language."""
    pages = Pages(prose, seed)
    for p in prose:
        body = pages.body(p.lang, p.text)
        at = len(body) // 2 if pages.rng.random() < 0.7 else pages.rng.randrange(len(body) + 1)
        lines = [*body[:at], p.text, *body[at:]]
        page = pages.page(lines, [True] * len(lines), "prose", p.lang)
        if page:
            yield page


def phrase_pages(prose: list[Prose], phrases: list[tuple[str, str, str]], seed: int, most: int) -> Iterator[Doc]:
    """Yield pages of prose with one interface phrase, or a run of them, where such phrases stand."""
    pages = Pages(prose, seed)
    by: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for x in phrases:
        by[x[1]].append(x)
    for phrase, lang, family in pages.rng.sample(phrases, min(most, len(phrases))):
        body = pages.body(lang)
        run = [phrase]
        if pages.rng.random() < 0.5:
            alike = [x[0] for x in by[lang] if x[2] == family]
            run = [phrase, *pages.rng.sample(alike, min(len(alike), pages.rng.randrange(2, 12)))]
        at = 0 if family in TOP else len(body) if family in END else len(body) // 2
        lines = [*body[:at], *run, *body[at:]]
        content = [True] * at + [False] * len(run) + [True] * (len(body) - at)
        page = pages.page(lines, content, "phrase", lang)
        if page:
            yield page
