"""What the rules say of a page, collected for the judge. Nothing is decided here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stripper import trims
from stripper.book import Book
from stripper.finders import find_shapes, find_words
from stripper.labels import is_no_label
from stripper.matchers import conditions, confirm
from stripper.model import LONGEST, Evidence, Span
from stripper.page import Page, count_words
from stripper.ruleset import Rule

_TITLE_WORDS = 16
"""Words up to which a line beside a match counts as its title (`takes_before`, `takes_after`)."""
_BLOCK_LINES = 12
"""Lines up to which a block goes whole; a longer one is a page without blank lines."""
_REGION_LINES = 60
"""Lines up to which a region reaches for the next prose."""

Opinion = tuple[str, Evidence]
"""(id of a rule, evidence)"""
Said = tuple[str, str]
"""The opinion of a rule, whose evidence is at hand."""


@dataclass(frozen=True, eq=False, repr=False)
class Votes:
    """What was said, by paragraph: each keep and drop with the number of its rule, cuts of its raw text."""

    keeps: dict[int, list[tuple[int, Said]]] = field(default_factory=lambda: defaultdict(list))
    drops: dict[int, list[tuple[int, Said]]] = field(default_factory=lambda: defaultdict(list))
    cuts: dict[int, list[tuple[Span, Said]]] = field(default_factory=lambda: defaultdict(list))
    matched: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def families(self) -> dict[int, tuple[str, ...]]:
        """For each paragraph that a rule would drop, the names of the rule sets that say so."""
        return {i: tuple(dict.fromkeys(o[0].rpartition("/")[0] for _, o in said)) for i, said in self.drops.items()}


class Sightings(NamedTuple):
    """Where the words, shapes and patterns of rules stand in a page, before any context is asked for.

    By number of rule and paragraph: `found` the evidence in words, `cuts` what a trim would cut of the raw text.
    """

    found: Mapping[int, Mapping[int, str]]
    cuts: Mapping[int, Mapping[int, Sequence[Span]]]

    def __bool__(self) -> bool:
        return bool(self.found or self.cuts)

    def moved(self, kept: Sequence[int]) -> Sightings:
        """Return the sightings for the page that only the paragraphs `kept` make up."""
        now = {before: after for after, before in enumerate(kept)}
        found = {n: {now[i]: said for i, said in hits.items() if i in now} for n, hits in self.found.items()}
        cuts = {n: {now[i]: spans for i, spans in hits.items() if i in now} for n, hits in self.cuts.items()}
        return Sightings({n: hits for n, hits in found.items() if hits}, {n: hits for n, hits in cuts.items() if hits})


def scan(page: Page, book: Book, *, labels_only: bool = True) -> Sightings:
    """Look for all rules in a page: the costly part. Words come first, since markers wake the rules of a site. Those of
    shipped rules are looked for in what may be a label; in every line unless `labels_only`."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for start, index in book.indexes:
        choosy = labels_only and start >= book.own  # who writes rules of their own may mean code
        for number, i, evidence in find_words(index, page):
            if not (choosy and is_no_label(page.texts[i])):
                found[number + start].setdefault(i, evidence)
    dialect, here = page.dump.dialect, sets_here(page, book, found)
    for number, i, evidence in find_shapes(page, book.awake(book.outline.shaped, dialect, here)):
        found[number].setdefault(i, evidence)
    cuts = {n: dict(trims.find(rule, page)) for n, rule in book.awake(book.outline.trims, dialect, here)}
    return Sightings(found, {number: hits for number, hits in cuts.items() if hits})


def sets_here(page: Page, book: Book, found: Iterable[int]) -> set[str]:
    """The rule sets of sites that are awake: by their markers, or by the host that the page is said to come from."""
    here = {book.set_of(number) for number in found if book.is_marker(number)}
    host = page.dump.site
    while host:  # "news.bbc.com", "bbc.com", "com"
        here.add(host)
        host = host.partition(".")[2]
    return here


def collect(page: Page, book: Book, seen: Sightings) -> Votes:
    """Ask every rule that saw something about the lines it saw; those of other sites sleep."""
    dialect, here = page.dump.dialect, sets_here(page, book, seen.found)
    votes = Votes()
    # `near` looks at what others matched, so rules that use it come last.
    speaking = book.awake(sorted(seen.found), dialect, here)
    for number, rule in sorted(speaking, key=lambda numbered: bool(numbered[1].near)):
        _ask(number, rule, page, seen.found[number], votes)
    for number, rule in book.awake(sorted(seen.cuts), dialect, here):
        asked = conditions(rule)
        for i, spans in seen.cuts[number].items():
            if confirm(asked, rule, page, i, votes.matched) is not None:
                raw = page.raw(i)
                votes.cuts[i] += [(span, (rule.id, f'cuts "{raw[slice(*span)][:60]}"')) for span in spans]
    _spare_headings(page, book, votes)
    return votes


def _spare_headings(page: Page, book: Book, votes: Votes) -> None:
    """Take back what the shipped rules, but for those of a site, say of headings; of a box whose text goes too, it
    stands."""
    for i in [i for i in votes.drops if i + 1 not in votes.drops and page.is_heading(i)]:
        votes.drops[i] = [(n, said) for n, said in votes.drops[i] if n < book.own or book.set_of(n) in book.sited]
        if not votes.drops[i]:
            del votes.drops[i]


def _ask(number: int, rule: Rule, page: Page, found: Mapping[int, str], votes: Votes) -> None:
    asked = conditions(rule)
    reaches = rule.scope == "block" or rule.until or rule.takes_before or rule.takes_after
    covered = False  # by a region of this rule that runs to the end: others inside it would say the same, at length
    for i, evidence in sorted(found.items()):
        more = confirm(asked, rule, page, i, votes.matched)
        if more is None:
            continue
        votes.matched[rule.id].add(i)
        votes.matched[rule.set].add(i)
        said = f"{evidence}; {more}" if more else evidence
        side = votes.keeps if rule.action == "keep" else votes.drops
        side[i].append((number, (rule.id, said)))
        line = page.lines(i)[0] + 1
        for j, how in _reach(rule, page, i, covered) if reaches else ():
            side[j].append((number, (rule.id, f"{how} line {line}: {said}")))
        covered = covered or (rule.until == "end" and _is_late(page, i))


def _reach(rule: Rule, page: Page, i: int, covered: bool) -> Iterator[tuple[int, str]]:
    """Yield the other paragraphs that a match at `i` takes along, and how; not those `covered` by a region before."""
    if rule.scope == "block":
        first, end = page.block(i)
        if end - first <= _BLOCK_LINES:
            yield from ((j, "in the block of") for j in range(first, end) if j != i)
    if rule.until and not covered:
        yield from ((j, "in the region opened by") for j in _region(rule, page, i))
    for step, count in ((-1, rule.takes_before), (1, rule.takes_after)):
        at: int | None = i
        for _ in range(count):
            last, at = at, page.beside(at, step) if at is not None else None
            # A blank line may part the match from its box, but it ends the box.
            if at is None or not _is_label(page, at) or (last != i and not page.follows(max(at, at - step))):
                break
            yield at, "goes with"


def _region(rule: Rule, page: Page, i: int) -> Iterable[int]:
    if rule.until == "prose":
        following = range(i + 1, min(i + 2 + _REGION_LINES, len(page.filled)))
        end = next((n for n, j in enumerate(following) if page.is_prose(j)), len(following))
        return following[:end] if end <= _REGION_LINES else ()
    return range(i + 1, len(page.filled)) if _is_late(page, i) else ()


def _is_late(page: Page, i: int) -> bool:
    """Whether most of what there is to read stands before paragraph `i`: only then a region runs to the end."""
    return 2 * page.prose_before[i] >= page.prose_before[-1]


def _is_label(page: Page, i: int) -> bool:
    """Whether a paragraph is short and no sentence, as the lines of a box are."""
    text = page.texts[i]
    return (
        len(text) <= LONGEST
        and count_words(text) <= _TITLE_WORDS
        and not text.rstrip("\"'”’»)").endswith((".", "!", "…", "。"))
    )
