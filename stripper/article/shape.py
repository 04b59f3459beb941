"""The shape of each paragraph by itself: lengths, edges, marks, case. Nothing here knows a language.

Lengths are counted in units of Latin letters, so that a Chinese sentence is as long as its English translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from stripper.folding import EAST
from stripper.model import LONGEST

from .bins import count_codes, length_codes
from .view import View

STOPS = ".!?…。！？｡︒؟।॥۔።፧։႟။៕།᠃⸮‽"
CLOSERS = "\"'”’»)]›」』】》）“*_"
LETTER_LOWER, LETTER_UPPER, LETTER_OTHER, DIGIT, STOP, COLON, COMMA, CLOSER, OTHER, NOTHING = range(1, 11)
STOP_CLOSED = 11
OPENER = 12
BULLETS = {m: i for i, m in enumerate("*+o•#-·‣◦○●▪■□–>|@", 1)}
DIGITS = re.compile(r"\d")
DIALECTS = {"plain": 1, "lynx": 2, "w3m": 3, "markdown": 4}
EDGES: dict[str, int] = (
    {"": NOTHING}
    | dict.fromkeys(STOPS, STOP)
    | dict.fromkeys(":：;；", COLON)
    | dict.fromkeys(",،、，-–—", COMMA)
    | dict.fromkeys(CLOSERS, CLOSER)
    | dict.fromkeys("([«“‘「『【《（›>→»|/\\&+", OPENER)
)


def edge_class(char: str) -> int:
    """Return the class of a paragraph's first or last character."""
    known = EDGES.get(char)
    if known:
        return known
    if char.isalpha():
        return LETTER_LOWER if char.islower() else LETTER_UPPER if char.isupper() else LETTER_OTHER
    return DIGIT if char.isdigit() else OTHER


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@cache
def _han() -> re.Pattern[str]:
    return re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def script_scale(texts: Sequence[str]) -> tuple[float, bool]:
    """Return how many Latin letters one character of the page is worth, and whether it writes without spaces."""
    sample = "".join([t[:40] for t in texts[:: max(1, len(texts) // 100)]])
    if sample.isascii() or not EAST.search(sample):
        return 1.0, False
    unspaced = len(_unspaced().findall(sample))
    if unspaced * 4 < len(sample):
        return 1.0, False
    return 1.0 + 1.8 * len(_han().findall(sample)) / len(sample), True


def shape_columns(view: View) -> dict[str, bytes]:
    """Return the columns of each paragraph's own shape, by feature name."""
    texts = view.texts
    scale, unspaced = script_scale(texts)
    lengths = [len(t) if scale == 1.0 else int(len(t) * scale) for t in texts]
    texts = [t if len(t) <= LONGEST else t[:LONGEST] for t in texts]
    spaces = [n // 5 for n in lengths] if unspaced else [t.count(" ") + 1 for t in texts]
    firsts, lasts = _edges(texts)
    columns = {
        "length": length_codes(lengths),
        "words": count_codes(spaces),
        "first": firsts,
        "last": lasts,
        "stops": _inner_stops(texts),
        "commas": count_codes([t.count(",") for t in texts]),
        "case": _case(texts),
        "digits": _digits(texts),
    }
    columns |= _marks(view, lengths)
    return columns


def _edges(texts: Sequence[str]) -> tuple[bytes, bytes]:
    """Classes of first and last characters; a closing quote after a sentence end is a sentence end."""
    known: dict[str, int] = {}  # edge characters recur: classify each once
    firsts, lasts = bytearray(), bytearray()
    for text in texts:
        for char, out in ((text[:1], firsts), (text[-1:], lasts)):
            code = known.get(char)
            if code is None:
                code = known[char] = edge_class(char)
            out.append(code)
        if code == CLOSER and EDGES.get(text[-2:-1]) == STOP:
            lasts[-1] = STOP_CLOSED
    return bytes(firsts), bytes(lasts)


def _inner_stops(texts: Sequence[str]) -> bytes:
    """How many sentences end inside."""
    return count_codes([0 if len(t) < 20 else stops_in(t) for t in texts])


def stops_in(text: str) -> int:
    """Return how many sentences end inside a text."""
    count = text.count
    n = count(". ") + count("? ") + count("! ")
    return n if text.isascii() else n + count("。") + count("।") + count("؟ ")


def _case(texts: Sequence[str]) -> bytes:
    """How words begin: share of lower-case words among the first (1..9), 10 all capitals, 11 no case."""
    out = bytearray()
    for text in texts:
        if text.islower():
            out.append(9)
        elif text.isupper():
            out.append(10)
        else:
            words = text[:80].split()
            low = sum(map(str.islower, words))
            title = len(words)
            out.append(11 if low == 0 and text.lower() == text.upper() else 1 + 7 * low // title if title else 0)
    return bytes(out)


def _digits(texts: Sequence[str]) -> bytes:
    """How much of the first 60 characters is digits: 0 none .. 7 most."""
    count = DIGITS.findall
    out = bytearray()
    for text in texts:
        head = text[:60]
        n = len(count(head))
        out.append(0 if not n else 1 + min(6, 8 * n // len(head)))
    return bytes(out)


def _marks(view: View, lengths: Sequence[int]) -> dict[str, bytes]:
    """What the dumper wrote around the text: bullets, indents, link marks, rows."""
    bullets, indents, links, starts = bytearray(), bytearray(), bytearray(), bytearray()
    mark = {"lynx": "[", "markdown": "]("}.get(view.dialect, "")
    known = BULLETS.get
    for raw, length in zip(view.raws, lengths, strict=True):
        bare = raw[:400].lstrip()
        indents.append(min(15, (len(raw) - len(bare)) // 2) if len(raw) <= 400 else 1)
        head = bare[:1]
        if bare[1:2] == " ":
            bullets.append(known(head, 0))
        elif head.isdigit():
            bullets.append(30 if bare[1:4].lstrip("0123456789")[:1] == "." else 0)
        else:
            bullets.append(31 if head == "#" else 0)
        if mark:
            n = raw.count(mark, 0, LONGEST)
            links.append(0 if not n else 1 + min(14, 120 * n // (length + 12)))
            starts.append(1 + (head == "[") + 2 * (bare[-1:] == ")") if n else 0)
        else:
            links.append(0)
            starts.append(0)
    n = len(view.raws)
    dialect = DIALECTS.get(view.dialect, 1)
    return {
        "bullet": bytes(bullets),
        "indent": bytes(indents),
        "links": bytes(links),
        "linked": bytes(starts),
        "dialect": bytes([dialect]) * n,
    }
