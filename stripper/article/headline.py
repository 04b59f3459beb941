"""Which line is the page's headline: the likeliest of those above the text.

Labelled corpora leave headlines out as often as not, so a model of content learns little about them; yet nobody wants
an article without one. What tells a headline: its words come again in the text, it stands alone, a date or a byline
stands under it, the window's title holds it. Each line is worth the sum of what it shows; the weights are those of a
conditional logit (McFadden 1974), fitted on the titles of labelled dumps and pages of HTML together: 0.85 of those that
stand above the text are found in domains that were left out, 0.89 on articles. `python -m training.train` prints the
weights of the one and of the other.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, pairwise
from operator import mul

from stripper.bylines import authors, has_date, is_dated
from stripper.folding import EAST
from stripper.model import LONGEST
from stripper.page import count_words

from .lists import COLONS, is_item
from .shape import STOPS
from .view import View

WEIGHTS = {
    "log-odds of content": 1.16,
    "kept as content": -1.24,
    "words that come often": 3.64,
    "words that come": 2.1,
    "distance": -0.39,
    "in the window's title": 2.84,
    "in the first prose": 1.12,
    "said again": 0.41,
    "few words": -1.44,
    "many words": -1.88,
    "end of a sentence": -1.53,
    "colon": -1.92,
    "small first letter": -1.5,
    "separator": -1.74,
    "date": -0.82,
    "credits below": 2.02,
    "heading of the first rank": 3.32,
    "stands alone": 1.91,
    "list item": -2.19,
}
_FAR = 64
"""Paragraphs above the first prose among which the headline is looked for."""
_FEW, _MANY = 4, 20
"""A headline has this many words."""
_BELOW = 3
"""Paragraphs under a headline among which its date and author stand."""
_OFTEN, _COME = 4, 8
"""Times that a word of the text comes if it comes often; words in common after which more say no more."""
_AROUND = 2000
"""Paragraphs of the text whose words tell its subject; and above it, among which a headline may be said again."""
_ENDS = (*STOPS, ",", ";", "…")
_SEPARATORS = re.compile(r" [|»>›] ")
_IMAGE = ("![", "[![")
_SURE = 1e-4
_LEAST = -2.0
"""Worth of a headline: on labelled pages hardly any is worth less, while the best entry of a bare menu is."""
_WORD, _LETTERS = re.compile(r"[^\W\d_]{4,}"), re.compile(r"[^\W\d_]{2,}")
_RIVAL, _NEAR = 2.0, 6
"""What a line may be worth less than the likeliest, and paragraphs that it may stand above it: captions and standfirsts
speak of the text as headlines do."""


def words_of(text: str) -> list[str]:
    """Return the longer words of a text, those that tell what it speaks of; of East Asian scripts, pairs of letters."""
    words: list[str] = _WORD.findall(text.lower())
    if text.isascii() or not EAST.search(text):
        return words
    return [pair for word in _LETTERS.findall(text) if EAST.search(word) for pair in map("".join, pairwise(word))]


def subject(texts: Sequence[str], kept: Sequence[bool], first: int) -> Counter[str]:
    """Return how often what is kept from paragraph `first` on says each of its longer words."""
    end = first + _AROUND
    text = compress(texts[first:end], kept[first:end])
    return Counter(words_of("\n".join([paragraph[:LONGEST] for paragraph in text])))


def find(view: View, scores: Sequence[float], kept: Sequence[bool], first: int, come: Mapping[str, int]) -> list[int]:
    """Return the likeliest headline above paragraph `first`, the first prose that is kept, and one that is nearly as
    likely above it; nothing where nothing looks like one. `scores` are the model's, 0 to 1; `come`: the text's
    `subject`."""
    weights = tuple(WEIGHTS.values())
    rows = shown(view, scores, kept, first, come)
    worth = {k: sum(map(mul, weights, row)) for k, row in rows.items() if not view.texts[k].startswith(_IMAGE)}
    best = max(worth, key=worth.__getitem__, default=first)
    if best == first or worth[best] < _LEAST:
        return []
    above = [k for k in worth if best - _NEAR <= k < best and count_words(view.texts[k]) >= _FEW]
    rivals = [k for k in above if worth[k] >= max(worth[best] - _RIVAL, _LEAST)]
    return [best, *sorted(rivals, key=worth.__getitem__)[-1:]]


def shown(
    view: View, scores: Sequence[float], kept: Sequence[bool], first: int, come: Mapping[str, int]
) -> dict[int, list[float]]:
    """Return what each line above paragraph `first` shows of what `WEIGHTS` names, most of it 0 or 1."""
    texts = view.texts
    said = [_said(t) for t in texts[max(0, first - _AROUND) : first]]
    top, times, prose = _said(texts[0]), Counter(said), _said(texts[first])
    zone = range(max(0, first - _FAR), first)
    credits = [is_dated(t) or bool(authors(t)) for t in texts[zone.start : first + _BELOW]]
    first_rank = _first_rank(view, zone)
    out: dict[int, list[float]] = {}
    for at, k in enumerate(zone, 1):
        line = said[k - first]
        words = set(words_of(texts[k][:LONGEST]))
        common = [come[word] for word in words if word in come]
        row = [
            _log_odds(scores[k]) / 3,
            kept[k],
            sum(n >= _OFTEN for n in common) / max(1, len(words)),
            min(len(common), _COME) / _COME,
            math.log(first - k) / 3,
            k > 0 and len(line) > 12 and line in top,
            len(line) > 8 and line in prose,
            times[line] > 1,
            *_alone(texts[k]),
            any(credits[at : at + _BELOW]),
            first_rank[at - 1],
            view.gaps[k] and view.gaps[k + 1],
            is_item(view.raws[k]),
        ]
        out[k] = list(map(float, row))
    return out


def _said(text: str) -> str:
    return text[:LONGEST].strip().casefold()


def _alone(text: str) -> list[bool]:
    """Return what a line shows by itself."""
    words = count_words(text)
    return [
        words < _FEW,
        words > _MANY,
        text.endswith(_ENDS),
        text.endswith(COLONS),
        text[:1].islower(),
        bool(_SEPARATORS.search(text)),
        has_date(text),
    ]


def _first_rank(view: View, zone: Iterable[int]) -> list[bool]:
    """Return which of some paragraphs are headings of the first rank."""
    if not view.markup:
        return [view.raws[k].startswith("# ") for k in zone]
    from .markup import TAGS  # only HTML has elements

    return [view.markup["tag"][k] == TAGS["h1"] for k in zone]


def _log_odds(score: float) -> float:
    sure = min(max(score, _SURE), 1 - _SURE)
    return math.log(sure / (1 - sure))
