"""Which of the lines above the text is the headline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper.article import View
from stripper.article.headline import WEIGHTS, find, shown, subject

PROSE = "The wind turned in the night, and the boats of the harbour lay on the other side of it, as they had the year before."
HEADLINE = "The harbour boats and the wind"


def view(lines: list[str], raws: list[str] | None = None, gaps: list[bool] | None = None, tags: bytes = b"") -> View:
    return View(lines, raws or lines, gaps or [False] * len(lines), markup={"tag": tags} if tags else {})


def found(
    above: list[str], *, raws: list[str] | None = None, gaps: list[bool] | None = None, tags: bytes = b""
) -> int | None:
    n = len(above)
    lines = view([*above, PROSE], [*raws, PROSE] if raws else None, [*gaps, False] if gaps else None, tags)
    kept = [False] * n + [True]
    return find(lines, [0.1] * n + [0.9], kept, n, subject(lines.texts, kept, n))


@pytest.mark.parametrize(
    ("above", "wanted"),
    [
        (["Home", HEADLINE, "Our ports in spring"], 1),
        (["Nine recipes for a cold evening", HEADLINE, "March 9, 2024"], 1),
        (["Nine recipes for a cold evening", HEADLINE, "By Ann Other"], 1),
        ([HEADLINE, *["Gulls and terns"] * 20], 0),
        (["A gale on the coast – The Quay Paper", "News", "A gale on the coast", "Weather"], 2),
        (["Read more about the boats in the harbour:", HEADLINE], 1),
        (["Home", "News", "Weather"], None),
        ([], None),
    ],
    ids=["shares words", "date", "byline", "far", "window's title", "a prompt", "a menu", "nothing above"],
)
def test_the_likeliest_line_is_found(above: list[str], wanted: int | None) -> None:
    assert found(above) == wanted


def test_marks_of_headings_and_space_around_count() -> None:
    lines = ["A gale on the coast", "Storms off the coast", "Gales near the coast"]
    assert found(lines, raws=[lines[0], "# " + lines[1], lines[2]]) == 1
    assert found(lines, gaps=[False, True, True]) == 1
    assert found(lines, tags=bytes([1, 2, 1, 1])) == 1  # h1


@given(st.lists(st.text(max_size=40), min_size=1, max_size=90), st.data())
def test_any_lines_are_judged_and_the_answer_stands_above(lines: list[str], data: st.DataObject) -> None:
    n = len(lines)
    scores = data.draw(st.lists(st.floats(0, 1), min_size=n, max_size=n))
    first = data.draw(st.integers(0, n - 1))
    kept = [k == first for k in range(n)]
    come = subject(lines, kept, first)
    rows = shown(view(lines), scores, kept, first, come)
    assert all(len(row) == len(WEIGHTS) for row in rows.values())
    head = find(view(lines), scores, kept, first, come)
    assert head is None or 0 <= head < first
