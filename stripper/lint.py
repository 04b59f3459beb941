"""Lint: rules that never speak, that cut prose, that cost too much, that say too little of themselves.

What a rule is known to match are its own examples of one line and its globs without a star. A rule
is unreachable when earlier rules take all of these under conditions that are no narrower than its own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from stripper import examples, globs
from stripper.book import Book
from stripper.catalogue import bind
from stripper.finders import find
from stripper.index import Index, build
from stripper.matchers import first_glob
from stripper.model import Dump, Paragraphs
from stripper.page import Page, count_words, ends_with_stop
from stripper.rule_file import ElementRule
from stripper.ruleset import MARKERS, Rule, RuleSet
from stripper.trims import cut_spans

PROSE = os.path.join(os.path.dirname(__file__), "data", "prose.txt")
"""Lines of ordinary prose that no rule may match, one a row; rows that begin with "# " are comments."""

_DOES = {"drop": "drops", "keep": "keeps", "trim": "trims"}
_EXACT = 400
"""How many of its globs without a star are tried of a rule; of one that has more, not all is known."""
_CONTEXT = ("place", "previous", "next", "near", "run", "repeats", "dialects", "markers")
"""Conditions that narrow a rule to some places; `line` alone says nothing of them."""
_REACH = ("scope", "until", "takes_before", "takes_after")
_LITERAL = 4
"""Characters that a glob with a star at both ends should hold in one piece, to be looked for at all."""
_SLOW = 0.15
"""Microseconds a line that one rule may take; all of them together are to take 3 (15 MB/s)."""
_TIMED_LINES, _TRIES = 2000, 8


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a rule: `kind` is one word, `message` says it; `note` if it is worth a look, no mistake."""

    rule: Rule | ElementRule
    kind: str
    message: str
    note: bool = False


def prose_lines(path: str = PROSE) -> list[str]:
    """Return the lines of prose in a file, each after its language and a tab; none where there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            rows = file.read().split("\n")
    except FileNotFoundError:
        return []
    return [row.rpartition("\t")[2] for row in rows if row.strip() and not row.startswith("# ")]


def lint(sets: Sequence[RuleSet], asked: Sequence[RuleSet], prose: Sequence[str], timed: bool = True) -> list[Finding]:
    """Return what is to be said of the rules of the sets `asked`; `sets` are all in force, in order."""
    book = bind(sets)
    wanted = {id(rule) for rule_set in asked for rule in rule_set.rules}
    numbers = [n for n, rule in enumerate(book.rules) if id(rule) in wanted]
    ordinary = _findings_in_prose(book, prose)
    taken = _taken(book, numbers)
    findings = [finding for rule_set in asked for element in rule_set.elements for finding in _selectors(element)]
    for number in numbers:
        rule = book.rules[number]
        findings += _said(rule, book.rules)
        findings += ordinary.get(number, [])
        findings += taken.get(number, [])
        findings += _loose(rule)
        findings += _cost(rule, prose) if timed else []
    return findings


def _selectors(rule: ElementRule) -> Iterator[Finding]:
    """The selectors that cannot be parsed."""
    if any((rule.strip, rule.keep, rule.body, rule.title)):
        from stripper.readers import elements  # lxml is for those who have such rules

        for error in elements.check(rule):
            yield Finding(rule, "selector", error.message.partition(": ")[2])


def _said(rule: Rule, rules: Sequence[Rule]) -> Iterator[Finding]:
    """What a rule does not say of itself."""
    if "orphan-blank" in rule.shape:
        return  # it is about blank lines, of which there are no examples
    if not rule.why:
        yield Finding(rule, "why", "does not say why; the words are shown to users")
    cuts = len(rule.keeps if rule.action == "keep" else rule.trims or rule.drops)
    if cuts < 2:
        yield Finding(rule, "examples", f"has {cuts} examples of what it {_DOES[rule.action]}; two tell more than one")
    if len(rule.keeps) < 2:
        yield Finding(rule, "examples", f"has {len(rule.keeps)} examples of what must stay (keeps)")
    if any(other.id == rule.id and other is not rule for other in rules):
        others = [other.where for other in rules if other.id == rule.id and other is not rule]
        yield Finding(rule, "name", f"has the same name as the rule at {', '.join(others)}")


def _findings_in_prose(book: Book, prose: Sequence[str]) -> dict[int, list[Finding]]:
    """The rules whose words match lines of ordinary prose; those that ask for a place or neighbours only as a note."""
    found: dict[int, list[Finding]] = {}
    page = _page(prose)
    for number, i in _matches(book.rules, book.indexes[0][1], page):
        rule = book.rules[number]
        if rule.action == "drop" and _fits(rule, page, i):
            found.setdefault(number, []).append(_in_prose(rule, prose[i]))
    for number, rule in enumerate(book.rules):
        if rule.action == "trim":
            hits = [(line, spans) for line in prose if (spans := cut_spans(rule, line))]
            for line, spans in hits:
                found.setdefault(number, []).append(_in_prose(rule, line, "".join(line[slice(*s)] for s in spans)))
    return found


def _in_prose(rule: Rule, line: str, cut: str = "") -> Finding:
    narrowed = [name for name in _CONTEXT if getattr(rule, name)]
    what = f'would cut "{cut[:60]}" out of prose: "{line[:80]}"' if cut else f'matches prose: "{line[:80]}"'
    return Finding(
        rule, "prose", what + (f" (only {', '.join(narrowed)} narrows it)" if narrowed else ""), bool(narrowed)
    )


def _taken(book: Book, numbers: Sequence[int]) -> dict[int, list[Finding]]:
    """The rules of which earlier rules take all lines, or some, that they are known to match."""
    known = {n: _known(book.rules[n]) for n in numbers if book.rules[n].action == "drop"}
    lines = list(dict.fromkeys(line for own in known.values() for line in own))
    page = _page(lines)
    hits: dict[str, list[int]] = {}
    for number, i in _matches(book.rules, book.indexes[0][1], page):
        if book.rules[number].action == "drop" and _fits(book.rules[number], page, i):
            hits.setdefault(lines[i], []).append(number)
    found: dict[int, list[Finding]] = {}
    for number, own in known.items():
        rule = book.rules[number]
        takers = [_taker(rule, [book.rules[n] for n in hits.get(line, ()) if n < number]) for line in own]
        first = next((taker for taker in takers if taker), None)
        if first and all(takers) and len(own) < _EXACT:
            names = ", ".join(dict.fromkeys(taker.id for taker in takers if taker))
            found[number] = [
                Finding(rule, "unreachable", f"never speaks: all that it is known to match goes by {names}")
            ]
        elif first:
            count = sum(taker is not None for taker in takers)
            line = next(line for line, taker in zip(own, takers, strict=True) if taker)
            message = f'{count} of {len(own)} lines go by an earlier rule, such as "{line[:60]}" by {first.id}'
            found[number] = [Finding(rule, "overlap", message, note=True)]
    return found


def _known(rule: Rule) -> list[str]:
    """Lines that a rule is known to match: its examples of one line, its globs without a star."""
    own = [drop for drop in rule.drops if drop.strip() and "\n" not in drop.strip("\n")]
    exact = (variant for glob in rule.line for variant in globs.expand(glob) if "*" not in variant)
    return list(dict.fromkeys([*own, *islice((variant.replace("#", "1") for variant in exact), _EXACT)]))


def _taker(rule: Rule, earlier: Sequence[Rule]) -> Rule | None:
    """The first of the `earlier` rules that asks for nothing that `rule` does not ask for, and reaches as far."""
    blank = Rule("")
    for other in earlier:
        asks = all(getattr(other, c) in (getattr(blank, c), getattr(rule, c)) for c in _CONTEXT)
        if asks and all(getattr(rule, r) in (getattr(blank, r), getattr(other, r)) for r in _REACH):
            return other
    return None


def _loose(rule: Rule) -> Iterator[Finding]:
    """Globs that no index can help: they are tried on every line of a dump."""
    for key, own in (("line", rule.line), ("phrase", () if rule.action == "trim" else rule.phrase)):
        for glob in own:
            for variant in globs.expand(glob):
                parts = globs.segments(variant, whole=key == "line")
                open_ends = key == "phrase" or (len(parts) > 1 and not parts[0] and not parts[-1])
                if open_ends and max(map(len, parts)) < _LITERAL:
                    yield Finding(rule, "slow", f'{key} "{variant}" holds no {_LITERAL} characters in one piece', True)
                    break


def _cost(rule: Rule, prose: Sequence[str]) -> Iterator[Finding]:
    """A measurement: what the rule alone takes on lines that it does not match, over what no rule takes."""
    rows = [*prose, *examples.PROSE]
    page = _page((rows * (_TIMED_LINES // len(rows) + 1))[:_TIMED_LINES])
    index, none = build([rule]), build([])
    shaped = [(0, rule)] if (rule.shape or rule.pattern) and rule.action != "trim" else []
    assert page.keys is not None  # folded before the clock starts
    cost, tries = float("inf"), 0
    while cost > _SLOW and tries < _TRIES:  # the machine has other things to do: what is slow is slow each time
        own, idle = _seconds(index, page, shaped), _seconds(none, page, [])
        cost, tries = min(cost, 1e6 * (own - idle) / _TIMED_LINES), tries + 1
    if cost > _SLOW:
        yield Finding(rule, "slow", f"takes {cost:.1f} µs a line; all rules together are to take 3", note=True)


def _seconds(index: Index, page: Page, shaped: Sequence[tuple[int, Rule]]) -> float:
    start = time.thread_time()
    for _ in find(index, page, shaped):
        pass
    return time.thread_time() - start


def _page(lines: Sequence[str]) -> Page:
    rows = [line.replace("\n", " ") for line in lines]
    paragraphs = Paragraphs(range(len(rows)), [row.strip() for row in rows])
    return Page(Dump("lines", "\n".join(rows) + "\n", rows, paragraphs))


def _matches(rules: Sequence[Rule], index: Index, page: Page) -> Iterator[tuple[int, int]]:
    """Yield (number of a rule, line) for all that words, shapes and patterns find."""
    shaped = [
        (n, rule._replace(place=()))
        for n, rule in enumerate(rules)
        if (rule.shape or rule.pattern) and rule.action == "drop" and "orphan-blank" not in rule.shape
    ]
    seen = set()
    for number, i, _ in find(index, page, shaped):
        if (number, i) not in seen and not rules[number].id.endswith(MARKERS):
            seen.add((number, i))
            yield number, i


def _fits(rule: Rule, page: Page, i: int) -> bool:
    """Whether the conditions on the line itself hold, whatever stands around it."""
    words = count_words(page.texts[i])
    short = not rule.max_words or words <= rule.max_words
    stopped = rule.no_stop and ends_with_stop(page.texts[i])
    return short and words >= rule.min_words and not stopped and not first_glob(rule.unless, page.keys[i])
