"""Rules for lines that repeat, in the order in which pages have them: a header, a footer, what stands between, and
lines that are equal but for names and dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from stripper import globs
from stripper.drafting import generalised, says_enough, slug
from stripper.folding import fold, key
from stripper.learning.evidence import Evidence, Leaf, core
from stripper.learning.furniture import MOST
from stripper.learning.made import EXAMPLES, Made, glob_of, is_text, sound
from stripper.page import count_words, ends_sentence

Seen = Callable[[str], tuple[int, int]]
"""Folded line -> (pages that it stands on, pages that were looked at)."""

_REGIONS = {"header": "above the article", "between": "amid the article", "footer": "below the article"}
_SLACK = 2
"""Words that a line with names in it may have more than those that were seen."""
_NAMED_WORDS = 14
"""Words up to which a line may be a label with names in it."""


def fixed(evidence: Evidence, keys: Sequence[str], seen: Seen) -> Iterator[Made]:
    """Yield rules for the furniture `keys`: those on most pages and those on some, by where they stand."""
    groups: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for line in keys:
        groups[_region(evidence, line), evidence.share(line) >= MOST / 2].append(line)
    for region in _REGIONS:
        for usual in (True, False):
            lines = groups[region, usual]
            rule = _fixed(evidence, region if usual else f"{region}-of-some", region, lines, seen)
            if rule:
                yield rule


def _fixed(evidence: Evidence, name: str, region: str, lines: Sequence[str], seen: Seen) -> Made | None:
    pairs = [(glob, line) for line in lines if (glob := glob_of(line))]
    if not pairs:
        return None
    counts = [seen(line) for _, line in pairs]
    low, high, total = min(c for c, _ in counts), max(c for c, _ in counts), counts[0][1]
    on = f"{low} of {total}" if low == high else f"{low} to {high} of {total}"
    drops = [written(evidence, line) for _, line in pairs[: 2 * EXAMPLES]]
    drops += [text for text in evidence.traces[pairs[0][1]].texts if text not in drops][:2]
    keeps = like(evidence, [line for _, line in pairs])
    said = [f"{count} of {total}" for count, total in counts]
    why = f"{_REGIONS[region]}, on {on} pages"
    return sound(Made(name, why, "line", [glob for glob, _ in pairs], said, drops, keeps))


def written(evidence: Evidence, line: str) -> str:
    """Return how a folded line is mostly written."""
    texts = evidence.traces[line].texts
    return min(texts, key=lambda text: (-texts[text], text))


def _region(evidence: Evidence, line: str) -> str:
    trace = evidence.traces[line]
    if 2 * trace.inside >= trace.places:
        return "between"
    return "footer" if 2 * trace.after >= trace.places else "header"


def like(evidence: Evidence, lines: Sequence[str]) -> list[str]:
    """Return lines of the pages that stay and have most words in common with `lines`."""
    wanted = {word for line in lines for word in line.split() if len(word) > 3}
    ranked: dict[str, float] = {}
    for leaf in evidence.leaves[:50]:
        for i, text in enumerate(leaf.page.texts):
            if leaf.kept[i] and not evidence.repeats(leaf.keys[i]) and len(text) <= 200 and text.isprintable():
                words = set(leaf.keys[i].split())
                common = len(words & wanted)
                if common and len(words) > 3:
                    ranked[text] = common / len(words)
    return sorted(ranked, key=lambda text: (-ranked[text], text))[:EXAMPLES]


@dataclass
class _Kind:
    """Lines that are equal but for names and dates."""

    pages: set[int] = field(default_factory=set)
    texts: Counter[str] = field(default_factory=Counter)
    inside: int = 0
    kept: int = 0
    places: int = 0


def named(evidence: Evidence) -> Iterator[Made]:
    """Yield a rule for lines that are equal but for names and dates, and that cleaning cuts."""
    kinds: dict[str, _Kind] = defaultdict(_Kind)
    for n, leaf in enumerate(evidence.leaves):
        repeats = [evidence.repeats(line) for line in leaf.keys]
        first, last = core(leaf, repeats)
        for i in range(len(repeats)):
            if not repeats[i] and _may_be_label(leaf, i):
                for glob in _starred(leaf.page.texts[i]):
                    kind = kinds[glob]
                    kind.pages.add(n)
                    kind.texts[" ".join(leaf.page.texts[i].split())] += 1
                    kind.inside += first < i < last
                    kind.kept += leaf.kept[i]
                    kind.places += 1
    least = max(2, round(len(evidence.leaves) * MOST / 2))
    good = {
        glob: kind
        for glob, kind in kinds.items()
        if len(kind.pages) >= least and len(kind.texts) > 1 and 4 * kind.kept <= kind.places
        and 2 * kind.inside < kind.places and kind.places <= 2 * len(kind.pages)
    }  # fmt: skip
    taken: set[str] = set()
    for glob in sorted(good, key=lambda glob: (-len(good[glob].pages), glob)):
        kind = good[glob]
        if taken.issuperset(kind.texts):
            continue  # a more general glob has them all
        taken.update(kind.texts)
        words = max(map(count_words, kind.texts)) + _SLACK
        on = f"{len(kind.pages)} of {len(evidence.leaves)}"
        texts = sorted(kind.texts)[: 2 * EXAMPLES]
        why = f"equal but for names and dates, on {on} pages"
        rule = sound(Made(slug(glob), why, "line", [glob], [on], texts, (), (), {"max_words": str(words)}))
        if rule:
            yield rule


def _may_be_label(leaf: Leaf, i: int) -> bool:
    text = leaf.page.texts[i]
    return (
        len(text) <= 200
        and is_text(text)
        and 1 < count_words(text) <= _NAMED_WORDS
        and not ends_sentence(text.rstrip(":"))
    )


def _starred(text: str) -> Iterator[str]:
    folded = key(fold(text))
    for glob in dict.fromkeys(generalised(text)):
        if "*" in glob and glob.strip("* "):
            parts = globs.segments(glob, whole=True)
            if says_enough(parts) and globs.matches_line(parts, folded):
                yield glob
                return
