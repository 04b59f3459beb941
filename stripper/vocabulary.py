"""Closed vocabularies, packed: lines of which a rule knows every word, in whatever order they stand (`lexicon`).

So a handful of verbs and objects stands for all orders and inflections of them, and one foreign word saves a line.
A line is not tried with each vocabulary: most begin with a word that none knows, and most others have one. What has
no spaces is parted by what is known, whichever way that works out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from stripper import tables
from stripper.folding import unspaced
from stripper.tables import Lines, Table

_UNIT, _STEM, _SYLLABLES = 5, 3, 2
"""As in `lexicon`, which a plain run does not read."""
_UNSPACED_UNIT = 24
"""Letters of a unit in a script without spaces."""
_MOST_WORDS, _MOST_LETTERS = 30, 100
_AT_ONCE = 20_000
"""Rows that are read together: of a text of millions, the words are not all held."""
_REMEMBERED = 20_000
"""Words of which a run remembers what is known, and rows."""
OPENS = "^"
"""What is said of a word with which units of several begin."""
_SHARED = f"~{OPENS}"
_EVERYWHERE = "*"
"""The language of words that are of every language."""

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

    def may_fit(self, there: Mapping[str, int], number: str) -> bool:
        """Whether a row that holds words of these entries has all groups: a look before the parting of the row."""
        groups = there[number]
        for name, group in self.allowed.items():
            groups |= group if name in there else 0
        return groups & self.full == self.full


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """The vocabularies of all rules: those of `spaced` are read word for word, `unspaced` when a text has such letters.

    word -> "language.entry:groups ... ~language ..." (groups as bits)
    "stem**" -> the same, of words that begin so; "ste*" -> how long the stems are that begin so
    " entry" -> "rule groups ~language:group ..."
    """

    spaced: Lines
    data: memoryview
    """`unspaced`, packed: most texts can do without."""

    @cached_property
    def unspaced(self) -> Table:
        """The words of the vocabularies that have some of a script without spaces; none where the cache is damaged."""
        try:
            return tables.unpack(self.data)[0]
        except ValueError:
            return Table({}, (0,), memoryview(b""))

    @cached_property
    def _openings(self) -> set[str]:
        """The first two letters, or the only one, of each unit of `unspaced`."""
        return {unit[:2] for unit in self.unspaced.places if unit[0] != " "}

    @cached_property
    def _memo(self) -> dict[str, str | None]:
        """What was asked before: words come again and again."""
        return {}

    @cached_property
    def _answers(self) -> dict[str, list[tuple[int, str]]]:
        """Row -> what was found of it before: so do labels."""
        return {}

    @cached_property
    def _entries(self) -> dict[str, _Asked | None]:
        return {}

    def find(self, rows: Sequence[str]) -> Iterator[Found]:
        """Yield what is made of a vocabulary among rows as `folding.spread` gives them."""
        for start in range(0, len(rows), _AT_ONCE):
            for rule, i, evidence in self._find(rows[start : start + _AT_ONCE]):
                yield rule, start + i, evidence

    def _find(self, rows: Sequence[str]) -> Iterator[Found]:
        for remembered in (self._memo, self._answers):
            if len(remembered) > _REMEMBERED:
                remembered.clear()  # here alone: below, answers are read from it
        answers = self._answers
        new = list(dict.fromkeys(row for row in rows if row not in answers))
        first = [row.partition(" ")[0] for row in new]
        known = self._ask(set(first))
        begun = [row for row, word in zip(new, first, strict=True) if known[word] is not None]
        known = self._ask({row.rpartition(" ")[2] for row in begun})  # most rows have a word that none knows
        ended = [(row, row.split()) for row in begun if known[row.rpartition(" ")[2]] is not None]
        known = self._ask({word for _, words in ended for word in words})
        spelt = self._spelt(list({words[0] for _, words in ended if len(words) == 1}))
        for row, words in ended:
            said = [known[word] for word in words] if len(words) > 1 else [spelt[words[0]]]
            if len(words) <= _MOST_WORDS and None not in said:
                answers[row] = list(self._made(self._spans(words, said), ""))
        for i, row in enumerate(rows):
            for rule, evidence in answers.get(row, ()):
                yield rule, i, evidence

    def find_unspaced(self, rows: Sequence[str]) -> Iterator[Found]:
        """Yield what is made of a vocabulary of a script without spaces among the same rows."""
        openings = self._openings
        for i, row in enumerate(rows):
            if (row[:2] in openings or row[:1] in openings) and unspaced().search(row):
                ends = [(m.start(), m.end()) for m in _letters().finditer(row)]
                if len(ends) <= _MOST_LETTERS:
                    for rule, evidence in self._made(self._unspaced_spans(row, ends), "east"):
                        yield rule, i, evidence

    def _spelt(self, words: Sequence[str]) -> dict[str, str | None]:
        """As `_ask`, for rows of one word: there a star stands for no ending."""
        found: dict[str, list[str]] = {word: [] for word in words}
        for ending in ("", "**"):
            for i, said in self.spaced.among([word + ending for word in words]):
                found[words[i]].append(said)
        return {word: " ".join(said) or None for word, said in found.items()}

    def _ask(self, words: set[str]) -> dict[str, str | None]:
        """Return a map that tells of each of `words` what is known of it, None where nothing is."""
        memo = self._memo
        asked = [word for word in words if word not in memo]  # `words - memo.keys()` goes through all keys
        memo.update(dict.fromkeys(asked))
        found: dict[str, list[str]] = {asked[i]: [said] for i, said in self.spaced.among(asked)}
        # A bucket tells how long the stems in it are.
        stems = [
            (asked[i], asked[i][: int(length)])
            for i, lengths in self.spaced.among([bucket(word) for word in asked])
            for length in lengths.split()
            if length.isdecimal() and " " not in asked[i][int(length) :]
        ]
        for i, said in self.spaced.among([f"{stem}**" for _, stem in stems]):
            found.setdefault(stems[i][0], []).append(said)
        found.pop("", None)
        memo.update({word: " ".join(said) for word, said in found.items()})
        return memo

    def _spans(self, words: Sequence[str], known: Sequence[str | None]) -> Spans:
        """For each word of a row the units that begin there; `known` is what is known of each word."""
        spans: Spans = [[(k + 1, word, said or "")] for k, (word, said) in enumerate(zip(words, known, strict=True))]
        opens = [k for k, said in enumerate(known) if said and OPENS in said]
        units = {
            (k, k + n): " ".join(words[k : k + n]) for k in opens for n in range(2, min(_UNIT, len(words) - k) + 1)
        }
        told = self._ask(set(units.values())) if units else {}
        for (start, end), unit in units.items():
            said = told[unit]
            if said is not None:
                spans[start].append((end, unit, said))
        return spans

    def _unspaced_spans(self, row: str, ends: Sequence[tuple[int, int]]) -> Spans:
        places, text = self.unspaced.places, self.unspaced.text
        units = [[row[start:end] for _, end in ends[k : k + _UNSPACED_UNIT]] for k, (start, _) in enumerate(ends)]
        return [[(k + n, u, text(u)) for n, u in enumerate(here, 1) if u in places] for k, here in enumerate(units)]

    def _made(self, spans: Spans, script: str) -> Iterator[tuple[int, str]]:
        """The rules of which one vocabulary makes up the whole row, with the evidence."""
        languages = _common(spans)
        if not languages:
            return
        told = [[(end, unit, _memberships(said, languages)) for end, unit, said in here] for here in spans]
        there: dict[str, int] = {}
        for here in told:
            for _, _, memberships in here:
                for name, bits in memberships.items():
                    there[name] = there.get(name, 0) | bits
        seen: set[int] = set()
        for number in sorted(name for name in there if name[0] not in _SHARED):
            asked = self._entry(number, script)
            if asked and asked.rule not in seen and asked.may_fit(there, number) and _covers(told, number, asked):
                seen.add(asked.rule)
                wanted = dict.fromkeys(f'"{unit}"' for here in told for _, unit, said in here if said.get(number))
                yield asked.rule, f"the rule knows each of its words, and asks for {', '.join(wanted)}"

    def _entry(self, number: str, script: str) -> _Asked | None:
        """Return an entry; None where the cache is damaged."""
        name = f"{script} {number}"
        if name not in self._entries:
            at = f" {number}"
            said = self.unspaced.text(at) if script else next((text for _, text in self.spaced.among([at])), "")
            numbers, shared = said.split()[:2], " ".join(said.split()[2:])
            sound = len(numbers) == 2 and all(number.isdecimal() for number in numbers)
            allowed = {row: bits for rows in _by_language(shared).values() for row, bits in rows.items()}
            self._entries[name] = _Asked(int(numbers[0]), int(numbers[1]), allowed) if sound else None
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


def _common(spans: Spans) -> frozenset[str]:
    """The languages that know all words of a row, as `_by_language` names them."""
    known: list[list[str]] = [[] for _ in spans]
    for start, here in enumerate(spans):
        for end, _, said in here:
            for k in range(start, end):
                known[k].append(said)
    common: set[str] | None = None
    for said_here in sorted(known, key=_length):  # what few know rules most languages out, and is soon read
        languages = {language for said in said_here for language in _by_language(said)}
        if _EVERYWHERE not in languages:
            common = languages if common is None else common & languages
            if not common:
                return frozenset()
    if common is None:
        common = {language for said_here in known for said in said_here for language in _by_language(said)}
    return frozenset(common | {_EVERYWHERE} if common else ())


def _length(said: Sequence[str]) -> int:
    return sum(map(len, said))


@lru_cache(maxsize=8192)
def _memberships(said: str, languages: frozenset[str]) -> dict[str, int]:
    """Entry of one of `languages`, or shared word -> its groups that a unit is of, as bits."""
    told = _by_language(said)
    return {name: bits for language in languages & told.keys() for name, bits in told[language].items()}


@lru_cache(maxsize=8192)
def _by_language(said: str) -> dict[str, dict[str, int]]:
    """Language -> entries and shared words of it -> groups as bits; an entry without a language stands for itself."""
    found: dict[str, dict[str, int]] = {}
    for language, name, bits in map(_membership, said.split()):
        if language:
            groups = found.setdefault(language, {})
            groups[name] = groups.get(name, 0) | bits
    return found


@lru_cache(maxsize=32768)
def _membership(part: str) -> tuple[str, str, int]:
    """(language, "" for none; entry or shared word; groups as bits) of a part of what is said of a word."""
    name, _, bits = part.partition(":")
    language = name.partition(".")[0].strip(_SHARED + "+=") or (name if name[0] not in _SHARED else "")
    return language, name, int(bits) if bits.isdecimal() else 0


def bucket(word: str) -> str:
    """Return where the stems stand that `word` may begin with."""
    return f"{word[: _SYLLABLES if '가' <= word[:1] <= '힣' else _STEM]}*"


@cache
def _letters() -> re.Pattern[str]:
    letter = unspaced().pattern
    return re.compile(f"{letter}|[^ {letter[1:]}+")


def load(data: memoryview) -> tuple[Vocabulary, memoryview]:
    """Return the vocabularies that `packing.pack` gave, and what follows them. Raises ValueError for anything else."""
    spaced, rest = tables.unpack_lines(data)
    data, rest = tables.part(rest)
    return Vocabulary(spaced, data), rest
