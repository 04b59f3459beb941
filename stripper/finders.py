"""Finders: where in a page the words, shapes and patterns of rules stand, as the index tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from stripper import globs
from stripper.folding import EAST, odd_letters, token_set
from stripper.index import Index, Waiting, read_variant
from stripper.model import LONGEST
from stripper.page import Page
from stripper.ruleset import Rule
from stripper.shapes import ANY_LENGTH, GATES, finder

Found = tuple[int, int, str]
"""(number of the rule, index of the paragraph, evidence in words)"""


def find(index: Index, page: Page, shaped: Iterable[tuple[int, Rule]]) -> Iterator[Found]:
    """Yield what the words of rules find in a page, and the shapes and patterns of the rules `shaped`."""
    yield from find_words(index, page)
    yield from find_shapes(page, shaped)


def find_words(index: Index, page: Page) -> Iterator[Found]:
    """Yield what the words of rules find in a page."""
    keys = page.keys
    for i, numbers in index.known_lines(keys):
        for number in numbers:
            yield number, i, f'the line is "{keys[i]}"'
    for i in index.likely_lines(keys):
        yield from _try(index.likely(keys[i]), page, i)
    yield from _waiting(index, page)
    yield from _made(index, page)


def _made(index: Index, page: Page) -> Iterator[Found]:
    """The lines of which every word is one that a rule knows."""
    yield from index.vocabulary.find(page.spread)
    if any(EAST.match(letter) for letter in odd_letters(page.document)):
        yield from index.vocabulary.find_unspaced(page.spread)


def _waiting(index: Index, page: Page) -> Iterator[Found]:
    """The globs that wait for a word (or a piece of text, where there are no words) to occur in the dump."""
    document = page.document
    words = token_set(document)
    there = sorted(index.gates.keys() & words)  # a set has another order in every run
    waiting = [("words", index.gates[gate]) for gate in there]
    waiting += [("stems", stem) for stem in sorted(index.stems_among(words))]
    waiting += [("pieces", piece) for piece in index.pieces_among(words, document)]
    for name, place in waiting:
        here = index.waiting(name, place)
        for i in page.holding(place):
            yield from _try(here, page, i)


def _try(waiting: Waiting, page: Page, i: int) -> Iterator[Found]:
    key, folded = page.keys[i], page.folded[i]
    # Many globs wait at the same place; a look at their longest segments spares reading most of them.
    for variant in [read_variant(row) for longest, row in waiting if longest in folded]:
        if variant is None:
            continue
        number, whole, parts = variant
        if whole:
            if globs.matches_line(parts, key):
                yield number, i, f'the line matches "{"*".join(parts)}"'
        elif globs.find_phrase(parts, folded):
            yield number, i, f'the line holds "{"*".join(parts)}"'


def find_shapes(page: Page, rules: Iterable[tuple[int, Rule]]) -> Iterator[Found]:
    """Yield what the shapes and patterns of rules, each with its number, find in a page."""
    for number, rule in rules:
        yield from _shaped(number, rule, page)


def _shaped(number: int, rule: Rule, page: Page) -> Iterator[Found]:
    for shape in rule.shape:
        holds, end = finder(shape), None if shape in ANY_LENGTH else LONGEST
        for i in candidates(shape, page, only_head=rule.place == ("head",)):
            if holds(page.raw(i)[:end]):
                yield number, i, f"it has the shape {shape}"
    for pattern in rule.pattern:
        search = compile_re2(pattern).search
        for i in range(len(page.filled)):
            if search(page.raw(i)[:LONGEST]):
                yield number, i, f"it matches /{pattern}/"


def candidates(shape: str, page: Page, *, only_head: bool = False) -> Sequence[int]:
    """Return the paragraphs that may have a shape: those that hold what all its matches hold."""
    if shape not in GATES:
        return page.head if only_head else range(len(page.filled))
    lines = page.showing(GATES[shape])
    return [i for i in lines if i < page.bounds[0]] if only_head and lines else lines


def compile_re2(pattern: str) -> Any:
    """Compile a raw pattern under RE2, whose time is linear whatever the pattern. Raises re2.error, UnicodeError."""
    import re2

    quiet = re2.Options()
    quiet.log_errors = False  # it would write to the user's stderr
    return re2.compile(pattern, quiet)
