"""Packs the vocabularies of rules (`lexicon`) as `vocabulary` reads them: once for each set of rules, not each run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from stripper import tables
from stripper.lexicon import parse, shared_words
from stripper.vocabulary import OPENS, bucket


def pack(stated: Iterable[tuple[int, Sequence[str]]]) -> bytes:
    """Return the vocabularies of rules, each with its number, as data."""
    parsed = [(rule, parse(text)) for rule, texts in stated for text in texts]
    entries = [(rule, entry) for rule, stated_entry in parsed for entry in stated_entry.by_language()]
    rows: dict[bool, dict[str, list[str]]] = {False: defaultdict(list), True: defaultdict(list)}
    shared: dict[bool, dict[str, None]] = {False: {}, True: {}}
    ruled: set[int] = set()
    for count, (rule, entry) in enumerate(entries):
        number = f"{''.join(entry.languages)}.{count}"
        here, own = rows[entry.is_unspaced], 2 ** len(entry.groups)
        takes = " ".join(f"~{name}:{own * name.endswith('+')}" for name in entry.shared)
        here[f" {number}"].append(f"{rule} {own - 1 + own * entry.interface} {takes}")
        shared[entry.is_unspaced].update(dict.fromkeys(entry.shared))
        for bits, group in [(0, entry.others), *((2**k, group) for k, group in enumerate(entry.groups))]:
            for unit in group:
                here[unit].append(f"{number}:{bits}")
        # A row of words of every language is looked up in one of them.
        for unit in (*entry.alone, *(shared_words()["*+"] if entry.alone and rule not in ruled else ())):
            here[unit].append(f"{number}:1")
        ruled |= {rule} if entry.alone else set()
    return _packed(rows, shared)


def _packed(rows: dict[bool, dict[str, list[str]]], shared: dict[bool, dict[str, None]]) -> bytes:
    """Add the `shared` words to the `rows`, gather the stems, and return both kinds as data."""
    for is_unspaced, names in shared.items():
        for name in names:
            for unit in shared_words()[name]:
                rows[is_unspaced][unit].append(f"~{name}")
    spaced = rows[False]
    for unit in [unit for unit in spaced if " " in unit[1:]]:
        first, *words = unit.split()
        spaced[first].append(OPENS)
        for word in words:
            _ = spaced[word]  # a row is tried when each of its words is known
    stems = {unit[:-1]: spaced.pop(unit) for unit in list(spaced) if unit.endswith("*")}
    lengths: dict[str, set[int]] = defaultdict(set)
    for stem, said in stems.items():
        lengths[bucket(stem)].add(len(stem))
        spaced[f"{stem}**"] = said
    spaced.update({place: [str(n) for n in sorted(found)] for place, found in lengths.items()})
    texts = {unit: " ".join(dict.fromkeys(said)) for unit, said in sorted(spaced.items())}
    return tables.pack_lines(texts) + tables.pack({u: " ".join(said) for u, said in sorted(rows[True].items())})
