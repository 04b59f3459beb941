"""Samples of source code: their lines stand and fall together, brackets and all."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from stripper.source_code import may_be_code

from .view import View

_REACH, _EDGE = 120, 2
"""Paragraphs that may be missing inside a sample, and those at either end of the gap that must look like code too."""
_SHARE = 0.4
"""Share of a gap's paragraphs, with those at its ends, that look like code."""
_DOUBT, _MEAN = 0.02, 0.2
"""The score from which a paragraph of the gap stays, and what all of them must have on average: a script of the page
has less."""


def keep_samples(view: View, scores: Sequence[float], kept: list[bool]) -> None:
    """Keep the lines that the model cut out of a sample between kept ones; of those that are no code, such as have no
    blank line around them."""
    n = len(kept)
    for stays, run in groupby(range(n), key=list(kept).__getitem__):
        gap = list(run)
        first, end = gap[0], gap[-1] + 1
        if stays or first == 0 or end == n or len(gap) > _REACH or sum(scores[first:end]) < _MEAN * len(gap):
            continue
        around = range(max(0, first - 1 - _EDGE), min(n, end + 1 + _EDGE))
        code = {k for k in around if may_be_code(view.texts[k])}
        for k in gap if len(code) >= _SHARE * len(around) else ():
            apart = view.gaps[k] and view.gaps[k + 1]
            kept[k] = scores[k] >= _DOUBT and (k in code or not apart)
