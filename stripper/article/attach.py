"""What belongs to the paragraphs that are kept: headings, headline and standfirst, author and date, a sign-off.

Labelled corpora often leave these out, and a heading on its own looks like an entry of a menu; a reader wants them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from stripper.bylines import authors, is_person
from stripper.page import count_words, ends_sentence

_PROSE_WORDS, _SENTENCE_WORDS = 20, 8
_DOUBT, _INNER_DOUBT, _PROSE_DOUBT = 0.25, 0.15, 0.35
"""Scores from which a heading is kept for the sake of the paragraph under it (less is needed between two that are
kept), and prose for the sake of that beside it."""
_BETWEEN, _BETWEEN_DOUBT = 8, 0.2
"""Paragraphs from one of kept prose to the next between which doubtful prose stays, and its score."""
_NEAR, _FAR, _CREDITS_REACH, _CREDITS, _CREDIT_WORDS = 16, 40, 24, 2, 12
"""Paragraphs before the first one kept among which the headline is looked for, and farther for one that shares its
words with the text; that its author and date may stand apart from it;
dates that are kept there; and words of such a line."""
_OVERHEAD, _LIST = 3, 8
"""Paragraphs above the headline among which its date and author are looked for, and those that are other pages'
where dates differ."""
_SHARED, _STANDFIRST_DOUBT, _LAST_DOUBT = 0.5, 0.1, 0.25
_ABOUT_REACH, _ABOUT_DOUBT = 6, 0.1
"""Paragraphs after the last prose among which a sentence about the author, by the name in the byline, is kept."""
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\W+(?:de\W+)?(?:[^\W\d]+\W+)?(?:de\W+)?{_YEAR}|{_YEAR}[-./]\s?\d{{1,2}}\b|{_YEAR}年",
    re.IGNORECASE,
)
"""A day beside its year, in the order of any country."""
_CLOCK = r"\W*\d{1,2}[:.]\d\d\b.{0,12}"  # seldom asked for, and compiled then
_WORD = re.compile(r"[^\W\d_]{4,}")
_IMAGE = ("![", "[![")


def with_headings(
    texts: Sequence[str], scores: Sequence[float], keeps: Sequence[bool], places: Sequence[int] = ()
) -> list[bool]:
    """Return `keeps` with the doubtful prose, headings, headline, credits and sign-off that belong to what is kept.

    Running text beside kept text stays unless the model is sure of it, as does a title-like line above it; before the
    first kept paragraph the likeliest headline stays, and a dated line above the text with its author, be it over or
    under the headline; after the last one the author's sign-off and a sentence about the author. `places` tells where
    each paragraph stands on the page, if there are others between them.
    """
    kept = list(keeps)
    _keep_between(texts, scores, kept)
    _keep_beside(texts, scores, kept)
    told = [k for k, stays in enumerate(kept) if stays]
    prose = (k for k in told if count_words(texts[k]) >= _PROSE_WORDS)
    first = next(prose, None)
    if first is None:
        return kept
    second = next(prose, first)
    last = next(k for k in reversed(told) if count_words(texts[k]) >= _PROSE_WORDS)
    head = _keep_headline(texts, scores, kept, first)
    if not _keep_credits(texts, kept, head, first):
        _keep_overhead(texts, kept, head, places or range(len(texts)))
    _keep_credits(texts, kept, first, second)
    _keep_sign_off(texts, scores, kept, last)
    _keep_about(texts, scores, kept, second, last)
    return kept


def _keep_between(texts: Sequence[str], scores: Sequence[float], kept: list[bool]) -> None:
    """Keep what reads like running text between two paragraphs of kept prose that are near each other."""
    prose = [k for k, stays in enumerate(kept) if stays and _is_prose(texts[k])]
    for above, below in pairwise(prose):
        for k in range(above + 1, below) if below - above <= _BETWEEN else ():
            if scores[k] >= _BETWEEN_DOUBT and count_words(texts[k]) >= _PROSE_WORDS and ends_sentence(texts[k]):
                kept[k] = True


def _keep_beside(texts: Sequence[str], scores: Sequence[float], kept: list[bool]) -> None:
    last = len(kept) - 1
    for k, likely in enumerate(scores):
        beside = (k > 0 and kept[k - 1]) or (k < last and kept[k + 1])
        if beside and likely >= _PROSE_DOUBT and _is_prose(texts[k]):
            kept[k] = True
    likely_kept = list(kept)  # a heading does not keep the line above it: lists of titles would grow without end
    for k in range(last - 1, -1, -1):
        doubt = _INNER_DOUBT if k and likely_kept[k - 1] else _DOUBT
        if likely_kept[k + 1] and not kept[k] and scores[k] >= doubt and _is_title(texts[k], least=1):
            kept[k] = True


def _keep_headline(texts: Sequence[str], scores: Sequence[float], kept: list[bool], first: int) -> int:
    """Keep the likeliest headline above paragraph `first`, if there is none yet, with its standfirst; return its place.

    A headline speaks of what the text speaks of; an image's description, a date or a teaser does so less.
    """
    above = [k for k in range(max(0, first - _FAR), first) if _is_headline(texts[k])]
    if not above:
        return first
    subject = set(_WORD.findall("\n".join([texts[k] for k in range(first, len(texts)) if kept[k]]).lower()))
    shares = {k: _share(texts[k], subject) for k in above}
    before = [k for k, share in shares.items() if k >= first - _NEAR or share > _SHARED]
    if not before:
        return first
    if not any(kept[k] for k in before):
        head = max(before, key=lambda k: scores[k] + shares[k])
        kept[head] = True
        for k, least in ((head - 1, 4), (head + 1, 8)):  # a standfirst may look likelier than its headline
            if 0 <= k < first and scores[k] >= _STANDFIRST_DOUBT and _share(texts[k], subject) >= _SHARED:
                kept[k] = kept[k] or count_words(texts[k]) >= least
    head = next(k for k in before if kept[k])
    for k in before:  # the window's title, site and all, may have been kept in the headline's place
        kept[k] = kept[k] or (k > head and texts[k].casefold() in texts[head].casefold())
    return head


def _share(text: str, subject: set[str]) -> float:
    """Return the share of a text's longer words that `subject` holds."""
    words = set(_WORD.findall(text.lower()))
    return len(words & subject) / len(words) if words else 0.0


def _keep_credits(texts: Sequence[str], kept: list[bool], above: int, below: int) -> bool:
    """Keep the first dates between two paragraphs that are near, and the author who stands above each; return whether
    there are any."""
    between = range(above + 1, below) if below - above <= _CREDITS_REACH else ()
    dated = [k for k in between if _is_dated(texts[k])]
    for k in dated[:_CREDITS]:
        kept[k] = True
        kept[k - 1] = kept[k - 1] or 2 <= count_words(texts[k - 1]) <= 7
    return bool(dated)


def _keep_overhead(texts: Sequence[str], kept: list[bool], head: int, places: Sequence[int]) -> None:
    """Keep the date and the author right above the headline; not those of a list of other pages, whose dates differ.

    A line under the date may be a name alone; above it that is as likely the last entry of a menu.
    """
    near = [k for k in range(max(0, head - _LIST), head) if places[head] - places[k] <= _LIST]
    dates = [k for k in near if _is_dated(texts[k])]
    if len({texts[k].strip() for k in dates}) > 1:
        return
    over = [k for k in near if places[head] - places[k] <= _OVERHEAD and count_words(texts[k]) <= _CREDIT_WORDS]
    dated = dates[-1] if dates and dates[-1] in over else head
    for k in over:
        under = k > dated and bool(is_person(texts[k]) or re.fullmatch(_CLOCK, texts[k]))
        kept[k] = kept[k] or k == dated or under or bool(authors(texts[k]))


def _is_dated(text: str) -> bool:
    return count_words(text) <= _CREDIT_WORDS and bool(_DATE.search(text))


def _keep_sign_off(texts: Sequence[str], scores: Sequence[float], kept: list[bool], last: int) -> None:
    """Keep the farewell and the name under the last prose: "Yours," and who wrote it, or a name after a dash."""
    at = last + 1
    while at < len(texts) and (kept[at] or (scores[at] >= _LAST_DOUBT and count_words(texts[at]) <= 8)):
        at += 1
    lines = [t.rstrip() for t in texts[at : at + 2]]
    if lines and count_words(lines[0]) <= 5 and lines[0].startswith(("—", "–", "― ", "-- ")):
        end = at + 1
    elif len(lines) == 2 and lines[0].endswith(",") and max(map(count_words, lines)) <= 4 and _is_name(lines[1]):
        end = at + 2
    else:
        return
    kept[last + 1 : end] = [True] * (end - last - 1)


def _keep_about(texts: Sequence[str], scores: Sequence[float], kept: list[bool], second: int, last: int) -> None:
    """Keep a sentence under the text that begins with an author's name, which a line above paragraph `second` tells."""
    under = range(last + 1, min(last + 1 + _ABOUT_REACH, len(texts)))
    about = [k for k in under if not kept[k] and scores[k] >= _ABOUT_DOUBT and _is_prose(texts[k])]
    if about:  # bylines are read for few pages
        names = tuple(name for k in range(second) if kept[k] for name in authors(texts[k]))
        for k in about:
            kept[k] = texts[k].startswith(names)


def _is_prose(text: str) -> bool:
    """Whether a text is long, or a whole sentence."""
    words = count_words(text)
    return words >= _PROSE_WORDS or (words >= _SENTENCE_WORDS and ends_sentence(text.rstrip("_*")))


def _is_name(text: str) -> bool:
    return text[:1].isalpha() and (text[-1:].isalpha() or text.endswith("."))


def _is_headline(text: str) -> bool:
    """Whether a text could be the page's headline: title-like, of four words or more, no date, no picture."""
    return (
        _is_title(text, least=4)
        and not text.endswith((":", "："))
        and not text.startswith(_IMAGE)
        and not _DATE.search(text)
    )


def _is_title(text: str, least: int) -> bool:
    """Whether a text could be a heading: of `least` to 20 words, not the end of a sentence."""
    return least <= count_words(text) <= 20 and not text.endswith((".", "!", ",", ";", "…", "。"))
