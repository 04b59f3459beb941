"""Readers: bytes -> Dump. A new format is one new file and one line in `READERS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stripper.errors import UnknownNameError
from stripper.model import Dump
from stripper.readers import decode, text

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule


Elements = Callable[[], Sequence["ElementRule"]]
"""Gives the rules about elements of HTML; asked only when a page of HTML is read."""


def _text(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    return text.read(name, data)


def _html(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    from stripper.readers import html

    return html.read(name, data, elements, site)


def _auto(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    # Tags open a page within its first bytes, in every encoding that a page can have but UTF-16.
    if b"<" in data[:200] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        from stripper.readers import html

        if html.looks_like_html(decode.decode(data[:40_000])[0]):
            return html.read(name, data, elements, site)
    return text.read(name, data)


Reader = Callable[[str, bytes, Elements, str], Dump]
READERS: dict[str, Reader] = {"auto": _auto, "text": _text, "html": _html}


def read(
    source: str | bytes, name: str = "stdin", kind: str = "auto", elements: Elements = tuple, site: str = ""
) -> Dump:
    """Return the dump in `source`, read as `kind` ("auto", "text" or "html").

    `elements` gives rules about elements of HTML, `site` is the host or URL that the page came from.
    Raises InputError for what is not text, UnknownNameError for an unknown kind.
    """
    reader = READERS.get(kind)
    if reader is None:
        raise UnknownNameError("kind of input", kind, READERS)
    if isinstance(source, bytes):
        return reader(name, source, elements, site).of(site)
    if kind == "html" or (kind == "auto" and "<" in source[:200]):
        from stripper.readers import html

        if kind == "html" or html.looks_like_html(source):
            return html.read_markup(name, source, elements, site)
    return text.read_text(name, source).of(site)
