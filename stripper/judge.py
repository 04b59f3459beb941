"""The judge: the only place that keeps or drops.

The law:

* a keep rule beats every drop rule;
* among drop rules the first in rule-set order decides;
* a rule beats the article model;
* what a rule about elements of HTML named is its own: no rule about lines sees it;
* where nobody speaks, the line is kept;
* a trim cuts a span inside a line that is kept; a line of which nothing is left, or a mark of Markdown, is dropped.

Blank lines follow their neighbours: where lines between two kept ones went, one blank line stays
between them if there was one; none stays at an end of the dump that was cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from stripper.book import Book
from stripper.model import Action, Judgement, Span, Verdict, cut, merge
from stripper.page import Page
from stripper.ruleset import Rule
from stripper.votes import Opinion, Said, Sightings, Votes, collect

_MARKS = " \t\r#*+>-•"
"""What is nothing where a trim leaves it alone: the marks of a heading, an entry or a quotation."""

Article = Callable[[Page, Mapping[int, tuple[str, ...]]], tuple[Mapping[int, Opinion], float]]
"""The article model as the judge sees it: (page, families of the rules that spoke, by paragraph) ->
(the paragraphs that it would drop, how sure it is that the page holds an article)."""


def judge(page: Page, book: Book, seen: Sightings, article: Article | None = None) -> Judgement:
    """Return the verdict on every line of a page, in which `seen` is what `scan` saw of the rules of `book`."""
    dump = page.dump
    votes = collect(page, book, seen)
    opinions, confidence = article(page, votes.families()) if article else ({}, None)
    spoken: dict[int, Verdict] = {}
    for i in sorted({*votes.keeps, *votes.drops, *votes.cuts, *opinions}):
        _decide(page, i, votes, opinions.get(i), spoken)
    for line, (action, rule, evidence) in dump.marks.items():
        spoken[line] = Verdict(line + 1, action, rule, evidence)
    for _, tidy in book.awake(book.outline.orphans, dump.dialect, set()) if spoken else ():
        _drop_orphans(page, tidy, spoken)
    return Judgement(dump, dict(sorted(spoken.items())), confidence)


def _decide(page: Page, i: int, votes: Votes, opinion: Opinion | None, spoken: dict[int, Verdict]) -> None:
    """Write the verdict on paragraph `i` for each of its lines."""
    first, end = page.lines(i)
    kept = votes.keeps.get(i)
    dropped = votes.drops.get(i)
    if not kept and (dropped or opinion):
        said: Opinion = min(dropped)[1] if dropped else opinion or ("", "")
        rule, evidence = said
        for line in range(first, end):
            spoken[line] = Verdict(line + 1, "drop", rule, evidence)
        return
    if kept:
        rule, evidence = min(kept)[1]
        for line in range(first, end):
            spoken[line] = Verdict(line + 1, "keep", rule, evidence)
    if votes.cuts.get(i):
        _trim(page, i, votes.cuts[i], spoken)


def _trim(page: Page, i: int, cuts: Sequence[tuple[Span, Said]], spoken: dict[int, Verdict]) -> None:
    """Share out the cuts of a paragraph among its lines."""
    first, end = page.lines(i)
    offset = 0
    for line in range(first, end):
        text = page.dump.lines[line]
        inside = [
            ((max(start - offset, 0), min(stop - offset, len(text))), opinion)
            for (start, stop), opinion in cuts
            if start < offset + len(text) and stop > offset
        ]
        if inside:
            spans = tuple(_with_space(text, span) for span in merge([span for span, _ in inside]))
            rule, evidence = inside[0][1]
            action: Action = "trim" if cut(text, spans).strip(_MARKS) else "drop"
            if action == "trim" or line not in spoken:  # a line that a keep rule named is not lost to a trim
                spoken[line] = Verdict(line + 1, action, rule, evidence, spans if action == "trim" else ())
        offset += len(text) + len(page.dump.newline)


def _with_space(text: str, span: Span) -> Span:
    """A cut that reaches the end of its line takes the space before it along, but leaves a CR."""
    start, end = span
    bare = len(text.removesuffix("\r"))
    return span if end < bare else (len(text[:start].rstrip()), bare)


def _drop_orphans(page: Page, rule: Rule, spoken: dict[int, Verdict]) -> None:
    """Drop the blank lines that only parted lines which are gone."""
    lines = page.dump.lines
    gone = {line for line, verdict in spoken.items() if verdict.action == "drop"}
    end = 0
    for line in sorted(gone):
        if line < end:
            continue  # in the gap that was just tidied
        first, end = line, line + 1
        while first > 0 and not lines[first - 1].strip():
            first -= 1
        while end < len(lines) and (end in gone or not lines[end].strip()):
            end += 1
        blanks = [i for i in range(first, end) if i not in gone and not lines[i].strip()]
        for i in blanks[1:] if first > 0 and end < len(lines) else blanks:
            spoken[i] = Verdict(i + 1, "drop", rule.id, "it parted lines that were cut")
