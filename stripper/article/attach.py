"""What belongs to the paragraphs that are kept: lists, headings, headline and standfirst, author and date, a sign-off.

Labelled corpora often leave these out, and a heading on its own looks like an entry of a menu; a reader wants them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, pairwise

from stripper.bylines import authors, is_brief, is_dated, is_person
from stripper.model import LONGEST
from stripper.page import count_words, ends_sentence
from stripper.source_code import prose_amid_code

from . import headline
from .lists import keep_lists
from .samples import keep_samples
from .shape import stops_in
from .view import View

_PROSE_WORDS, _SENTENCE_WORDS = 20, 8
_BULK_WORDS, _WORDY, _MUCH_MORE = 100, 100, 2
"""Words of a paragraph that is long, words a sentence that running text has at most, and how many times the words that
stay make so many that they must not go."""
_DOUBT, _INNER_DOUBT, _PROSE_DOUBT = 0.25, 0.15, 0.35
"""Scores from which a heading is kept for the sake of the paragraph under it (less is needed between two that are
kept), and prose for the sake of that beside it."""
_BETWEEN, _BETWEEN_DOUBT = 8, 0.2
"""Paragraphs from one of kept prose to the next between which doubtful prose stays, and its score."""
_FAR, _FAR_WORDS, _FAR_DOUBT = 12, 40, 0.05
"""The same for prose of so many words: a parallel section that the model cut reads like those beside it."""
_NEAR, _WORD = 4, 3
"""Paragraphs above a heading among which kept text stands, and letters of a heading, if the text is to speak for it."""
_CREDITS_REACH, _CREDITS = 24, 2
"""Paragraphs that author and date may stand under the headline, and dates that are kept there."""
_OVERHEAD, _LIST = 3, 8
"""Paragraphs above the headline among which its date and author are looked for, and those that are other pages'
where dates differ."""
_SHARED, _STANDFIRST_DOUBT, _LAST_DOUBT = 0.5, 0.1, 0.25
_ABOUT_REACH, _ABOUT_DOUBT = 6, 0.1
"""Paragraphs after the last prose among which a sentence about the author, by the name in the byline, is kept."""
_CLOCK = r"\W*\d{1,2}[:.]\d\d\b.{0,12}"  # seldom asked for, and compiled then


def with_attached(view: View, scores: Sequence[float], keeps: Sequence[bool], places: Sequence[int] = ()) -> list[bool]:
    """Return `keeps` with the prose, lists, headings, headline, credits and sign-off that belong to what is kept.

    Running text beside kept text stays unless the model is sure of it, as do a list that the text announces and a
    title-like line above it; before the first kept paragraph the likeliest headline stays, and a dated line above the
    text with its author, be it over or under the headline; after the last one the author's sign-off and a sentence
    about the author. `places` tells where each paragraph stands on the page, if there are others between them.
    """
    texts = view.texts
    kept, first = with_text(view, scores, keeps)
    likely = list(kept)
    _keep_headings(view, scores, kept)
    if first is None:
        return kept
    told = [k for k in range(first, len(kept)) if k == first or (kept[k] and count_words(texts[k]) >= _PROSE_WORDS)]
    second, last = told[min(1, len(told) - 1)], told[-1]
    head = _keep_headline(view, scores, likely, kept, first) if first else first
    if not _keep_credits(texts, kept, head, first):
        _keep_overhead(texts, kept, head, places or range(len(texts)))
    _keep_credits(texts, kept, first, second)
    _keep_sign_off(texts, scores, kept, last)
    _keep_about(texts, scores, kept, second, last)
    return kept


def with_text(view: View, scores: Sequence[float], keeps: Sequence[bool]) -> tuple[list[bool], int | None]:
    """Return `keeps` with the doubtful prose and lists that belong to what is kept; and the first prose of that."""
    kept, texts = list(keeps), view.texts
    if not view.markup:  # there a sample is one block
        keep_samples(view, scores, kept)
        _keep_bulk(texts, kept)
    _keep_between(texts, scores, kept)
    _keep_prose(texts, scores, kept)
    keep_lists(view, scores, kept)
    return kept, _first_prose(texts, kept)


def _first_prose(texts: Sequence[str], kept: Sequence[bool]) -> int | None:
    """Return the first kept paragraph that is long, or a sentence with another one right under it."""
    for k, stays in enumerate(kept):
        if stays and _is_prose(texts[k]):
            sentences = k + 1 < len(kept) and kept[k + 1] and _is_prose(texts[k + 1])
            if sentences or count_words(texts[k]) >= _PROSE_WORDS:
                return k
    return None


def _keep_bulk(texts: Sequence[str], kept: list[bool]) -> None:
    """Keep the long paragraphs of running text that would go, if they are most of the dump and hold much more than all
    that stays: a dumper may have run the whole article into one line, menus too. Of a line that holds code as well only
    the sentences count."""
    long = [k for k, text in enumerate(texts) if len(text) > 2 * _BULK_WORDS and not kept[k]]
    words = {k: _words_told(texts[k]) for k in long}
    bulk = [k for k, n in words.items() if n >= _BULK_WORDS and stops_in(texts[k]) * _WORDY >= n]
    told = sum(words[k] for k in bulk)
    stays = sum(map(count_words, compress(texts, kept)))
    if told > _MUCH_MORE * stays and 2 * told > sum(map(_words_told, texts)):
        for k in bulk:
            kept[k] = True


def _words_told(text: str) -> int:
    return prose_amid_code(text) // 6 if len(text) > LONGEST else count_words(text)


def _keep_between(texts: Sequence[str], scores: Sequence[float], kept: list[bool]) -> None:
    """Keep what reads like running text between two paragraphs of kept prose that are near each other."""
    prose = [k for k, stays in enumerate(kept) if stays and _is_prose(texts[k])]
    for above, below in pairwise(prose):
        for k in range(above + 1, below) if below - above <= _FAR else ():
            words = count_words(texts[k])
            reach, doubt = (_FAR, _FAR_DOUBT) if words >= _FAR_WORDS else (_BETWEEN, _BETWEEN_DOUBT)
            doubtful = scores[k] >= doubt and below - above <= reach
            if doubtful and words >= _PROSE_WORDS and ends_sentence(texts[k]):
                kept[k] = True


def _keep_prose(texts: Sequence[str], scores: Sequence[float], kept: list[bool]) -> None:
    """Keep doubtful running text right beside what is kept."""
    last = len(kept) - 1
    for k, likely in enumerate(scores):
        beside = (k > 0 and kept[k - 1]) or (k < last and kept[k + 1])
        if beside and likely >= _PROSE_DOUBT and _is_prose(texts[k]):
            kept[k] = True


def _keep_headings(view: View, scores: Sequence[float], kept: list[bool]) -> None:
    """Keep title-like lines right above what is kept."""
    texts = view.texts
    likely_kept = list(kept)  # a heading does not keep the line above it: lists of titles would grow without end
    for k in range(len(kept) - 2, -1, -1):
        doubt = _INNER_DOUBT if k and likely_kept[k - 1] else _DOUBT
        if likely_kept[k + 1] and not kept[k] and _is_title(texts[k], least=1):
            kept[k] = scores[k] >= doubt or (any(likely_kept[max(0, k - _NEAR) : k]) and _is_said_below(view, k))


def _is_said_below(view: View, k: int) -> bool:
    """Whether a line stands alone, and the sentence below it says it: "Share" may be a heading."""
    heading, below = view.texts[k][:LONGEST].strip("#:* ").casefold(), view.texts[k + 1][:LONGEST]
    alone = view.gaps[k] and view.gaps[k + 1]
    return alone and len(heading) >= _WORD and _is_prose(below) and heading in below.casefold()


def _keep_headline(view: View, scores: Sequence[float], likely: Sequence[bool], kept: list[bool], first: int) -> int:
    """Keep, in `kept`, the headline above the text, which `likely` tells, and a standfirst beside it that speaks of the
    same. Return the headline's place, or `first` where there is none."""
    texts, come = view.texts, headline.subject(view.texts, likely, first)
    heads = headline.find(view, scores, likely, first, come)
    for head in heads:
        kept[head] = True
    for k, least in ((heads[0] - 1, 4), (heads[0] + 1, 8)) if heads else ():  # it may look likelier than its headline
        if 0 <= k < first and scores[k] >= _STANDFIRST_DOUBT and count_words(texts[k]) >= least:
            words = set(headline.words_of(texts[k][:LONGEST]))
            kept[k] = kept[k] or sum(word in come for word in words) >= _SHARED * max(1, len(words))
    return min(heads, default=first)


def _keep_credits(texts: Sequence[str], kept: list[bool], above: int, below: int) -> bool:
    """Keep the first dates between two paragraphs that are near, and the author who stands above each; return whether
    there are any."""
    between = range(above + 1, below) if below - above <= _CREDITS_REACH else ()
    dated = [k for k in between if is_dated(texts[k])]
    for k in dated[:_CREDITS]:
        kept[k] = True
        kept[k - 1] = kept[k - 1] or 2 <= count_words(texts[k - 1]) <= 7
    return bool(dated)


def _keep_overhead(texts: Sequence[str], kept: list[bool], head: int, places: Sequence[int]) -> None:
    """Keep the date and the author right above the headline; not those of a list of other pages, whose dates differ.

    A line under the date may be a name alone; above it that is as likely the last entry of a menu.
    """
    near = [k for k in range(max(0, head - _LIST), head) if places[head] - places[k] <= _LIST]
    dates = [k for k in near if is_dated(texts[k])]
    if len({texts[k].strip() for k in dates}) > 1:
        return
    over = [k for k in near if places[head] - places[k] <= _OVERHEAD and is_brief(texts[k])]
    dated = dates[-1] if dates and dates[-1] in over else head
    for k in over:
        under = k > dated and bool(is_person(texts[k]) or re.fullmatch(_CLOCK, texts[k]))
        kept[k] = kept[k] or k == dated or under or bool(authors(texts[k]))


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


def _is_title(text: str, least: int) -> bool:
    """Whether a text could be a heading: of `least` to 20 words, not the end of a sentence."""
    return least <= count_words(text) <= 20 and not text.endswith((".", "!", ",", ";", "…", "。"))
