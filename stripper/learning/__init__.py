"""Learning: a rule set from many pages of one site.

    learnt = learn(dumps)          # an iterable; each page is read once and, but for a sample, let go
    learnt.toml                    # the rule file
    learnt.cuts                    # what it would cut in each page of the sample

What stands on several pages of a site is its template (Bar-Yossef & Rajagopalan 2002); which of it is furniture is
told by position, by repeated lines around it, and by what default cleaning, the article model included, makes of it.
Pages are streamed (`sketch`): time is linear, and memory is bounded but for a hash a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from stripper import catalogue
from stripper.api import clean
from stripper.errors import StripperError
from stripper.keys import quoted
from stripper.learning.columns import columned
from stripper.learning.evidence import Evidence, Leaf, gather, leaf
from stripper.learning.furniture import MOST, furniture
from stripper.learning.furniture import headings as amid_text
from stripper.learning.lines import Seen, amid_rule, fixed, named
from stripper.learning.made import Made, bound, glob_of
from stripper.learning.markers import markers
from stripper.learning.regions import after_the_article, boxes
from stripper.learning.sketch import LARGE, Harvest, harvest
from stripper.learning.tails import tails
from stripper.model import Dump
from stripper.page import count_words

LEAST = 3
"""Pages without which nothing is learnt."""
_HARM = 6
"""Words from which a line that cleaning keeps, and that stands on one page only, speaks against a rule that cuts it."""


@dataclass(frozen=True)
class Cuts:
    """What the learnt rules would cut in a page: lines that hold something, of how many."""

    name: str
    cut: int
    lines: int


@dataclass(frozen=True)
class Learnt:
    """A learnt rule set as the text of a rule file, its rules, and what they would cut in the sampled pages."""

    toml: str
    rules: Sequence[Made]
    pages: int
    cuts: Sequence[Cuts]
    markers: Sequence[str]
    """The markers of the file: globs of lines by which it knows a page of the site."""
    alike: bool
    """Whether some furniture stands on most of the pages; where none does, they may be of several sites."""
    evidence: Evidence = field(repr=False)


def learn(
    dumps: Iterable[Dump], about: str = "", step: Callable[[], None] | None = None, *, headings: bool = False
) -> Learnt:
    """Return the rules for the furniture of the site that `dumps` are pages of.

    `about` says what the file is about. `step` is called for each page that is read, and for each of the sample
    that is looked at closely, for a progress bar. With `headings`, what half of the pages have amid their text is
    learnt too ("See also"). Raises StripperError for fewer than three different pages, and where nothing repeats.
    """
    seen = harvest(_told(dumps, step))
    if seen.pages < LEAST:
        raise StripperError(
            f"{seen.pages} different page{'s' * (seen.pages != 1)} of the site: to tell furniture from article takes "
            f"{LEAST} or more; save more pages of it, or use: stripper learn --from-edit BEFORE AFTER"
        )
    sample = seen.sample()
    if len(sample) < LEAST:
        raise StripperError(
            f"{seen.pages - len(sample)} of {seen.pages} pages are too large to learn from (over {LARGE // 1000},000 "
            f"characters): it takes {LEAST} smaller ones; are these single pages?"
        )
    shipped = catalogue.book()
    evidence = gather([leaf(dump, shipped) for dump in _told(sample, step)])
    keys = furniture(evidence)
    amid = amid_text(evidence) if headings else []
    rules = _harmless(evidence, _rules(evidence, keys, amid, _counter(seen, evidence)))
    if not rules:
        raise StripperError("nothing repeats on these pages that is furniture for certain; nothing was learnt")
    marks = markers(evidence, keys, rules, shipped)
    head = f"about   = {quoted(about or _about(seen.pages))}\n"
    head += f"markers = [{', '.join(map(quoted, marks))}]\n" if marks else ""
    toml = "\n".join([head, *(rule.toml() for rule in rules)])
    most = MOST * len(evidence.leaves)
    alike = any(len(evidence.traces[key].pages) >= most for key in keys) or any(rule.pages for rule in rules)
    return Learnt(toml, rules, seen.pages, list(_cuts(evidence.leaves, toml)), marks, alike, evidence)


def _told(dumps: Iterable[Dump], step: Callable[[], None] | None) -> Iterator[Dump]:
    for dump in dumps:
        yield dump
        if step:
            step()


def _about(pages: int) -> str:
    return f"A site, learnt from {pages} of its pages by stripper learn."


def _counter(seen: Harvest, evidence: Evidence) -> Seen:
    """On how many pages a line stands: of all that were seen, where they outnumber the sample."""
    if seen.pages == len(evidence.leaves):
        return lambda key: (len(evidence.traces[key].pages), seen.pages)
    return lambda key: (seen.count(key), seen.pages)


def _rules(evidence: Evidence, keys: Sequence[str], amid: Sequence[str], seen: Seen) -> list[Made]:
    below = after_the_article(evidence, keys, seen)
    globs = below.globs if below else ()
    above = [key for key in keys if key not in amid and glob_of(key) not in globs]
    boxed = dict(boxes(evidence, above, seen))
    plain = [key for key in above if key not in boxed]
    ends = [below] if below else []
    found = [*fixed(evidence, plain, seen), *boxed.values(), *ends, *amid_rule(evidence, amid, seen)]
    names: dict[str, int] = {}
    out = []
    for made in [*found, *columned(evidence), *named(evidence), *tails(evidence)]:
        names[made.name] = names.get(made.name, 0) + 1
        out.append(made.called(f"{made.name}-{names[made.name]}") if names[made.name] > 1 else made)
    return out


def _harmless(evidence: Evidence, rules: Sequence[Made]) -> list[Made]:
    """Leave out rules that cut, in the pages that they were made of, what cleaning keeps and no other page has."""
    book = bound("\n".join(made.toml() for made in rules))
    bad: set[str] = set()
    for one in evidence.leaves:
        spoken = clean(one.page.dump, book, "rules").spoken
        for i, text in enumerate(one.page.texts):
            verdict = spoken.get(one.page.lines(i)[0])
            own = one.kept[i] and not evidence.repeats(one.keys[i]) and count_words(text) >= _HARM
            if own and verdict and verdict.action == "drop":
                bad.add(verdict.rule)
    return [made for made in rules if made.sure or f"learnt/{made.name}" not in bad]


def _cuts(leaves: Sequence[Leaf], toml: str) -> Iterator[Cuts]:
    book = bound(toml)
    for one in sorted(leaves, key=lambda one: one.page.dump.name):
        changes = clean(one.page.dump, book, "rules").changes
        lines = one.page.dump.lines
        yield Cuts(
            one.page.dump.name, sum(bool(lines[i].strip()) for i in changes), sum(map(bool, map(str.strip, lines)))
        )
