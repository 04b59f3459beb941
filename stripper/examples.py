"""Rule examples, run: does each rule drop what it says it drops, and keep what it says it keeps?

An example stands in a small article, at the place that its rule asks for. A line of it that begins
with "- " in an example of several lines is one that the rule must drop; the others must stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stripper.book import Book, outline
from stripper.index import build
from stripper.model import cut, merge
from stripper.page import Page
from stripper.readers.text import read_text
from stripper.ruleset import Rule
from stripper.trims import cut_spans
from stripper.votes import collect, scan

_BEFORE = "The wind turned in the night, and by morning the boats lay on the other side of the harbour."
_AFTER = "Nobody had counted on the rain, which went on until the evening of the following day."
PROSE = (_BEFORE, _AFTER)


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that its rule fails: where the rule stands and what went wrong, in words."""

    rule: Rule
    message: str


def run(rule: Rule, rules: Sequence[Rule]) -> Iterator[Failure]:
    """Yield the failures of the examples of `rule`; `rules` are those in force, with their globs (for `near`)."""
    for before, after in rule.trims:
        got = cut(before, merge(cut_spans(rule, before))).rstrip()
        if got != after:
            yield Failure(rule, f'trims "{before}" to "{got}", not to "{after}"')
    # A keep rule matches what it keeps, a drop rule what it drops; each leaves the other examples alone.
    does, is_keep = ("keep", True) if rule.action == "keep" else ("drop", False)
    matched, left = (rule.keeps, rule.drops) if is_keep else (rule.drops, rule.keeps)
    for example in matched:
        wanted, lines = _marked(example)
        found = _matched(rule, rules, lines)
        for i in sorted(wanted - found):
            yield Failure(rule, f'does not {does} "{lines[i].strip()}"')
        for i in sorted(found - wanted):
            yield Failure(rule, f'{does}s "{lines[i].strip()}", which its example does not mark')
    for example in left:
        lines = example.strip("\n").split("\n")
        for i in sorted(_matched(rule, rules, lines)):
            yield Failure(rule, f'{does}s "{lines[i].strip()}", which must {"go" if is_keep else "stay"}')


def _marked(example: str) -> tuple[set[int], list[str]]:
    lines = example.strip("\n").split("\n")
    if len(lines) == 1:
        return {0}, lines
    wanted = {i for i, line in enumerate(lines) if line.startswith("- ")}
    return wanted, [line[2:] if i in wanted else line for i, line in enumerate(lines)]


def _matched(rule: Rule, rules: Sequence[Rule], lines: list[str]) -> set[int]:
    """Return the lines of an example that `rule` matches, whatever other rules say."""
    place = rule.place[0] if rule.place else "body"
    head = "" if place == "head" else f"{_BEFORE}\n\n{_AFTER}\n\n"
    tail = "" if place == "tail" else f"\n\n{_BEFORE}\n\n{_AFTER}\n"
    text = head + "\n".join(lines) + tail
    dump = read_text("example", text, dialect=rule.dialects[0] if rule.dialects else "plain")
    page = Page(dump)
    book = _book(tuple(r._replace(markers=()) for r in _company(rule, rules)))
    votes = collect(page, book, scan(page, book))
    first = head.count("\n")
    mine = votes.cuts if rule.action == "trim" else votes.keeps if rule.action == "keep" else votes.drops
    said = {i for i, opinions in mine.items() if any(opinion[0] == rule.id for _, opinion in opinions)}
    held = {line for i in said for line in range(*page.lines(i))}
    return {i for i in range(len(lines)) if first + i in held and lines[i].strip()}


@lru_cache(maxsize=1)
def _book(company: tuple[Rule, ...]) -> Book:
    """The book of some rules; made once for all examples of a rule."""
    return Book(company, [r.id for r in company], ((0, build(company)),), outline(company))


def _company(rule: Rule, rules: Sequence[Rule]) -> list[Rule]:
    """The rule and those that it may stand `near`."""
    near = set(rule.near)
    return [r for r in rules if r.id == rule.id or (near and {r.id, r.set} & near and not r.near)] or [rule]
