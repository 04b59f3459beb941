"""Trims for what is glued to the end of lines: the credit of a picture, the name of the site after a headline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from stripper.learning.evidence import Evidence
from stripper.learning.made import CREDIT_WORDS, EXAMPLES, Made, credit, sound
from stripper.page import count_words

_SITE = re.compile(r"\s(?:[|·•»–—-])\s(?=[^|·•»–—]{3,40}$)")
"""The last sign that parts a headline from the name of its site."""
_TITLES = 3
"""Lines at the top of a page in which a site's name is looked for behind the title."""

Pairs = dict[str, dict[str, tuple[int, str]]]
"""What is cut -> the line -> (page, what is left of it)."""


def tails(evidence: Evidence) -> Iterator[Made]:
    """Yield trims for credits glued to a line, and for the site's name behind titles."""
    credits, names = _found(evidence)
    more = {"action": '"trim"', "at": '"end"'}
    glued = {**more, "glued": "true", "max_words": str(CREDIT_WORDS)}
    yield from _rule(evidence, "credit", "credit glued to a line", credits, lambda said: f"{said} *", glued)
    yield from _rule(evidence, "site-name", "name of the site behind a title", names, str.strip, more)


def _found(evidence: Evidence) -> tuple[Pairs, Pairs]:
    credits: Pairs = defaultdict(dict)
    names: Pairs = defaultdict(dict)
    for n, leaf in enumerate(evidence.leaves):
        for i, text in enumerate(leaf.page.texts):
            if len(text) > 400 or evidence.repeats(leaf.keys[i]) or not text.isprintable():
                continue
            found = credit(text)
            if found:
                left, label = found
                credits[label][text] = n, left
            site = list(_SITE.finditer(text)) if i < _TITLES else []
            if site and count_words(text[: site[-1].start()]) > 1:
                names[text[site[-1].start() :]][text] = n, text[: site[-1].start()]
    return credits, names


def _rule(
    evidence: Evidence, name: str, why: str, found: Pairs, phrase: Callable[[str], str], more: dict[str, str]
) -> Iterator[Made]:
    pages = {said: {n for n, _ in lines.values()} for said, lines in found.items()}
    least = max(2, round(len(evidence.leaves) * 0.3))
    good = sorted(said for said in pages if len(pages[said]) >= least and not set("{}*") & set(said))
    if good:
        total = len(evidence.leaves)
        seen = [f"{len(pages[said])} of {total}" for said in good]
        pairs = [(line, left) for said in good for line, (_, left) in sorted(found[said].items())]
        globs = [phrase(said).lower() for said in good]
        rule = sound(Made(name, why, "phrase", globs, seen, (), (), pairs[: 2 * EXAMPLES], more))
        if rule:
            yield rule
