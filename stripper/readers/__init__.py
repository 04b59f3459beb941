"""Readers: bytes -> Dump. A new format is one new file and one line in `READERS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from stripper.errors import InputError, UnknownNameError
from stripper.model import Dump
from stripper.readers import decode, magic, text

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule


Elements = Callable[[], Sequence["ElementRule"]]
"""Gives the rules about elements of HTML; asked only when a page of HTML is read."""


def _text(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    return text.read(name, data)


def _html(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    from stripper.readers import html

    return html.read(name, data, elements, site)


def _mail(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    from stripper.readers import mail

    return mail.read(name, data, elements, site)


def _opens_as_mail(data: bytes) -> bool:
    """Whether `data` opens as a mailbox, or with a field and names a type of content further on: the cheap answer."""
    opening = data[:80].lstrip(b"\xef\xbb\xbf\r\n")
    name, colon, _ = opening.partition(b":")
    is_field = bool(colon) and not name.split()[1:]
    return opening.startswith(b"From ") or (is_field and b"content-type:" in data[:_HEADS].lower())


def _auto(name: str, data: bytes, elements: Elements, site: str) -> Dump:
    if data.startswith(b"WARC/1."):
        raise InputError(
            "is a WARC or WET file, which holds many pages: 'stripper batch SOURCE -o OUT' cleans them "
            "(or read it as one: --kind text)"
        )
    if _opens_as_mail(data):
        from stripper.readers import mail

        if mail.looks_like_mail(data):
            return mail.read(name, data, elements, site)
    # Tags open a page within its first bytes, in every encoding that a page can have but UTF-16.
    if b"<" in data[:200] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        from stripper.readers import html

        if html.looks_like_html(decode.decode(data[:40_000])[0]):
            return html.read(name, data, elements, site)
    return text.read(name, data)


MAX_SIZE = 32 * 2**20
"""Bytes of a dump, once unpacked, that are read unless told otherwise; the memory: docs/hostile-input.md."""

_HEADS = 2**18
"""Bytes of a mail in which its head ends."""

Reader = Callable[[str, bytes, Elements, str], Dump]
READERS: dict[str, Reader] = {"auto": _auto, "text": _text, "html": _html, "mail": _mail}


def read(
    source: str | bytes,
    name: str = "stdin",
    *,
    kind: str = "auto",
    elements: Elements = tuple,
    site: str = "",
    max_size: int = MAX_SIZE,
) -> Dump:
    """Return the dump in `source`, read as `kind` ("auto", "text", "html", "mail"), unpacked first where it is packed.

    `elements` gives rules about elements of HTML, `site` is the host or URL that the page came from. Raises
    InputError for what is not text and for more than `max_size` bytes, UnknownNameError for an unknown kind.
    """
    reader = READERS.get(kind)
    if reader is None:
        raise UnknownNameError("kind of input", kind, READERS)
    if isinstance(source, bytes):
        return reader(name, unpacked(source, max_size), elements, site).of(site)
    if kind == "html" or (kind == "auto" and "<" in source[:200]):
        from stripper.readers import html

        if kind == "html" or html.looks_like_html(source):
            return html.read_markup(name, source, elements, site)
    if kind == "mail" or (
        kind == "auto"
        and (":" in source[:80] or "From " in source[:80])
        and _opens_as_mail(source[:_HEADS].encode(errors="replace"))
    ):
        from stripper.readers import mail

        data = decode.encode(source, "utf-8")
        if kind == "mail" or mail.looks_like_mail(data):
            return mail.read(name, data, elements, site, "utf-8").of(site)
    return text.read_text(name, source).of(site)


def is_packed(data: bytes) -> bool:
    """Whether `data` opens as gzip, bzip2, xz or zstd files do."""
    return any(map(data.startswith, magic.PACKED.values()))


def unpacked(data: bytes, max_size: int = MAX_SIZE) -> bytes:
    """Return `data`, or what is packed in it. Raises InputError when that is more than `max_size` bytes, or damaged."""
    if len(data) > max_size:
        raise InputError(too_big(max_size))
    if not is_packed(data):
        return data
    from stripper.readers import packed

    return packed.unpack(data, max_size)


def too_big(max_size: int) -> str:
    """Return what to say of a dump of more than `max_size` bytes."""
    return f"is larger than {max_size:,} bytes; split it, or raise --max-size if there is memory for it"
