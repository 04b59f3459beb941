"""From scores to a decision: how high a paragraph must score on this page, and how sure the page is.

The threshold is the one that makes the expected F1 of the kept words greatest, were the scores true probabilities
(Ye et al. 2012, "Optimizing F-measure: A Tale of Two Approaches"): a page of which little is certain keeps more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

BINS = 64  # thresholds tried


class Cut(NamedTuple):
    """A threshold on scores, and the F1 expected of keeping what reaches it (0 to 1)."""

    threshold: float
    expected: float


def best_cut(scores: Sequence[float], weights: Sequence[float], beta: float = 1.0) -> Cut:
    """Return the threshold of greatest expected F-beta for scores (0 to 1) of paragraphs of these weights (words).

    `beta` above 1 prefers recall. Linear: scores are sorted into 64 bins.
    """
    mass, good = [0.0] * (BINS + 1), [0.0] * (BINS + 1)
    for score, weight in zip(scores, weights, strict=True):
        b = int(score * BINS)
        mass[b] += weight
        good[b] += score * weight
    share = beta * beta
    total = sum(good) * share
    kept = true = best = 0.0
    at = BINS
    for b in range(BINS, -1, -1):
        kept += mass[b]
        true += good[b]
        expected = (1.0 + share) * true / (kept + total) if kept else 0.0
        if expected > best:
            best, at = expected, b
    return Cut(at / BINS, best)
