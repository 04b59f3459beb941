"""Near misses: which rules came near a line that stayed, and what was missing. Only `explain --kept` asks.

A rule comes near when its words are there and a further condition fails, when a keep rule beat it, or when the line
holds its whole phrase among other words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from stripper.book import Book
from stripper.labels import is_no_label
from stripper.matchers import MATCHERS, first_glob
from stripper.page import Page, count_words
from stripper.ruleset import Rule, is_for
from stripper.votes import Votes, collect, scan, sets_here

_MOST = 4
"""Misses told of a line; more would hide the telling ones."""
_PHRASE_WORDS = 12
"""Words of a line up to which it is compared with the phrases of rules."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A rule that came near a line: what it saw there, and what it would have needed beside it."""

    rule: Rule
    saw: str
    missing: str


def near_misses(page: Page, book: Book, lines: Collection[int]) -> dict[int, list[Miss]]:
    """Return the near misses at the lines of index `lines`; those whose words were all there come first."""
    rules, paragraphs = book.rules, _paragraphs(page, set(lines))
    seen = scan(page, book, labels_only=False)
    votes = collect(page, book, scan(page, book))
    here = sets_here(page, book, seen.found)
    misses: dict[int, list[Miss]] = {}
    for found, cuts in ((seen.found, False), (seen.cuts, True)):
        for number, hits in found.items():
            rule = rules[number]
            for i in hits.keys() & paragraphs.keys() if _may_cut(book, number) else ():
                missing = (
                    _asleep(rule, page, here if rule.set in book.sited else {rule.set})
                    or _missing(rule, page, i, votes)
                    or (_spared(page, book, number, i) if i not in votes.drops and not cuts else "")
                )
                if missing:
                    saw = "it holds what the rule cuts" if cuts else str(hits[i])
                    misses.setdefault(i, []).append(Miss(rule, saw, missing))
    for i in paragraphs:
        misses.setdefault(i, []).extend(_phrases(page, book, i))
    return {paragraphs[i]: told[:_MOST] for i, told in sorted(misses.items()) if told}


def _paragraphs(page: Page, lines: Collection[int]) -> dict[int, int]:
    """The paragraphs that hold one of `lines` -> the first of these."""
    spans = ((i, page.lines(i)) for i in range(len(page.filled)))
    held = ((i, next((line for line in range(*span) if line in lines), None)) for i, span in spans)
    return {i: line for i, line in held if line is not None}


def scores(page: Page, book: Book) -> dict[int, float]:
    """Return how likely each line (by index) is main content to the article model, 0 to 1."""
    from stripper.article import score, view_of  # the rules alone can do without the model

    families = collect(page, book, scan(page, book)).families()
    view, places = view_of(page.dump, {page.filled[i]: names for i, names in families.items()})
    numbers = {place: i for i, place in enumerate(page.filled)}
    likely = score(view).scores
    return {line: likely[k] for k, place in enumerate(places) for line in range(*page.lines(numbers[place]))}


def _may_cut(book: Book, number: int) -> bool:
    return book.rules[number].action != "keep" and number not in book.silent and not book.is_marker(number)


def _asleep(rule: Rule, page: Page, here: Collection[str]) -> str:
    """Why `rule` is not asked in this dump; empty where it is."""
    if not is_for(rule.dialects, page.dump.dialect):
        return f"it sleeps: it is for {' and '.join(rule.dialects)} dumps, this one is {page.dump.dialect}"
    return f"it sleeps: the dump bears no mark of {rule.set}" if rule.set not in here else ""


def _spared(page: Page, book: Book, number: int, i: int) -> str:
    """Why what a shipped rule says of paragraph `i` is not heard; empty where it is."""
    if number < book.own:
        return ""
    if is_no_label(page.texts[i]):
        return "the line is no label: a statement of source code, or numbered as a section is"
    heads = book.set_of(number) not in book.sited and page.is_heading(i)
    return "the line is a heading: the prose below says it" if heads else ""


def _missing(rule: Rule, page: Page, i: int, votes: Votes) -> str:
    """What kept `rule`, whose words are in paragraph `i`, from deciding; empty where nothing did."""
    if votes.keeps.get(i) and i in votes.matched.get(rule.id, ()):
        return f"a keep rule is stronger: {min(votes.keeps[i])[1][0]}"
    return "; ".join(told(rule, page, i) for name, told in FAILURES.items() if _fails(name, rule, page, i, votes))


def _fails(name: str, rule: Rule, page: Page, i: int, votes: Votes) -> bool:
    return bool(getattr(rule, name)) and MATCHERS[name](rule, page, i, votes.matched) is None


def _line(page: Page, i: int | None) -> str:
    return f'"{page.keys[i][:60]}"' if i is not None else "none"


def _any_of(globs: Sequence[str]) -> str:
    return f'"{globs[0]}"' + (f" or one of {len(globs) - 1} others" if len(globs) > 1 else "")


Failure = Callable[[Rule, Page, int], str]
FAILURES: dict[str, Failure] = {
    "max_words": lambda r, p, i: f"it has {count_words(p.texts[i])} words, at most {r.max_words} are asked",
    "min_words": lambda r, p, i: f"it has {count_words(p.texts[i])} words, at least {r.min_words} are asked",
    "unless": lambda r, p, i: f'it matches "{first_glob(r.unless, p.keys[i])}", which the rule leaves alone',
    "no_stop": lambda r, p, i: "it ends with a full stop",
    "place": lambda r, p, i: f"it stands in the {p.place(i)} of the dump, the {' or '.join(r.place)} is asked",
    "previous": lambda r, p, i: f"the line before is {_line(p, p.beside(i, -1))}, asked is {_any_of(r.previous)}",
    "next": lambda r, p, i: f"the line after is {_line(p, p.beside(i, 1))}, asked is {_any_of(r.next)}",
    "near": lambda r, p, i: f"no match of {' or '.join(r.near)} within {r.within} lines",
    "run": lambda r, p, i: f"it stands in a run of {p.run(i, r.run)} short lines, {r.run} are asked",
    "repeats": lambda r, p, i: f"it stands {p.counts[p.keys[i]]} times in the dump, {r.repeats} are asked",
}
"""Condition -> how to say that it failed; one for each of `MATCHERS`."""


def _phrases(page: Page, book: Book, i: int) -> Iterator[Miss]:
    """Yield the rules whose whole line is a part of paragraph `i`, the longest first: the other words were too many."""
    words = page.keys[i].split()
    if not 2 < len(words) <= _PHRASE_WORDS:
        return
    told: set[int] = set()
    for size in range(len(words) - 1, 1, -1):
        for start in range(len(words) - size + 1):
            part = " ".join(words[start : start + size])
            for number in book.whole(part):
                rule = book.rules[number]
                if (
                    number not in told
                    and rule.action == "drop"
                    and _may_cut(book, number)
                    and rule.set not in book.sited
                ):
                    told.add(number)
                    yield Miss(rule, f'"{part}" is a part of the line', "the rule asks for the whole line")
