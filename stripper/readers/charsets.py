"""Charsets that pages declare, read as browsers read them (WHATWG, Encoding Standard)."""

from __future__ import annotations

import codecs
import re

from stripper.readers.decode import decode

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{2,40})", re.I)
_HEAD = 4096
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252", "ascii": "", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "iso8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
"""Python's name of a charset -> the one that pages which declare it are written in; "": the declaration says little."""
_NO_CHARSET = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7")
"""Encodings of Python that no page is written in; one of them takes the square of the length."""


def known(declared: str) -> str:
    """Return Python's name for the charset that a page declares; empty where it is none for pages."""
    try:
        name = codecs.lookup(declared.strip()).name
        "".encode(name)  # those that are not for text raise
    except (LookupError, UnicodeError, ValueError):
        return ""
    return "" if name in _NO_CHARSET else _AS_BROWSERS_DO.get(name, name)


def markup_of(data: bytes, declared: str = "") -> str:
    """Return the text of a page of HTML: by the charset `declared` beside it, else by its own `<meta>`, else by what
    its bytes show. Raises InputError when it is not text."""
    meta = _META.search(data[:_HEAD])
    for name in (known(declared), known(meta[1].decode("ascii")) if meta else ""):
        if name:
            try:
                return data.decode(name)
            except UnicodeError:
                pass  # damaged, or a page that lies about its charset
    return decode(data)[0]
