"""The library's front door: `strip` and the `Result` that it returns."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from stripper import catalogue
from stripper.book import Book
from stripper.errors import UnknownNameError
from stripper.judge import Article, judge
from stripper.model import Dump, Judgement, Span, Verdict, merge
from stripper.page import Page
from stripper.readers import read
from stripper.readers.text import reread
from stripper.renderers import RENDERERS
from stripper.ruleset import RuleSet
from stripper.votes import Opinion, Sightings, scan

if TYPE_CHECKING:
    from stripper.article import Level

MODES: dict[str, Level | None] = {"article": "balanced", "keep-more": "more", "cut-more": "less", "rules": None}
"""How much the article model may say."""
MOST_LINES = 200_000
"""Lines of a dump that the article model is asked about: more are no page, and would take it minutes and gigabytes."""
_ROUNDS = 12
"""Rounds until nothing more goes; two are the rule, more need rules that uncover one another."""


@dataclass(frozen=True, eq=False, repr=False)
class Result(Judgement):
    """A judgement that can render itself."""

    @cached_property
    def metadata(self) -> dict[str, str]:
        """What is known of the page: some of "title", "author", "date", "site", "url", "language". HTML and mails say
        it; of a text dump only what stands there is told, and what would have to be guessed is left out."""
        from stripper import metadata  # asked for seldom

        return metadata.of(self)

    def diff(self) -> str:
        """Return the cleaning as a unified diff for `patch -p1`; empty when nothing changed."""
        return self.render("diff")

    def render(self, name: str) -> str:
        """Return the result as "text", "markdown", "diff", "jsonl", "front-matter" (its metadata as YAML) or a view.

        Raises UnknownNameError for other names.
        """
        renderer = RENDERERS.get(name)
        if renderer is None:
            raise UnknownNameError("format", name, RENDERERS)
        return renderer(self)


def strip(  # noqa: PLR0913  the one front door; all but the dump are named
    source: str | bytes,
    *,
    kind: str = "auto",
    mode: str = "article",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Sequence[str | os.PathLike[str] | RuleSet] = (),
    site: str = "",
) -> Result:
    """Clean a dump.

    source   the dump: text, or bytes in any usual encoding
    kind     "auto", "text", "html" or "mail" (a page in a mail, or saved as MHTML)
    mode     "article" (rules and the article model), "keep-more" or "cut-more" (the same, more or less
             careful), or "rules" (rules alone)
    select   names of rules or rule sets: only these speak
    ignore   names of rules or rule sets that do not speak ("article" is the model)
    rules    rule files, folders of them, or RuleSets of your own; they come first
    site     the host or URL that the page came from: wakes the rules of that site, which otherwise
             wake where the dump shows their markers, or where HTML names its URL

    Raises InputError for what is not text, RuleError for a bad rule file, UnknownNameError for a
    name that stands for nothing.
    """
    if mode not in MODES:
        raise UnknownNameError("mode", mode, MODES)
    book = catalogue.book(rules, select, ignore)
    return clean(read(source, kind=kind, elements=book.elements, site=site), book, mode)


def clean(dump: Dump, rules: Book, mode: str = "article") -> Result:
    """Judge a dump until nothing more goes, so that cleaning a clean text changes nothing.

    "keep-more" never keeps less than "article", "cut-more" never more. What a rule sees depends on what the model left,
    so that a level could end elsewhere: then "keep-more" ends as "article" does, and "cut-more" goes on from there.
    """
    level = MODES[mode] if rules.article else None
    page = Page(dump)
    seen = scan(page, rules)
    if not level:
        return _settle(page, rules, seen, [None])
    if len(dump.lines) > MOST_LINES:
        return replace(_settle(page, rules, seen, [None]), confidence=0.0)
    from stripper.opinion import ask  # the rules alone can do without the model

    at = ask()
    result = _both(page, rules, seen, [at(level)])
    if level == "balanced":
        return result
    usual = _both(page, rules, seen, [at("balanced")])
    if level == "more":
        return result if _within(usual, result) else usual
    return result if _within(result, usual) else _both(page, rules, seen, [at("balanced"), at("less")])


def _both(page: Page, rules: Book, seen: Sightings, articles: Sequence[Article]) -> Result:
    """Judge with the user's own rules and with the model; what goes without those rules goes with them, too.

    The model knows an article by what stands around it, furniture too, and may no longer find it where a rule set
    took most of that away. So it speaks first, as if there were no such rules; then they take what they name.
    It is not asked about what they leave: of that, it would take more than anybody named.
    """
    if not any(number < rules.own and not rules.is_marker(number) for number in (*seen.found, *seen.cuts)):
        return _settle(page, rules, seen, articles)
    usual = _settle(page, rules.shipped, seen, articles)
    gone: dict[int, Opinion] = {}
    for i in range(len(page.filled)):
        verdicts = [usual.spoken.get(line) for line in range(*page.lines(i))]
        if verdicts[0] and all(verdict and verdict.action == "drop" for verdict in verdicts):
            gone[i] = verdicts[0].rule, verdicts[0].said

    def said(now: Page, _: object) -> tuple[Mapping[int, Opinion], float]:
        return gone if now is page else {}, usual.confidence or 0.0

    result = _settle(page, rules, seen, [said])
    return replace(result, confidence=usual.confidence)


def _settle(page: Page, rules: Book, seen: Sightings, articles: Sequence[Article | None]) -> Result:
    """Judge until nothing more goes; with each of `articles` in turn."""
    dump, spoken = page.dump, dict[int, Verdict]()
    confidence: float | None = None
    left: Sequence[int] = range(len(dump.lines))
    for article in articles:
        for _ in range(_ROUNDS):
            asked = article if page.dump is dump or dump.kind == "text" else None  # what HTML tells, it tells once
            verdict = judge(page, rules, seen, asked)
            if page.dump is dump:
                confidence = verdict.confidence
            for i, later in verdict.spoken.items():
                if later.action != "keep" or page.dump is dump:
                    spoken[left[i]] = _compose(spoken.get(left[i]), later, left[i])
            if not verdict.changed:
                break
            left = [i for i in left if i not in spoken or spoken[i].action != "drop"]
            page, seen = _again(page, seen, verdict, rules)
            if not seen and not asked:
                break
    return Result(dump, dict(sorted(spoken.items())), confidence)


def _within(part: Result, whole: Result) -> bool:
    """Whether `whole` keeps all words that `part` keeps."""
    there = part.dump.lines
    return all(
        v.action == "keep" or _cuts_more(part.spoken.get(i), v) or not there[i].strip() for i, v in whole.spoken.items()
    )


def _cuts_more(verdict: Verdict | None, other: Verdict) -> bool:
    """Whether a verdict takes at least what the other takes of the same line."""
    if not verdict or verdict.action == "keep":
        return False
    return verdict.action == "drop" or (
        other.action == "trim" and merge([*verdict.cuts, *other.cuts]) == merge(verdict.cuts)
    )


def _again(page: Page, seen: Sightings, verdict: Judgement, rules: Book) -> tuple[Page, Sightings]:
    """Read what a verdict leaves as a dump of its own. Where its paragraphs are those of before, what
    was seen in them is seen in them still, and only their places and neighbours are new."""
    dump, kept = reread(page.dump, verdict.text, verdict.changes)
    if kept is not None:
        left = set(kept)
        filled = [i for i, at in enumerate(page.filled) if at in left]
        return page.left(dump, filled), seen.moved(filled)
    page = Page(dump)
    return page, scan(page, rules)


def _compose(earlier: Verdict | None, later: Verdict, line: int) -> Verdict:
    """The verdict on a line that was judged twice; cuts of the second round are moved to where they stood."""
    if later.action == "drop" or not earlier or not earlier.cuts:
        return later._replace(line=line + 1)
    cuts = merge([*earlier.cuts, *(_shift(span, earlier.cuts) for span in later.cuts)])
    return earlier._replace(cuts=cuts)


def _shift(span: Span, cuts: Sequence[Span]) -> Span:
    start, end = span
    for first, last in cuts:
        if first <= start:
            start += last - first
        if first < end:
            end += last - first
    return start, end
