"""Packed dumps (gzip, bzip2, xz, zstd) -> the bytes inside, never more of them than were asked for.

A file of a few kilobytes can unpack to gigabytes, so the unpackers are fed by the kilobyte: the most
that one of them makes of that is some 30 MB.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from stripper.errors import InputError
from stripper.readers.magic import PACKED, SKIPPED, ZSTD

SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
_MEMORY = 2**27
"""Bytes that an unpacker may take for its window. What xz -9 and zstd --long ask for is less or the same."""
_DICTIONARY, _LARGEST = b"\x37\xa4\x30\xec", 2**24
"""What opens a dictionary of zstd, and the bytes that one may have."""
PIECE = 1024
"""Packed bytes that an unpacker is fed at a time."""


class Unpacker(Protocol):
    """What the libraries have in common: fed with packed bytes of one member, until `eof`."""

    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


class Opener(NamedTuple):
    """A way to pack: the bytes that open it, its name, and what makes an unpacker with a dictionary."""

    magic: tuple[bytes, ...]
    what: str
    unpacker: Callable[[bytes], Unpacker]

    def start(self, head: bytes, words: bytes) -> Unpacker:
        """Return what unpacks the member that opens with `head`. Raises InputError where nothing here can."""
        try:
            return _Passed() if head.startswith(SKIPPED) else self.unpacker(words)
        except InputError:
            raise
        except Exception as error:  # each library has errors of its own
            raise InputError(f"is packed as {self.what}, but damaged: {error}") from None


def opener(head: bytes) -> Opener | None:
    """Return how a file that opens with `head` is packed; None where its first bytes do not say that it is."""
    return next((kind for kind in _KINDS if head.startswith(kind.magic)), None)


def dictionary(head: Callable[[int], bytes]) -> bytes:
    """Return the dictionary with which all of a zstd file is packed; empty where its first frame holds none.

    `head` gives the first bytes of the file, so many. Archives of the web (.warc.zst) have one, packed or not:
    https://iipc.github.io/warc-specifications/specifications/warc-zstd/. Raises InputError for one that is too large.
    """
    opening = head(8)
    if not opening.startswith(SKIPPED[0xD]):
        return b""
    size = int.from_bytes(opening[4:], "little")
    if size > _LARGEST:
        raise InputError(f"begins with a zstd frame of {size:,} bytes; unpack it first, for example with zstdcat")
    held = head(8 + size)[8:]
    if held.startswith(ZSTD):
        held = unpack(held, _LARGEST)
    return held if held.startswith(_DICTIONARY) else b""


def unpack(data: bytes, most: int) -> bytes:
    """Return what is packed in `data`, or `data` itself where its first bytes do not say that it is packed.

    All members of a file are read, as zcat does. Raises InputError when it is damaged or cut short, when more than
    `most` bytes come out, and when nothing here can unpack zstd.
    """
    kind = opener(data)
    if kind is None:
        return data
    what = kind.what
    out = bytearray()
    try:
        for piece in _pieces(data, kind):
            out += piece
            if len(out) > most:
                raise InputError(f"is packed as {what} and holds more than {most:,} bytes: see --max-size")
    except EOFError:
        raise InputError(f"is packed as {what}, but cut short; get it again") from None
    except (InputError, KeyboardInterrupt):
        raise
    except Exception as error:  # each library has errors of its own
        raise InputError(f"is packed as {what}, but damaged: {error}") from None
    return bytes(out)


def _pieces(data: bytes, kind: Opener) -> Iterator[bytes]:
    """Yield what comes out of each member in turn. Raises EOFError where the last one has no end."""
    words = dictionary(lambda count: data[:count])
    at = 0
    while at < len(data):
        if not data.startswith(kind.magic, at):
            if data[at:].strip(b"\0"):
                raise ValueError("something else stands behind the packed data")
            return  # padding
        unpacker = kind.start(data[at : at + 4], words)
        while not unpacker.eof:
            if at >= len(data):
                raise EOFError
            yield unpacker.decompress(data[at : at + PIECE])
            at += PIECE
        at = min(at, len(data)) - len(unpacker.unused_data)


class _Passed:
    """An unpacker for a frame that holds nothing to unpack."""

    eof, unused_data = False, b""

    def __init__(self) -> None:
        self._head, self._left = b"", 0

    def decompress(self, data: bytes, /) -> bytes:
        if len(self._head) < 8:
            missing = 8 - len(self._head)
            self._head, data = self._head + data[:missing], data[missing:]
            if len(self._head) < 8:
                return b""
            self._left = int.from_bytes(self._head[4:], "little")
        self._left, data = max(0, self._left - len(data)), data[self._left :]
        self.eof, self.unused_data = not self._left, data
        return b""


def _gzip(_: bytes) -> Any:
    import zlib

    return zlib.decompressobj(wbits=31)


def _bzip2(_: bytes) -> Any:
    import bz2

    return bz2.BZ2Decompressor()


def _xz(_: bytes) -> Any:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


def _zstd(words: bytes) -> Any:
    for name in ("compression.zstd", "backports.zstd"):  # Python's own from 3.14, and the same for those before
        try:
            library = importlib.import_module(name)
        except ImportError:
            continue
        options = {library.DecompressionParameter.window_log_max: _MEMORY.bit_length() - 1}
        return library.ZstdDecompressor(library.ZstdDict(words) if words else None, options)
    try:
        library = importlib.import_module("zstandard")
    except ImportError:
        raise InputError(
            "is packed as zstd: pip install zstandard, or unpack it first, for example with zstdcat"
        ) from None
    held = library.ZstdCompressionDict(words) if words else None
    return library.ZstdDecompressor(held, max_window_size=_MEMORY).decompressobj()


_KINDS = (
    Opener(PACKED["gzip"], "gzip", _gzip),
    Opener(PACKED["bzip2"], "bzip2", _bzip2),
    Opener(PACKED["xz"], "xz", _xz),
    Opener(PACKED["zstd"], "zstd", _zstd),
)
