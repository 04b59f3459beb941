"""What the key `made_of` says: the language of closed vocabularies, and the words that all of them share.

    de: annehm* akzeptier* / cookie* {daten|}einstellungen / (optional)
    de+: kommentar*
    sw,ha+:
    sw+=:

A line is made of the first when each of its words is one of these or one of the language's little words, and each
group between the slashes is there; words in brackets may be. The second takes interface words too ("show", "field",
"new"), and asks for one; the third is made of those and little words alone. Beside words of its own, or with "=", it
takes what interfaces say in sentences ("try again"). All kinds stand in `data/words.txt`.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import NamedTuple

from stripper import globs
from stripper.folding import fold, spread, unspaced

WORDS = os.path.join(os.path.dirname(__file__), "data", "words.txt")
"""Each row: a language, a tab, its little words (articles, prepositions, pronouns); or, after "language+", the words
that any label of an interface may hold; or, after "language=", words of what interfaces say in sentences ("try again").
What "*" and "*+" name is of every language."""
UNIT_WORDS = 5
"""Words in one piece: "log in" is one of two."""
STEM, SYLLABLES = 3, 2
"""Letters that a word with a star spells out; those of Hangul are syllables."""


class Entry(NamedTuple):
    """A vocabulary as a rule states it: units of one or more folded words, with a star where any ending may follow."""

    languages: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    others: tuple[str, ...]
    interface: bool
    """Whether it takes interface words, and asks for one."""
    sentences: bool
    """Whether it takes words of sentences too."""

    @property
    def shared(self) -> list[str]:
        """The rows of `WORDS` that it takes."""
        rows = [*self.languages, "*"] if self.languages else []
        said = [f"{language}=" for language in self.languages if self.sentences]
        return [
            *rows,
            *(f"{language}+" for language in rows if self.interface),
            *(r for r in said if r in shared_words()),
        ]

    def by_language(self) -> list[Entry]:
        """An entry for each of its languages, as a line is of one."""
        return [self._replace(languages=(language,)) for language in self.languages] or [self]

    @property
    def alone(self) -> tuple[str, ...]:
        """The interface words of which a line is made where there are no words of its own."""
        return () if self.groups else shared_words()[f"{self.languages[0]}+"]

    @property
    def is_unspaced(self) -> bool:
        """Whether it has words of a script without spaces."""
        return any(unspaced().search(unit) for group in (*self.groups, self.others, self.alone) for unit in group)


def parse(text: str) -> Entry:
    """Return the vocabulary that `text` states. Raises ValueError, with the reason."""
    head = re.match(r"\s*([a-z]{2,3}(?:,[a-z]{2,3})*)(\+?)(=?):(?:\s|$)", text)
    languages = tuple(head[1].split(",")) if head else ()
    known = sorted(language for language in shared_words() if f"{language}+" in shared_words())
    unknown = [language for language in languages if language not in known]
    if unknown:
        raise ValueError(f"no words are known of the language '{unknown[0]}' (known are {', '.join(known)})")
    rest = text[head.end() :] if head else text
    others = units(" ".join(re.findall(r"\(([^()]*)\)", rest)))
    rest = re.sub(r"\([^()]*\)", " ", rest)
    if "(" in rest or ")" in rest:
        raise ValueError("a bracket is not closed")
    groups = tuple(units(group) for group in rest.split("/") if group.strip())
    if not groups and not (head and head[2]):
        raise ValueError("has no group of words of which a line must have one")
    return Entry(languages, groups, others, bool(head and head[2]), bool(groups or (head and head[3])))


def units(text: str) -> tuple[str, ...]:
    """Return the units that `text` names, parted by spaces, as they stand in rows: folded, "_" for a space.

    Raises ValueError for a star that is not at the end of a word, or leaves too little of it.
    """
    said = [unit for word in text.split() for unit in globs.expand(word)]
    found = [spread(fold(unit.replace("_", " ").rstrip("*"))) + "*" * unit.endswith("*") for unit in said]
    for as_said, unit in zip(said, found, strict=True):
        stem = unit.rstrip("*").rpartition(" ")[2]
        if "*" in as_said[:-1]:
            raise ValueError(f"'{as_said}': a star stands at the end of a word")
        if unit.endswith("*") and unspaced().search(unit):
            raise ValueError(f"'{as_said}': a script without spaces needs no star")
        if unit.endswith("*") and len(stem) < (SYLLABLES if is_hangul(stem) else STEM):
            raise ValueError(f"'{as_said}' spells out too little")
        if not unit or unit.count(" ") >= UNIT_WORDS:
            raise ValueError(f"'{as_said}' has no letters, or more than {UNIT_WORDS} words")
    return tuple(dict.fromkeys(found))


def is_hangul(text: str) -> bool:
    """Whether `text` begins with a syllable of Hangul, which holds two or three letters."""
    return "가" <= text[:1] <= "힣"


@cache
def shared_words() -> dict[str, tuple[str, ...]]:
    """Language -> its little words, language+ -> its interface words."""
    with open(WORDS, encoding="utf-8") as file:
        rows = [row.rstrip("\n").partition("\t") for row in file if row.strip() and not row.startswith("# ")]
    return {language: units(words) for language, _, words in rows}
