"""Fits what tells a headline: of the lines above a text, which one is the page's title (`stripper.article.headline`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stripper.article.attach import with_text
from stripper.article.headline import WEIGHTS, shown, subject
from training import evaluate
from training.corpus import FOLDS, Doc
from training.stages import Set

STEPS, RATE, DECAY = 400, 0.06, 1e-3


@dataclass(frozen=True)
class Case:
    """The lines above the text of a dump: what each shows (rows of `shown`), and which of them are the page's title."""

    doc: Doc
    rows: NDArray[np.float64]
    titles: NDArray[np.bool_]


def cases(data: Set, odds: NDArray[np.float32]) -> list[Case]:
    """Return the dumps with a title above the text that the log-odds of their paragraphs let stand."""
    p = evaluate.probabilities(odds)
    found = (case_of(doc, p[data.span(d)].tolist()) for d, doc in enumerate(data.docs) if doc.raw is not None)
    return [case for case in found if case and case.titles.any()]


def case_of(doc: Doc, p: list[float]) -> Case | None:
    """Return the lines above the text of one dump; None where there are none, or no text. Only WCXB marks titles."""
    keep = evaluate.careful(doc, p, evaluate.weights_of(doc)) if doc.unsure.any() else None
    if keep is None:
        return None
    here, view, scores = evaluate.left_by_rules(doc, p)
    kept, first = with_text(view, scores, keep[here].tolist())
    rows = shown(view, scores, kept, first, subject(view.texts, kept, first)) if first else {}
    return Case(doc, np.array(list(rows.values())), doc.unsure[here][list(rows)]) if rows else None


def fit(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Fit the weights by Adam on the log-likelihood that the chosen line is a title."""
    w, m, v = (np.zeros(len(WEIGHTS)) for _ in range(3))
    for step in range(1, STEPS + 1):
        slope = -DECAY * w
        for case in cases:
            odds = np.exp(case.rows @ w - (case.rows @ w).max())
            titles = odds * case.titles
            slope += (titles / titles.sum() - odds / odds.sum()) @ case.rows / len(cases)
        m, v = 0.9 * m + 0.1 * slope, 0.99 * v + 0.01 * slope**2
        w += RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-6)
    return w


def report(cases: Sequence[Case]) -> str:
    """Return, in Markdown, the weights and the share of titles found in domains that they were not fitted on."""
    right = []
    for left in range(FOLDS):
        w = fit([case for case in cases if case.doc.fold != left])
        right += [bool(c.titles[np.argmax(c.rows @ w)]) for c in cases if c.doc.fold == left]
    lines = [f"Headlines: {np.mean(right):.3f} of {len(right)} found, held out.", "", "| shown | weight |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {w:.2f} |" for name, w in zip(WEIGHTS, fit(cases), strict=True))])
