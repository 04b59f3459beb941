"""The article model's opinion, in the judge's terms: one more rule, called `article/score`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from stripper import judge
from stripper.article import UNSURE, Article, Level, score
from stripper.article.attach import with_headings
from stripper.article.view import view_of
from stripper.page import Page
from stripper.votes import Opinion

RULE = "article/score"
ABOUT = "The article model: the line does not look like main content, by its shape, its surroundings and its words."


def ask(level: Level) -> judge.Article:
    """Return the question that the judge puts to the model.

    (page, families of the rules that would drop a paragraph) -> (the paragraphs that the model would drop, with its
    reasons; how sure it is of the page, 0 to 1). A model that is unsure whether there is an article at all says
    nothing, and leaves the page to the rules.
    """
    last: list[Article] = []  # a page is asked about again when something of it went: its lines are not read twice

    def answer(page: Page, families: Mapping[int, tuple[str, ...]]) -> tuple[Mapping[int, Opinion], float]:
        view, _ = view_of(page.dump, {page.filled[k]: names for k, names in families.items()})
        article = score(view, last[0] if last else None)
        last[:] = [article]
        if article.confidence < UNSURE:
            return {}, article.confidence
        keeps = _attached(article, article.keeps(level), [k not in families for k in range(len(view.texts))])
        dropped = (k for k, stays in enumerate(keeps) if not stays)
        return {k: (RULE, partial(_evidence, article, k)) for k in dropped}, article.confidence

    return answer


def _attached(article: Article, keeps: Sequence[bool], left: Sequence[bool]) -> list[bool]:
    """Return `keeps` with what belongs to it. Lines that rules cut do not stand between a heading and its text."""
    here = [k for k, stays in enumerate(left) if stays]
    kept = with_headings([article.texts[k] for k in here], [article.scores[k] for k in here], [keeps[k] for k in here])
    out = list(keeps)
    for k, stays in zip(here, kept, strict=True):
        out[k] = stays
    return out


def _evidence(article: Article, k: int) -> str:
    return f"{'; '.join(article.clues(k, kept=False))}; main content with probability {article.scores[k]:.2f}"
