"""The tables of the cache: what was packed is found, what was not is not, and damage does no harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stripper import index, tables
from stripper.ruleset import Rule

ROWS = st.text(st.characters(exclude_characters="\n\t"), max_size=12)


@given(st.dictionaries(ROWS, st.text("0123456789,"), max_size=40), st.lists(ROWS, max_size=40))
def test_lines_find_what_was_packed_and_nothing_else(texts: dict[str, str], others: list[str]) -> None:
    lines, rest = tables.unpack_lines(memoryview(tables.pack_lines(texts) + b"rest"))
    asked = [*texts, *others]
    assert dict(lines.among(asked)) == {i: texts[row] for i, row in enumerate(asked) if row in texts}
    assert bytes(rest) == b"rest"


@given(st.dictionaries(ROWS.filter(bool), ROWS, min_size=1, max_size=40))
def test_a_table_gives_what_was_packed(texts: dict[str, str]) -> None:
    table, rest = tables.unpack(memoryview(tables.pack(texts)))
    assert {place: table.text(place) for place in texts} == texts
    assert not rest


@settings(max_examples=500)
@given(st.data())
def test_a_damaged_index_is_refused_or_harmless(data: st.DataObject) -> None:
    whole = index.pack(
        [
            Rule(
                "a/b",
                line=("skip to *", "share", "print {this|it}"),
                phrase=("cookies",),
                made_of=("en: log_in / accept* (all)", "接受 / 所有"),
            )
        ]
    )
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        found, _ = index.load(memoryview(bytes(damaged[: data.draw(st.integers(0, len(whole)))])))
    except ValueError:
        return
    keys = ["share", "skip to content", "print it", "other"]
    list(found.known_lines(keys))
    for i in found.likely_lines(keys):
        for _, row in found.likely(keys[i]):
            index.read_variant(row)
    rows = ["accept all log in", "接受所有", "all", ""]
    list(found.vocabulary.find(rows))
    list(found.vocabulary.find_unspaced(rows))


def test_no_table_is_said_so() -> None:
    for unpack in (tables.unpack, tables.unpack_lines):
        with pytest.raises(ValueError, match="pack"):
            unpack(memoryview(b"\xff\xff\xff\x7f\xff\xff\xff\x7f\xff\xff\xff\x7f"))
