"""Who wrote it, and when: the names in a byline, and lines that hold a date."""

from __future__ import annotations

import re
from functools import cache

from stripper.model import LONGEST
from stripper.page import count_words

_CREDIT_WORDS = 12
"""Words of a line that is a date, with who wrote it or where."""
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
_PATTERNS = {
    "date": rf"(?i:\b\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\W+(?:de\W+)?(?:[^\W\d]+\W+)?(?:de\W+)?{_YEAR}"
    rf"|{_YEAR}[-./]\s?\d{{1,2}}\b|{_YEAR}年)",
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
    byline = _pattern("byline").match(text[:LONGEST])
    if not byline:
        return []
    whole = _pattern("after name").split(byline[1], maxsplit=1)[0].strip(" .,:")
    names = _pattern("between names").split(whole)
    return names if all(map(is_person, names)) else []


def is_person(text: str) -> bool:
    """Whether a text is written as a name is: two to four words that begin with capitals."""
    return bool(_pattern("name").fullmatch(text))


def has_date(text: str) -> bool:
    """Whether a text names a day beside its year, in the order of any country."""
    return bool(_pattern("date").search(text[:LONGEST]))


def is_brief(text: str) -> bool:
    """Whether a text is short enough to stand beside a headline."""
    return count_words(text) <= _CREDIT_WORDS


def is_dated(text: str) -> bool:
    """Whether a text is a date, with a few words beside it."""
    return is_brief(text) and has_date(text)
