"""The index: which rules could match which lines, without trying each rule on each line.

Line globs without a star are looked up in a dict; those with three fixed characters at one end by
those characters; the rest, and phrases, wait for a word that each of their matches holds. Globs
with braces stand for many variants, so the variants of a place in a table are packed into one
string, and unpacked when a dump comes to that place. A packed index is JSON data: it can be cached
in a form that executes nothing, and is read back in milliseconds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from stripper import globs
from stripper.folding import tokens, unspaced
from stripper.ruleset import Rule

_LONG_HEAD = 9
"""Characters of a long head; three are a short one. Many globs begin with the same word or two."""
_SHORT = 3
_TOPIC = 6
"""Letters of a word that can be a topic."""

Entry = tuple[int, bool, tuple[str, ...]]
"""(number of the rule, whether the whole line must match, literal segments of the glob)"""


@dataclass(frozen=True)
class Index:
    """Look-up tables from folded text to the numbers of rules.

    exact     a whole line -> rules
    heads     the first 9 or 3 characters of a line -> packed entries
    tails     its last 3 -> packed entries
    words     a word of the line -> packed entries
    unspaced  packed entries that no whole word can stand for, as in scripts without spaces
    """

    exact: dict[str, tuple[int, ...]]
    heads: dict[str, str]
    tails: dict[str, str]
    words: dict[str, str]
    unspaced: str

    @cached_property
    def gates(self) -> dict[bytes, str]:
        """The `words` in UTF-8, as `token_set` gives those of a dump."""
        return {word.encode("utf-8", "surrogatepass"): word for word in self.words}

    def likely_lines(self, keys: Sequence[str]) -> list[int]:
        """Return the indices of the folded lines for which `likely` may name something."""
        heads, openings, tails = self.heads, self._openings, self.tails
        return [
            i
            for i, key in enumerate(keys)
            # Most lines begin as no glob does: three characters tell that at once.
            if (key[:_SHORT] in openings and (key[:_LONG_HEAD] in heads or key[:_SHORT] in heads))
            or key[-_SHORT:] in tails
        ]

    @cached_property
    def _openings(self) -> set[str]:
        return {head[:_SHORT] for head in self.heads}

    def likely(self, line: str) -> list[Entry]:
        """Return the starred globs that a folded line could match, by its ends."""
        heads, tails = self.heads, self.tails
        packed = (heads.get(line[:_LONG_HEAD]), heads.get(line[:_SHORT]), tails.get(line[-_SHORT:]))
        return [entry for p in packed if p for entry in unpack(p)]


def build(rules: Sequence[Rule]) -> Index:
    """Return the index of `rules`; their positions are the rule numbers."""
    exact: dict[str, tuple[int, ...]] = {}
    tables: dict[str, dict[str, list[Entry]]] = {name: defaultdict(list) for name in ("heads", "tails", "words")}
    rest: list[Entry] = []
    gated: list[Entry] = []
    for number, whole, parts in _variants(rules):
        table, place = _place(parts, whole)
        if table == "exact":
            exact[place] = tuple(dict.fromkeys((*exact.get(place, ()), number)))
        elif table:
            tables[table][place].append((number, whole, parts))
        else:
            gated.append((number, whole, parts))
    shared = Counter(word for _, _, parts in gated for word in set(_whole_words(parts)))
    for entry in gated:
        # The word that most globs share is the topic of furniture ("browser", "cookies"), and rare in prose.
        words = [word for word in _whole_words(entry[2]) if not unspaced().search(word)]
        word = max(words, key=lambda w: (len(w) >= _TOPIC, shared[w] if len(w) >= _TOPIC else len(w), w), default="")
        (tables["words"][word] if word else rest).append(entry)
    packed = {name: {place: _pack(entries) for place, entries in table.items()} for name, table in tables.items()}
    return Index(exact, packed["heads"], packed["tails"], packed["words"], _pack(rest))


def _variants(rules: Sequence[Rule]) -> Iterator[Entry]:
    """Yield every plain glob of the rules; a trim's phrases are looked for in the raw text, not here."""
    for number, rule in enumerate(rules):
        phrases = () if rule.action == "trim" else rule.phrase
        for whole, globs_of in ((True, (*rule.line, *rule.markers)), (False, phrases)):
            for variant in (variant for glob in globs_of for variant in globs.expand(glob)):
                yield number, whole, globs.segments(variant, whole=whole)


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


@lru_cache(maxsize=4096)
def unpack(packed: str) -> tuple[Entry, ...]:
    """Return the entries that `build` packed into a string."""
    rows = (row.split("\t") for row in packed.split("\n") if row)
    return tuple((int(number), kind == "l", tuple(parts.split("*"))) for number, kind, parts in rows)


def to_json(index: Index) -> dict[str, Any]:
    """Return the index as JSON data; the exact lines as one string a rule, which is read back fastest."""
    exact: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for line, numbers in index.exact.items():
        exact[numbers].append(line)
    return {
        "exact": [[list(numbers), "\n".join(lines)] for numbers, lines in exact.items()],
        "heads": index.heads,
        "tails": index.tails,
        "words": index.words,
        "unspaced": index.unspaced,
    }


def from_json(data: dict[str, Any]) -> Index:
    """Read back what `to_json` gave. Raises KeyError, TypeError or ValueError for anything else."""
    exact: dict[str, tuple[int, ...]] = {}
    for numbers, lines in data["exact"]:
        exact.update(dict.fromkeys(lines.split("\n"), tuple(map(int, numbers))))
    return Index(exact, dict(data["heads"]), dict(data["tails"]), dict(data["words"]), str(data["unspaced"]))
