"""The dial: keep-more never keeps less than the default, cut-more never more, whatever the page."""

from __future__ import annotations

import pytest
from conftest import SAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stripper
from stripper.model import cut

PAGES = {p.name: p.read_text("utf-8").split("\n") for p in sorted(SAMPLES.glob("*.txt")) if "clean" not in p.name}
LEVELS = ("keep-more", "article", "cut-more")


@st.composite
def dumps(draw: st.DrawFn) -> str:
    """A dump that stretches of several samples make up."""
    lines: list[str] = []
    for name in draw(st.lists(st.sampled_from(sorted(PAGES)), min_size=1, max_size=4)):
        page = PAGES[name]
        start = draw(st.integers(0, len(page) - 1))
        lines += page[start : start + draw(st.integers(1, 60))]
    return "\n".join(lines) + "\n"


def left(text: str, mode: str) -> list[str]:
    """Return what a mode leaves of each line; nothing of a blank one."""
    result = stripper.strip(text, kind="text", mode=mode)
    said = [result.spoken.get(i) for i in range(len(result.dump.lines))]
    return [
        "" if v and v.action == "drop" else cut(line, v.cuts if v else ()).strip()
        for line, v in zip(result.dump.lines, said, strict=True)
    ]


def holds(text: str) -> bool:
    more, usual, less = (left(text, mode) for mode in LEVELS)
    return all(len(a) >= len(b) >= len(c) for a, b, c in zip(more, usual, less, strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(dumps())
def test_no_level_keeps_more_than_a_more_careful_one(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_level_keeps_more_of_a_sample_than_a_more_careful_one(name: str) -> None:
    assert holds("\n".join(PAGES[name]))


@pytest.mark.parametrize("mode", LEVELS)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=dumps())
def test_cleaning_a_clean_text_at_any_level_changes_nothing(mode: str, text: str) -> None:
    clean = stripper.strip(text, kind="text", mode=mode).text
    assert stripper.strip(clean, kind="text", mode=mode).text == clean
