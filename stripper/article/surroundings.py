"""The surroundings of each paragraph: neighbours, windows, runs, blocks, repetition, place, and the kind of page.

Windows over a "prose" measure follow Kohlschütter et al. 2010 (text density of neighbours decides more than the block's
own); the page's own figures let a listing or a forum be judged otherwise than an article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from .bins import LENGTHS, after, before, count_codes, length_codes, share_codes, since, until, window
from .shape import STOP, STOP_CLOSED
from .view import View

COARSE = bytes(min(11, c // 2) if c < LENGTHS else 0 for c in range(256))  # a neighbour's length
UNITS = bytes(1 if c < 2 else min(255, round(2 ** ((c - 1) / 2.3) / 4) + 1) for c in range(256))  # of about 4 letters
PROSE_LENGTH = 13  # the length code of about 40 letters
LONG_LENGTH = 16  # about 95 letters
IS_LONG = bytes(c >= LONG_LENGTH for c in range(256))
IS_SHORT = bytes(c < 11 for c in range(256))
IS_STOP = bytes(c in (STOP, STOP_CLOSED) for c in range(256))
IS_SET = bytes(c > 0 for c in range(256))
NEAR, FAR = 3, 12


def surrounding_columns(view: View, shape: dict[str, bytes]) -> dict[str, bytes]:
    """Return the columns of the paragraphs' surroundings, by feature name, from the view and its shape columns."""
    lengths, lasts = shape["length"], shape["last"]
    stops = lasts.translate(IS_STOP)
    prose = bytes([s and c >= PROSE_LENGTH for s, c in zip(stops, lengths, strict=True)])
    gaps = bytes(view.gaps)
    coarse = lengths.translate(COARSE)
    columns = {
        "gap": bytes([2 * a + b for a, b in zip(gaps, after(gaps), strict=True)]),
        "above": before(coarse),
        "above2": before(coarse, 2),
        "below": after(coarse),
        "below2": after(coarse, 2),
        "above last": before(lasts),
        "below last": after(lasts),
        "below first": after(shape["first"]),
        "above bullet": before(shape["bullet"]),
        "below bullet": after(shape["bullet"]),
        "indent step": bytes(
            [8 + max(-7, min(7, a - b)) for a, b in zip(shape["indent"], before(shape["indent"]), strict=True)]
        ),
    }
    columns |= _windows(lengths, prose, shape)
    columns |= _runs(lengths, prose, gaps)
    columns |= _repetition(view.texts, lengths)
    columns |= _place(lengths)
    columns |= _page(lengths, prose, shape, gaps)
    return columns


def _windows(lengths: bytes, prose: bytes, shape: dict[str, bytes]) -> dict[str, bytes]:
    """Share of letters near and far that stand in prose, mean length around, links around."""
    units = lengths.translate(UNITS)
    told = [u if p else 0 for u, p in zip(units, prose, strict=True)]
    linked = shape["links"].translate(IS_SET)
    ones = b"\1" * len(units)
    return {
        "prose near": share_codes(window(told, NEAR, NEAR), window(units, NEAR, NEAR)),
        "prose above": share_codes(window(told, FAR, -1), window(units, FAR, -1)),
        "prose below": share_codes(window(told, -1, FAR), window(units, -1, FAR)),
        "length above": length_codes(_means(units, 5, -1)),
        "length below": length_codes(_means(units, -1, 5)),
        "links near": share_codes(window(linked, 4, 4), window(ones, 4, 4), 8),
    }


def _means(units: bytes, above: int, below: int) -> list[int]:
    """Mean length around in quarter units of about four letters."""
    width = above + below + 1
    return [4 * n // width for n in window(units, above, below)]


def _runs(lengths: bytes, prose: bytes, gaps: bytes) -> dict[str, bytes]:
    """Distances to prose, the run of short lines one stands in, the block between blank lines."""
    short = lengths.translate(IS_SHORT)
    run, block = _run_lengths(short), _block_sizes(gaps)
    return {
        "since prose": since(prose),
        "until prose": until(prose),
        "run": run,
        "block": block,
        "since gap": since(gaps, 9),
        "until gap": until(after(gaps), 9),
    }


def _run_lengths(flags: bytes) -> bytes:
    """Count code of the length of the run of set flags that each place stands in (0 outside)."""
    sizes = [0] * len(flags)
    i, n = 0, len(flags)
    while i < n:
        if not flags[i]:
            i += 1
            continue
        j = flags.find(0, i)
        j = n if j < 0 else j
        sizes[i:j] = [j - i] * (j - i)
        i = j
    return count_codes(sizes)


def _block_sizes(gaps: bytes) -> bytes:
    """Count code of the paragraphs in each block between blank lines."""
    sizes: list[int] = []
    i, n = 0, len(gaps)
    while i < n:
        j = gaps.find(1, i + 1)
        j = n if j < 0 else j
        sizes += [j - i] * (j - i)
        i = j
    return count_codes(sizes)


def _repetition(texts: Sequence[str], lengths: bytes) -> dict[str, bytes]:
    """How often the same text stands on the page, and how alike the neighbours are."""
    seen = Counter(texts)
    above, below = before(lengths), after(lengths)
    repeats = count_codes([seen[t] - 1 for t in texts])
    return {
        "repeats": repeats,
        "repeats near": bytes([min(15, n) for n in window(repeats.translate(IS_SET), 7, 7)]),
        "alike": bytes([(abs(a - c) < 2) + (abs(b - c) < 2) for a, b, c in zip(above, below, lengths, strict=True)]),
        "rhythm": bytes(
            [
                (abs(a - c) < 2) + (abs(b - c) < 2) + (abs(d - c) < 2) + (abs(e - c) < 2)
                for a, b, d, e, c in zip(
                    before(lengths, 3), after(lengths, 3), before(lengths, 4), after(lengths, 4), lengths, strict=True
                )
            ]
        ),
    }


def _place(lengths: bytes) -> dict[str, bytes]:
    """Where on the page: by paragraphs from either end, and by letters."""
    n = len(lengths)
    up = count_codes(range(n))
    sums = list(accumulate(lengths.translate(UNITS)))
    return {
        "from top": up,
        "from end": up[::-1],
        "depth": share_codes(sums, [sums[-1]] * n if sums else (), 16),
        "place": share_codes(range(n), [n] * n, 16),
    }


def _page(lengths: bytes, prose: bytes, shape: dict[str, bytes], gaps: bytes) -> dict[str, bytes]:
    """Figures of the whole page, the same for each paragraph."""
    n = len(lengths)
    units = lengths.translate(UNITS)
    total = sum(units) or 1
    told = sum([u for u, p in zip(units, prose, strict=True) if p])
    longs = lengths.translate(IS_LONG).count(1)
    figures = {
        "page prose": int(7 * told / total),
        "page prose lines": count_codes([prose.count(1)])[0] // 2 if n else 0,
        "page long lines": min(7, int(20 * longs / n)) if n else 0,
        "page lines": min(5, n.bit_length() // 2),
        "page bullets": int(4 * (n - shape["bullet"].count(0)) / n) if n else 0,
        "page links": int(4 * (n - shape["links"].count(0)) / n) if n else 0,
        "page gaps": int(4 * gaps.count(1) / n) if n else 0,
        "page mean": length_codes([4 * total // n])[0] // 3 if n else 0,
    }
    return {name: bytes([code]) * n for name, code in figures.items()}
