"""Small crawls made up for tests: records of WARC and WET files, packed as crawlers pack them."""

from __future__ import annotations

import gzip
import os
import time
from contextlib import suppress
from typing import Any

from stripper.batch import worker


def record(kind: str, content: bytes, **fields: str) -> bytes:
    """One WARC record; `target_uri="x"` is the field WARC-Target-URI."""
    rows = [f"WARC-Type: {kind}", f"Content-Length: {len(content)}"]
    named = {key if key == "Content-Type" else f"WARC-{key.replace('_', '-').title()}": v for key, v in fields.items()}
    rows += [f"{key}: {value}" for key, value in named.items()]
    return b"WARC/1.0\r\n" + "\r\n".join(rows).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def wet_record(n: int, text: str = "") -> bytes:
    """A WET record without payload type, as Common Crawl writes them."""
    text = text or f"Skip to content\nNews\n\nThe ferry number {n} left the quay at dawn, and nobody waved.\n"
    fields = {"Content-Type": "text/plain", "target_uri": f"https://www.harbour{n % 3}.example/{n}"}
    return record("conversion", text.encode(), **fields, record_id=f"<urn:uuid:{n}>")


def response(body: bytes, *heads: str, status: str = "200 OK") -> bytes:
    """A WARC record of an HTTP response."""
    rows = [f"HTTP/1.1 {status}", *heads]
    http = "\r\n".join(rows).encode() + b"\r\n\r\n" + body
    kind = "application/http; msgtype=response"
    return record("response", http, **{"Content-Type": kind, "target_uri": "https://www.dw.com/en/a"})


def packed(records: list[bytes]) -> list[bytes]:
    """Each record a gzip member of its own."""
    return [gzip.compress(r, mtime=0) for r in records]


def fragile(pipe: Any, job: Any) -> None:
    """A worker that dies of some pages, and is slow or stuck with others."""
    usual = worker.cleaned

    def cleaned(page: Any, *args: Any) -> Any:
        text = str(page.data)
        if "DEADLY" in text:
            os._exit(9)
        if "SLOW" in text:
            time.sleep(60)
        while "STUCK" in text:
            with suppress(BaseException):  # as code does that heeds no signal
                time.sleep(60)
        if "ODD" in text:
            raise KeyError("a bug")
        return usual(page, *args)

    worker.cleaned = cleaned
    worker.work(pipe, job)
