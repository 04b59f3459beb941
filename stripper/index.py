"""The index: which rules could match which lines, without trying each rule on each line.

Line globs without a star stand under their first characters; starred ones with three fixed characters at
one end under those; the rest, and phrases, wait for a word that each of their matches holds. Globs with
braces stand for many variants, so the variants of a place are packed into one text, which is read when a
dump comes to that place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from stripper import globs, tables
from stripper.folding import fold_rows, tokens, unspaced
from stripper.ruleset import Rule
from stripper.tables import Table

_LONG_HEAD = 9
"""Characters of a long head; three are a short one. Many globs begin with the same word or two."""
_SHORT = 3
_OPENING = 4
"""Characters of a line under which it stands in the table of whole lines."""
_TOPIC = 6
"""Letters of a word that can be a topic."""

Entry = tuple[int, bool, tuple[str, ...]]
"""(number of the rule, whether the whole line must match, literal segments of the glob)"""


@dataclass(frozen=True)
class Index:
    """Look-up tables from folded text to the numbers of rules.

    exact   the first 4 characters of a line -> the whole lines, each with its rules
    heads   the first 9 or 3 characters of a line -> globs
    tails   its last 3 -> globs
    words   a word of the line -> globs
    pieces  a piece of the line -> globs that no whole word can stand for, as in scripts without spaces
    data    all of them, packed
    """

    exact: Table
    heads: Table
    tails: Table
    words: Table
    pieces: Table
    data: memoryview

    @cached_property
    def gates(self) -> dict[bytes, str]:
        """The places of `words` in UTF-8, as `token_set` gives those of a dump."""
        return {word.encode("utf-8", "surrogatepass"): word for word in self.words.places}

    @cached_property
    def _openings(self) -> set[str]:
        return {head[:_SHORT] for head in self.heads.places}

    @cached_property
    def _lines(self) -> dict[str, dict[str, tuple[int, ...]]]:
        return {}

    @cached_property
    def _entries(self) -> dict[tuple[str, str], tuple[Entry, ...]]:
        return {}

    def known_lines(self, keys: Sequence[str]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield the indices of the folded lines that a glob without a star matches, with the numbers of its rules."""
        places, read = self.exact.places, self._lines
        for i in [i for i, key in enumerate(keys) if key[:_OPENING] in places]:
            numbers = (read.get(keys[i][:_OPENING]) or self._read(keys[i][:_OPENING])).get(keys[i])
            if numbers:
                yield i, numbers

    def whole(self, line: str) -> tuple[int, ...]:
        """Return the rules of which a glob without a star matches a folded line."""
        return self._read(line[:_OPENING]).get(line, ())

    def _read(self, opening: str) -> dict[str, tuple[int, ...]]:
        if opening not in self._lines:
            self._lines[opening] = dict(_read_lines(self.exact.text(opening)))
        return self._lines[opening]

    def likely_lines(self, keys: Sequence[str]) -> list[int]:
        """Return the indices of the folded lines for which `likely` may name something."""
        heads, openings, tails = self.heads.places, self._openings, self.tails.places
        return [
            i
            for i, key in enumerate(keys)
            # Most lines begin as no glob does: three characters tell that at once.
            if (key[:_SHORT] in openings and (key[:_LONG_HEAD] in heads or key[:_SHORT] in heads))
            or key[-_SHORT:] in tails
        ]

    def likely(self, line: str) -> list[Entry]:
        """Return the starred globs that a folded line could match, by its ends."""
        places = (("heads", line[:_LONG_HEAD]), ("heads", line[:_SHORT]), ("tails", line[-_SHORT:]))
        return [entry for name, place in places for entry in self.entries(name, place)]

    def entries(self, name: str, place: str) -> tuple[Entry, ...]:
        """Return the globs at a place of the table `name`; read once."""
        found = self._entries.get((name, place))
        if found is None:
            table: Table = getattr(self, name)
            found = self._entries[name, place] = tuple(_read_entries(table.text(place)))
        return found


def build(rules: Sequence[Rule]) -> Index:
    """Return the index of `rules`; their positions are the rule numbers."""
    return load(memoryview(pack(rules)))[0]


def load(data: memoryview) -> tuple[Index, memoryview]:
    """Return the index that `pack` gave, and what follows it. Raises ValueError for anything else."""
    found, rest = [], data
    for _ in range(5):
        table, rest = tables.unpack(rest)
        found.append(table)
    exact, heads, tails, words, pieces = found
    return Index(exact, heads, tails, words, pieces, data[: len(data) - len(rest)]), rest


def pack(rules: Sequence[Rule]) -> bytes:
    """Return the index of `rules` as data."""
    exact: dict[str, dict[str, dict[int, None]]] = defaultdict(lambda: defaultdict(dict))
    starred: dict[str, dict[str, list[Entry]]] = {
        name: defaultdict(list) for name in ("heads", "tails", "words", "pieces")
    }
    gated: list[Entry] = []
    for number, whole, parts in _variants(rules):
        table, place = _place(parts, whole)
        if table == "exact":
            exact[place[:_OPENING]][place][number] = None
        elif table:
            starred[table][place].append((number, whole, parts))
        else:
            gated.append((number, whole, parts))
    shared = Counter(word for _, _, parts in gated for word in set(_whole_words(parts)))
    for entry in gated:
        # The word that most globs share is the topic of furniture ("browser", "cookies"), and rare in prose.
        words = [word for word in _whole_words(entry[2]) if not unspaced().search(word)]
        word = max(words, key=lambda w: (len(w) >= _TOPIC, shared[w] if len(w) >= _TOPIC else len(w), w), default="")
        starred["words" if word else "pieces"][word or max(entry[2], key=len)].append(entry)
    lines = {
        opening: "\n".join(f"{line}\t{','.join(map(str, numbers))}" for line, numbers in sorted(known.items()))
        for opening, known in sorted(exact.items())
    }
    globs_at = [{place: _pack(entries) for place, entries in table.items()} for table in starred.values()]
    return b"".join(map(tables.pack, (lines, *globs_at)))


def _read_lines(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for row in text.split("\n") if text else ():
        line, _, numbers = row.partition("\t")
        if numbers.replace(",", "").isdecimal():  # a damaged cache is harmless
            yield line, tuple(map(int, numbers.split(",")))


def _variants(rules: Sequence[Rule]) -> Iterator[Entry]:
    """Yield every plain glob of the rules; a trim's phrases are looked for in the raw text, not here."""
    plain: list[str] = []
    owners: list[tuple[int, bool]] = []
    for number, rule in enumerate(rules):
        phrases = () if rule.action == "trim" else rule.phrase
        for whole, globs_of in ((True, (*rule.line, *rule.markers)), (False, phrases)):
            for glob in globs_of:
                variants = globs.expand(glob)
                plain += variants
                owners += [(number, whole)] * len(variants)
    # All at once, since folding them one by one would take most of the time.
    for (number, whole), folded in zip(owners, fold_rows([v.replace("\n", " ") for v in plain]), strict=True):
        yield number, whole, globs.split(folded, whole)


def _place(parts: Sequence[str], whole: bool) -> tuple[str, str]:
    """Return the table in which a glob stands by its ends, and where; ("", "") where it has to wait for a word."""
    if whole and len(parts) == 1:
        return "exact", parts[0]
    if whole and len(parts[0]) >= _SHORT:
        return "heads", parts[0][: _LONG_HEAD if len(parts[0]) >= _LONG_HEAD else _SHORT]
    if whole and len(parts[-1]) >= _SHORT:
        return "tails", parts[-1][-_SHORT:]
    return "", ""


def _whole_words(parts: Sequence[str]) -> list[str]:
    """The words that stand whole in every match: beside a star, a word may be part of a longer one."""
    words = []
    for i, part in enumerate(parts):
        found = tokens(part)
        if found and i > 0 and part[0].isalnum():
            del found[0]
        if found and i < len(parts) - 1 and part[-1].isalnum():
            del found[-1]
        words += found
    return words


def _pack(entries: Sequence[Entry]) -> str:
    return "\n".join(f"{number}\t{'l' if whole else 'p'}\t{'*'.join(parts)}" for number, whole, parts in entries)


def _read_entries(text: str) -> Iterator[Entry]:
    for row in text.split("\n") if text else ():
        number, _, rest = row.partition("\t")
        kind, _, parts = rest.partition("\t")
        if number.isdecimal():
            yield int(number), kind == "l", tuple(parts.split("*"))
