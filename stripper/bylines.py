"""Who wrote it: the names in a byline."""

from __future__ import annotations

import re
from functools import cache

_PATTERNS = {
    "byline": r"(?i:(?:written |posted |story |words |text )?(?:by|von|par|por|di|door|av|af)\s*:?\s+)(\S.*)",
    "after name": r"(?i:\s*[|·•—–/(@]\s*|\s-\s|,\s|\s{2,}|\s+(?:on|am|le|el|in|for|für|updated|published)\s|\s+(?=\d))",
    "between names": r"(?i:\s+(?:and|und|et|y|e|en|og|och)\s+|\s*&\s*)",
    "name": r"[^\W\d_a-z][\w’'.-]*(?:\s+(?:(?:de|da|van|von|der|den|di|del|la|le|bin|al|ter|dos)\s+)*"
    r"[^\W\d_a-z][\w’'.-]*){1,3}",
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compiled when it is first needed."""
    return re.compile(_PATTERNS[name])


def is_byline(text: str) -> bool:
    """Whether a line begins as one that says who wrote the text: "By ...", "von ..."."""
    return bool(_pattern("byline").match(text))


def authors(text: str) -> list[str]:
    """Return the names in a line such as "By Ann Lee and Bo Chan, Oslo"; none where it holds something else as well."""
    byline = _pattern("byline").match(text)
    if not byline:
        return []
    whole = _pattern("after name").split(byline[1], maxsplit=1)[0].strip(" .,:")
    names = _pattern("between names").split(whole)
    return names if all(map(is_person, names)) else []


def is_person(text: str) -> bool:
    """Whether a text is written as a name is: two to four words that begin with capitals."""
    return bool(_pattern("name").fullmatch(text))
