"""Samples of source code: no line is cut out of their middle, and their words are no interface's."""

from __future__ import annotations

from pathlib import Path

import pytest

from stripper import strip
from stripper.article import View
from stripper.article.samples import keep_samples
from stripper.source_code import is_statement, may_be_code

PROSE = "The harbour master writes a small program that tells which of the boats are in."


def kept(lines: list[str], scores: list[float], keeps: str, alone: tuple[int, ...] = ()) -> str:
    """Which lines stay, of which those `alone` have a blank line above and below them."""
    gaps = [k in alone or k - 1 in alone for k in range(len(lines))]
    out = [c == "k" for c in keeps]
    keep_samples(View(lines, lines, gaps), scores, out)
    return "".join(".k"[stays] for stays in out)


@pytest.mark.parametrize(
    ("lines", "scores", "keeps", "wanted", "alone"),
    [
        (["if (boat.isIn()) {", "return true;", "}", "call(boat);"], [0.9, 0.3, 0.1, 0.9], "k..k", "kkkk", ()),
        (["boats.map(boat => {", "boat", "});", "call(boat);"], [0.9, 0.3, 0.1, 0.9], "k..k", "kkkk", ()),
        (["call(boat);", "Copy", "call(wind);"], [0.9, 0.3, 0.9], "k.k", "k.k", (1,)),
        (["call(boat);", "call(wind);", "call(sea);"], [0.9, 0.1, 0.9], "k.k", "k.k", ()),
        (["call(boat);", "call(wind);", "call(sea);", "}"], [0.9, 0.01, 0.5, 0.9], "k..k", "k.kk", ()),
        ([PROSE, "Home", "News", PROSE], [0.9, 0.3, 0.3, 0.9], "k..k", "k..k", ()),
        (["call(boat);", "call(wind);"], [0.9, 0.1], "k.", "k.", ()),
        (["call(boat);", *["call(wind);"] * 121, "call(sea);"], [0.9] * 123, f"k{'.' * 121}k", f"k{'.' * 121}k", ()),
        ([], [], "", "", ()),
    ],
    ids=[
        "statements",
        "a bare word",
        "a button",
        "a script",
        "the model is sure of one",
        "no code",
        "an end",
        "a long gap",
        "empty",
    ],
)
def test_the_lines_of_a_sample_stay_together(
    lines: list[str], scores: list[float], keeps: str, wanted: str, alone: tuple[int, ...]
) -> None:
    assert kept(lines, scores, keeps, alone) == wanted


@pytest.mark.parametrize(
    "line",
    ["    return 'Loading...';", "button {", "  }", "});", 'print("Share")', "alert('Menu')", "x = sharing ;", "}}"],
)
def test_a_statement_is_known_by_its_end(line: str) -> None:
    assert is_statement(line) and may_be_code(line)


@pytest.mark.parametrize(
    "line",
    [
        "Read more &raquo;",
        "Share &#62;",
        "{title}",
        "${title}${badge}",
        "Menu (open)",
        'Comments ("9")',
        "Share",
        "",
        "Loading...",
    ],
)
def test_an_interface_is_no_statement(line: str) -> None:
    assert not is_statement(line)


@pytest.mark.parametrize(
    "line", ["// ... other actions", "<li>", "</option>", "const boats = [", "from sea import wind as w:", "],"]
)
def test_other_lines_may_be_code_beside_code(line: str) -> None:
    assert may_be_code(line) and not is_statement(line)


def test_words_of_an_interface_in_a_statement_are_a_programs() -> None:
    sample = [
        "function status(boat) {",
        "  if (boat.waits) {",
        "    return 'Loading...';",
        "  }",
        "  share('Menu');",
        "}",
    ]
    dump = "\n".join([PROSE, "", *sample, "", PROSE, "", "Loading...", ""])
    assert strip(dump, mode="rules").text == "\n".join([PROSE, "", *sample, "", PROSE, ""])


def test_a_rule_of_ones_own_may_name_a_statement(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[rule.tracker]\nwhy = "a tracker\'s call"\nline = ["share()"]\n'
        'drops = ["share();", "Share();"]\nkeeps = ["share", "a share();"]\n',
        encoding="utf-8",
    )
    result = strip(f"{PROSE}\nshare();\n{PROSE}\n", mode="rules", rules=[own])
    assert [v.rule for v in result.verdicts if v.action == "drop"] == ["own/tracker"]
