"""The mail reader: pages wrapped as MIME, as browsers save them (MHTML) and mailers send them (.eml).

A web archive may hold 20 MB of pictures around its page. So its parts are found by their boundaries, each looked at
no further than its head, and only the page itself is decoded; `email` of the standard library reads the heads.
RFC 2045 to 2049 (MIME), 2387 (multipart/related), 2557 (MHTML).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesHeaderParser
from functools import partial
from typing import TYPE_CHECKING

from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers import charsets, mail_heads, mailbox
from stripper.readers.decode import decode
from stripper.readers.mailbox import BLANK, LONGEST_HEAD
from stripper.readers.text import read_text

if TYPE_CHECKING:
    from stripper.rule_file import ElementRule

Elements = Callable[[], Sequence["ElementRule"]]

_HTML = ("text/html", "application/xhtml+xml")
_DEEPEST = 10
"""Levels of mails in mails and parts in parts that are looked into; those that people send have four."""
_MOST_PARTS = 10_000
"""Parts of a mail that are looked at: a saved page has a few hundred."""
_LOST_BOUNDARY = re.compile(rb"\n--(\S[^\r\n]{0,200}?)[ \t\r]*\nContent-[A-Za-z-]{1,30}:")
_AROUND = 2000
"""Bytes before the first part and behind the last that a mail may have: mailers say a line there, a text says more."""
_BODY = re.compile(r"<body\b[^>]*>", re.I)
_FRAMES = re.compile(r"<frameset\b", re.I)


@dataclass(frozen=True)
class _Part:
    """A part, or the whole mail: its head, and where its body stands in `data`."""

    data: bytes
    head: Message
    start: int
    end: int
    tickets: Iterator[int]
    """One is taken for each part, so that a mail has no more of them than it may have."""

    @property
    def kind(self) -> str:
        return mail_heads.kind(self.head)

    @property
    def is_attached(self) -> bool:
        return mail_heads.value(self.head, "content-disposition").lower().startswith("attachment")

    @property
    def is_html(self) -> bool:
        return self.kind in _HTML

    def body(self) -> bytes:
        """The body without its transfer encoding; what is damaged is decoded as far as it goes."""
        raw = self.data[self.start : self.end]
        how = mail_heads.value(self.head, "content-transfer-encoding").lower()
        if how == "quoted-printable":
            return binascii.a2b_qp(raw)
        if how != "base64":
            return raw
        letters = re.sub(rb"[^A-Za-z0-9+/]+", b"", raw.partition(b"=")[0])
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def looks_like_mail(data: bytes) -> bool:
    """Whether `data` is a MIME message: all lines of its head are fields, and what they announce is there.

    A text that only opens with lines such as `Title: ...`, or that shows a mail and then speaks of it, is none.
    """
    if mailbox.is_mailbox(data):
        return True
    start = _opening(data)
    end = BLANK.search(data, start, start + LONGEST_HEAD)
    if not mailbox.is_head(data[start : end.start()] if end else b""):
        return False
    mail = _part(data, start, len(data), iter(range(_MOST_PARTS)))
    if mail_heads.is_saved(mail.head):
        return True
    if not mail_heads.has_kind(mail.head) or "mime-version" not in mail.head:
        return False
    return _is_framed(mail) if mail.kind.startswith("multipart/") else mail_heads.is_sent(mail.head)


def read(name: str, data: bytes, elements: Elements = tuple, site: str = "", letters: str = "") -> Dump:
    """Return the dump of the page in a mail: of its HTML, as the HTML reader gives it, else of its text.

    `elements` gives the rules about elements of HTML; `site` is the host or URL of the page, where it is empty that
    which the mail names. `letters` is the encoding of bodies that were not encoded for transfer, where the mail has
    been decoded as a whole already. Raises InputError where there is no page in it, or no text in the page, and for a
    mailbox of several mails.
    """
    is_mailbox = mailbox.is_mailbox(data)
    if is_mailbox and mailbox.holds_several(data):
        raise InputError(
            "is a mailbox of several mails: 'stripper batch FILE -o OUT' cleans each of them (or read it as one text: "
            "--kind text)"
        )
    data = mailbox.unquoted(data) if is_mailbox else data
    mail = _part(data, _opening(data), len(data), iter(range(_MOST_PARTS)))
    if not mail.head:
        raise InputError("this is no mail: it does not open with the fields of one; leave out --kind")
    parts = _page(mail, 0)
    if not parts:
        raise InputError("this is a mail or web archive without a page in it: it holds neither HTML nor text")
    site = site or mail_heads.address([mail.head, *(part.head for part in parts)])
    if not parts[0].is_html:
        text = "\n".join(_text(part, letters) for part in parts)
        dump = read_text(name, text.replace("\r\n", "\n")).of(site)
        return replace(dump, told=partial(mail_heads.facts, mail.head, site))
    from stripper.readers import html

    pages = [_text(part, letters) for part in parts]
    if _FRAMES.search(pages[0]):  # what it frames stands beside it
        framed = (_text(part, letters) for part in _all_html(mail, 0))
        pages = [text for text in framed if not _FRAMES.search(text)] or pages
    dump = html.read_markup(name, _joined(pages), elements, site)
    return replace(dump, told=partial(mail_heads.facts_of_page, mail.head, dump.told))


def _joined(pages: list[str]) -> str:
    """One page of several: parsers stop where the first one ends."""
    if len(pages) == 1:
        return pages[0]
    bodies: list[str] = []
    for page in pages:
        opening = _BODY.search(page)
        end = max(page.rfind("</body"), page.rfind("</BODY"))
        bodies.append(page[opening.end() if opening and bodies else 0 : end if end >= 0 else len(page)])
    return "\n".join([*bodies, "</body></html>"])


def _opening(data: bytes) -> int:
    """Where the head begins: behind a byte order mark and empty lines, and the line that a mailbox of one mail has."""
    start = mailbox.opening(data)
    sent = mailbox.SENT.match(data, start)
    return sent.end() if sent else start


def _part(data: bytes, start: int, end: int, tickets: Iterator[int], default: str = "text/plain") -> _Part:
    """Return the part whose head begins at `start`."""
    body = start
    for opening in (b"\r\n", b"\n"):
        if data.startswith(opening, start, end):  # it has no head
            body = start + len(opening)
    if body == start:
        blank = BLANK.search(data, start, min(end, start + LONGEST_HEAD))
        body = blank.end() if blank else end
    head = BytesHeaderParser().parsebytes(data[start:body][:LONGEST_HEAD])
    head.set_default_type(default)
    return _Part(data, head, body, end, tickets)


def _marks(part: _Part, boundary: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the lines that part the parts of a multipart; the group holds "--" where it is the last of them."""
    line = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t\r]*(?=\n|\Z)")
    return line.finditer(part.data, max(part.start - 1, 0), part.end)


def _boundary(part: _Part) -> bytes:
    """The boundary that a multipart names, or, where it names none that is there, the one that its parts show."""
    boundary = mail_heads.boundary(part.head)
    if boundary and next(_marks(part, boundary), None):
        return boundary
    lost = _LOST_BOUNDARY.search(part.data, max(part.start - 1, 0), part.end)
    return lost[1] if lost else b""


def _is_framed(part: _Part) -> bool:
    """Whether the boundary that a multipart names is there, and little else before the first and behind the last."""
    boundary = mail_heads.boundary(part.head)
    marks = _marks(part, boundary) if boundary else iter(())
    first = next(marks, None)
    last = first if first is None or first[1] else next((mark for mark in marks if mark[1]), None)
    return bool(first and first.start() - part.start < _AROUND and (not last or part.end - last.end() < _AROUND))


def _children(part: _Part) -> list[_Part]:
    """Return the parts of a multipart; the last one may lack its end."""
    boundary = _boundary(part)
    default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
    children: list[_Part] = []
    start = -1
    for mark, _ in zip(_marks(part, boundary) if boundary else (), part.tickets, strict=False):
        if start >= 0:
            children.append(_part(part.data, start, mark.start(), part.tickets, default))
        start = min(mark.end() + 1, part.end)
        if mark[1]:
            return children
    if start >= 0 and next(part.tickets, None) is not None:  # the end is missing
        children.append(_part(part.data, start, part.end, part.tickets, default))
    return children


def _inner(part: _Part) -> Iterable[_Part]:
    """The parts of a multipart, or the mail in a mail."""
    if part.kind.startswith("multipart/"):
        return _children(part)
    if part.kind != "message/rfc822":
        return ()
    if not mail_heads.value(part.head, "content-transfer-encoding").lower().startswith(("base64", "quoted")):
        return (_part(part.data, part.start, part.end, part.tickets),)
    body = part.body()
    return (_part(body, 0, len(body), part.tickets),)


def _page(part: _Part, depth: int) -> list[_Part]:
    """Return the parts that a mailer would show: HTML where there is any, else text; empty where there is neither."""
    if part.is_html or part.kind == "text/plain":
        return [part]
    if depth == _DEEPEST:
        return []
    inner = list(_inner(part))
    if part.kind in ("multipart/related", "multipart/alternative"):
        best = inner[::-1] if part.kind == "multipart/alternative" else _from_root(part, inner)
        return _first(_page(child, depth + 1) for child in best)
    shown = _best(found for child in inner if not child.is_attached for found in _page(child, depth + 1))
    if shown and shown[0].is_html:
        return shown
    return _first([*([shown] if shown else []), *(_page(child, depth + 1) for child in inner if child.is_attached)])


def _first(found: Iterable[list[_Part]]) -> list[_Part]:
    """The first that is HTML, else the first that is anything."""
    text: list[_Part] = []
    for parts in found:
        if parts and parts[0].is_html:
            return parts
        text = text or parts
    return text


def _best(found: Iterable[_Part]) -> list[_Part]:
    """All that is HTML, else all."""
    parts = list(found)
    return [part for part in parts if part.is_html] or parts


def _from_root(part: _Part, inner: list[_Part]) -> list[_Part]:
    """The parts of a multipart/related, its root first: the part that `start` names, else the first one."""
    root = mail_heads.start(part.head)
    named = [child for child in inner if root and mail_heads.value(child.head, "content-id") == root]
    return [*named, *(child for child in inner if child not in named)]


def _all_html(part: _Part, depth: int) -> Iterator[_Part]:
    if part.is_html:
        yield part
    elif depth < _DEEPEST:
        for child in _inner(part):
            yield from _all_html(child, depth + 1)


def _text(part: _Part, letters: str) -> str:
    """The text of a part, by the charset that it declares, else by what its bytes show."""
    how = mail_heads.value(part.head, "content-transfer-encoding").lower()
    charset = letters if letters and how not in ("base64", "quoted-printable") else mail_heads.charset(part.head)
    body = part.body()
    if part.is_html:
        return charsets.markup_of(body, charset)
    name = charsets.known(charset)
    try:
        return body.decode(name) if name else decode(body)[0]
    except UnicodeError:
        return decode(body)[0]
