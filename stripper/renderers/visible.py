"""Page text made safe to show: whatever could steer a terminal, or lie about the order of letters, is spelt out.

Every view that a person looks at goes through `visible`; pipes that machines read get the page's own bytes.
"""

from __future__ import annotations

from functools import cache

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of text: with them a line can show something else than it holds (CVE-2021-42574)."""
_BREAKS = "\u2028\u2029"


@cache
def _spelt() -> dict[int, str]:
    pictures = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"} | {127: "␡"}
    eight_bit = {code: f"\\x{code:02x}" for code in range(128, 160)}
    marks = {ord(sign): f"\\u{ord(sign):04x}" for sign in _BIDI + _BREAKS}
    odd_bytes = {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}
    return pictures | eight_bit | marks | odd_bytes


def visible(text: str) -> str:
    """Return `text` with controls as pictures (␛), eight-bit controls, bidi marks and odd bytes as escapes (\\x9b).

    Tabs and newlines stay; so does the CR of a CRLF vanish, which says nothing to a reader.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_spelt())
