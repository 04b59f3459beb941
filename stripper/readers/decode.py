"""Bytes -> text, so that text -> bytes gives the same bytes back.

A dump is printed in the encoding it came in, so a wrong guess harms nothing: what is kept leaves
as the bytes that came. Where a guess would not round-trip, the text is read as UTF-8 with the odd
bytes carried along (surrogateescape).

The name of an encoding is Python's, with "+bom" behind it where a byte order mark of UTF-16 or
UTF-32 opened the file: the mark is no part of the text, and `encode` puts it back.
"""

from __future__ import annotations

import codecs

from stripper.errors import InputError

_WIDE_BOMS = {
    "utf-32-le": codecs.BOM_UTF32_LE,  # first, since it opens with that of UTF-16
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
_BOM = "+bom"
_MAGIC = (
    (b"%PDF-", "a PDF; convert it first, for example with pdftotext"),
    (b"\x1f\x8b", "gzip data, packed twice; unpack it first, for example with zcat"),
    (b"PK\x03\x04", "a zip archive (or an office document); unpack it first"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a media file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "bzip2 data, packed twice; unpack it first, for example with bzcat"),
    (b"\xfd7zXZ", "xz data, packed twice; unpack it first, for example with xzcat"),
    (b"\x28\xb5\x2f\xfd", "zstd data, packed twice; unpack it first, for example with zstdcat"),
    (b"SQLite format 3", "a database"),
)
_SAMPLE = 65536
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, encoding). `encode(text, encoding)` gives `data` again, except for broken UTF-16 and UTF-32.

    The mark that may open a UTF-8 file stays at the head of the text, so that a diff fits the file.

    Raises InputError when `data` is not text, with what it seems to be.
    """
    if data.startswith(tuple(_WIDE_BOMS.values())):
        return _decode_wide(data)
    _refuse_binary(data)
    name = _utf16_without_bom(data)  # first, since UTF-16 of ASCII letters is valid UTF-8 as well
    try:
        return data.decode(name or "utf-8"), name or "utf-8"
    except UnicodeDecodeError:
        pass
    name = _guess(data)
    if name:
        return data.decode(name, "replace"), name
    return data.decode("utf-8", "surrogateescape"), "utf-8"


def decode_as(data: bytes, encoding: str) -> str:
    """Return the text of bytes that `decode` named `encoding`. Raises UnicodeError where they are in another one."""
    bom = mark(encoding)
    if not data.startswith(bom):
        raise UnicodeError("the byte order mark is gone")
    name = encoding.removesuffix(_BOM)
    return data[len(bom) :].decode(name, "surrogateescape" if name == "utf-8" else _errors(name))


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes that `text` was decoded from; what `encoding` has no letters for leaves as UTF-8."""
    name = encoding.removesuffix(_BOM)
    if name == "utf-8":
        # Surrogates that stand for odd bytes turn back into them; others are kept as they can be.
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text.encode("utf-8", "surrogatepass")
    try:
        return mark(encoding) + text.encode(name, _errors(name))
    except UnicodeEncodeError:
        # Not text of the dump, which has been in this encoding, but what was put to it, as a name in a diff.
        return b"".join(_letter(c, name) for c in text)


def is_wide(encoding: str) -> bool:
    """Whether this is an encoding of two or four bytes a letter, which no ASCII can be mixed with."""
    return encoding.startswith(("utf-16", "utf_16", "utf-32", "utf_32"))


def mark(encoding: str) -> bytes:
    """Return the byte order mark that `encode` puts before a text."""
    name, _, marked = encoding.partition("+")
    return _WIDE_BOMS[name] if marked else b""


def pieces(text: str, newline: str, encoding: str) -> list[bytes]:
    """Return the bytes of each line of `text`, newlines included.

    The byte order mark and they, in a row, are `encode(text, encoding)`, but for encodings that carry a state from
    one line to the next.
    """
    lines = text.split(newline)
    rows = [line + newline for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    bare = encoding.removesuffix(_BOM)
    return [encode(row, bare) for row in rows]


def _errors(name: str) -> str:
    return "surrogatepass" if is_wide(name) else "strict"


def _letter(letter: str, name: str) -> bytes:
    try:
        return letter.encode(name)
    except UnicodeEncodeError:
        return encode(letter, "utf-8")


def _decode_wide(data: bytes) -> tuple[str, str]:
    names = [name for name, bom in _WIDE_BOMS.items() if data.startswith(bom)]
    for name in names:
        try:
            return data[len(_WIDE_BOMS[name]) :].decode(name, "surrogatepass"), name + _BOM
        except UnicodeDecodeError:
            continue
    # Cut off inside a letter, or no letter at all.
    return data[len(_WIDE_BOMS[names[-1]]) :].decode(names[-1], "replace"), names[-1] + _BOM


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is not text: it seems to be {what}")
    sample = data[:_SAMPLE]
    if not sample or _utf16_without_bom(sample):
        return
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > len(sample) // 20:
        raise InputError("this is not text: it seems to be binary data")


def _utf16_without_bom(data: bytes) -> str:
    """UTF-16 of Western text has a NUL at nearly every second byte."""
    sample = data[: _SAMPLE & ~1]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return ""
    low, high = sample[1::2].count(0), sample[0::2].count(0)
    name = "utf-16-le" if low > 0.7 * half > 7 * high else "utf-16-be" if high > 0.7 * half > 7 * low else ""
    return name if name and _round_trips(data, name) else ""


def _guess(data: bytes) -> str:
    """Ask charset-normalizer; an answer counts only when it gives the same bytes back."""
    broken = data[:_SAMPLE].decode("utf-8", "surrogateescape")
    odd = sum("\udc80" <= c <= "\udcff" for c in broken)
    if odd * 20 < sum(c > "\x7f" for c in broken):
        return ""  # mostly good UTF-8 with a few odd bytes: carry them along
    from charset_normalizer import from_bytes  # heavy, and needed for old pages only

    best = from_bytes(data[:_SAMPLE]).best()
    for name in (best.encoding if best else "", "cp1252"):
        if name and not name.startswith(("utf_7", "utf_8")) and _round_trips(data, name):
            return name
    return ""


def _round_trips(data: bytes, name: str) -> bool:
    try:
        return data.decode(name).encode(name) == data
    except (UnicodeError, LookupError):
        return False
