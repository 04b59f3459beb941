"""Heads of mails and of their parts: what they say of the page, whatever state they are in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

_LONGEST = 2000
"""Characters of a field that are read: the parser of its parameters takes the square of them."""
_MOST_PARAMETERS = 20
OF_MAIL = ("from", "to", "subject", "date", "message-id", "received", "return-path", "content-location")
"""Fields of which a mail in one part has two, beside those that MIME wants."""


def value(head: Message, field: str) -> str:
    """Return a field on one line, as it stands; empty where there is none."""
    found = head.get(field)
    return " ".join(str(found)[:_LONGEST].split()) if found is not None else ""


def said(head: Message, field: str) -> str:
    """Return a field in letters: without the encoding of RFC 2047."""
    raw = value(head, field)
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (MessageError, LookupError, ValueError):
        return raw


def has_kind(head: Message) -> bool:
    """Whether a type of content is named."""
    return "/" in value(head, "content-type")


def kind(head: Message) -> str:
    """Return the type of content, as "text/html"; what cannot be read is no page."""
    if len(str(head.get("content-type", ""))) > _LONGEST:
        return "application/octet-stream"
    return head.get_content_type()


def boundary(head: Message) -> bytes:
    """Return what parts the parts; empty where nothing is said."""
    return (_parameter(head, "boundary") or "").rstrip().encode("utf-8", "surrogateescape")


def start(head: Message) -> str:
    """Return the Content-ID of the root of a multipart/related; empty where none is named."""
    return _parameter(head, "start").strip()


def charset(head: Message) -> str:
    """Return the charset that is declared; empty where none is."""
    return _parameter(head, "charset")


def _parameter(head: Message, name: str) -> str:
    whole = str(head.get("content-type", ""))
    if len(whole) > _LONGEST or whole.count(";") > _MOST_PARAMETERS:
        return ""
    try:
        found = head.get_param(name)
    except (LookupError, ValueError):
        return ""
    return str(found[2] if isinstance(found, tuple) else found or "")


def is_saved(head: Message) -> bool:
    """Whether a browser wrote this: it gives itself as the sender."""
    return "snapshot-content-location" in head or value(head, "from").lower().startswith("<saved by ")


def is_sent(head: Message) -> bool:
    """Whether this is the head of a mail, not only some fields."""
    return sum(field in head for field in OF_MAIL) >= 2


def address(heads: Iterable[Message]) -> str:
    """Return the URL of the page: the first that one of `heads` names."""
    for head in heads:
        for field in ("snapshot-content-location", "content-location", "content-base"):
            url = value(head, field)
            if url.lower().startswith(("http://", "https://")):
                return url.replace(" ", "")  # long ones are folded
    return ""


def facts(head: Message, url: str) -> dict[str, str]:
    """Return what the head of a mail says of its text: title, author, date, URL, as far as it does."""
    try:
        date = parsedate_to_datetime(value(head, "date")).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        date = ""
    author = "" if is_saved(head) else parseaddr(said(head, "from"))[0]
    told = {"title": said(head, "subject"), "author": author, "date": "" if is_saved(head) else date, "url": url}
    return {name: text for name, text in told.items() if text}


def facts_of_page(head: Message, page: Callable[[], Mapping[str, str]]) -> dict[str, str]:
    """Return what a page in a mail says of itself, with the mail's subject as its title where it has none."""
    subject = said(head, "subject")
    return ({"title": subject} if subject else {}) | dict(page())
