"""What is kept for the sake of what the article model keeps, and what users see of the model."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from conftest import SAMPLES, Run

import stripper
from stripper import opinion
from stripper.article import View, score
from stripper.article.attach import with_attached
from stripper.commands.clean import report

PROSE = "The wind turned in the night, and by morning the boats lay on the other side of the harbour, as they had in the year before."


def plain(lines: list[str]) -> View:
    """Return lines without blank ones between them, as the model sees them: without their bullets."""
    return View([line.removeprefix("* ") for line in lines], lines, [False] * len(lines))


@pytest.mark.parametrize(
    ("texts", "scores", "keeps", "wanted"),
    [
        (["Home", "What the wind did", PROSE], [0.0, 0.3, 0.9], [False, False, True], [False, True, True]),
        (["Home", "The boats of the harbour", PROSE], [0.0, 0.1, 0.9], [False, False, True], [False, True, True]),
        (["Home", "News", PROSE], [0.0, 0.1, 0.9], [False, False, True], [False, False, True]),
        (
            ["The boats of the harbour", "By A. Name", "March 9, 2024", "Print", PROSE],
            [0.3, 0.1, 0.1, 0.0, 0.9],
            [False, False, False, False, True],
            [True, True, True, False, True],
        ),
        ([PROSE, PROSE, "Share"], [0.9, 0.4, 0.0], [True, False, False], [True, True, False]),
        (
            [PROSE, "_Ann Other mends nets and writes about them for the harbour's paper._", "Share"],
            [0.9, 0.4, 0.0],
            [True, False, False],
            [True, True, False],
        ),
        (
            ["The harbour wind of this spring", "Menu", "The harbour wind of this spring – Mole News", PROSE],
            [0.1, 0.0, 0.6, 0.9],
            [False, False, True, True],
            [True, False, True, True],
        ),
        (
            ["The harbour wind of this spring – Mole News", "Menu", "The harbour wind of this spring", PROSE],
            [0.6, 0.0, 0.0, 0.9],
            [True, False, False, True],
            [True, False, True, True],
        ),
        (["Far news", "Near news", PROSE], [0.3, 0.3, 0.9], [False, False, True], [False, True, True]),
        ([PROSE, PROSE, "Share"], [0.9, 0.1, 0.0], [True, False, False], [True, False, False]),
        ([], [], [], []),
        (
            ["How the harbour wind turned overnight", *["Menu"] * 18, "Gulls above the old mole", PROSE],
            [0.2, *[0.0] * 18, 0.2, 0.9],
            [*[False] * 20, True],
            [True, *[False] * 19, True],
        ),
        (
            ["The harbour wind of March", "May 3, 2024June 4, 2024Ann Other", PROSE],
            [0.1, 0.3, 0.9],
            [False, False, True],
            [True, True, True],
        ),
        (
            ["A wind that turned", "In the harbour, boats lay on the other side by morning", "Home", PROSE],
            [0.2, 0.2, 0.0, 0.9],
            [False, False, False, True],
            [True, True, False, True],
        ),
        (
            ["Choose what you want to read:", "![The harbour in the wind](a.png)", PROSE],
            [0.2, 0.2, 0.9],
            [False, False, True],
            [False, False, True],
        ),
        (
            [PROSE, "See you at sea!", "With love,", "Ann", "Follow me"],
            [0.9, 0.3, 0.1, 0.0, 0.0],
            [True, False, False, False, False],
            [True, True, True, True, False],
        ),
        (
            [PROSE, "— Ann Other", "Share"],
            [0.9, 0.1, 0.0],
            [True, False, False],
            [True, True, False],
        ),
        (
            [PROSE, "News,", "Sports, weather and more,", "Share"],
            [0.9, 0.1, 0.0, 0.0],
            [True, False, False, False],
            [True, False, False, False],
        ),
    ],
    ids=[
        "heading",
        "headline",
        "menu",
        "author and date",
        "doubtful prose",
        "who the author is",
        "the headline over a window's title",
        "the headline under a window's title",
        "a heading does not keep the line above it",
        "sure furniture",
        "empty",
        "a far headline that shares words beats a near one that does not",
        "a date is no headline",
        "standfirst",
        "neither a prompt nor a picture is a headline",
        "sign-off",
        "name after a dash",
        "two list entries are no sign-off",
    ],
)
def test_headings_and_doubtful_prose_stay(
    texts: list[str], scores: list[float], keeps: list[bool], wanted: list[bool]
) -> None:
    assert with_attached(plain(texts), scores, keeps) == wanted


HEADLINE = "The harbour wind of this spring"


@pytest.mark.parametrize(
    ("above", "wanted", "cut"),
    [
        (["Our boats", "March 9, 2024"], [False, True], 0),
        (["Our Boats", "March 9, 2024", "5:50 am", "Ann Other"], [False, True, True, True], 0),
        (["Find a boat", "By Ann Other", "March 9, 2024"], [False, True, True], 0),
        (["Our boats", "von Ann Other und Bo Name"], [False, True], 0),
        (["Our boats", "By the harbour"], [False, False], 0),
        (["March 9, 2024", "Home", "News", "Boats"], [False, False, False, False], 0),
        (["March 9, 2024"], [False], 3),
        (["Gulls", "March 9, 2024", "Nets and ropes", "May 3, 2023"], [False, False, False, False], 0),
    ],
    ids=[
        "date",
        "date, hour and name",
        "byline and date",
        "byline alone",
        "no name behind by",
        "a menu between",
        "a menu between that rules cut",
        "dates of other pages",
    ],
)
def test_date_and_author_over_the_headline_stay(above: list[str], wanted: list[bool], cut: int) -> None:
    n = len(above)
    places = [*range(n), n + cut, n + cut + 1]
    stays = with_attached(plain([*above, HEADLINE, PROSE]), [*[0.0] * n, 0.1, 0.9], [*[False] * n, False, True], places)
    assert stays == [*wanted, True, True]


def test_a_date_over_the_headline_is_as_good_as_none_where_there_is_one_under_it() -> None:
    texts = ["Sunday, 10 March 2024", HEADLINE, "By Ann Other", "March 9, 2024", PROSE]
    stays = with_attached(plain(texts), [0.0, 0.1, 0.0, 0.0, 0.9], [False, False, False, False, True])
    assert stays == [False, True, True, True, True]


def test_the_date_over_the_headline_of_a_blog_stays() -> None:
    others = [
        "Nobody in the harbour had seen such a wind in a spring since the old mole was built, the harbour master said.",
        "The crews mended their nets in the salting house, and waited there for three days until it had blown over.",
    ]
    menu = ["Skip to content", "Home", "Boats", "Nets", "About", "Contact", "Sign in", "Find A Boat"]
    related = ["Related posts", "Nets of old", "April 3, 2024", "Ropes", "May 4, 2024", "Older posts", "Newer posts"]
    text = "\n".join([*menu, "March 9, 2024", HEADLINE, PROSE, *others, *others, *related]) + "\n"
    left = stripper.strip(text, kind="text").text
    assert left.strip() == "\n".join(["March 9, 2024", HEADLINE, PROSE, *others, *others])


def test_evidence_is_in_words_and_confidence_in_every_record(run: Run) -> None:
    done = run("--format", "jsonl", str(SAMPLES / "orchard-innertext.txt"))
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    article = [row for row in rows if row["rule"] == "article/score"]
    assert article
    assert all("main content with probability" in row["evidence"] and ";" in row["evidence"] for row in article)
    assert {row["confidence"] for row in rows} == {rows[0]["confidence"]}
    assert 0.5 < rows[0]["confidence"] <= 1


def test_an_unsure_model_leaves_the_page_to_the_rules_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opinion, "score", lambda view, earlier: replace(score(view), confidence=0.3))
    dump = (SAMPLES / "orchard-innertext.txt").read_text("utf-8")
    result = stripper.strip(dump)
    assert result.text == stripper.strip(dump, mode="rules").text
    report(result, verbose=False)
    assert "not sure that there is an article (confidence 0.30)" in capsys.readouterr().err


def test_without_the_model(run: Run) -> None:
    sample = str(SAMPLES / "newsroom.txt")
    for name in ("article", "article/score"):
        assert b"article/score" not in run("--format", "jsonl", "--ignore", name, sample).stdout
    assert run("rules", "show", "article").stdout.startswith(b"The article model")


def test_an_unknown_mode_names_the_nearest() -> None:
    with pytest.raises(stripper.StripperError, match="did you mean 'rules'"):
        stripper.strip("x", mode="rule")


def test_a_heading_stays_above_its_text_when_a_rule_cuts_what_stands_between() -> None:
    lines = [PROSE, "The other side", "ADVERTISEMENT", PROSE.replace("boats", "nets"), PROSE.replace("boats", "buoys")]
    result = stripper.strip("\n\n".join(lines) + "\n")
    assert [line for line in result.text.split("\n") if line] == [lines[0], lines[1], *lines[3:]]


@pytest.mark.parametrize(
    ("byline", "below", "stays"),
    [
        ("By Ann Lee, 14 April 2024", "Ann Lee covers transport on the lower river.", True),
        ("By Ann Lee, 14 April 2024", "Bo Chan covers transport on the lower river.", False),
        ("By Ann Lee, 14 April 2024", "Ann Lee", False),
        ("14 April 2024", "Ann Lee covers transport on the lower river.", False),
    ],
)
def test_a_sentence_about_the_author_stays(byline: str, below: str, stays: bool) -> None:
    texts = [HEADLINE, byline, PROSE, below]
    kept = with_attached(plain(texts), [0.9, 0.9, 0.9, 0.2], [True, True, True, False])
    assert kept == [True, True, True, stays]


@pytest.mark.parametrize(("score", "between", "stays"), [(0.25, 1, True), (0.1, 1, False), (0.25, 9, False)])
def test_doubtful_prose_between_kept_prose_stays(score: float, between: int, stays: bool) -> None:
    texts = [PROSE, *["Share"] * between, PROSE, *["Sign in"] * between, PROSE]
    kept = [text == PROSE for text in texts]
    kept[between + 1] = False
    scores = [0.9 if stay else 0.01 for stay in kept]
    scores[between + 1] = score
    assert with_attached(plain(texts), scores, kept)[between + 1] == stays
