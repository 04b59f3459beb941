"""Every sample has the clean text that a person wrote for it, and a golden: our last reviewed output.

The rules alone may leave furniture (place and shape are the article model's business); they may
never lose a line that the person kept.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SAMPLES, SHARED

import stripper

DUMPS = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".txt", ".html", ".mhtml") and "." not in p.stem)
EXACT = {"newsroom"}
"""Samples on which the rules alone give the hand-written clean text to the letter."""


@pytest.mark.parametrize("dump", DUMPS, ids=lambda p: p.stem)
def test_sample_gives_its_golden(dump: Path, request: pytest.FixtureRequest) -> None:
    golden = dump.parent / f"{dump.stem}.rules.golden"
    got = stripper.strip(dump.read_bytes(), mode="rules").text.encode()
    if request.config.getoption("--update-golden"):
        golden.write_bytes(got)
    assert got == golden.read_bytes()


@pytest.mark.parametrize("dump", DUMPS, ids=lambda p: p.stem)
def test_nothing_that_a_person_would_keep_is_lost(dump: Path) -> None:
    clean = clean_text(dump).split("\n")
    got = iter(stripper.strip(dump.read_bytes(), mode="rules").text.split("\n"))
    # In order, each line of the clean text is a line of the output: `in` eats the iterator up to it.
    assert [line for line in clean if line.strip() and line not in got] == []


@pytest.mark.parametrize("dump", DUMPS, ids=lambda p: p.stem)
def test_most_of_the_furniture_goes(dump: Path) -> None:
    result = stripper.strip(dump.read_bytes(), mode="rules")
    total, kept, got = (words(t) for t in (result.dump.text, clean_text(dump), result.text))
    assert got - kept <= (total - kept) * 0.6


@pytest.mark.parametrize(
    "name", ["newsroom", "mercado-espanol", "marche-francais", "skip-links-guide", "stadtwerke-deutsch"]
)
def test_by_default_these_give_their_clean_text_to_the_letter(name: str) -> None:
    dump = SAMPLES / f"{name}.txt"
    assert stripper.strip(dump.read_bytes()).text == clean_text(dump)


def test_html_gives_its_clean_text_to_the_letter() -> None:
    assert stripper.strip((SAMPLES / "ferry.html").read_bytes()).text == clean_text(SAMPLES / "ferry.html")


@pytest.mark.parametrize("name", sorted(EXACT))
def test_sample_gives_its_clean_text(name: str) -> None:
    dump = SAMPLES / f"{name}.txt"
    assert stripper.strip(dump.read_bytes(), mode="rules").text == clean_text(dump)


def test_there_are_samples_of_every_shape() -> None:
    assert len(DUMPS) >= 8


def test_the_dump_the_project_was_started_from() -> None:
    dump = SHARED / "dumps" / "dw-blinken.txt"
    if not dump.exists():
        pytest.skip(f"the real dump is not here: {dump}")
    clean = (SHARED / "dumps" / "dw-blinken.clean.txt").read_bytes()
    assert stripper.strip(dump.read_bytes(), mode="rules").text.encode() == clean
    assert stripper.strip(dump.read_bytes()).text.encode() == clean


@pytest.mark.parametrize("dump", DUMPS, ids=lambda p: p.stem)
def test_the_article_model_takes_what_the_rules_leave(dump: Path) -> None:
    """By default little furniture is left, and most of the article is kept (bylines, dates, lists and tables may be lost)."""
    total, kept = (words(t) for t in (stripper.strip(dump.read_bytes(), mode="rules").dump.text, clean_text(dump)))
    got = stripper.strip(dump.read_bytes()).text.split("\n")
    lost = sum(words(line) for line in clean_text(dump).split("\n") if line not in got)
    assert words("\n".join(got)) - (kept - lost) <= (total - kept) * 0.2
    assert lost <= 0.25 * kept


def clean_text(dump: Path) -> str:
    return (dump.parent / f"{dump.stem}.clean.txt").read_bytes().decode()


def words(text: str) -> int:
    return len(text.split())
