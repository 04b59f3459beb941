"""Words of an interface in lines that are none: headings of the article, and numbered sections."""

from __future__ import annotations

from pathlib import Path

import pytest

from stripper import strip
from stripper.labels import is_no_label

PROSE = "The wind turned in the night, and the boats of the harbour lay on the other side of it, as they had before."
ABOUT = "Captions are written by hand on the quay, since no machine knows the names of the boats and of their owners."


@pytest.mark.parametrize(
    "line",
    [
        "8.2. Network settings",
        "13.4 Email",
        "A.14. And more",
        "2.1.3 网络设置",
        "B.2 Accounts",
        "* 8.2 Mail",
        "## 1.1. Help",
    ],
)
def test_the_number_of_a_section_makes_a_heading(line: str) -> None:
    assert is_no_label(line)


@pytest.mark.parametrize(
    "line", ["1. Home", "2.5", "12.30", "3 min read", "v.2 Share", "", "e.g. this", "10.000", "1.2K likes"]
)
def test_other_numbers_do_not(line: str) -> None:
    assert not is_no_label(line)


def cleaned(*paragraphs: str) -> list[str]:
    return [line for line in strip("\n\n".join(paragraphs) + "\n", mode="rules").text.split("\n") if line]


def test_a_heading_that_the_prose_below_says_stays() -> None:
    assert cleaned(PROSE, "Captions", ABOUT, PROSE) == [PROSE, "Captions", ABOUT, PROSE]
    assert cleaned(PROSE, "Captions", PROSE) == [PROSE, PROSE]
    assert cleaned(PROSE, "Captions\n" + ABOUT, PROSE) == [PROSE, ABOUT, PROSE], "it does not stand alone"


def test_the_heading_of_a_box_goes_with_it() -> None:
    box = "This website uses cookies to improve your experience. Cookies are stored in your browser, as you may choose."
    assert cleaned(PROSE, "Cookies", box, PROSE, PROSE)[:1] == [PROSE]
    assert box not in cleaned(PROSE, "Accept cookies", box, PROSE)


def test_a_rule_of_ones_own_takes_a_heading(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[rule.heading]\nwhy = "a heading"\nline = ["captions", "8.2. settings"]\n'
        'drops = ["Captions", "8.2. Settings"]\nkeeps = ["Caption", "Settings"]\n',
        encoding="utf-8",
    )
    dump = f"{PROSE}\n\nCaptions\n\n{ABOUT}\n\n8.2. Settings\n\n{PROSE}\n"
    gone = [
        v for v in strip(dump, mode="rules", rules=[own]).verdicts if v.action == "drop" and v.rule == "own/heading"
    ]
    assert [v.line for v in gone] == [3, 7]


@pytest.mark.parametrize("mark", ["### ", "> ", "* ", "  - ", "> * "])
def test_a_mark_that_a_trim_leaves_alone_goes_with_it(mark: str) -> None:
    dump = f"## Boats\n\n{PROSE}\n\n{mark}![](https://quay.example/boats.png)\n\n---\n\n{PROSE} [Boats](https://quay.example)\n"
    assert strip(dump, mode="rules").text == f"## Boats\n\n{PROSE}\n\n---\n\n{PROSE} Boats\n"
