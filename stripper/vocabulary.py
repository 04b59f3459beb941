"""Closed vocabularies, packed: lines of which a rule knows every word, in whatever order they stand (`lexicon`).

So a handful of verbs and objects stands for all orders and inflections of them, and one foreign word saves a line.
A line is not tried with each vocabulary: most begin with a word that none knows, and most others have one. What has
no spaces is parted by what is known, whichever way that works out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from stripper import tables
from stripper.folding import unspaced
from stripper.tables import Lines, Table

_UNIT, _STEM, _SYLLABLES = 5, 3, 2
"""As in `lexicon`, which a plain run does not read."""
_UNSPACED_UNIT = 24
"""Letters of a unit in a script without spaces."""
_MOST_WORDS, _MOST_LETTERS = 16, 60

Found = tuple[int, int, str]
"""(number of the rule, index of the row, evidence in words)"""
Spans = list[list[tuple[int, str, str]]]
"""For each word of a row the units that begin there: (where it ends, unit, what is known of it)"""


class _Asked(NamedTuple):
    """An entry as a row is tried with it."""

    rule: int
    full: int
    """All groups that a row must have, as bits."""
    allowed: dict[str, int]
    """Names of the shared words that it takes -> the group that they count for."""


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """The vocabularies of all rules: those of `spaced` are read word for word, `unspaced` when a text has such letters.

    word -> "entry:groups ... ~language ..." (groups as bits)
    "ste*" -> "stem=entry:groups ...;..." of all stems that begin so
    " entry" -> "rule groups ~language:group ..."
    """

    spaced: Lines
    unspaced: Table

    @cached_property
    def _openings(self) -> set[str]:
        """The first two letters, or the only one, of each unit of `unspaced`."""
        return {unit[:2] for unit in self.unspaced.places if unit[0] != " "}

    @cached_property
    def _entries(self) -> dict[str, _Asked | None]:
        return {}

    def find(self, rows: Sequence[str]) -> Iterator[Found]:
        """Yield what is made of a vocabulary among rows as `folding.spread` gives them."""
        first = [row.partition(" ")[0] for row in rows]
        known = self._ask(set(first))
        begun = [(i, rows[i].split()) for i, word in enumerate(first) if word in known]
        known |= self._ask({word for _, words in begun for word in words[1:]} - known.keys())
        for i, words in begun:
            if len(words) <= _MOST_WORDS and all(word in known for word in words):
                yield from self._made(i, self._spans(words, known), "")

    def find_unspaced(self, rows: Sequence[str]) -> Iterator[Found]:
        """Yield what is made of a vocabulary of a script without spaces among the same rows."""
        openings = self._openings
        for i, row in enumerate(rows):
            if (row[:2] in openings or row[:1] in openings) and unspaced().search(row):
                ends = [(m.start(), m.end()) for m in _letters().finditer(row)]
                if len(ends) <= _MOST_LETTERS:
                    yield from self._made(i, self._unspaced_spans(row, ends), "east")

    def _ask(self, words: set[str]) -> dict[str, str]:
        """Return what is known of `words`, those with a known stem among them."""
        asked = list(words)
        found: dict[str, list[str]] = defaultdict(list)
        for i, said in self.spaced.among(asked):
            found[asked[i]].append(said)
        for i, said in self.spaced.among([bucket(word) for word in asked]):
            stems = (part.partition("=") for part in said.split(";"))
            ends = [told for stem, _, told in stems if asked[i].startswith(stem) and " " not in asked[i][len(stem) :]]
            if ends:
                found[asked[i]] += ends
        return {word: " ".join(said) for word, said in found.items() if word}

    def _spans(self, words: Sequence[str], known: dict[str, str]) -> Spans:
        count = len(words)
        pairs = [(k, k + n) for k in range(count) for n in range(2, _UNIT + 1) if k + n <= count]
        units = {pair: " ".join(words[slice(*pair)]) for pair in pairs}
        told = self._ask(set(units.values()))
        spans: Spans = [[(k + 1, word, known[word])] for k, word in enumerate(words)]
        for (start, end), unit in units.items():
            if unit in told:
                spans[start].append((end, unit, told[unit]))
        return spans

    def _unspaced_spans(self, row: str, ends: Sequence[tuple[int, int]]) -> Spans:
        places, text = self.unspaced.places, self.unspaced.text
        units = [[row[start:end] for _, end in ends[k : k + _UNSPACED_UNIT]] for k, (start, _) in enumerate(ends)]
        return [[(k + n, u, text(u)) for n, u in enumerate(here, 1) if u in places] for k, here in enumerate(units)]

    def _made(self, i: int, spans: Spans, script: str) -> Iterator[Found]:
        """The rules of which one vocabulary makes up the whole row."""
        told = [[(end, unit, _memberships(said)) for end, unit, said in here] for here in spans]
        for number in sorted({name for here in told for _, _, said in here for name in said if name[0] != "~"}):
            asked = self._entry(number, script)
            if asked and _covers(told, number, asked):
                wanted = dict.fromkeys(f'"{unit}"' for here in told for _, unit, said in here if said.get(number))
                yield asked.rule, i, f"the rule knows each of its words, and asks for {', '.join(wanted)}"

    def _entry(self, number: str, script: str) -> _Asked | None:
        """Return an entry; None where the cache is damaged."""
        name = f"{script} {number}"
        if name not in self._entries:
            at = f" {number}"
            said = self.unspaced.text(at) if script else next((text for _, text in self.spaced.among([at])), "")
            numbers, shared = said.split()[:2], " ".join(said.split()[2:])
            sound = len(numbers) == 2 and all(number.isdecimal() for number in numbers)
            self._entries[name] = _Asked(int(numbers[0]), int(numbers[1]), _memberships(shared)) if sound else None
        return self._entries[name]


def _covers(told: Sequence[Sequence[tuple[int, str, dict[str, int]]]], number: str, asked: _Asked) -> bool:
    """Whether units of an entry, and words that it takes, make up the whole of a row, with all groups among them."""
    reached: list[set[int]] = [{0}, *(set() for _ in told)]
    for start, here in enumerate(told):
        for end, _, said in here if reached[start] else ():
            bits = {group for name, group in asked.allowed.items() if name in said}
            bits |= {said[number]} if number in said else set()
            reached[end] |= {groups | bit for groups in reached[start] for bit in bits}
    return asked.full in reached[-1]


def _memberships(said: str) -> dict[str, int]:
    """Entry -> its groups that a unit is of, as bits."""
    found: dict[str, int] = {}
    for part in said.split():
        name, _, bits = part.partition(":")
        found[name] = found.get(name, 0) | (int(bits) if bits.isdecimal() else 0)
    return found


def bucket(word: str) -> str:
    """Return where the stems stand that `word` may begin with."""
    return f"{word[: _SYLLABLES if '가' <= word[:1] <= '힣' else _STEM]}*"


@cache
def _letters() -> re.Pattern[str]:
    letter = unspaced().pattern
    return re.compile(f"{letter}|[^ {letter[1:]}+")


def pack(stated: Iterable[tuple[int, Sequence[str]]]) -> bytes:
    """Return the vocabularies of rules, each with its number, as data."""
    from stripper.lexicon import parse  # the packed rules do without

    entries = [(rule, parse(text)) for rule, texts in stated for text in texts]
    rows: dict[bool, dict[str, list[str]]] = {False: defaultdict(list), True: defaultdict(list)}
    shared: dict[bool, dict[str, None]] = {False: {}, True: {}}
    for number, (rule, entry) in enumerate(entries):
        here, own = rows[entry.is_unspaced], 2 ** len(entry.groups)
        takes = " ".join(f"~{name}:{own * name.endswith('+')}" for name in entry.shared)
        here[f" {number}"].append(f"{rule} {own - 1 + own * entry.interface} {takes}")
        shared[entry.is_unspaced].update(dict.fromkeys(entry.shared))
        for bits, group in [(0, entry.others), *((2**k, group) for k, group in enumerate(entry.groups))]:
            for unit in group:
                here[unit].append(f"{number}:{bits}")
    return _packed(rows, shared)


def _packed(rows: dict[bool, dict[str, list[str]]], shared: dict[bool, dict[str, None]]) -> bytes:
    """Add the `shared` words to the `rows`, gather the stems, and return both kinds as data."""
    from stripper.lexicon import shared_words

    for is_unspaced, names in shared.items():
        for name in names:
            for unit in shared_words()[name]:
                rows[is_unspaced][unit].append(f"~{name}")
    spaced = rows[False]
    for unit in [unit for unit in spaced if " " in unit[1:]]:
        for word in unit.split():
            _ = spaced[word]  # a row is tried when each of its words is known
    stems = [(unit[:-1], spaced.pop(unit)) for unit in list(spaced) if unit.endswith("*")]
    for stem, said in stems:
        spaced[bucket(stem)].append(f"{stem}={' '.join(said)}")
    texts = {unit: (";" if unit.endswith("*") else " ").join(said) for unit, said in sorted(spaced.items())}
    return tables.pack_lines(texts) + tables.pack({u: " ".join(said) for u, said in sorted(rows[True].items())})


def load(data: memoryview) -> tuple[Vocabulary, memoryview]:
    """Return the vocabularies that `pack` gave, and what follows them. Raises ValueError for anything else."""
    spaced, rest = tables.unpack_lines(data)
    table, rest = tables.unpack(rest)
    return Vocabulary(spaced, table), rest
