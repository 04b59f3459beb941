"""A learnt rule, and how it is written down: as a person would write it, with what it was seen on beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from stripper import catalogue, examples, globs
from stripper.book import Book
from stripper.errors import RuleError
from stripper.keys import quoted
from stripper.page import count_words
from stripper.rule_file import parse

EXAMPLES = 3
"""Lines that a rule shows of what it drops."""
CREDIT_WORDS = 9
"""Words of a credit, its label among them."""
_CREDIT = re.compile(r"(?<=[^\W\d_A-Z])([A-ZÄÖÜÉ][^\W\d_]{3,14}(?: [^\W\d_]{2,12})?:) ?(?=\S.{1,60}$)")
"""A label that begins with a capital right after a small letter, a colon and a name: "the harbourPhoto: A. Berg"."""
_KEEPS = (
    'Somebody had written "{}" on the wall, and nobody knew why.',
    'She laughed at the words "{}", folded the page and put it away.',
)
"""Sentences that hold a line of furniture and are none."""


@dataclass(frozen=True)
class Made:
    """A rule that was learnt. `seen` says of each glob where, for a comment; `more` are its further keys as TOML."""

    name: str
    why: str
    key: str
    """ "line" or "phrase"."""
    globs: Sequence[str]
    seen: Sequence[str]
    drops: Sequence[str] = ()
    keeps: Sequence[str] = ()
    trims: Sequence[tuple[str, str]] = ()
    more: dict[str, str] = field(default_factory=dict)
    sure: bool = False
    """Whether the rule stands, even where cleaning keeps lines that it cuts."""
    pages: Collection[int] = ()
    """The pages of the sample that lines of a rule stand on which can mark the site; none where `globs` cannot."""

    def called(self, name: str) -> Made:
        """The same rule under another name."""
        return replace(self, name=name)

    def toml(self) -> str:
        """The rule as it stands in a rule file."""
        rows = [f"[rule.{self.name}]", f"why   = {quoted(self.why)}"]
        rows += [f"{self.key} = ["]
        rows += [f"  {quoted(g)}, # {seen}" for g, seen in zip(self.globs, self.seen, strict=True)]
        rows += ["]"]
        rows += [f"{key} = {value}" for key, value in self.more.items()]
        rows += [f"{key} = {_array(lines)}" for key, lines in (("drops", self.drops), ("keeps", self.keeps)) if lines]
        if self.trims:
            pairs = (f"  [{quoted(before)}, {quoted(after)}],\n" for before, after in self.trims)
            rows += ["trims = [\n" + "".join(pairs) + "]"]
        return "\n".join(rows) + "\n"


def _array(lines: Sequence[str]) -> str:
    return "[\n" + "".join(f"  {_string(line)},\n" for line in lines) + "]"


def _string(text: str) -> str:
    rows = text.split("\n")
    return quoted(text) if len(rows) == 1 else '"""\n' + "".join(f"{quoted(row)[1:-1]}\n" for row in rows) + '"""'


def bound(toml: str) -> Book:
    """Return the rules of a learnt file, as "learnt/NAME", ready to be asked."""
    return catalogue.bind([parse(toml, "learnt", "learnt.toml")])


def is_text(line: str) -> bool:
    """Whether a rule file can hold a line: one with bytes that are no letters, carried along, it cannot."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def glob_of(key: str) -> str:
    """Return the glob for a folded line, "" where it can have none. Braces, which are signs of globs, become stars."""
    if not is_text(key):
        return ""
    glob = re.sub(r"[{}*]+", "*", key)
    try:
        parts = globs.segments(glob, whole=True)
    except ValueError:
        return ""
    letters = sum(char.isalpha() for part in parts for char in part)
    spelt = letters >= (8 if len(parts) > 1 else 1)
    return glob if spelt and globs.matches_line(parts, key) else ""


def credit(text: str) -> tuple[str, str] | None:
    """Return (what stands before it, its label) of a credit that is glued to the end of `text`, None where none is."""
    found = _CREDIT.search(text)
    if not found or count_words(text[found.start() :]) > CREDIT_WORDS:
        return None
    return text[: found.start()], found[1]


def sound(made: Made) -> Made | None:
    """Return the rule with two examples of each kind that it passes; None where there is no such rule."""
    try:
        rule = parse(replace(made, drops=(), keeps=(), trims=()).toml(), "learnt", "learnt.toml").rules[0]
    except RuleError:
        return None

    def passing(kind: str, wanted: Iterable[Any], count: int = EXAMPLES) -> list[Any]:
        def passes(example: Any) -> bool:
            shown: Any = {kind: (example,)}
            return is_text("".join(example)) and not list(examples.run(rule._replace(**shown), (rule,)))

        return list(islice(filter(passes, dict.fromkeys(wanted)), count))

    drops, trims = passing("drops", made.drops), passing("trims", made.trims)
    if len(drops) == 1 and not trims:  # lint asks for two: the same one in capitals, or marked as an item
        drops += passing("drops", [line for line in (drops[0].upper(), f"• {drops[0]}") if line != drops[0]], 1)
    said = (drops or [trims[0][0][-60:] if trims else ""])[0].partition("\n")[0].removeprefix("- ").replace('"', "'")
    keeps = passing("keeps", [*made.keeps, *(sentence.format(said) for sentence in _KEEPS)])
    if min(len(trims if made.trims else drops), len(keeps)) < 2:
        return None
    return replace(made, drops=drops, keeps=keeps, trims=trims)
