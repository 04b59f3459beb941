"""All that the two stages look at: columns of small codes, in one fixed order.

Stage one looks at shape, surroundings and rules; words add their log-odds to its; stage two looks at these scores, of
the paragraph, its neighbours, windows and the best segment, beside the columns of the words and a few of stage one.
Stacked sequential learning: Cohen & Carvalho 2005, "Stacked Sequential Learning"; the best segment: Pasternack & Roth
2009, "Extracting Article Text from the Web with Maximum Subsequence Segmentation".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from .bins import after, before, count_codes, share_codes, since, until, window
from .echo import echo_columns
from .surroundings import LONG_LENGTH, UNITS, surrounding_columns
from .view import View
from .words import NEUTRAL, SCALE, STEP, Said, announced, score_codes

LEVELS = 32  # codes of a stage-one score
STAGE_TWO_KEEPS = (
    "length", "first", "last", "case", "gap", "bullet", "dialect", "repeats", "above", "below", "page prose",
    "page prose lines", "place", "run", "links", "indent step", "rule", "rules above", "rules below",
)  # fmt: skip
KEEPS = frozenset(STAGE_TWO_KEEPS)
MARKUP = "html "
"""What the names of columns about elements begin with."""
WORDS_BLANK = {
    "word": NEUTRAL, "word above": 8, "word below": 8, "words near": 8, "words above": 8, "words below": 8,
    "bad sign above": 0, "bad sign below": 0, "bad signs since": 0, "announced above": NEUTRAL,
    "announced below": NEUTRAL, "page words": 8,
}  # fmt: skip
RULES_BLANK = dict.fromkeys(("rule", "rules near", "rules above", "rules below", "page rules"), 0)
BADNESS = bytes(min(31, 2 * max(0, NEUTRAL - c)) for c in range(256))
ODDS = STEP / SCALE  # log-odds of one score step
ANNOUNCED_STEP = 1.7
HALF_WORD = bytes(min(15, c // 2) for c in range(256))


def to_levels(odds: Sequence[float]) -> bytes:
    """Return log-odds as codes 0..31 in steps of 0.3; 16 is even odds."""
    return bytes([0 if z < -4.8 else 31 if z > 4.5 else int(16.0 + z / 0.3) for z in odds])


def first_columns(view: View, shape: dict[str, bytes]) -> dict[str, bytes]:
    """Return the columns of stage one by feature name: the shapes that `shape_columns` saw, surroundings, rules."""
    columns = shape | surrounding_columns(view, shape) | _rule_columns(view)
    if view.markup:
        from .markup import near_columns  # only HTML has it

        columns |= {MARKUP + name: column for name, column in {**view.markup, **near_columns(view.markup)}.items()}
    return columns


def mark_columns(scores: bytes) -> dict[str, bytes]:
    """Return the columns of what the class names around each paragraph say, by their score codes (see `marks.py`)."""
    half = scores.translate(HALF_WORD)
    ones = b"\1" * len(scores)
    return {
        MARKUP + "mark": scores,
        MARKUP + "mark above": before(half),
        MARKUP + "mark below": after(half),
        MARKUP + "marks near": share_codes(window(scores, 3, 3), [32 * k for k in window(ones, 3, 3)]),
    }


def word_columns(said: Said, lengths: bytes) -> tuple[dict[str, bytes], list[float]]:
    """Return the columns of the words, and the log-odds that they add to stage one's.

    A paragraph's words speak of itself, headings announce what stands around them: see `words`.
    """
    above = announced(said.ahead)
    below = announced(said.behind[::-1])[::-1]
    odds = [ODDS * (c - NEUTRAL + a + b) for c, a, b in zip(said.scores, above, below, strict=True)]
    score = said.scores
    ahead, behind = score_codes(said.ahead), score_codes(said.behind)
    half = score.translate(HALF_WORD)
    weight = lengths.translate(UNITS)
    ones = b"\1" * len(score)
    weighed = [w * s for w, s in zip(weight, score, strict=True)]
    total = sum(weight)
    page = min(15, sum(weighed) // (2 * total)) if total else NEUTRAL // 2
    return {
        "word": score,
        "word above": before(half),
        "word below": after(half),
        "words near": share_codes(window(score, 3, 3), [32 * k for k in window(ones, 3, 3)]),
        "words above": share_codes(window(weighed, 10, -1), [32 * k for k in window(weight, 10, -1)]),
        "words below": share_codes(window(weighed, -1, 10), [32 * k for k in window(weight, -1, 10)]),
        "bad sign above": before(_fading(ahead.translate(BADNESS))),
        "bad sign below": after(_fading(behind[::-1].translate(BADNESS))[::-1]),
        "bad signs since": _worst_since(ahead, lengths),
        "announced above": score_codes(above, ANNOUNCED_STEP),
        "announced below": score_codes(below, ANNOUNCED_STEP),
        "page words": bytes([page]) * len(score),
    }, odds


def _worst_since(ahead: bytes, lengths: bytes) -> bytes:
    """The worst thing a heading has announced since the page's first three long paragraphs."""
    out = bytearray()
    longs = worst = 0
    for code, length in zip(ahead, lengths, strict=True):
        out.append(worst if longs < 3 else 16 + worst)
        if length >= LONG_LENGTH:
            longs += 1
        elif longs >= 3 and NEUTRAL - code > worst:
            worst = min(15, NEUTRAL - code)
    return bytes(out)


def _fading(column: bytes) -> bytes:
    """Return at each place the strongest value so far, which loses one step every paragraph."""
    out = bytearray()
    value = 0
    for code in column:
        value = code if code >= value else value - 1
        out.append(value)
    return bytes(out)


def _rule_columns(view: View) -> dict[str, bytes]:
    """Whether rule sets know the paragraph as furniture, and how much they know around it."""
    n = len(view.texts)
    if not any(view.families):
        zero = bytes(n)
        return {"rule": zero, "rules near": zero, "rules above": zero, "rules below": zero, "page rules": zero}
    hits = bytes([min(2, len(f)) for f in view.families])
    flags = bytes([h > 0 for h in hits])
    far = count_codes(window(flags, 15, -1))
    return {
        "rule": bytes([1 + h for h in hits]),
        "rules near": bytes([1 + min(6, k) for k in window(flags, 3, 3)]),
        "rules above": bytes([1 + min(14, k) for k in far]),
        "rules below": bytes([1 + min(14, k) for k in count_codes(window(flags, -1, 15))]),
        "page rules": bytes([1 + count_codes([sum(flags)])[0]]) * n,
    }


def second_columns(
    first: dict[str, bytes], words: dict[str, bytes], levels: bytes, known: Sequence[set[str]]
) -> dict[str, bytes]:
    """Return the columns of stage two: from those of stage one and of the words, both's score as codes 0..31, and the
    paragraphs' vocabularies."""
    columns = {name: column for name, column in first.items() if name in KEEPS or name.startswith(MARKUP)} | words
    weight = first["length"].translate(UNITS)
    signed = [(s - 16) * w for s, w in zip(levels, weight, strict=True)]
    for k in range(1, 6):
        columns[f"score -{k}"] = before(levels, k)
        columns[f"score +{k}"] = after(levels, k)
    columns["score"] = levels
    columns |= _score_windows(levels, weight)
    columns |= _segment(signed, weight)
    columns["barrier"] = _barrier(signed)
    columns |= echo_columns(known, levels, weight)
    good = bytes([s > 18 for s in levels])
    columns["since good"], columns["until good"] = since(good), until(good)
    total = sum(weight) or 1
    share = sum([w for w, g in zip(weight, good, strict=True) if g])
    columns["page good"] = bytes([int(15 * share / total)]) * len(levels)
    columns["page good units"] = bytes([min(15, share.bit_length())]) * len(levels)
    return columns


def _score_windows(levels: bytes, weight: bytes) -> dict[str, bytes]:
    weighed = [w * s for w, s in zip(weight, levels, strict=True)]
    ones = b"\1" * len(levels)
    out = {"scores near": share_codes(window(levels, 2, 2), [31 * k for k in window(ones, 2, 2)])}
    for k in (6, 20):
        out[f"scores above {k}"] = share_codes(window(weighed, k, -1), [31 * w for w in window(weight, k, -1)])
        out[f"scores below {k}"] = share_codes(window(weighed, -1, k), [31 * w for w in window(weight, -1, k)])
    return out


def _segment(signed: Sequence[int], weight: Sequence[int]) -> dict[str, bytes]:
    """Where the paragraph stands to the segment of greatest sum of length x (score - even odds)."""
    n = len(signed)
    start, end = best_segment(signed)
    place = bytes([1]) * start + bytes([2]) * (end - start) + bytes([3]) * (n - end)
    inner = count_codes([max(0, min(i - start + 1, end - i)) for i in range(n)])
    outer = count_codes([max(0, start - i, i - end + 1) for i in range(n)])
    sums = [0, *accumulate(weight)]
    whole = sums[-1] or 1
    size = int(15 * (sums[end] - sums[start]) / whole)
    return {"segment": place, "inside": inner, "outside": outer, "segment share": bytes([size]) * n}


def _barrier(signed: Sequence[int]) -> bytes:
    """How much unlikely text stands, in one stretch, between the paragraph and the weightiest part of the page.

    Comments and other articles are prose like the article's, but something stands between.
    """
    start, end = best_segment(signed)
    half, total = sum(signed[start:end]) / 2, 0
    centre = start
    while centre < end and total < half:
        total += signed[centre]
        centre += 1
    down, up = _highest_run(signed[centre:]), _highest_run(signed[:centre][::-1])
    return count_codes([n >> 5 for n in up[::-1]]) + bytes([16 + c for c in count_codes([n >> 5 for n in down])])


def _highest_run(signed: Sequence[int]) -> list[int]:
    """Return at each place the greatest loss over any stretch so far."""
    run = most = 0
    out = []
    for value in signed:
        run = run - value if run > value else 0
        if run > most:
            most = run
        out.append(most)
    return out


def best_segment(values: Sequence[int]) -> tuple[int, int]:
    """Return start and end (exclusive) of the run of greatest sum (Kadane); (0, 0) when none is positive."""
    best, span, total, start = 0, (0, 0), 0, 0
    for i, value in enumerate(values):
        if total <= 0:
            total, start = 0, i
        total += value
        if total > best:
            best, span = total, (start, i + 1)
    return span
