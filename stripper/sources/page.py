"""What a source gives: pages, one by one, in an order that is always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO

from stripper.errors import InputError
from stripper.readers import MAX_SIZE, too_big, unpacked

HTML_TYPES = ("text/html", "application/xhtml+xml")
_LATIN_1 = ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii")
"""Names that servers send for what is Windows-1252, as the Encoding Standard (encoding.spec.whatwg.org) has it."""


class SourceError(InputError):
    """A source that is damaged, cut short or unreadable from some place on. `offset` counts the bytes of the file as it
    stands, packed or not; None where the place has no number."""

    def __init__(self, name: str, message: str, offset: int | None = None) -> None:
        self.name, self.message, self.offset = name, message, offset
        place = "" if offset is None else f", byte {offset:,}"
        super().__init__(f"{name}{place}: {message}")


@dataclass(frozen=True)
class Page:
    """One page of a source.

    `id` is its name within the run, unique: the path of a file, "FILE#12" for the twelfth record of one, or
    "FILE/MEMBER". `path` is where its text goes under a folder. `data` are its bytes as they were saved, or text where
    the source holds text; where `file` is set instead, that file holds it, and is read where the page is cleaned.
    `kind` is a kind of `readers.read`, `charset` what the source declares. `meta` has what else it says of the page.
    `error` says why the source could not give this page; the others come all the same.
    """

    id: str
    path: str
    data: bytes | str = b""
    file: str = ""
    url: str = ""
    kind: str = "auto"
    charset: str = ""
    lang: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    def content(self, max_size: int = MAX_SIZE) -> bytes | str:
        """Return what `readers.read` takes: text where it is known how to decode it, else bytes.

        Raises InputError for a page that the source could not give, that is too big, or whose file cannot be read.
        """
        if self.error:
            raise InputError(self.error)
        data = _bytes_of(self.file, max_size) if self.file else self.data
        if isinstance(data, str):
            if len(data) > max_size:
                raise InputError(too_big(max_size))
            return data
        data = unpacked(data, max_size)
        return decoded(data, self.charset) if self.charset else data


@dataclass
class Reading:
    """How sources are read: names of fields (see `rows`), the most bytes of a page, globs for the files of a folder,
    and the kind of the pages. `passed` counts what was read and is no page, by what it is; `at` says how many bytes of
    files were read so far, packed or not: those of files that are `done`, and of the one that is open."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    max_size: int = MAX_SIZE
    globs: Sequence[str] = ()
    kind: str = "auto"
    passed: Counter[str] = field(default_factory=Counter)
    done: int = 0
    open: BinaryIO | None = None

    def at(self) -> int:
        """Return the bytes of files that were read so far."""
        return self.done + (self.open.tell() if self.open and self.open.seekable() else 0)


def decoded(data: bytes, charset: str) -> str | bytes:
    """Return the text of `data` by its declared charset, or `data` where that is unknown or a lie.

    Servers declare Latin-1 for all they have; bytes that are UTF-8 beyond ASCII are hardly ever anything else.
    """
    name = charset.strip(" \"'").lower()
    try:
        if not data.isascii():
            with suppress(UnicodeDecodeError):
                return data.decode("utf-8-sig")
        if b"\0" in data[:1000] and not name.startswith(("utf-16", "utf-32", "ucs-2", "ucs-4", "unicode")):
            return data  # binary, or another lie
        return data.decode("cp1252" if name in _LATIN_1 else name)
    except (LookupError, UnicodeError, ValueError):
        return data


def _bytes_of(path: str, max_size: int) -> bytes:
    try:
        with open(path, "rb") as file:
            data = file.read(max_size + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from None
    if len(data) > max_size:
        raise InputError(too_big(max_size))
    return data
