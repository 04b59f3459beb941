"""No rule loses an ordinary line that uses the words of page furniture.

`data/traps.tsv` has such lines, each set alone into the small article of its language
(`data/articles.tsv`) and all of a language as one list; `data/trap-lists.txt` has lists, tables and
transcripts whose short rows are content only together, under "== language why".
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

import stripper

DATA = Path(__file__).parent / "data"


def table(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def by_language(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for language, line, *_ in table(name):
        found[language].append(line)
    return dict(found)


def lists() -> list[tuple[str, str, list[str]]]:
    blocks = (DATA / "trap-lists.txt").read_text("utf-8").removeprefix("== ").split("\n== ")
    heads = [(block.split("\n")[0].split(" ", 1), block.rstrip("\n").split("\n")[1:]) for block in blocks]
    return [(language, why, rows) for (language, why), rows in heads]


ARTICLES, TRAPS = by_language("articles.tsv"), by_language("traps.tsv")


def lost(language: str, rows: list[str]) -> list[str]:
    """The rows that are lost, or cut, from the middle of an article, each with the rule that did it."""
    paragraphs = ARTICLES[language]
    page = "\n\n".join([*paragraphs[:2], "\n".join(rows), *paragraphs[2:]]) + "\n"
    verdicts = stripper.strip(page, mode="rules").verdicts
    lines = page.split("\n")
    return [f"{v.rule} loses: {lines[v.line - 1]}" for v in verdicts if v.action != "keep"]


@pytest.mark.parametrize("language", TRAPS)
def test_no_trap_is_lost_alone(language: str) -> None:
    assert [complaint for trap in TRAPS[language] for complaint in lost(language, [trap])] == []


@pytest.mark.parametrize("language", TRAPS)
def test_no_trap_is_lost_in_a_list(language: str) -> None:
    assert lost(language, TRAPS[language]) == []
    assert lost(language, [f"* {trap}" for trap in TRAPS[language]]) == []


@pytest.mark.parametrize(
    ("language", "why", "rows"), lists(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_no_row_of_a_content_list_is_lost(language: str, why: str, rows: list[str]) -> None:
    assert lost(language, rows) == []


def test_there_are_traps_enough() -> None:
    everything = [line for lines in TRAPS.values() for line in lines]
    assert len(everything) >= 320
    assert len(set(everything)) == len(everything)
    assert len(TRAPS) >= 14
    assert sum(len(line.split()) <= 6 for line in everything) >= len(everything) / 3
    assert TRAPS.keys() <= ARTICLES.keys()
    assert all(why for *_, why in table("traps.tsv"))


PROSE = [
    row.split("\t")
    for row in (Path(stripper.__file__).parent / "data" / "prose.txt").read_text("utf-8").split("\n")
    if row
]


def test_the_prose_for_lint_is_of_many_languages_and_stays() -> None:
    assert len({language for language, _ in PROSE}) >= 14
    assert len(PROSE) >= 390
    complaints = []
    for language in {language for language, _ in PROSE} & ARTICLES.keys():
        rows = [line for other, line in PROSE if other == language]
        complaints += [complaint for row in rows for complaint in lost(language, [row])]
    assert complaints == []
