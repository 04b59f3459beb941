"""The article model's opinion, in the judge's terms: one more rule, called `article/score`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from stripper import judge
from stripper.article import UNSURE, Article, Level, score
from stripper.article.view import view_of
from stripper.page import Page, count_words
from stripper.votes import Opinion

RULE = "article/score"
ABOUT = "The article model: the line does not look like main content, by its shape, its surroundings and its words."

_PROSE_WORDS = 20
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOUBT, _INNER_DOUBT, _PROSE_DOUBT = 0.25, 0.1, 0.35
"""Scores from which a heading is kept for the sake of the paragraph under it (less is needed between two that are
kept), and prose for the sake of that beside it."""
_HEADLINE_REACH, _CREDITS_REACH = 16, 14
"""Paragraphs before the first one kept among which the headline is looked for, and its author and date."""


def ask(level: Level) -> judge.Article:
    """Return the question that the judge puts to the model.

    (page, families of the rules that would drop a paragraph) -> (the paragraphs that the model would drop, with its
    reasons; how sure it is of the page, 0 to 1). A model that is unsure whether there is an article at all says
    nothing, and leaves the page to the rules.
    """
    return partial(_opinions, level)


def _opinions(level: Level, page: Page, families: Mapping[int, tuple[str, ...]]) -> tuple[Mapping[int, Opinion], float]:
    view, _ = view_of(page.dump, {page.filled[k]: names for k, names in families.items()})
    article = score(view)
    if article.confidence < UNSURE:
        return {}, article.confidence
    keeps = with_headings(view.texts, article.scores, article.keeps(level))
    return {k: (RULE, partial(_evidence, article, k)) for k, stays in enumerate(keeps) if not stays}, article.confidence


def _evidence(article: Article, k: int) -> str:
    return f"{'; '.join(article.clues(k, kept=False))}; main content with probability {article.scores[k]:.2f}"


def with_headings(texts: Sequence[str], scores: Sequence[float], keeps: Sequence[bool]) -> list[bool]:
    """Return `keeps` with the doubtful prose, the headings, and the date and author that belong to what is kept.

    Labelled corpora often leave headlines out, and a heading on its own looks like an entry of a menu; a reader wants
    both. So running text beside kept text stays unless the model is sure of it, as does a title-like line above it;
    before the first kept paragraph the likeliest headline stays, and a dated line above the text with its author.
    """
    kept = list(keeps)
    _keep_beside(texts, scores, kept)
    prose = [k for k, stays in enumerate(kept) if stays and count_words(texts[k]) >= _PROSE_WORDS]
    first = prose[0] if prose else 0
    second = prose[1] if len(prose) > 1 else first
    _keep_credits(texts, kept, _keep_headline(texts, scores, kept, first), first)
    _keep_credits(texts, kept, first, second)
    return kept


def _keep_beside(texts: Sequence[str], scores: Sequence[float], kept: list[bool]) -> None:
    last = len(kept) - 1
    for k, likely in enumerate(scores):
        beside = (k > 0 and kept[k - 1]) or (k < last and kept[k + 1])
        if beside and likely >= _PROSE_DOUBT and count_words(texts[k]) >= _PROSE_WORDS:
            kept[k] = True
    for k in range(last - 1, -1, -1):
        doubt = _INNER_DOUBT if k and kept[k - 1] else _DOUBT
        if kept[k + 1] and not kept[k] and scores[k] >= doubt and _is_title(texts[k], least=1):
            kept[k] = True


def _keep_headline(texts: Sequence[str], scores: Sequence[float], kept: list[bool], first: int) -> int:
    """Keep the likeliest headline above paragraph `first`, if there is none yet, and return where it is."""
    before = [k for k in range(max(0, first - _HEADLINE_REACH), first) if _is_title(texts[k], least=4)]
    if before and not any(kept[k] for k in before):
        kept[max(before, key=lambda k: scores[k])] = True
    return next((k for k in before if kept[k]), first)


def _keep_credits(texts: Sequence[str], kept: list[bool], above: int, below: int) -> None:
    """Keep a dated line between two paragraphs that are near, and the author who stands above it."""
    for k in range(above + 1, below) if below - above <= _CREDITS_REACH else ():
        if count_words(texts[k]) <= 12 and _YEAR.search(texts[k]):
            kept[k] = True
            kept[k - 1] = kept[k - 1] or 2 <= count_words(texts[k - 1]) <= 7


def _is_title(text: str, least: int) -> bool:
    """Whether a text could be a heading: of `least` to 20 words, not the end of a sentence."""
    return least <= count_words(text) <= 20 and not text.endswith((".", "!", ",", ";", "…", "。"))
