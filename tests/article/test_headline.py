"""Which of the lines above the text is the headline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stripper.article import View
from stripper.article.attach import with_attached
from stripper.article.headline import WEIGHTS, find, shown, subject, words_of
from stripper.bylines import authors, has_date
from stripper.model import LONGEST

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
    heads = find(lines, [0.1] * n + [0.9], kept, n, subject(lines.texts, kept, n))
    return heads[0] if heads else None


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
    assert all(0 <= head < first for head in find(view(lines), scores, kept, first, come))


def test_a_line_above_that_is_nearly_as_likely_stays_too() -> None:
    caption = "The boats of the harbour lay on the other side"
    lines = view([HEADLINE, caption, "Weather", PROSE])
    kept = [False, False, False, True]
    assert set(find(lines, [0.1, 0.1, 0.0, 0.9], kept, 3, subject(lines.texts, kept, 3))) == {0, 1}


def test_scripts_without_spaces_are_compared_by_pairs_of_letters() -> None:
    lines = [
        "天気",
        "港の船と夜の風",
        "新しい店の紹介",
        "夜のうちに風が変わり、港の船は朝には向こう岸に着いていた、と人々は話している。去年の春もそうであったという。",
    ]
    assert words_of("港の船 2") == ["港の", "の船"]
    kept = [False] * 3 + [True]
    assert find(view(lines), [0.1] * 3 + [0.9], kept, 3, subject(lines, kept, 3))[0] == 1


def test_what_is_longer_than_any_byline_is_read_no_further() -> None:
    assert not has_date("x " * LONGEST + "3 May 2024")
    assert authors("By Ann Other, " + "x " * LONGEST) == ["Ann Other"]


def test_an_article_of_short_sentences_has_a_headline() -> None:
    sentences = [
        "Boats leave the harbour before the wind turns round.",
        "Nobody in the harbour waits for the other boats.",
    ]
    lines = view(["Home", HEADLINE, "Ann Other", "March 9, 2024", *sentences * 40, PROSE])
    scores = [0.0, 0.2, 0.1, 0.1, *[0.9] * 81]
    assert with_attached(lines, scores, [s > 0.5 for s in scores]) == [False, *[True] * 84]


@pytest.mark.parametrize(
    ("heading", "gap", "stays"),
    [("Share", True, True), ("Share", False, False), ("Print", True, False)],
    ids=["said by the sentence below", "stands not alone", "not said"],
)
def test_a_heading_that_the_sentence_below_says_stays(heading: str, gap: bool, stays: bool) -> None:
    share = "Share buttons are the second reason why nobody finds the text of a page."
    lines = view([PROSE, heading, share, PROSE], gaps=[False, gap, True, True])
    scores = [0.9, 0.0, 0.9, 0.9]
    assert with_attached(lines, scores, [s > 0.5 for s in scores])[1] == stays


@pytest.mark.parametrize(("times", "stays"), [(12, True), (2, False)])
def test_most_of_the_text_in_one_line_stays(times: int, stays: bool) -> None:
    lines = view([HEADLINE, f"{PROSE} " * times, PROSE, PROSE])
    scores = [0.1, 0.0, 0.9, 0.9]
    assert with_attached(lines, scores, [s > 0.5 for s in scores])[1] == stays
