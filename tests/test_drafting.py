"""A drafted rule is as general as is safe, does what its examples say, and spares what stays."""

from __future__ import annotations

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from stripper import examples
from stripper.drafting import draft
from stripper.errors import StripperError
from stripper.lint import prose_lines
from stripper.readers import read
from stripper.rule_file import parse

PROSE = prose_lines(str(ROOT / "tests" / "data" / "prose.txt"))


@pytest.mark.parametrize(
    ("line", "glob"),
    [
        ("Read 12 more replies", "read # more replies"),
        ("By Anna Berg in Oslo", "by * in oslo"),
        ("Follow Anna Berg on Twitter", "follow * on twitter"),
        ("Published 12 March 2024 by Ann Lee", "published # * # by *"),
        ("Updated March 3, 2024", "updated * #, #"),
        ("Veröffentlicht am 3. Mai 2021, 14:05 Uhr", "veröffentlicht am #. * #, #:# uhr"),
        ("Zum Inhalt springen", "zum inhalt springen"),  # nouns have capitals in German
        ("Skip To Main Content", "skip to main content"),
        ("Image: T. Moe in Bergen", "image: * in bergen"),
        ("By Anna Berg", "by anna berg"),  # too little would be left
        ("3 条评论", "# 条评论"),
        ("Reply {3}", "reply *#*"),
    ],
)
def test_digits_dates_and_names_are_generalised(line: str, glob: str) -> None:
    assert draft(line, (), PROSE).glob == glob


@pytest.mark.parametrize("line", ["", " ", "***", "x" * 401, "Share of renewable power rises to two thirds"])
def test_what_no_rule_should_be_made_of_is_refused(line: str) -> None:
    with pytest.raises(StripperError):
        draft(line, (), PROSE)


def test_prose_makes_a_glob_less_general() -> None:
    assert draft("Follow Anna Berg on Twitter", (), ["Follow me on Twitter"]).glob == "follow anna berg on twitter"


def test_pages_show_what_else_goes_and_what_stays() -> None:
    page = read(
        "Read 3 more replies\n\nRead 12 more replies\n\nRead more replies of the sailors.\n\nWind.\n", "page.txt"
    )
    made = draft("Read 12 more replies", [page], ())
    assert made.also == ()
    assert made.keeps[1:] == ("Read more replies of the sailors.",)
    more = draft("By Anna Berg in Oslo", [read("By Tom Moe in Oslo\nBy anna berg in oslo\n", "p.txt")], ())
    assert more.also == (("p.txt", 1, "By Tom Moe in Oslo"),)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=80))
def test_a_drafted_rule_is_a_good_one(line: str, page: str) -> None:
    try:
        made = draft(line, [read(page, kind="text")], PROSE)
    except StripperError:
        return
    rule_set = parse(made.toml(), "x", "x.toml")
    (rule,) = rule_set.rules
    assert [failure.message for failure in examples.run(rule, [rule])] == []
