"""Packed dumps (gzip, bzip2, xz, zstd) -> the bytes inside, never more of them than were asked for.

A file of a few kilobytes can unpack to gigabytes, so the unpackers are fed by the kilobyte: the most
that one of them makes of that is some 30 MB.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from stripper.errors import InputError

SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
_MEMORY = 2**27
"""Bytes that an unpacker may take for its window. What xz -9 and zstd --long ask for is less or the same."""
PIECE = 1024
"""Packed bytes that an unpacker is fed at a time."""


class Unpacker(Protocol):
    """What the libraries have in common: fed with packed bytes of one member, until `eof`."""

    eof: bool
    unused_data: bytes

    def decompress(self, data: bytes, /) -> bytes: ...


class Opener(NamedTuple):
    """A way to pack: the bytes that open it, its name, and what makes an unpacker for a member."""

    magic: bytes
    what: str
    start: Callable[[], Unpacker]


def opener(head: bytes) -> Opener | None:
    """Return how a file that opens with `head` is packed; None where its first bytes do not say that it is."""
    return next((kind for kind in _KINDS if head.startswith(kind.magic)), None)


def unpack(data: bytes, most: int) -> bytes:
    """Return what is packed in `data`, or `data` itself where its first bytes do not say that it is packed.

    All members of a file are read, as zcat does. Raises InputError when it is damaged or cut short, when more than
    `most` bytes come out, and when nothing here can unpack zstd.
    """
    kind = opener(data)
    if kind is None:
        return data
    magic, what, start = kind
    out = bytearray()
    try:
        for piece in _pieces(data, magic, start):
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


def _pieces(data: bytes, magic: bytes, start: Callable[[], Unpacker]) -> Iterator[bytes]:
    """Yield what comes out of each member in turn. Raises EOFError where the last one has no end."""
    at = 0
    while at < len(data):
        if not data.startswith(magic, at):
            if data[at:].strip(b"\0"):
                raise ValueError("something else stands behind the packed data")
            return  # padding
        unpacker = start()
        while not unpacker.eof:
            if at >= len(data):
                raise EOFError
            yield unpacker.decompress(data[at : at + PIECE])
            at += PIECE
        at = min(at, len(data)) - len(unpacker.unused_data)


def _gzip() -> Any:
    import zlib

    return zlib.decompressobj(wbits=31)


def _bzip2() -> Any:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Any:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


def _zstd() -> Any:
    for name in ("compression.zstd", "backports.zstd"):  # Python's own from 3.14, and the same for those before
        try:
            library = importlib.import_module(name)
        except ImportError:
            continue
        return library.ZstdDecompressor(
            options={library.DecompressionParameter.window_log_max: _MEMORY.bit_length() - 1}
        )
    try:
        library = importlib.import_module("zstandard")
    except ImportError:
        raise InputError(
            "is packed as zstd: pip install zstandard, or unpack it first, for example with zstdcat"
        ) from None
    return library.ZstdDecompressor(max_window_size=_MEMORY).decompressobj()


_KINDS = (
    Opener(b"\x1f\x8b", "gzip", _gzip),
    Opener(b"BZh", "bzip2", _bzip2),
    Opener(b"\xfd7zXZ\x00", "xz", _xz),
    Opener(b"\x28\xb5\x2f\xfd", "zstd", _zstd),
)
