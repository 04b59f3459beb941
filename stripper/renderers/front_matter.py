"""Front matter: what is known of a page, as YAML between two lines of dashes, for the head of its text.

Every value is a double-quoted scalar (YAML 1.2, 7.3.1), so that no value can be read as anything but a string.
"""

from __future__ import annotations

from stripper import metadata
from stripper.model import Judgement

_MARK = "\ufeff"
_BREAKS = "\u2028\u2029\ufeff\ufffe\uffff"
"""Letters that end a line for some readers, mark an encoding or are none."""


def render(result: Judgement) -> str:
    """Return the front matter of a result, with the dump's newlines; empty where nothing is known."""
    dump = result.dump
    rows = [f"{field}: {_quoted(text, dump.encoding)}" for field, text in metadata.of(result).items()]
    carriage = "\r" if dump.newline == "\n" and dump.lines and dump.lines[0].endswith("\r") else ""
    return "".join(row + carriage + dump.newline for row in ["---", *rows, "---"]) if rows else ""


def before(result: Judgement, text: str) -> str:
    """Return a rendering of the result with its front matter before it; a byte order mark stays first."""
    front = render(result)
    return _MARK + front + text[1:] if front and text.startswith(_MARK) else front + text


def _quoted(text: str, encoding: str) -> str:
    codec = encoding.partition("+")[0]
    return '"' + "".join(_letter(letter, codec) for letter in text) + '"'


def _letter(letter: str, codec: str) -> str:
    """A letter as it stands within quotes: by its number where it is none, or the dump's encoding lacks it."""
    if letter in '"\\':
        return "\\" + letter
    if "\ud800" <= letter <= "\udfff":  # half of a pair, or a byte that was carried along
        return "\\uFFFD"
    plain = " " <= letter <= "~" or (letter >= "\xa0" and letter not in _BREAKS)
    if plain and (codec.startswith("utf") or _has(codec, letter)):
        return letter
    number = ord(letter)
    return f"\\x{number:02X}" if number < 0x100 else f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def _has(codec: str, letter: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
