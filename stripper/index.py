"""The index: which rules could match which lines, found without trying each rule on each line.

Line globs without a star are looked up in a dict; those with three fixed characters at one end by
those characters; the rest, and phrases, wait for their rarest-looking word to occur in the dump.
The index is plain JSON data, so that it can be cached in a form that cannot execute anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stripper import globs
from stripper.folding import token_rows, tokens, unspaced
from stripper.page import LONGEST, Page
from stripper.ruleset import Rule
from stripper.shapes import compiled, may_have

Found = tuple[int, int, str]
"""(number of the rule, index of the paragraph, evidence in words)"""
Entry = tuple[int, Sequence[str]]
_LONG_HEAD = 9
"""Characters of a long head; three are a short one. Many globs begin with the same word or two."""


@dataclass(frozen=True)
class Index:
    """Look-up tables from folded text to rule numbers. `kind` of a gated entry: "line" or "phrase"."""

    exact: dict[str, list[int]] = field(default_factory=dict)
    heads: dict[str, list[Entry]] = field(default_factory=dict)
    tails: dict[str, list[Entry]] = field(default_factory=dict)
    words: dict[str, list[tuple[int, str, Sequence[str]]]] = field(default_factory=dict)
    unspaced: list[tuple[int, str, Sequence[str]]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the tables as JSON data; `Index(**data)` reads them back."""
        return vars(self)


def build(rules: Sequence[Rule]) -> Index:
    """Return the index of `rules`; their positions are the rule numbers."""
    index = Index()
    for number, rule in enumerate(rules):
        for glob in (*rule.line, *rule.markers):
            for variant in globs.expand(glob):
                _add_line(index, number, globs.segments(variant, whole=True))
        for glob in () if rule.action == "trim" else rule.phrase:
            for variant in globs.expand(glob):
                _add_gated(index, number, "phrase", globs.segments(variant, whole=False))
    return index


def _add_line(index: Index, number: int, parts: globs.Segments) -> None:
    if len(parts) == 1:
        numbers = index.exact.setdefault(parts[0], [])
        if number not in numbers:
            numbers.append(number)
    elif len(parts[0]) >= _LONG_HEAD:
        index.heads.setdefault(parts[0][:_LONG_HEAD], []).append((number, parts))
    elif len(parts[0]) >= 3:
        index.heads.setdefault(parts[0][:3], []).append((number, parts))
    elif len(parts[-1]) >= 3:
        index.tails.setdefault(parts[-1][-3:], []).append((number, parts))
    else:
        _add_gated(index, number, "line", parts)


def _add_gated(index: Index, number: int, kind: str, parts: globs.Segments) -> None:
    gate = max(_whole_words(parts), key=len, default="")
    if gate and not unspaced().search(gate):
        index.words.setdefault(gate, []).append((number, kind, parts))
    else:
        index.unspaced.append((number, kind, parts))


def _whole_words(parts: globs.Segments) -> list[str]:
    """The words that stand whole in every match: beside a star, a word may be part of a longer one."""
    words = []
    for i, part in enumerate(parts):
        found = tokens(part)
        if found and i > 0 and part[0].isalnum():
            del found[0]
        if found and i < len(parts) - 1 and part[-1].isalnum():
            del found[-1]
        words += found
    return words


def nominate(index: Index, page: Page, shaped: Mapping[int, Rule]) -> Iterator[Found]:
    """Yield what the words of rules find in a page, and the shapes and patterns of the rules `shaped`."""
    yield from _exact(index, page)
    yield from _starred(index, page)
    yield from _gated(index, page)
    for number, rule in shaped.items():
        for shape in rule.shape:
            if may_have(shape, page.dump.text):
                yield from _shaped(number, shape, page, rule.place == ("head",))
        for pattern in rule.pattern:
            search = compile_re2(pattern).search
            yield from ((number, i, f"it matches /{pattern}/") for i in page.filled if search(page.raw(i)[:LONGEST]))


def _shaped(number: int, shape: str, page: Page, head: bool) -> Iterator[Found]:
    search = compiled(shape).search
    for i in page.head if head else page.filled:
        raw = page.raw(i)
        if may_have(shape, raw) and search(raw[:LONGEST]):
            yield number, i, f"it has the shape {shape}"


def compile_re2(pattern: str) -> Any:
    """Compile a raw pattern under RE2, whose time is linear whatever the pattern."""
    import re2

    return re2.compile(pattern)


def _exact(index: Index, page: Page) -> Iterator[Found]:
    table = index.exact
    for i, key in enumerate(page.keys):
        if key in table and page.texts[i]:
            for number in table[key]:
                yield number, i, f'the line is "{key}"'


def _starred(index: Index, page: Page) -> Iterator[Found]:
    heads, tails = index.heads, index.tails
    for i, key in enumerate(page.keys):
        if key[:_LONG_HEAD] in heads or key[:3] in heads or key[-3:] in tails:
            likely = (*heads.get(key[:_LONG_HEAD], ()), *heads.get(key[:3], ()), *tails.get(key[-3:], ()))
            for number, parts in likely:
                if globs.matches_line(parts, key):
                    yield number, i, f'the line matches "{"*".join(parts)}"'


def _gated(index: Index, page: Page) -> Iterator[Found]:
    document = "\n".join(page.folded)
    rows = token_rows(document)
    for word in index.words.keys() & set(" ".join(rows).split()):
        for i, row in enumerate(rows):
            if word in row:
                yield from _try(index.words[word], page, i)
    for entry in index.unspaced:
        gate = max(entry[2], key=len)
        if gate in document:
            for i in page.filled:
                if gate in page.folded[i]:
                    yield from _try([entry], page, i)


def _try(entries: Sequence[tuple[int, str, Sequence[str]]], page: Page, i: int) -> Iterator[Found]:
    for number, kind, parts in entries:
        if kind == "line" and globs.matches_line(parts, page.keys[i]):
            yield number, i, f'the line matches "{"*".join(parts)}"'
        elif kind == "phrase" and globs.find_phrase(parts, page.folded[i]):
            yield number, i, f'the line holds "{"*".join(parts)}"'
