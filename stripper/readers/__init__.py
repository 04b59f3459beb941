"""Readers: bytes -> Dump. A new format is one new file and one line in `READERS`."""

from __future__ import annotations

from collections.abc import Callable

from stripper.errors import UnknownNameError
from stripper.model import Dump
from stripper.readers import decode, text


def _html(name: str, data: bytes) -> Dump:
    from stripper.readers import html

    return html.read(name, data)


def _auto(name: str, data: bytes) -> Dump:
    # Tags open a page within its first bytes, in every encoding that a page can have but UTF-16.
    if b"<" in data[:200] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        from stripper.readers import html

        if html.looks_like_html(decode.decode(data[:40_000])[0]):
            return html.read(name, data)
    return text.read(name, data)


READERS: dict[str, Callable[[str, bytes], Dump]] = {"auto": _auto, "text": text.read, "html": _html}


def read(source: str | bytes, name: str = "stdin", kind: str = "auto") -> Dump:
    """Return the dump in `source`, read as `kind` ("auto", "text" or "html").

    Raises InputError for what is not text, UnknownNameError for an unknown kind.
    """
    reader = READERS.get(kind)
    if reader is None:
        raise UnknownNameError("kind of input", kind, READERS)
    if isinstance(source, bytes):
        return reader(name, source)
    if kind == "html" or (kind == "auto" and "<" in source[:200]):
        from stripper.readers import html

        if kind == "html" or html.looks_like_html(source):
            return html.read_markup(name, source)
    return text.read_text(name, source)
