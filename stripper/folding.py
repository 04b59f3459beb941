"""Folding: text made comparable, for matching only. What is printed is never folded.

Everything works on whole documents (one line per row), because ten passes in C over a megabyte
cost less than one call per line. No step adds or removes a newline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_SAME = {
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u3000", " "),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e", ""),
    **dict.fromkeys("\u2066\u2067\u2068\u2069¿¡", ""),
    "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "…": "...", "：": ":",
    "（": "(", "）": ")", "！": "!", "？": "?", "，": ",", "–": "-", "—": "-", "‑": "-",
    "ı": "i",
}  # fmt: skip
_COMBINING = "\u0301\u0308\u0300\u0302\u0303\u0327\u030a\u030c\u0306\u3099\u1161\u093c"
_DOTTED_I = "i̇"
"""What a Turkish capital İ folds to: both i's become one, so that MENÜ and menü meet whichever way they were typed."""
_MANY = 10
"""Odd characters up to which each is replaced on its own."""
_ALL_ASCII = bytes(range(128))
_ASCII = bytes(
    ord("#") if chr(i) in "0123456789"
    else ord(" ") if chr(i) in "\t\r\x0b\x0c"
    else ord("'") if chr(i) == "`"
    else i + 32 if 65 <= i <= 90
    else i
    for i in range(256)
)  # fmt: skip
"""ASCII folded; the bytes of other characters stay."""

EDGES = " :;,.!|·•●○◦▪■□▸▹►▶▼▾▽▲△◀◄‹›<>→←↑↓⇒✕✖×*+-_=~'\"/\\。、।؛،۔⌄⟩❯❮"
"""Marks that say nothing at either end of a line: bullets, arrows, quotes, a final full stop."""

_ODD_STARTS = ("", "#")
"""How a stripped line begins that may be marks alone or have a list number."""

_TOKENS = bytes(
    i if 48 <= i <= 57 or 65 <= i <= 90 or 97 <= i <= 122 or i >= 128 or i == 35 else 32 for i in range(256)
)

_SPREAD = bytes(32 if _TOKENS[i] == 32 and i != 10 else i for i in range(256))
_MARKS = tuple(mark.encode() for mark in "،؛؟۔。、·・•›‹→←↑↓▶「」『』【】〈〉《》।॥；‧｜©®™✓✔✕×")
"""Punctuation and signs beyond ASCII that stand beside words."""


EAST = re.compile("[^\x00-\u0dff\u1e00-\u2e7f]")
"""A letter that may belong to `unspaced` or be wide: a cheap look before those classes, which take
milliseconds to compile (a complement of low ranges does not), and which a Western page can do without."""


@cache
def unspaced() -> re.Pattern[str]:
    """A letter of a script that writes no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.

    Compiled when first needed, as all patterns here that a plain run can do without: each costs
    milliseconds of start-up.
    """
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def fold(text: str) -> str:
    """Return `text` case-folded, in NFC, with one kind of space, quote and dash, `#` for a run of digits.

    The length may change ("ß", "…"), the number of newlines does not.
    """
    data = text.encode("utf-8", "surrogatepass").translate(_ASCII)
    odd = _odd_letters(data)
    if odd:
        data = _fold_odd(data, odd)
    if b"##" in data:  # of a run, all but the first part in front of a sign are empty
        data = b"#".join(filter(None, (b"\n%b\n" % data).split(b"#")))[1:-1]
    while b"  " in data:
        data = data.replace(b"  ", b" ")
    return data.decode("utf-8", "surrogatepass")


def odd_letters(text: str) -> set[str]:
    """Return the different characters of `text` that are not ASCII."""
    return set() if text.isascii() else _odd_letters(text.encode("utf-8", "surrogatepass"))


def _odd_letters(data: bytes) -> set[str]:
    return set(data.translate(None, _ALL_ASCII).decode("utf-8", "surrogatepass"))


def _fold_odd(data: bytes, odd: set[str]) -> bytes:
    """Fold the characters `odd`, which are not ASCII, in UTF-8 whose ASCII is folded."""
    changes = {char: _fold_char(char) for char in odd}
    cased = sum(new != char for char, new in changes.items())
    if cased > _MANY or not odd.isdisjoint(_COMBINING):
        import unicodedata  # rare enough to be loaded when needed

        text = unicodedata.normalize("NFC", data.decode("utf-8", "surrogatepass")).casefold()
        changes = {char: _fold_char(char) for char in set(text)}
        data = text.replace(_DOTTED_I, "i").encode("utf-8", "surrogatepass")
    for char, new in changes.items():
        if new != char:
            data = data.replace(char.encode("utf-8", "surrogatepass"), new.encode("utf-8", "surrogatepass"))
    return data


@cache
def _fold_char(char: str) -> str:
    folded = char.casefold().replace(_DOTTED_I, "i")
    return "".join("#" if c.isdecimal() else _SAME.get(c, c) for c in folded)


def fold_rows(rows: Sequence[str]) -> list[str]:
    """Return `rows`, which hold no newline, folded; all of them at once."""
    return fold("\n".join(rows)).split("\n") if rows else []


def key(line: str) -> str:
    """Return a folded line without marks at its edges and without a leading list number."""
    line = line.strip(EDGES)
    if line[:1] == "#" and line[1:3] in (". ", ") "):
        line = line[3:].lstrip(EDGES)
    return line


def keys(folded: Sequence[str], longest: int) -> list[str]:
    """Return the `key` of each folded line of up to `longest` characters, "" for the others; marks alone stay."""
    found = [line.strip(EDGES) if len(line) <= longest else "" for line in folded]
    for i in [i for i, line in enumerate(found) if line[:1] in _ODD_STARTS]:
        if len(folded[i]) <= longest:
            found[i] = key(folded[i]) or folded[i].strip()
    return found


def tokens(folded: str) -> list[str]:
    """Return the words of a folded text, punctuation taken off (ASCII only; enough to find candidates)."""
    return [token.decode("utf-8", "surrogatepass") for token in _tokens(folded)]


def token_set(folded: str) -> set[bytes]:
    """Return the different words of a folded text, in UTF-8: to look a few up, they need not all be decoded."""
    return set(_tokens(folded))


def _tokens(folded: str) -> list[bytes]:
    return folded.encode("utf-8", "surrogatepass").translate(_TOKENS).split()


def spread(folded: str) -> str:
    """Return a folded text with spaces for punctuation, one between words and none at the ends of its rows."""
    data = folded.encode("utf-8", "surrogatepass").translate(_SPREAD)
    if not data.isascii():
        for mark in _MARKS:
            if mark in data:
                data = data.replace(mark, b" ")
    while b"  " in data:
        data = data.replace(b"  ", b" ")
    return data.replace(b" \n", b"\n").replace(b"\n ", b"\n").strip(b" ").decode("utf-8", "surrogatepass")
