"""Which of the repeated lines are furniture.

Template detection (Bar-Yossef & Rajagopalan 2002, "Template detection via data mining and its applications") takes
what many pages of a site share for its template. Headings of articles are shared too ("Ingredients", "See also"), and
so is a story that two pages tell. So a repeated line that stands amid content must have company of its kind, or must
be something that cleaning cuts anyway; and prose must stand on most pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from stripper.learning.evidence import Evidence, Trace

MOST = 0.6
"""The share of the pages that a line must stand on, to be furniture on its own."""
_EVERY = 0.9
"""The share of the pages that stands for all of them."""
_FEW = 0.05
"""The share of the pages from which a section's menu is worth a rule."""
_SENTENCES = 4
"""Pages that a sentence must stand on: on fewer, it may be what these pages tell."""
_A_PAGE = 2
"""How often a line may stand on a page, on the whole."""
_LONG = 6
"""Words from which a line tells something, rather than names it."""


def furniture(evidence: Evidence) -> list[str]:
    """Return the folded lines that are furniture, in the order in which pages have them."""
    return in_order(evidence, (key for key, trace in evidence.traces.items() if _is_furniture(evidence, key, trace)))


def in_order(evidence: Evidence, keys: Iterable[str]) -> list[str]:
    """Return `keys` in the order in which pages have them, on the whole."""
    traces = evidence.traces
    return sorted(keys, key=lambda key: (traces[key].at / traces[key].places, key))


def _is_furniture(evidence: Evidence, key: str, trace: Trace) -> bool:
    if not any(char.isalpha() for char in key):
        return False
    inside, company, kept = (count / trace.places for count in (trace.inside, trace.company, trace.kept))
    often = evidence.support[key] >= 3 and evidence.share(key) >= MOST
    if is_entry(trace):
        return often and not trace.sentence and _EVERY * len(trace.pages) <= trace.rows <= _A_PAGE * len(trace.pages)
    ends = trace.after == trace.places
    varies = "#" in key and len(trace.texts) > 1
    if varies and (trace.places > len(trace.pages) or (kept >= 0.5 and not (ends and often))):
        return False  # another number on another page: the title of a release, or what a table says
    # What ends nearly every page in company is no story of theirs, whatever cleaning thinks of it.
    always = ends and len(trace.pages) > _SENTENCES <= evidence.support[key] and evidence.share(key) > _EVERY
    if trace.sentence:
        known = evidence.support[key] >= _SENTENCES or (kept == 0 and ends)
        return often and known and company > 0.5 and (kept < 0.5 or always)
    if trace.words >= _LONG:
        return company > 0.5 and (kept < 0.5 or always)
    if evidence.share(key) < MOST / 2:  # a section's menu, or what a few pages are about
        return inside < 0.5 and company >= 0.5 and kept < 0.5 and evidence.share(key) >= _FEW
    if inside < 0.5:
        return company >= 0.5 or kept < 0.5 or often
    return kept < 0.5 and (company >= 0.5 or evidence.share(key) >= 0.5)


def is_entry(trace: Trace) -> bool:
    """Whether a line stands so often on a page as the entries of a list, or the heads of tables: only where it stands
    in a menu as well is it furniture, and there alone."""
    return trace.places > _A_PAGE * len(trace.pages) and 5 * trace.kept > 2 * trace.places


def headings(evidence: Evidence) -> list[str]:
    """Return the folded lines that half of the pages have amid their text: words that announce what differs."""

    def is_heading(key: str, trace: Trace) -> bool:
        often = evidence.support[key] >= max(2, evidence.classes / 2 - 0.5)  # two of five pages may be half of all
        says = "#" not in key and any(map(str.isalpha, key)) and trace.words < _LONG and not trace.sentence
        return often and says and trace.inside > 0

    return in_order(evidence, (key for key, trace in evidence.traces.items() if is_heading(key, trace)))
