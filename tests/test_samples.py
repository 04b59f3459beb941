"""Golden tests: every sample dump gives the clean text that a person wrote for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SAMPLES, SHARED

import stripper

DUMPS = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".txt", ".html") and ".clean" not in p.name)


@pytest.mark.parametrize("dump", DUMPS, ids=lambda p: p.stem)
def test_sample_gives_its_clean_text(dump: Path, request: pytest.FixtureRequest) -> None:
    golden = dump.parent / f"{dump.stem}.clean.txt"
    got = stripper.strip(dump.read_bytes(), mode="rules").text
    if request.config.getoption("--update-golden"):
        golden.write_bytes(got.encode())
    assert got == golden.read_bytes().decode()


def test_there_are_samples_of_every_shape() -> None:
    assert len(DUMPS) >= 8


def test_the_dump_the_project_was_started_from() -> None:
    dump = SHARED / "dumps" / "dw-blinken.txt"
    if not dump.exists():
        pytest.skip(f"the real dump is not here: {dump}")
    clean = (SHARED / "dumps" / "dw-blinken.clean.txt").read_bytes()
    assert stripper.strip(dump.read_bytes(), mode="rules").text.encode() == clean
