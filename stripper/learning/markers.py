"""Markers: the lines by which a learnt rule set knows a page of its site."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stripper.book import Book
from stripper.finders import find_words
from stripper.learning.evidence import Evidence
from stripper.learning.furniture import is_entry
from stripper.learning.made import Made, glob_of
from stripper.model import Dump, Paragraphs
from stripper.page import Page

_MOST = 8
_EACH = 3
"""Markers that a page of the sample should have, where there are so many."""
_LONGEST, _SHORT, _WORD = 80, 8, 20
"""Letters of a marker, at most; characters under which a line, and a single word, says little of its site."""
_EAST = "\u2e80"
"""From here on scripts do not part words by spaces."""


def markers(evidence: Evidence, keys: Sequence[str], rows: Sequence[Made], shipped: Book) -> list[str]:
    """Return globs of which nearly every page of the sample has one: furniture on most pages, of this site's own words.

    `rows` are rules whose globs may be markers too. What a shipped rule names stands on any site, so it is taken only
    where there is nothing else.
    """
    traces = evidence.traces
    keys = [key for key in keys if sum(map(str.isalpha, key)) <= _LONGEST and not is_entry(traces[key])]
    pages = {key: traces[key].pages for key in keys if glob_of(key)}
    pages |= {glob: set(made.pages) for made in rows if made.pages for glob in made.globs}
    common = _common(list(pages), shipped)
    weak = {key for key in pages if _is_weak(key) or 2 * len(pages[key]) < len(evidence.leaves)}
    rank = {
        key: (key in weak, key in common or "://" in key, -len(pages[key]), -min(len(key), 40), key) for key in pages
    }
    chosen: list[str] = []
    lacking = dict.fromkeys(range(len(evidence.leaves)), _EACH)
    for key in sorted(pages, key=lambda key: rank[key]):
        wanted = _EACH - 1 if key in weak else 0  # a page that has one good marker needs no bad ones
        helped = {n for n in pages[key] if lacking[n] > wanted}
        if len(chosen) < _MOST and helped and (4 * len(helped) >= len(lacking) or not chosen):
            chosen.append(key)
            for n in helped:
                lacking[n] -= 1
    return list(dict.fromkeys(map(glob_of, chosen)))


def _is_weak(key: str) -> bool:
    """Whether any site may have the line as well: a short one, or a single word of a script that parts its words."""
    letters = sum(map(str.isalpha, key))
    word = " " not in key and len(key) < _WORD and max(key) < _EAST
    return len(key) < _SHORT or 2 * letters < len(key) or word


def _common(keys: Sequence[str], shipped: Book) -> Collection[str]:
    """Those of `keys` that words of a shipped rule match, wherever they stand."""
    page = Page(Dump("lines", "\n".join(keys), list(keys), Paragraphs(range(len(keys)), list(keys))))
    return {keys[i] for _, index in shipped.indexes for _, i, _ in find_words(index, page)}
