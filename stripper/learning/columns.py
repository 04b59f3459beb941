"""Rules for rows of links that a dumper set in columns, with names between them that change: "Up  Lists  Home"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from stripper.drafting import slug
from stripper.folding import fold, key
from stripper.globs import matches_line, segments
from stripper.learning.evidence import Evidence, Leaf, core
from stripper.learning.furniture import MOST
from stripper.learning.made import EXAMPLES, Made, glob_of, sound
from stripper.page import count_words

_GAP = re.compile(r"(?<=\S)(?:\s{2,}|\t)(?=\S)")
"""What parts columns."""
_GAPS = 2
"""Gaps of a row in columns, at least."""
_WORDS, _LETTERS = 3, 8
"""Words and letters that the rows must have in common."""
_LONGEST = 24
"""Words of such a row, with the row that re-flow joined it with."""
_NAME = 7
"""Words that a name in a row may have."""


@dataclass
class _Rows:
    """Rows that are equal but for names."""

    pages: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    inside: int = 0


class _Row(NamedTuple):
    page: int
    text: str
    words: list[str]
    inside: bool


def columned(evidence: Evidence) -> Iterator[Made]:
    """Yield a rule for each kind of row, in columns, that stands on most pages and outside the article.

    The words that stand in such rows of most pages are taken for links, those between them for names. What cleaning
    thinks of a row does not count: no article has its text in columns, with the same words at the same places.
    """
    least = max(3, round(MOST * len(evidence.leaves)))
    rows = [row for n, leaf in enumerate(evidence.leaves) for row in _rows(evidence, leaf, n)]
    kinds = {glob: _kind(glob, rows) for glob in _globs(rows, least)}
    usual = {glob for glob, kind in kinds.items() if len(kind.pages) >= least and 2 * kind.inside < len(kind.pages)}
    begun = tuple(f"{glob} " for glob in usual if "*" not in glob)  # re-flow may have joined it with the next row
    taken: set[str] = set()
    for glob, kind in sorted(kinds.items(), key=lambda item: (-len(item[1].pages), item[0])):
        wanted = (glob in usual or glob.startswith(begun)) and not evidence.repeats(glob)
        if wanted and not taken.issuperset(kind.texts):
            taken.update(kind.texts)
            yield from filter(None, [_rule(evidence, glob, kind)])


def _rows(evidence: Evidence, leaf: Leaf, n: int) -> Iterator[_Row]:
    """Yield the paragraphs of a page that are set in columns, and the lines of those that have several."""
    places = [i for i in range(len(leaf.keys)) if _is_row(leaf, i)]
    first, last = core(leaf, [evidence.repeats(line) for line in leaf.keys]) if places else (0, 0)
    for i in places:
        inside = first < i < last
        yield _Row(n, " ".join(leaf.page.texts[i].split()), leaf.keys[i].split(), inside)
        start, end = leaf.page.lines(i)
        for line in leaf.page.dump.lines[start:end] if end > start + 1 else ():
            text = " ".join(line.split())
            yield _Row(n, text, key(fold(text)).split(), inside)


def _globs(rows: Sequence[_Row], least: int) -> set[str]:
    """Return the globs that rows may have in common: of links, with stars for what stands between.

    Rows that begin and end with the same links are of one kind; of the words between them those are links that all rows
    of the kind have.
    """
    on: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for word in row.words:
            on[word].add(row.page)
    links = {word for word, pages in on.items() if len(pages) >= least and any(map(str.isalpha, word))}
    groups: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    for words in {tuple(row.words): row.words for row in rows}.values():
        edges = *takewhile(links.__contains__, words), "*", *takewhile(links.__contains__, reversed(words))
        groups[tuple(words) if len(edges) > len(words) else edges].append(words)
    found = set()
    for group in groups.values():
        said = links.intersection(*group)
        for words in group:
            mine = [word for word in words if word in said]
            if len(mine) >= _WORDS and sum(map(str.isalpha, "".join(mine))) >= _LETTERS:
                found.add(re.sub(r"\*(?: \*)+", "*", " ".join(word if word in said else "*" for word in words)))
    return found


def _kind(glob: str, rows: Sequence[_Row]) -> _Rows:
    """Return the rows that a glob matches, those too whose names are links elsewhere."""
    kind = _Rows()
    if glob_of(glob) != glob:
        return kind
    parts = segments(glob, whole=True)
    for row in rows:
        line = " ".join(row.words)
        if line == glob if len(parts) == 1 else matches_line(parts, line):
            kind.pages.add(row.page)
            kind.texts.append(row.text)
            kind.inside += row.inside
    return kind


def _is_row(leaf: Leaf, i: int) -> bool:
    page = leaf.page
    if leaf.prose[i] or count_words(page.texts[i]) > _LONGEST:
        return False
    first, end = page.lines(i)
    return any(len(_GAP.findall(line.strip())) >= _GAPS for line in page.dump.lines[first:end])


def _rule(evidence: Evidence, glob: str, kind: _Rows) -> Made | None:
    on = f"{len(kind.pages)} of {len(evidence.leaves)}"
    why = f"a row of links in columns{', equal but for names' if '*' in glob else ''}, on {on} pages"
    texts = sorted(set(kind.texts))[: 2 * EXAMPLES]
    stars = glob.count("*")
    words = max(max(map(count_words, kind.texts)), len(glob.split()) + (_NAME - 1) * stars)
    more = {"max_words": str(words)} if stars else {}
    return sound(Made(slug(glob), why, "line", [glob], [on], texts, (), (), more, True, kind.pages))
