"""Rules that take neighbours along: a title with entries that change, and all that stands below a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stripper.drafting import slug
from stripper.learning.evidence import Evidence, Leaf
from stripper.learning.furniture import MOST
from stripper.learning.lines import Seen, written
from stripper.learning.made import Made, glob_of, sound
from stripper.page import count_words

_ENTRY_WORDS = 16
"""Words of an entry; the judge takes no longer ones along."""


def after_the_article(evidence: Evidence, keys: Sequence[str], seen: Seen) -> Made | None:
    """Return the rule for the first line of furniture below which no page of the sample has any content, though it
    has lines there that change; None where there is no such line."""
    best, most = "", 0
    for line in keys:
        trace = evidence.traces[line]
        if trace.places != len(trace.pages) or len(trace.pages) < 3 or evidence.share(line) < MOST or not glob_of(line):
            continue
        below = [_below(evidence, evidence.leaves[n], line) for n in trace.pages]
        gain = sum(count for count in below if count is not None)
        if None not in below and gain > most and gain >= len(below) // 2:
            best, most = line, gain
    if not best:
        return None
    count, total = seen(best)
    on = f"{count} of {total}"
    why = f"all below it is no article, on {on} pages"
    texts = list(evidence.traces[best].texts)
    return sound(Made("below", why, "line", [glob_of(best)], [on], texts, (), (), {"until": '"end"'}))


def _below(evidence: Evidence, leaf: Leaf, line: str) -> int | None:
    """How many lines that do not repeat stand below `line`; None where content does, or too little stands above."""
    i, page = leaf.keys.index(line), leaf.page
    rest = [j for j in range(i + 1, len(leaf.keys)) if not evidence.repeats(leaf.keys[j])]
    if any(leaf.kept[j] or leaf.prose[j] for j in rest) or 2 * page.prose_before[i] < page.prose_before[-1]:
        return None
    return len(rest)


def boxes(evidence: Evidence, keys: Sequence[str], seen: Seen) -> Iterator[tuple[str, Made]]:
    """Yield (folded line, rule) for each title of a box whose entries change from page to page."""
    for line in keys:
        trace, glob = evidence.traces[line], glob_of(line)
        if not glob or trace.sentence or trace.places > len(trace.pages) or len(trace.pages) < 3:
            continue
        found = [_entries(evidence, evidence.leaves[n], line) for n in sorted(trace.pages)]
        least = min(map(len, found))
        if least < 2:
            continue
        count, total = seen(line)
        on = f"{count} of {total}"
        title = written(evidence, line)
        drops = ["\n".join(f"- {row}" for row in (title, *entries[:least])) for entries in found[:3]]
        why = f"a box whose {least} entries change, on {on} pages"
        rule = sound(Made(f"box-{slug(glob)}", why, "line", [glob], [on], drops, (), (), {"takes_after": str(least)}))
        if rule:
            yield line, rule


def _entries(evidence: Evidence, leaf: Leaf, line: str) -> list[str]:
    """The lines right below the title of a box that do not repeat, and which cleaning does not keep."""
    page, i = leaf.page, leaf.keys.index(line)
    found: list[str] = []
    for j in range(i + 1, len(leaf.keys)):
        text = page.texts[j]
        entry = not leaf.kept[j] and not leaf.prose[j] and count_words(text) <= _ENTRY_WORDS
        if evidence.repeats(leaf.keys[j]) or not entry or (found and not page.follows(j)):
            break
        found.append(" ".join(text.split()))
    return found
