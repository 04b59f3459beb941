"""What no label of an interface looks like, whatever its words say."""

from __future__ import annotations

import re

from stripper.source_code import is_statement

_SECTION = r"(?:\d{1,3}|[A-Z])(?:\.\d{1,3})+\.?\s+[^\W\d_]"
_MARKS = " #*•+-–"


def is_no_label(text: str) -> bool:
    """Whether a line is a statement of source code, or begins with the number of a section: "8.2. Network settings"."""
    bare = text.lstrip(_MARKS)
    numbered = bare[:1].isalnum() and "." in bare[1:4]
    return bool(numbered and re.match(_SECTION, bare)) or is_statement(text)
