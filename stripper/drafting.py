"""Drafting: a rule from one line of noise, as general as is safe.

Digits become `#`, dates and names `*`; of these steps the most general is taken under which enough of
the line is still spelt out, and which matches neither ordinary prose nor a line that should stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stripper import examples, globs
from stripper.errors import StripperError
from stripper.folding import fold, key, tokens
from stripper.keys import quoted
from stripper.model import Dump
from stripper.page import Page, count_words
from stripper.rule_file import parse

_LEAST = 8
"""Letters that a glob must still spell out, where it has a star at all."""
_NUMBER = 3
"""Letters that a number counts for: a line that has one at the same place is of the same kind."""
_MONTH = 12
"""Letters of the longest name of a month."""
_SLACK = 2
"""Words that a line may have more than the one the rule was made of, since a name may be longer."""
_SIMILAR = 3
"""Lines that stay, most like the line of noise, that are put into the rule as examples."""
_LIKE = 0.3
"""Share of words that a line has in common with another that is like it."""
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|\d+(?:[.,:/-]\d+)*\.?")
_BEFORE_NAMES = frozenset((
    "by", "from", "with", "von", "mit", "par", "de", "avec", "por", "con", "di", "da", "del", "door", "van", "av", "af",
    "fra", "z", "przez", "от", "yazan",
))  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A rule that could be: its glob, its examples, and the other lines that it would cut."""

    name: str
    glob: str
    line: str
    max_words: int
    keeps: tuple[str, ...]
    also: tuple[tuple[str, int, str], ...]
    """(dump, number of the line, the line)"""

    def toml(self) -> str:
        """The rule as it stands in a rule file."""
        rows = [
            f"[rule.{self.name if re.fullmatch('[A-Za-z0-9_-]+', self.name) else quoted(self.name)}]",
            f"why   = {quoted('as in: ' + self.line)}",
            f"line  = [{quoted(self.glob)}]",
        ]
        rows += [f"max_words = {self.max_words}"] if "*" in self.glob else []
        rows += [f"drops = [{quoted(self.line)}]"]
        rows += [f"keeps = [{', '.join(map(quoted, self.keeps))}]"] if self.keeps else []
        return "\n".join(rows) + "\n"


def draft(line: str, dumps: Sequence[Dump], prose: Sequence[str], name: str = "") -> Draft:
    """Return the rule for a line of noise; `dumps` are pages to look at, `prose` lines that no rule may match.

    Raises StripperError for a line that no rule can be made of: empty, of marks alone, too long, prose.
    """
    line = " ".join(line.split())
    words = count_words(line)
    if not any(char.isalpha() for char in line):
        raise StripperError("a rule needs a line with words in it")
    if len(line) > 400:
        raise StripperError("this line is too long to be a label; `line` globs look at 400 characters")
    ordinary = [key(fold(row)) for row in prose]
    for glob in generalised(line):
        parts = globs.segments(glob, whole=True)
        if says_enough(parts) and not any(globs.matches_line(parts, row) for row in ordinary):
            break
    else:
        raise StripperError("this line says too little, or reads like prose: a rule for it would cut articles")
    also, keeps = _others(line, parts, words + _SLACK, dumps)
    sentence = f'Somebody had written "{line}" on the wall, and nobody knew why.'
    made = Draft(name or slug(glob), glob, line, words + _SLACK, (sentence, *keeps), also)
    rule_set = parse(made.toml(), "draft", "draft.toml")
    for failure in examples.run(rule_set.rules[0], rule_set.rules):
        raise StripperError(f"no rule can be made of this line: it {failure.message}")
    return made


def generalised(line: str) -> Iterator[str]:
    """Yield globs that match the line, the most general first."""
    yield _glob(line, names=True, dates=True)
    yield _glob(line, names=False, dates=True)
    yield _glob(line, names=False, dates=False)


def _glob(line: str, names: bool, dates: bool) -> str:
    words = list(_WORD.finditer(line))
    stars = (_names(line, words) if names else set()) | (_months(words) if dates else set())
    pieces, done = [], 0
    for i, word in enumerate(words):
        pieces += [line[done : word.start()], "*" if i in stars else re.sub(r"\d+", "#", word[0])]
        done = word.end()
    glob = re.sub(r"[{}]", "*", "".join([*pieces, line[done:]])).lower()
    return re.sub(r"\*(?:[\s,.&/-]*\*)+", "*", glob)


def _names(line: str, words: Sequence[re.Match[str]]) -> set[int]:
    """Words that seem to be names: two or more capitalised ones in a row, or one after a colon or a word such as "by".

    In a line of which every word is capitalised that says nothing, and German capitalises its nouns,
    so one capital alone is no name.
    """
    capital = [w[0][0].isupper() and not (len(w[0].strip(".")) > 1 and w[0].isupper()) for w in words]
    if not words or all(c or w[0][0].isdigit() for c, w in zip(capital, words, strict=True)):
        return set()
    found: set[int] = set()
    for i, is_capital in enumerate(capital):
        if i == 0 or not is_capital:
            continue
        introduced = words[i - 1][0].lower() in _BEFORE_NAMES or ":" in line[words[i - 1].end() : words[i].start()]
        goes_on = (i + 1 < len(words) and capital[i + 1]) or (i - 1 in found)
        if introduced or goes_on:
            found.add(i)
    return found


def _months(words: Sequence[re.Match[str]]) -> set[int]:
    """Words that stand for a month: between two numbers, or before a day and a year."""
    number = [w[0][0].isdigit() for w in words] + [False, False]
    year = [bool(re.fullmatch(r"(?:19|20)\d\d[.,]?", w[0])) for w in words] + [False, False]
    return {
        i
        for i, word in enumerate(words)
        if not number[i]
        and len(word[0]) <= _MONTH
        and ((number[i - 1] and number[i + 1] and i > 0) or (number[i + 1] and year[i + 2]))
    }


def says_enough(parts: globs.Segments) -> bool:
    """Whether a glob spells out enough to be about one thing; without a star it says it all."""
    if len(parts) == 1:
        return True
    letters = [sum(char.isalpha() for char in part) + _NUMBER * part.count("#") for part in parts]
    east = any(ord(char) > 0x2E80 for part in parts for char in part)
    held = letters[0] >= 3 or letters[-1] >= 3 or (east and (letters[0] or letters[-1]))
    return bool(held) and sum(letters) >= (_LEAST // 2 if east else _LEAST)


def _others(
    line: str, parts: globs.Segments, max_words: int, dumps: Sequence[Dump]
) -> tuple[tuple[tuple[str, int, str], ...], tuple[str, ...]]:
    """The other lines of the dumps that the glob matches, and those most like the line that it does not."""
    own, wanted = key(fold(line)), set(tokens(fold(line)))
    also: list[tuple[str, int, str]] = []
    like: dict[str, float] = {}
    for dump in dumps:
        page = Page(dump)
        for i, text in enumerate(page.texts):
            words = set(tokens(page.folded[i]))
            fits = len(parts) == 1 or count_words(text) <= max_words
            if fits and globs.matches_line(parts, page.keys[i]):
                also += [(dump.name, page.lines(i)[0] + 1, text)] if page.keys[i] != own else []
            elif words and len(wanted & words) >= _LIKE * len(wanted | words):
                like[text] = len(wanted & words) / len(wanted | words)
    nearest = sorted(like, key=lambda text: (-like[text], text))
    return tuple(also), tuple(nearest[:_SIMILAR])


def slug(glob: str) -> str:
    """A name for a rule: the first words of its glob, in ASCII where that is possible."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", glob).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z]+", plain)[:4]) or "noise"
