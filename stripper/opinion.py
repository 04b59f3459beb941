"""The article model's opinion, in the judge's terms: one more rule, called `article/score`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import and_, or_

from stripper import judge
from stripper.article import UNSURE, Article, Level, score
from stripper.article.attach import with_attached
from stripper.article.view import view_of
from stripper.page import Page
from stripper.votes import Opinion

RULE = "article/score"
ABOUT = "The article model: the line does not look like main content, by its shape, its surroundings and its words."


def ask() -> Callable[[Level], judge.Article]:
    """Return, for each level, the question that the judge puts to the model about one page and what is left of it.

    (page, families of the rules that would drop a paragraph) -> (the paragraphs that the model would drop, with its
    reasons; how sure it is of the page, 0 to 1). A model that is unsure whether there is an article at all says
    nothing, and leaves the page to the rules.
    """
    scored: list[tuple[Page, Article, Sequence[int]]] = []  # the page and the latest of what was left of it

    def answer(level: Level, page: Page, families: Mapping[int, tuple[str, ...]]) -> tuple[dict[int, Opinion], float]:
        article, places = next(((a, at) for p, a, at in scored if p is page), (None, ()))
        if article is None:
            view, index = view_of(page.dump, {page.filled[k]: names for k, names in families.items()})
            places = [bisect_left(page.filled, i) for i in index]
            article = score(view, scored[-1][1] if scored else None)  # nothing is read twice
            scored[1:] = [(page, article, places)]
        if article.confidence < UNSURE:
            return {}, article.confidence
        here = [k for k, i in enumerate(places) if i not in families]
        keeps = dict(zip(places, _keeps(article, level, here, places), strict=True))
        if page.headline >= 0 and keeps.get(page.headline + 1):
            keeps[page.headline] = True
        dropped = (k for k, i in enumerate(places) if not keeps[i])
        return {places[k]: (RULE, partial(_evidence, article, k)) for k in dropped}, article.confidence

    return partial(partial, answer)


def _keeps(article: Article, level: Level, here: Sequence[int], places: Sequence[int]) -> list[bool]:
    """Return what a level keeps; what belongs to a text may depend on the text, yet "more" keeps no less than
    "balanced", and "less" no more."""
    kept = _attached(article, article.keeps(level), here, places)
    if level == "balanced":
        return kept
    usual = _attached(article, article.keeps("balanced"), here, places)
    return list(map(or_ if level == "more" else and_, kept, usual))


def _attached(article: Article, keeps: Sequence[bool], here: Sequence[int], places: Sequence[int]) -> list[bool]:
    """Return `keeps` with what belongs to it. Paragraphs that rules cut, all but `here`, do not stand between a heading
    and its text.
    """
    view, scores = article.view.only(here), [article.scores[k] for k in here]
    kept = with_attached(view, scores, [keeps[k] for k in here], [places[k] for k in here])
    out = list(keeps)
    for k, stays in zip(here, kept, strict=True):
        out[k] = stays
    return out


def _evidence(article: Article, k: int) -> str:
    return f"{'; '.join(article.clues(k, kept=False))}; main content with probability {article.scores[k]:.2f}"
