"""Laws of the article model: they hold for any weights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stripper.article import Level, View, score, view_of, weights
from stripper.article.clues import PHRASES
from stripper.article.decide import best_cut
from stripper.model import Dump, Paragraphs

LEVELS: tuple[Level, ...] = ("more", "balanced", "less")
anything = st.text(st.characters(), max_size=80) | st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "\x85\u2028",
        "İİ",
        "٣٤٥",
        "。",
        "Share",
        "[12]Home",
        "* [Home](/home)",
        "a" * 12_000,
        "# ",
        "](",
    ]
)
PROSE = [
    "The river had risen during the night, and by the morning nobody in the village could cross it any more.",
    "Most of them stayed at home, where they waited for the water to fall, as their parents had done before them.",
    "In the afternoon a boat came down from the mill with bread, letters and a doctor who had lost his hat.",
    "He said that upstream two bridges were gone; the third, built of stone in his grandfather's time, had held.",
    "When the children asked him how deep the water was, he took his stick, leaned over the side and measured it.",
    "The mayor wrote everything down, although he knew that nobody would read it before the next flood came.",
    "By the evening of the second day the first roofs of the lower street could be seen again.",
]
FURNITURE = [
    "Home",
    "News",
    "Sport",
    "Log in",
    "Share on Facebook",
    "Tweet",
    "Subscribe to our newsletter",
    "Privacy policy",
]


def view(texts: list[str], dialect: str = "plain") -> View:
    return View(texts, texts, [True] * len(texts), (), dialect)


@st.composite
def views(draw: st.DrawFn) -> View:
    texts = draw(st.lists(anything, max_size=30))
    n = len(texts)
    raws = draw(st.lists(anything, min_size=n, max_size=n))
    gaps = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    families = draw(st.lists(st.sampled_from([(), ("navigation",), ("sharing", "footer")]), min_size=n, max_size=n))
    return View(texts, raws, gaps, families, draw(st.sampled_from(["plain", "lynx", "w3m", "markdown", "none such"])))


@settings(max_examples=150, deadline=None)
@given(views())
@example(View((), (), ()))
def test_any_dump_has_one_score_a_paragraph_between_0_and_1(v: View) -> None:
    article = score(v)
    assert len(article.scores) == len(v.texts)
    assert all(0.0 <= s <= 1.0 for s in article.scores)
    assert 0.0 <= article.confidence <= 1.0
    for level in LEVELS:
        keeps = article.keeps(level)
        assert len(keeps) == len(v.texts)
        assert any(keeps) or not keeps


@settings(max_examples=40, deadline=None)
@given(views())
def test_the_same_dump_scores_the_same(v: View) -> None:
    assert score(v).scores == score(v).scores


@settings(max_examples=60, deadline=None)
@given(views(), st.data())
def test_clues_are_in_words_and_at_most_three(v: View, data: st.DataObject) -> None:
    article = score(v)
    if not v.texts:
        return
    i = data.draw(st.integers(0, len(v.texts) - 1))
    for kept in (None, True, False):
        clues = article.clues(i, kept)
        assert 1 <= len(clues) <= 3
        assert all(clue and clue[0].isalpha() for clue in clues)


@settings(max_examples=60, deadline=None)
@given(views())
def test_a_higher_level_keeps_no_less(v: View) -> None:
    article = score(v)
    more, balanced, less = map(article.keeps, LEVELS)
    assert all(a >= b >= c for a, b, c in zip(more, balanced, less, strict=True))


@settings(max_examples=60, deadline=None)
@given(views(), st.data())
def test_what_is_left_of_a_page_scores_as_if_it_were_read_for_the_first_time(v: View, data: st.DataObject) -> None:
    stays = [i for i in range(len(v.texts)) if data.draw(st.booleans())]
    named = [v.families[i] for i in stays]
    left = View(*[[column[i] for i in stays] for column in (v.texts, v.raws, v.gaps)], named, v.dialect)
    again, first = score(left, score(v)), score(left)
    assert (again.scores, again.confidence) == (first.scores, first.confidence)


@settings(max_examples=60, deadline=None)
@given(views(), views())
def test_another_page_before_changes_nothing(first: View, second: View) -> None:
    after, alone = score(second, score(first)), score(second)
    assert (after.scores, after.confidence) == (alone.scores, alone.confidence)


def test_prose_stays_and_furniture_goes() -> None:
    keeps = score(view(FURNITURE + PROSE + FURNITURE)).keeps()
    assert keeps == [False] * len(FURNITURE) + [True] * len(PROSE) + [False] * len(FURNITURE)


@pytest.mark.parametrize("level", LEVELS)
def test_sixty_words_of_prose_are_never_all_dropped(level: Level) -> None:
    article = score(view(FURNITURE * 40 + PROSE + FURNITURE * 40))
    assert any(article.keeps(level)[320 : 320 + len(PROSE)])


def test_clean_prose_stays_as_it_is() -> None:
    assert all(score(view(PROSE)).keeps())


def test_very_long_lines_are_prose() -> None:
    assert score(view(["word " * 4000])).keeps() == [True]


def test_columns_must_be_equally_long() -> None:
    with pytest.raises(ValueError, match="equally long"):
        View(["a"], [], [True])


def test_unknown_level_is_told() -> None:
    with pytest.raises(ValueError, match="balanced"):
        score(view(PROSE)).keeps("most")  # type: ignore[arg-type]


def test_an_empty_dump_has_nothing() -> None:
    article = score(View((), (), ()))
    assert (article.scores, article.keeps(), article.confidence) == ([], [], 0.0)


def test_clues_of_no_paragraph() -> None:
    with pytest.raises(IndexError):
        score(view(PROSE)).clues(99)


def test_confidence_tells_an_article_from_a_menu() -> None:
    assert score(view(FURNITURE + PROSE)).confidence > score(view(FURNITURE * 4)).confidence


def test_every_group_of_clues_has_words() -> None:
    from stripper.article.clues import GROUPS

    assert set(GROUPS) - {"words"} <= set(PHRASES)


def test_view_of_a_dump_leaves_blanks_out() -> None:
    lines = ["", "  * One", "", "Two and", "a half"]
    dump = Dump(
        "", "\n".join(lines), lines, Paragraphs([0, 1, 2, 3], ["", "One", "", "Two and a half"]), dialect="lynx"
    )
    v, index = view_of(dump, {1: ("navigation",)})
    assert (v.texts, v.raws, v.gaps, index) == (
        ["One", "Two and a half"],
        ["  * One", "Two and\na half"],
        [True, True],
        [1, 3],
    )
    assert list(v.families) == [("navigation",), ()]


def damaged(tmp_path: Path, change: str) -> Path:
    path = tmp_path / "article.weights"
    shutil.copy(weights.FILE, path)
    data = path.read_bytes()
    if change == "body":
        data = data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]
    elif change == "short":
        data = data[: len(data) // 2]
    elif change == "header":
        data = data[: len(weights.MAGIC) + 40]
    elif change == "magic":
        data = b"something else\n"
    elif change == "format":
        end = data.index(b"\n", len(weights.MAGIC))
        header = json.loads(data[len(weights.MAGIC) : end])
        data = weights.MAGIC + json.dumps(header | {"format": 999}).encode() + data[end:]
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("body", "checksum"),
        ("short", "checksum"),
        ("header", "header is damaged"),
        ("magic", "not an article model"),
        ("format", "format 999"),
    ],
)
def test_damaged_weights_are_told(tmp_path: Path, change: str, message: str) -> None:
    with pytest.raises(weights.WeightsError, match=message):
        weights.load(damaged(tmp_path, change))


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(weights.WeightsError, match="reinstall"):
        weights.load(tmp_path / "none")


def test_best_cut_keeps_what_is_likely() -> None:
    cut = best_cut([0.95, 0.9, 0.1, 0.02], [10, 10, 10, 10])
    assert 0.1 < cut.threshold <= 0.9
    assert best_cut([0.03, 0.02], [1, 1]).threshold <= 0.02  # nothing is likely: all stays
    assert best_cut([], []).expected == 0.0
