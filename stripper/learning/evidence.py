"""What the sampled pages say of each line: on how many it stands, where, in what company, and whether it reads as
content there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from stripper.api import clean
from stripper.book import Book
from stripper.model import Dump
from stripper.page import Page, count_words, ends_sentence

LEAST_SHARE = 0.02
"""The share of the pages that a line must stand on, to be looked at."""
_TWIN = 0.5
"""The share of its own prose that a page has in common with another which tells the same story."""


@dataclass(frozen=True)
class Leaf:
    """A sampled page, its paragraphs that are not blank numbered as in `page`, and which of them cleaning keeps."""

    page: Page
    kept: Sequence[bool]

    @cached_property
    def keys(self) -> list[str]:
        return self.page.keys

    @cached_property
    def prose(self) -> list[bool]:
        return [self.page.is_prose(i) for i in range(len(self.keys))]


@dataclass
class Trace:
    """What was seen of one folded line. The sums are over all its places in the sample."""

    texts: Counter[str] = field(default_factory=Counter)
    """How it was written -> how often."""
    pages: set[int] = field(default_factory=set)
    places: int = 0
    inside: int = 0
    """Places between the first and the last content of their page that repeats on no other."""
    company: int = 0
    """Places in a run of three or more lines that repeat."""
    rows: int = 0
    """Those of them that are not inside."""
    kept: int = 0
    """Places where cleaning keeps the line."""
    after: int = 0
    """Places after the content."""
    words: int = 0
    sentence: bool = False
    """Whether it is prose, or six words or more with the end of a sentence."""
    at: float = 0.0
    """Sum of the places' numbers, each as a share of its page."""
    before: Counter[str] = field(default_factory=Counter)
    """The repeated lines that it came right after -> how often."""


@dataclass(frozen=True)
class Evidence:
    """The sample, and the traces of the lines that repeat in it."""

    leaves: Sequence[Leaf]
    traces: Mapping[str, Trace]
    support: Mapping[str, int]
    """Folded line -> how many pages, twins counted once, it stands on."""
    classes: int
    """How many pages there are, twins counted once."""

    def repeats(self, key: str) -> bool:
        """Whether a folded line stands on enough pages to be more than chance."""
        return key in self.traces

    def share(self, key: str) -> float:
        """The share of the pages that a folded line stands on."""
        return self.support[key] / self.classes


def leaf(dump: Dump, book: Book) -> Leaf:
    """Return a page with the verdicts of default cleaning under the rules `book`."""
    result, page = clean(dump, book), Page(dump)
    gone = {line for line, left in result.changes.items() if left is None}
    return Leaf(page, [not all(line in gone for line in range(*page.lines(i))) for i in range(len(page.texts))])


def gather(leaves: Sequence[Leaf]) -> Evidence:
    """Return what the pages show. Repeated prose of pages that tell one story counts as of one page."""
    stands: dict[str, set[int]] = defaultdict(set)
    for n, one in enumerate(leaves):
        for key in one.keys:
            if key:
                stands[key].add(n)
    twin = _twins(leaves, stands)
    support = {key: len({twin[n] for n in pages}) for key, pages in stands.items() if len(pages) > 1}
    classes = len(set(twin))
    least = max(2, round(LEAST_SHARE * classes))
    support = {key: count for key, count in support.items() if count >= least}
    traces: dict[str, Trace] = defaultdict(Trace)
    for n, one in enumerate(leaves):
        _trace(n, one, support, traces)
    return Evidence(leaves, dict(traces), support, classes)


def _trace(n: int, leaf: Leaf, support: Mapping[str, int], traces: dict[str, Trace]) -> None:
    keys, count = leaf.keys, len(leaf.keys)
    repeats = [key in support for key in keys]
    first, last = core(leaf, repeats)
    runs = _runs(repeats)
    for i, key in enumerate(keys):
        if not repeats[i]:
            continue
        trace = traces[key]
        trace.texts[" ".join(leaf.page.texts[i].split())] += 1
        trace.pages.add(n)
        trace.places += 1
        trace.inside += first < i < last
        trace.after += i > last
        trace.company += runs[i] >= 3
        trace.rows += runs[i] >= 3 and not first < i < last
        trace.kept += leaf.kept[i]
        trace.words = max(trace.words, count_words(leaf.page.texts[i]))
        trace.sentence = trace.sentence or leaf.prose[i] or (trace.words >= 6 and ends_sentence(leaf.page.texts[i]))
        trace.at += i / count
        if i and repeats[i - 1]:
            trace.before[keys[i - 1]] += 1


def core(leaf: Leaf, repeats: Sequence[bool]) -> tuple[int, int]:
    """Return the first and the last paragraph that cleaning keeps and that repeats on no other page: prose, where
    there is any."""
    own = [i for i, again in enumerate(repeats) if not again and leaf.kept[i]]
    prose = [i for i in own if leaf.prose[i]]
    found = prose or own
    return (found[0], found[-1]) if found else (len(repeats), -1)


def _runs(repeats: Sequence[bool]) -> list[int]:
    """For each paragraph the length of the run of repeated ones that it stands in."""
    out = [0] * len(repeats)
    start = 0
    for i in range(len(repeats) + 1):
        if i == len(repeats) or not repeats[i]:
            out[start:i] = [i - start] * (i - start)
            start = i + 1
    return out


def _twins(leaves: Sequence[Leaf], stands: Mapping[str, set[int]]) -> list[int]:
    """Number the pages, those that tell one story alike.

    Two pages do when they share half of the prose that cleaning keeps of one of them; what stands on all pages, or on
    over half of many, is no story.
    """
    most = max(2, len(leaves) // 2)
    stories: list[set[str]] = []
    for one in leaves:
        kept = {k for k, stays, prose in zip(one.keys, one.kept, one.prose, strict=True) if stays and prose and k}
        stories.append({k for k in kept if len(stands[k]) <= most and len(stands[k]) < max(3, len(leaves))})
    shared: Counter[tuple[int, int]] = Counter()
    for key in {k for story in stories for k in story if len(stands[k]) > 1}:
        pages = sorted(stands[key])
        shared.update((a, b) for x, a in enumerate(pages) for b in pages[x + 1 :])
    number = list(range(len(leaves)))
    for (a, b), count in sorted(shared.items()):
        if count >= _TWIN * min(len(stories[a]), len(stories[b])):
            low, high = sorted((number[a], number[b]))
            number = [low if n == high else n for n in number]
    return number
