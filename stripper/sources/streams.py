"""Files as streams: unpacked member by member, in pieces of bounded size; damage is told with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from stripper.errors import InputError
from stripper.readers import packed
from stripper.sources.page import SourceError

_PIECE = 65536


def pieces(name: str, file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes in `file`, unpacked where its first bytes say that it is packed.

    An empty piece says that a member has ended well. Raises SourceError where one is damaged or cut short, with the
    offset at which it begins, after all that could be unpacked.
    """
    held = _Held(name, file)
    opener = packed.opener(held.next(_PIECE))
    words = b"" if opener is None else _words(name, held)
    while head := held.next(_PIECE if opener is None else packed.PIECE):
        if opener is None:
            held.take(len(head))
            yield head
        elif head.startswith(opener.magic):
            yield from _member(name, held, opener, words)
            yield b""
        elif padding := len(head) - len(head.lstrip(b"\0")):
            held.take(padding)
        else:
            raise SourceError(name, f"something else stands behind the {opener.what} data", held.at)


def _member(name: str, held: _Held, opener: packed.Opener, words: bytes) -> Iterator[bytes]:
    """Yield what is packed in the member that begins here."""
    start, unpacker = held.at, _started(name, opener, held.next(4), words)
    while not unpacker.eof:
        fed = held.next(packed.PIECE)
        if not fed:
            raise SourceError(name, f"the {opener.what} data that begins here is cut short; get it again", start)
        try:
            out = unpacker.decompress(fed)
        except Exception as error:  # each library has errors of its own
            raise SourceError(name, f"the {opener.what} data that begins here is damaged: {error}", start) from None
        held.take(len(fed) - (len(unpacker.unused_data) if unpacker.eof else 0))
        if out:
            yield out


class _Held:
    """A file as it is read: the bytes that were read and not yet used begin at byte `at`."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self.name, self.file, self.at = name, file, 0
        self._data, self._from = b"", 0

    def next(self, count: int) -> bytes:
        """Return the next bytes, `count` where there are so many, and leave them there."""
        while len(self._data) - self._from < count and (more := _read(self.name, self.file, self.at)):
            self._data, self._from = self._data[self._from :] + more, 0
        return self._data[self._from : self._from + count]

    def take(self, count: int) -> None:
        """Pass over bytes that `next` has returned."""
        self._from += count
        self.at += count


def _words(name: str, held: _Held) -> bytes:
    try:
        return packed.dictionary(held.next)
    except InputError as error:
        raise SourceError(name, str(error), held.at) from None


def _started(name: str, opener: packed.Opener, head: bytes, words: bytes) -> packed.Unpacker:
    try:
        return opener.start(head, words)
    except InputError as error:
        raise SourceError(name, str(error)) from None


def _read(name: str, file: BinaryIO, at: int) -> bytes:
    try:
        return file.read(_PIECE)
    except OSError as error:
        raise SourceError(name, f"cannot be read: {error.strerror or error}", at) from None


class Stream:
    """Bytes that come in pieces, read by count or by line. `at` counts those that were taken, unpacked."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._held, self._from, self.at = parts, b"", 0, 0
        self._sound = -1
        self._damage: SourceError | None = None

    def _fill(self) -> bool:
        """Take one more piece; False at the end."""
        if self._damage:
            raise self._damage
        for piece in self._parts:
            if piece:
                self._held, self._from = self._held[self._from :] + piece, 0
                return True
            self._sound = self.at + len(self._held) - self._from
        return False

    @property
    def sound(self) -> bool:
        """Whether the member that the last byte taken was packed in has been seen to end well."""
        return self.is_sound(self.at)

    def is_sound(self, at: int) -> bool:
        """Whether all members that hold the first `at` bytes have been seen to end well."""
        return at <= self._sound

    def more(self) -> bool:
        """Whether anything is left."""
        return len(self._held) > self._from or self._fill()

    def peek(self, count: int) -> bytes:
        """Return the next bytes, at most `count`, and leave them there. Damage behind them is told later."""
        try:
            while len(self._held) - self._from < count and self._fill():
                pass
        except SourceError as error:
            if len(self._held) == self._from:
                raise
            self._damage = error
        return self._held[self._from : self._from + count]

    def read(self, count: int) -> bytes:
        """Return the next `count` bytes; fewer only at the end."""
        out: list[bytes] = []
        left = count
        while left and self.more():
            out.append(self._held[self._from : self._from + left])
            left -= self._take(len(out[-1]))
        return b"".join(out)

    def skip(self, count: int) -> int:
        """Pass over `count` bytes and return how many there were; none of them is held."""
        left = count
        while left and self.more():
            left -= self._take(min(left, len(self._held) - self._from))
        return count - left

    def _take(self, count: int) -> int:
        self._from += count
        self.at += count
        return count

    def line(self, most: int) -> tuple[bytes, bool]:
        """Return the next line with its end, and whether it is whole: of a longer one only `most` bytes are held."""
        out: list[bytes] = []
        size = 0
        while self.more():
            end = self._held.find(b"\n", self._from) + 1
            piece = self._held[self._from : end or None]
            self._take(len(piece))
            if size < most:
                out.append(piece[: most - size])
            size += len(piece)
            if end:
                break
        return b"".join(out), size <= most
