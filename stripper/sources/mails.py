"""Mailboxes (mbox, RFC 4155): a page a mail, as the mail reader gives it."""

from __future__ import annotations

from collections.abc import Iterator
from email.parser import BytesHeaderParser

from stripper.readers import mail_heads, mailbox, too_big
from stripper.sources.page import Page, Reading, SourceError
from stripper.sources.streams import Stream

_MARK = b"\xef\xbb\xbf"
_HEADS = (1024, 16_384, mailbox.LONGEST_HEAD)
"""Bytes in which a head may end, the usual first."""


def pages(name: str, stream: Stream, how: Reading) -> Iterator[Page]:
    """Yield a page for each mail. Raises SourceError where the file opens with none, or is damaged."""
    for number, data in enumerate(_mails(name, stream, how.max_size), 1):
        big = len(data) > how.max_size
        yield Page(
            id=f"{name}#{number}",
            path=f"{name}/{number:06}.txt",
            data=b"" if big else data,
            kind="mail" if how.kind == "auto" else how.kind,
            meta=_meta(mailbox.head_of(data, 0)),
            error=too_big(how.max_size) if big else "",
        )


def _mails(name: str, stream: Stream, max_size: int) -> Iterator[bytes]:
    """Yield each mail with the line that opens it; of one that is too big, a little more than it may have."""
    held, blank, end = bytearray(), True, 0
    try:
        while stream.more():
            line, _ = stream.line(max_size + 1)
            line = line if held else line.removeprefix(_MARK)
            opens = blank and mailbox.SENT.fullmatch(line) and _has_head(line, stream)
            blank = not line.strip(b"\r\n")
            if opens and held:
                yield bytes(held)
                held.clear()
            if not opens and not held and not blank:
                raise SourceError(name, "is no mailbox: it does not open with a line 'From SENDER DATE' and a mail", 0)
            if opens or 0 < len(held) <= max_size:
                held += line
            end = stream.at
    except SourceError:
        if held and blank and stream.is_sound(end):  # the damage is behind this mail
            yield bytes(held)
        raise
    if held:
        yield bytes(held)


def _has_head(line: bytes, stream: Stream) -> bool:
    """Whether the head of a mail follows a line `From SENDER DATE`."""
    for size in _HEADS:
        ahead = stream.peek(size)
        if b"\n\n" in ahead or b"\n\r\n" in ahead:
            return bool(mailbox.head_of(line + ahead, 0))
    return False


def _meta(rows: bytes) -> dict[str, str]:
    head = BytesHeaderParser().parsebytes(rows)
    told = mail_heads.facts(head, "")
    named = {"date": told.get("date"), "id": mail_heads.value(head, "message-id"), "subject": told.get("title")}
    return {key: text for key, text in named.items() if text}
