"""Folding: text made comparable, for matching only. What is printed is never folded.

Everything works on whole documents (one line per row), because ten passes in C over a megabyte
cost less than one call per line. No step adds or removes a newline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_SAME = {
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\u3000\t\r\x0b\x0c", " "),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\u2060\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e", ""),
    **dict.fromkeys("\u2066\u2067\u2068\u2069¿¡", ""),
    "‘": "'", "’": "'", "‚": "'", "ʼ": "'", "´": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "…": "...", "：": ":",
    "（": "(", "）": ")", "！": "!", "？": "?", "，": ",", "–": "-", "—": "-", "‑": "-",
    # Turkish: both i's fold to one, so that MENÜ and menü meet whichever way they were typed.
    "i̇": "i", "ı": "i",
}  # fmt: skip
_COMBINING = "\u0301\u0308\u0300\u0302\u0303\u0327\u030a\u030c\u0306\u3099\u1161\u093c"
_ASCII = (
    {code: chr(code).lower() for code in range(65, 91)}
    | dict.fromkeys(b"0123456789", "#")
    | dict.fromkeys(b"\t\r\x0b\x0c", " ")
    | {ord("`"): "'"}
)
_ANY_DIGITS = re.compile(r"\d+")

EDGES = " :;,.!|·•●○◦▪■□▸▹►▶▼▾▽▲△◀◄‹›<>→←↑↓⇒✕✖×*+-_=~'\"/\\。、।؛،۔⌄⟩❯❮"
"""Marks that say nothing at either end of a line: bullets, arrows, quotes, a final full stop."""

_TOKENS = bytes(
    i if 48 <= i <= 57 or 65 <= i <= 90 or 97 <= i <= 122 or i >= 128 or i == 35 else 32 for i in range(256)
)


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
    text = _fold_ascii(text) if text.isascii() else _fold_any(text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def fold_rows(rows: Sequence[str]) -> list[str]:
    """Return `rows`, which hold no newline, folded. Rows in ASCII, most of them, take a shorter way together."""
    odd = [i for i, row in enumerate(rows) if not row.isascii()]
    if not odd:
        return fold("\n".join(rows)).split("\n")
    plain = list(rows)
    for i in odd:
        plain[i] = ""
    folded = fold("\n".join(plain)).split("\n")
    for i, row in zip(odd, fold("\n".join([rows[i] for i in odd])).split("\n"), strict=True):
        folded[i] = row
    return folded


def _fold_ascii(text: str) -> str:
    text = text.translate(_ASCII)
    while "##" in text:
        text = text.replace("##", "#")
    return text


def _fold_any(text: str) -> str:
    present = set(text)  # once over the text, so that most replacements need not be tried
    if not present.isdisjoint(_COMBINING):
        import unicodedata  # rare enough to be loaded when needed

        text = unicodedata.normalize("NFC", text)
    text = text.casefold()
    for odd, usual in _SAME.items():
        if odd[0] in present or len(odd) > 1:
            text = text.replace(odd, usual)
    return _ANY_DIGITS.sub("#", text)


def key(line: str) -> str:
    """Return a folded line without marks at its edges and without a leading list number."""
    line = line.strip(EDGES)
    if line[:1] == "#" and line[1:3] in (". ", ") "):
        line = line[3:].lstrip(EDGES)
    return line


def tokens(folded: str) -> list[str]:
    """Return the words of a folded text, punctuation taken off (ASCII only; enough to find candidates)."""
    return [token.decode("utf-8", "surrogatepass") for token in _tokens(folded)]


def token_set(folded: str) -> set[bytes]:
    """Return the different words of a folded text, in UTF-8: to look a few up, they need not all be decoded."""
    return set(_tokens(folded))


def _tokens(folded: str) -> list[bytes]:
    return folded.encode("utf-8", "surrogatepass").translate(_TOKENS).split()
