"""What no label of an interface looks like, whatever its words say."""

from __future__ import annotations

import re

from stripper.source_code import is_statement

_SECTION = r"(?:\d{1,3}|[A-Z])(?:\.\d{1,3})+\.?\s+[^\W\d_]"


def is_no_label(text: str) -> bool:
    """Whether a line is a statement of source code, or begins with the number of a section: "8.2. Network settings"."""
    numbered = text[:1].isalnum() and text[1:4].find(".") >= 0
    return bool(numbered and re.match(_SECTION, text)) or is_statement(text)
