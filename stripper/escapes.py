"""Plain text as Markdown (CommonMark) that says the same."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"([\\`*_\[\]<>|]|~(?=~)|&(?=#?\w+;))")


def escaped(text: str) -> str:
    """Return plain text as Markdown that says the same, but for signs that count only at the start of a line."""
    return _ESCAPED.sub(r"\\\1", text)
