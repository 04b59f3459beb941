"""Rules for lines that repeat, in the order in which pages have them: a header, a footer, what stands between, and
lines that are equal but for names and dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stripper import globs
from stripper.drafting import generalised, says_enough, slug
from stripper.folding import fold, key
from stripper.keys import quoted
from stripper.learning.evidence import Evidence, Leaf, core
from stripper.learning.furniture import MOST, is_entry
from stripper.learning.made import EXAMPLES, Made, glob_of, is_text, sound
from stripper.page import count_words, ends_sentence

Seen = Callable[[str], tuple[int, int]]
"""Folded line -> (pages that it stands on, pages that were looked at)."""

_REGIONS = {"header": "above the article", "between": "amid the article", "footer": "below the article"}
_WHERE = {**_REGIONS, "headings": "a heading that many articles have"}
_BELOW = 0.9
"""The share of its places at which a word must have furniture above it, to be told by that."""
_SLACK = 2
"""Words that a line with names in it may have more than those that were seen."""
_NAMED_WORDS = 14
"""Words up to which a line may be a label with names in it."""


def fixed(evidence: Evidence, keys: Sequence[str], seen: Seen) -> Iterator[Made]:
    """Yield rules for the furniture `keys`: those on most pages and those on some, by where they stand."""
    groups: dict[tuple[str, bool, bool], list[str]] = defaultdict(list)
    above = neighbours(evidence, keys)
    for line in keys:
        if line not in above and is_entry(evidence.traces[line]):
            continue
        groups[_region(evidence, line), evidence.share(line) >= MOST / 2, line in above].append(line)
    for region in _REGIONS:
        for usual in (True, False):
            name = region if usual else f"{region}-of-some"
            for lines, below in ((groups[region, usual, False], {}), (groups[region, usual, True], above)):
                rule = _fixed(evidence, f"{name}-words" if below else name, lines, seen, below)
                if rule:
                    yield rule


def amid_rule(evidence: Evidence, headings: Sequence[str], seen: Seen) -> list[Made]:
    """Return the rule for headings that many articles have, where there are any."""
    rule = _fixed(evidence, "headings", headings, seen, {})
    return [rule] if rule else []


def _fixed(
    evidence: Evidence, name: str, lines: Sequence[str], seen: Seen, above: Mapping[str, Sequence[str]]
) -> Made | None:
    """Return the rule for `lines`; where `above` names lines, only right below one of these."""
    pairs = [(glob, line) for line in lines if (glob := glob_of(line))]
    if not pairs:
        return None
    counts = [seen(line) for _, line in pairs]
    low, high, total = min(c for c, _ in counts), max(c for c, _ in counts), counts[0][1]
    on = f"{low} of {total}" if low == high else f"{low} to {high} of {total}"
    drops = [written(evidence, line) for _, line in pairs[: 2 * EXAMPLES]]
    drops += [text for text in evidence.traces[pairs[0][1]].texts if text not in drops][:2]
    more = {}
    if above:
        drops = [f"{written(evidence, above[line][0])}\n- {written(evidence, line)}" for _, line in pairs]
        heads = dict.fromkeys(glob for _, line in pairs for other in above[line] if (glob := glob_of(other)))
        more = {"previous": f"[{', '.join(map(quoted, heads))}]"}
    keeps = like(evidence, [line for _, line in pairs])
    said = [f"{count} of {total}" for count, total in counts]
    where = _WHERE[name.partition("-")[0]]
    why = f"{where}{', in its row' if above else ''}, on {on} pages"
    return sound(Made(name, why, "line", [glob for glob, _ in pairs], said, drops, keeps, (), more))


def neighbours(evidence: Evidence, keys: Collection[str]) -> dict[str, Sequence[str]]:
    """Return, for furniture that may be a word of an article as well, the furniture that it stands right below.

    That is a single word ("Index"), or a line that stands amid articles too, if it has furniture above it nearly
    wherever it stands outside of them.
    """
    known = set(keys)
    above: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for n, leaf in enumerate(evidence.leaves):
        first, last = core(leaf, [evidence.repeats(line) for line in leaf.keys])
        for i, line in enumerate(leaf.keys):
            if line in known and not first < i < last and (" " not in line or evidence.traces[line].inside):
                above[line].append((n, leaf.keys[i - 1] if i else ""))
    found: dict[str, Sequence[str]] = {}
    for line, places in above.items():
        below = [(n, other) for n, other in places if other in known]
        # What is an entry of lists too needs to be in its menu on every page, but need not stand there alone.
        of_pages = is_entry(evidence.traces[line])
        part, whole = (len({n for n, _ in pairs}) if of_pages else len(pairs) for pairs in (below, places))
        if below and part >= _BELOW * whole:
            found[line] = [other for other, _ in Counter(other for _, other in below).most_common()]
    return found


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
