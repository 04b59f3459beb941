"""WARC and WET files: each record is counted, none is guessed at.

Format: ISO 28500 (WARC/1.1). A reader of our own, since those of others lost records of damaged files silently, or
left out WET records that lack `WARC-Identified-Payload-Type`: here a `conversion` record is text, whatever it lacks.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from stripper.errors import InputError
from stripper.sources.page import HTML_TYPES, Page, Reading, SourceError
from stripper.sources.streams import Stream

_LONGEST_HEAD = 2**20
_OPENING = 2**16
"""Bytes that are held of a record that is too big: the head of an HTTP response is among them."""
_META = {
    "warc-record-id": "record",
    "warc-date": "date",
    "warc-refers-to": "refers_to",
    "warc-payload-digest": "digest",
}
_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]{0,200})?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)


class Record(NamedTuple):
    """A record of a WARC file: its number from 1, header fields by lower-case name, and content."""

    number: int
    fields: dict[str, str]
    content: bytes
    too_big: bool = False


def pages(name: str, stream: Stream, how: Reading) -> Iterator[Page]:
    """Yield the pages in a WARC or WET file: responses and resources of HTML or text, and conversions.

    What else there is, is counted in `how.passed`. Raises SourceError after the last whole record before damage.
    """
    for record in records(name, stream, how.max_size):
        kind = record.fields.get("warc-type", "").lower()
        if kind in ("conversion", "resource"):
            content, head = record.content, record.fields.get("content-type", "")
            http: dict[str, str] = {}
        elif kind == "response":
            if not record.fields.get("content-type", "application/http").lower().startswith("application/http"):
                how.passed["response that is not HTTP"] += 1
                continue
            status, http, content = _http(record.content)
            head = http.get("content-type", "text/html")
            if status != "200":
                how.passed[f"response with status {status or '?'}"] += 1
                continue
        else:
            how.passed[f"{kind or 'nameless'} record"] += 1
            continue
        media = head.partition(";")[0].strip().lower()
        if kind == "conversion":
            media = "text/plain" if media not in HTML_TYPES else media
        if not media.startswith("text/") and media not in HTML_TYPES:
            how.passed[f"{kind} of {media or 'no type'}"] += 1
            continue
        payload = b"" if record.too_big else _payload(content, http, how.max_size)
        yield _page(name, record, head, payload, how)


def _page(name: str, record: Record, head: str, payload: bytes | InputError, how: Reading) -> Page:
    charset = _CHARSET.search(head)
    fields = record.fields
    wet = fields.get("warc-type", "").lower() == "conversion"
    html = head.partition(";")[0].strip().lower() in HTML_TYPES
    problem = f"is larger than {how.max_size:,} bytes: see --max-size" if record.too_big else ""
    if isinstance(payload, InputError):
        problem, payload = problem or str(payload), b""
    return Page(
        id=f"{name}#{record.number}",
        path=f"{name}/{record.number:06}.txt",
        data=b"" if problem else payload,
        url=fields.get("warc-target-uri", "").strip("<>"),
        kind=("html" if html else "text") if how.kind == "auto" else how.kind,
        charset=charset[1] if charset else "utf-8" if wet else "",
        lang=fields.get("warc-identified-content-language", "").partition(",")[0],
        meta={to: fields[key] for key, to in _META.items() if key in fields},
        error=problem,
    )


def records(name: str, stream: Stream, max_size: int) -> Iterator[Record]:
    """Yield each record once what it was packed in is known to be sound. Raises SourceError.

    Of a record larger than `max_size` bytes the opening is held, which says what it is; the rest is passed over.
    """
    number, more = 0, _at_record(stream)
    while more:
        number += 1
        start = stream.at
        fields = _head(name, stream, number)
        try:
            length = int(fields["content-length"])
            if length < 0:
                raise ValueError
        except (KeyError, ValueError):
            raise SourceError(
                name, f"record {number} (at byte {start:,} unpacked) does not say how long it is"
            ) from None
        big = length > max_size
        content = stream.read(min(length, _OPENING) if big else length)
        if len(content) + (stream.skip(length - len(content)) if big else 0) < length:
            raise SourceError(name, f"record {number} (at byte {start:,} unpacked) is cut short; all before it is kept")
        record = Record(number, fields, content, big)
        try:
            more = _at_record(stream)
        except SourceError:
            if stream.sound:  # else it is the member of this record that is damaged
                yield record
            raise
        yield record


def _at_record(stream: Stream) -> bool:
    """Pass over the blank lines behind a record; whether there is another one."""
    while stream.peek(1) in (b"\r", b"\n"):
        stream.skip(1)
    return stream.more()


def _head(name: str, stream: Stream, number: int) -> dict[str, str]:
    """Return the header fields of the record that begins here; a field may go on in an indented line."""
    start = stream.at
    first, _ = stream.line(200)
    if not first.startswith(b"WARC/"):
        raise SourceError(
            name, f"at byte {start:,} unpacked, where record {number} should begin, stands something else"
        )
    rows: list[str] = []
    while stream.at - start < _LONGEST_HEAD:
        row, _ = stream.line(_LONGEST_HEAD)
        if not row.endswith(b"\n"):
            break
        text = row.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return _fields(rows)
        rows.append(text)
    raise SourceError(name, f"the head of record {number} (at byte {start:,} unpacked) is cut short or damaged")


def _fields(rows: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    for row in rows:
        if row[:1] in " \t" and last:
            found[last] += f" {row.strip()}"
            continue
        key, _, value = row.partition(":")
        last = key.strip().lower()
        found.setdefault(last, value.strip())
    return found


def _http(content: bytes) -> tuple[str, dict[str, str], bytes]:
    """Return the status, the header fields and the body of an HTTP response."""
    end = re.search(rb"\r?\n\r?\n", content)
    head, body = (content[: end.start()], content[end.end() :]) if end else (content, b"")
    first, *rows = head.decode("latin-1").splitlines() or [""]
    words = first.split(None, 2)
    return (words[1] if len(words) > 1 and words[0].startswith("HTTP/") else ""), _fields(rows), body


def _payload(body: bytes, http: dict[str, str], max_size: int) -> bytes | InputError:
    """Return the body without chunks and packing, or why that cannot be had.

    Crawlers that undo them leave the header fields as they came, so a body that does not look so is left as it is.
    """
    try:
        if "chunked" in http.get("transfer-encoding", "").lower():
            body = _unchunked(body)
        coding = http.get("content-encoding", "").strip().lower()
        if coding == "br" and b"<" not in body[:1000]:
            raise InputError("is packed as brotli, which is not read; let the crawler unpack it")
        # The magic of gzip and zstd is seen by the reader; deflate has none that is sure.
        return _inflated(body, max_size) if coding == "deflate" else body
    except InputError as error:
        return error


def _unchunked(body: bytes) -> bytes:
    """Return what stands in the chunks (RFC 9112, 7.1), as far as they go; `body` itself where it opens with none."""
    out, at = bytearray(), 0
    while size := _CHUNK.match(body, at):
        length = int(size[1], 16)
        out += body[size.end() : size.end() + length]
        at = size.end() + length
        if not length:
            break
    return bytes(out) if at else body


def _inflated(body: bytes, max_size: int) -> bytes:
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(bits)
        try:
            out = unpacker.decompress(body, max_size + 1)
        except zlib.error:
            continue
        if len(out) > max_size:
            raise InputError(f"is packed and holds more than {max_size:,} bytes: see --max-size")
        return out
    return body
