"""The index: which rules could match which lines, without trying each rule on each line.

Line globs without a star stand under the whole line; starred ones with three fixed characters at one end
under those; the rest, and phrases, wait for a word, the beginning of a word or a piece of text that each of
their matches holds. Globs with braces stand for many variants, so the variants of a place are packed into
one text, which is read when a dump comes to that place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from stripper import globs, tables, vocabulary
from stripper.folding import fold_rows, odd_letters, tokens, unspaced
from stripper.ruleset import Rule
from stripper.tables import Lines, Table
from stripper.vocabulary import Vocabulary

_HEADS = (9, 7, 6, 5, 4, 3)
"""Characters of a head, the longest that a glob has; many globs begin with the same word or two."""
_SHORT = 3
_TOPIC, _RARE = 6, 4
"""Letters of a word that can be a topic; of one that is rare enough to wait for."""
_STEM = 5
"""Bytes of the beginning of a word by which it is looked for."""

Variant = tuple[int, bool, tuple[str, ...]]
"""(number of the rule, whether the whole line must match, literal segments of the glob)"""
Waiting = list[tuple[str, str]]
"""Globs at a place, not yet read: the longest segment of each, which most lines lack, and its row (`read_variant`)."""


@dataclass(frozen=True, eq=False, repr=False)
class Index:
    """Look-up tables from folded text to the numbers of rules.

    exact   a line -> its rules
    heads   the first 3 characters of a line -> globs, by its first 9 to 3 characters
    tails   its last 3 -> globs
    words   a word of the line -> globs
    stems   the beginning of a word of the line -> globs
    pieces  a piece of the line -> globs that no whole word can stand for, as in scripts without spaces
    vocabulary  the words of which whole lines are made
    data    all of them, packed
    """

    exact: Lines
    heads: Table
    tails: Table
    words: Table
    stems: Table
    pieces: Table
    vocabulary: Vocabulary
    data: memoryview

    @cached_property
    def gates(self) -> dict[bytes, str]:
        """The places of `words` in UTF-8, as `token_set` gives those of a dump."""
        return {word.encode("utf-8", "surrogatepass"): word for word in self.words.places}

    @cached_property
    def stem_gates(self) -> dict[bytes, list[str]]:
        """The places of `stems` by their first bytes, as `token_set` gives words."""
        found: dict[bytes, list[str]] = defaultdict(list)
        for stem in self.stems.places:
            found[stem.encode("utf-8", "surrogatepass")[:_STEM]].append(stem)
        return dict(found)

    def stems_among(self, words: set[bytes]) -> list[str]:
        """Return the places of `stems` that some of `words` may begin with."""
        gates = self.stem_gates
        return [stem for start in gates.keys() & {word[:_STEM] for word in words} for stem in gates[start]]

    @cached_property
    def _pieces(self) -> tuple[list[tuple[str, bytes]], list[str]]:
        """The places of `pieces` that are parts of one word, and the others."""
        parts = [(piece, piece.encode("utf-8", "surrogatepass")) for piece in self.pieces.places]
        return [p for p in parts if tokens(p[0]) == [p[0]]], [piece for piece, _ in parts if tokens(piece) != [piece]]

    def pieces_among(self, words: set[bytes], document: str) -> list[str]:
        """Return the places of `pieces` that stand in a folded document of these words."""
        inside, across = self._pieces
        letters = odd_letters(document)
        vocabulary = b" ".join(words)  # a third of the document, since each word is there once
        found = [p for p, data in inside if (p[0] in letters or p[0].isascii()) and data in vocabulary]
        return found + [p for p in across if (p[0] in letters or p[0].isascii()) and p in document]

    @cached_property
    def _heads(self) -> dict[str, dict[str, Waiting]]:
        return {}

    @cached_property
    def _waiting(self) -> dict[tuple[str, str], Waiting]:
        return {}

    def known_lines(self, keys: Sequence[str]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield the indices of the folded lines that a glob without a star matches, with the numbers of its rules."""
        for i, numbers in self.exact.among(keys):
            if numbers.replace(",", "").isdecimal():  # a damaged cache is harmless
                yield i, tuple(map(int, numbers.split(",")))

    def whole(self, line: str) -> tuple[int, ...]:
        """Return the rules of which a glob without a star matches a folded line."""
        return next((numbers for _, numbers in self.known_lines([line])), ())

    def likely_lines(self, keys: Sequence[str]) -> list[int]:
        """Return the indices of the folded lines for which `likely` may name something."""
        heads, tails = self.heads.places, self.tails.places
        return [i for i, key in enumerate(keys) if key[:_SHORT] in heads or key[-_SHORT:] in tails]

    def likely(self, line: str) -> Waiting:
        """Return the starred globs that a folded line could match, by its ends."""
        opening, tail = line[:_SHORT], line[-_SHORT:]
        heads = self._heads.get(opening)
        if heads is None:
            groups = (group.partition("\n") for group in self.heads.text(opening).split("\n\n"))
            heads = self._heads[opening] = {head: _unpack(rows) for head, _, rows in groups}
        found: Waiting = []
        for length in _HEADS:
            found += heads.get(line[:length], ())
        return [*found, *self.waiting("tails", tail)] if tail in self.tails.places else found

    def waiting(self, name: str, place: str) -> Waiting:
        """Return the globs at a place of the table `name`."""
        found = self._waiting.get((name, place))
        if found is None:
            table: Table = getattr(self, name)
            found = self._waiting[name, place] = _unpack(table.text(place))
        return found


def build(rules: Sequence[Rule]) -> Index:
    """Return the index of `rules`; their positions are the rule numbers."""
    return load(memoryview(pack(rules)))[0]


def load(data: memoryview) -> tuple[Index, memoryview]:
    """Return the index that `pack` gave, and what follows it. Raises ValueError for anything else."""
    exact, rest = tables.unpack_lines(data)
    found = []
    for _ in range(5):
        table, rest = tables.unpack(rest)
        found.append(table)
    heads, tails, words, stems, pieces = found
    made, rest = vocabulary.load(rest)
    return Index(exact, heads, tails, words, stems, pieces, made, data[: len(data) - len(rest)]), rest


def pack(rules: Sequence[Rule]) -> bytes:
    """Return the index of `rules` as data."""
    from stripper import packing  # shipped rules come packed

    exact: dict[str, dict[int, None]] = {}
    starred: dict[str, dict[str, list[Variant]]] = {
        name: defaultdict(list) for name in ("heads", "tails", "words", "stems", "pieces")
    }
    gated: list[Variant] = []
    for number, whole, folded in _folded(rules):
        parts = globs.split(folded, whole)
        if whole and len(parts) == 1:
            exact.setdefault(parts[0], {})[number] = None
            continue
        table, place = _place(parts, whole)
        if table:
            starred[table][place].append((number, whole, parts))
        else:
            gated.append((number, whole, parts))
    shared = Counter(word for _, _, parts in gated for word in {word for word, _, _ in _words(parts)})
    for variant in gated:
        table, place = _gate(variant[2], shared)
        starred[table][place].append(variant)
    starred["pieces"] = _merged(starred["pieces"])
    packed = {name: {place: _pack(entries) for place, entries in table.items()} for name, table in starred.items()}
    packed["heads"] = _by_opening(packed["heads"])
    said = {numbers: ",".join(map(str, numbers)) for numbers in set(map(tuple, exact.values()))}
    lines = {line: said[tuple(numbers)] for line, numbers in sorted(exact.items())}
    made = packing.pack((number, rule.made_of) for number, rule in enumerate(rules))
    return b"".join([tables.pack_lines(lines), *map(tables.pack, packed.values()), made])


def _by_opening(heads: Mapping[str, str]) -> dict[str, str]:
    """Return the globs of all heads under the first characters of those: a page has to do with few of them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for head, rows in heads.items():
        groups[head[:_SHORT]].append(f"{head}\n{rows}")
    return {opening: "\n\n".join(group) for opening, group in groups.items()}


def _folded(rules: Sequence[Rule]) -> Iterator[tuple[int, bool, str]]:
    """Yield the plain globs of the rules, folded, as (number of the rule, whether the whole line must match, glob).

    A trim's phrases are looked for in the raw text, not here.
    """
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
    rows = fold_rows([v.replace("\n", " ") for v in plain])
    return ((number, whole, folded) for (number, whole), folded in zip(owners, rows, strict=True))


def _place(parts: Sequence[str], whole: bool) -> tuple[str, str]:
    """Return the table in which a glob stands by its ends, and where; ("", "") where it has to wait for a word."""
    if whole and len(parts[0]) >= _SHORT:
        return "heads", parts[0][: next(length for length in _HEADS if length <= len(parts[0]))]
    if whole and len(parts[-1]) >= _SHORT:
        return "tails", parts[-1][-_SHORT:]
    return "", ""


def _gate(parts: Sequence[str], shared: Counter[str]) -> tuple[str, str]:
    """Return the table in which a glob waits, and for what: the word that most globs share.

    That word is the topic of furniture ("browser", "cookies"), rare in prose, and the fewer there are the better.
    """
    found = [(word, begins, ends) for word, begins, ends in _words(parts) if not unspaced().search(word)]
    whole = [word for word, begins, ends in found if begins and ends]
    stems = [word for word, begins, _ in found if begins and len(word) >= _RARE]

    def topic(word: str) -> tuple[bool, int, str]:
        return len(word) >= _TOPIC, shared[word] if len(word) >= _TOPIC else len(word), word

    if any(len(word) >= _RARE for word in whole):
        return "words", max(whole, key=topic)
    if stems:
        return "stems", max(stems, key=topic)
    pieces = [word for word, _, _ in found if len(word) >= _RARE]
    return ("pieces", max(pieces, key=topic)) if pieces else ("pieces", max(parts, key=len))


def _merged(pieces: dict[str, list[Variant]]) -> dict[str, list[Variant]]:
    """Return the globs under fewer pieces: where one holds another, whoever waits for it can wait for that."""
    shortest: dict[str, list[Variant]] = defaultdict(list)
    for piece in sorted(pieces, key=len):
        shortest[next((p for p in shortest if p in piece), piece)] += pieces[piece]
    return shortest


def _words(parts: Sequence[str]) -> list[tuple[str, bool, bool]]:
    """The words of a glob, with whether they begin and end as words of the line: beside a star, they may be parts."""
    words = []
    for i, part in enumerate(parts):
        found = tokens(part)
        for k, word in enumerate(found):
            begins = k > 0 or i == 0 or not part[0].isalnum()
            ends = k < len(found) - 1 or i == len(parts) - 1 or not part[-1].isalnum()
            words.append((word, begins, ends))
    return words


def _pack(variants: Sequence[Variant]) -> str:
    """The longest segments in one row, parted by tabs, then a row for each variant."""
    longest = "\t".join(max(parts, key=len) for _, _, parts in variants)
    rows = (f"{number}\t{'l' if whole else 'p'}\t{'*'.join(parts)}" for number, whole, parts in variants)
    return "\n".join([longest, *rows])


def _unpack(text: str) -> Waiting:
    longest, *rows = text.split("\n")
    return list(zip(longest.split("\t"), rows, strict=False))


@cache
def read_variant(row: str) -> Variant | None:
    """Return the variant that was packed as `row`; None for a row of a damaged cache."""
    number, _, rest = row.partition("\t")
    kind, _, parts = rest.partition("\t")
    return (int(number), kind == "l", tuple(parts.split("*"))) if number.isdecimal() else None
