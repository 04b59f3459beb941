"""Mailboxes: mails one behind the other, each opened by a line `From SENDER DATE` (the mbox format, RFC 4155).

A text may open with such a line or hold some: a mail is what has the head of one right behind it.
"""

from __future__ import annotations

import re

from stripper.readers.mail_heads import OF_MAIL

SENT = re.compile(rb"From \S{1,200} [^\r\n]{0,120}\d\d:\d\d[^\r\n]{0,40}\r?\n")
"""The line that opens a mail; archives of mailing lists write the sender as "ann at tides.example"."""
LONGEST_HEAD = 2**18
"""Bytes of a head that are read."""
_NEXT = re.compile(rb"\n\r?\n(?=" + SENT.pattern + rb")")
_QUOTED = re.compile(rb"(?m)^>(>*From )")
BLANK = re.compile(rb"\n\r?\n")
_OF_MAIL = re.compile(rb"^(%s):" % "|".join(OF_MAIL).encode(), re.I | re.M)
_LEAST = 2
"""Fields of those that a head has at least."""
_FIELD = re.compile(rb"[!-9;-~]{1,100}:")


def opening(data: bytes) -> int:
    """Return where the first line stands: behind a byte order mark and empty lines."""
    return len(data[:100]) - len(data[:100].lstrip(b"\xef\xbb\xbf\r\n"))


def is_head(rows: bytes) -> bool:
    """Whether all lines are fields of a head, or go on with one."""
    fields = rows.split(b"\n")
    return bool(_FIELD.match(fields[0])) and all(f[:1] in (b" ", b"\t") or _FIELD.match(f) for f in fields)


def head_of(data: bytes, at: int) -> bytes:
    """Return the head of the mail of a mailbox that begins at `at`; empty where there begins none."""
    sent = SENT.match(data, at)
    end = BLANK.search(data, sent.end(), sent.end() + LONGEST_HEAD) if sent else None
    rows = data[sent.end() : end.start()] if sent and end else b""
    return rows if len({m[1].lower() for m in _OF_MAIL.finditer(rows)}) >= _LEAST and is_head(rows) else b""


def is_mailbox(data: bytes) -> bool:
    """Whether a mailbox opens here, of one mail or many; of the first, the head must be there."""
    return bool(head_of(data, opening(data)))


def unquoted(data: bytes) -> bytes:
    """Return a mail as it was sent: a line of its text that would open another mail stands there as `>From ...`."""
    return _QUOTED.sub(rb"\1", data) if b"\n>" in data else data


def holds_several(data: bytes) -> bool:
    """Whether `data` is a mailbox of more than one mail."""
    return is_mailbox(data) and any(head_of(data, m.end()) for m in _NEXT.finditer(data, opening(data)))
