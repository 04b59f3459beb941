"""The article model: tells main content from page furniture by shape, surroundings and words.

    article = score(view)
    article.keeps("balanced")     # one bool a paragraph
    article.clues(3)              # ["short lines around", "no sentence end", ...]

Costs nothing until `score` is called; the weights (one file beside this one) are then loaded once a process.
Everything is linear in the dump's size, and any `str` is accepted. How it was trained: `training/` and
`docs/article-model.md`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add
from typing import TYPE_CHECKING, Literal

from .view import View, view_of

if TYPE_CHECKING:
    from .lines import Lines
    from .weights import Model

__all__ = ["UNSURE", "Article", "Level", "View", "care", "score", "view_of"]

Level = Literal["more", "balanced", "less"]
UNSURE = 0.35
"""The confidence under which a caller should trust its rules alone."""
_CARE = ((0.55, 3.0), (0.75, 2.0))
"""Confidences under which every level lets recall count at least so many times as much as precision: a page that may
be no article is rather left than lost."""


@dataclass(frozen=True, eq=False, repr=False)
class Article:
    """What the model says of a dump.

    `scores`: of each paragraph the probability that it is main content. `confidence`: the word F1 that the model
    expects of its own answer, 0 to 1; under `UNSURE` the page may have no article, or none that the model can find.
    """

    scores: list[float]
    confidence: float
    _weights: Sequence[int] = ()
    _lines: Lines | None = None
    _columns: list[dict[str, bytes]] = field(default_factory=list)

    @property
    def _html(self) -> bool:
        return bool(self.view.markup)

    @property
    def view(self) -> View:
        """The paragraphs that were scored."""
        return self._lines.view if self._lines else View((), (), ())

    def keeps(self, level: Level = "balanced") -> list[bool]:
        """Return which paragraphs to keep: "more" prefers losing nothing, "less" leaving nothing.

        At least one is kept of a dump that has any. Raises ValueError for another level.
        """
        from .decide import best_cut
        from .weights import model

        levels = model(self._html).decide["levels"]
        if level not in levels:
            raise ValueError(f"unknown level {level!r}: expected one of {', '.join(levels)}")
        beta, floor, ceiling = levels[level]
        beta = max(beta, care(self.confidence))
        if not self.scores:
            return []
        cut = best_cut(self.scores, self._weights, beta).threshold
        cut = min(max(cut, floor), ceiling, max(self.scores))
        return [s >= cut for s in self.scores]

    def clues(self, i: int, kept: bool | None = None) -> list[str]:
        """Return the strongest clues, at most three, for the verdict on paragraph i, in plain words.

        `kept` says which verdict to explain; by default, the one that the score speaks for. Takes some tenths of a
        millisecond: meant for the lines that somebody wonders at. Raises IndexError when there is no such paragraph.
        """
        from . import clues
        from .weights import model

        score = self.scores[i]
        i %= len(self.scores)
        m = model(self._html)
        nets = tuple(zip((m.first, m.second), self._columns, strict=True))
        return clues.explain(
            self.view,
            m.words,
            nets,
            i,
            score >= 0.5 if kept is None else kept,
        )


def care(confidence: float) -> float:
    """Return how many times as much as precision recall counts, at the least, on a page of this confidence."""
    return next((beta for under, beta in _CARE if confidence < under), 0.0)


def score(view: View, earlier: Article | None = None) -> Article:
    """Score each paragraph of a dump. Raises WeightsError when the model's file is missing or damaged.

    Where the paragraphs are some of those that `earlier` scored, their texts are not read again; the scores are the
    same.
    """
    from .decide import best_cut
    from .lines import read_lines
    from .surroundings import UNITS
    from .weights import model

    if not view.texts:
        return Article([], 0.0)
    m = model(bool(view.markup))
    lines = read_lines(view, m.words, earlier._lines if earlier else None)
    first, second = columns(lines, m)
    odds = m.second.odds(second)
    if m.trees:
        odds = [(net + trees) / 2 for net, trees in zip(odds, m.trees.odds(first | second), strict=True)]
    scores = probabilities(odds, m)
    weights = first["length"].translate(UNITS)
    return Article(scores, best_cut(scores, weights).expected, weights, lines, [first, second])


def columns(lines: Lines, m: Model) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the columns of stage one and stage two, by feature name."""
    from .features import first_columns, mark_columns, second_columns, to_levels, word_columns
    from .words import score_codes

    first = first_columns(lines.view, lines.shape)
    words, said = word_columns(lines.said, first["length"])
    odds = list(map(add, m.first.odds(first), said))
    if m.marks:
        from . import marks  # only HTML has class names

        steps = marks.scores(lines.view.marks, m.marks)
        words |= mark_columns(score_codes(steps))
        odds = [z + marks.odds(step) for z, step in zip(odds, steps, strict=True)]
    return first, second_columns(first, words, to_levels(odds), lines.known)


def probabilities(odds: Sequence[float], m: Model) -> list[float]:
    """Return calibrated probabilities of log-odds."""
    exp = math.exp
    slope, shift = m.decide["slope"], m.decide["shift"]
    return [1.0 / (1.0 + exp(-max(-30.0, min(30.0, slope * z + shift)))) for z in odds]
