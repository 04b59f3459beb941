"""The loader returns a rule set or raises RuleError with the place, whatever it is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stripper import globs
from stripper.api import strip
from stripper.errors import RuleError
from stripper.rule_file import load, parse
from stripper.ruleset import RuleSet

GOOD = """about = "Boats."

[rule.tide]
why   = "tide table"
line  = ["tide {table|times}"]
drops = ["Tide table"]
"""

BAD = [
    (GOOD + 'lines = ["x"]\n', 7, "unknown key 'lines'; did you mean 'line'?"),
    (GOOD.replace('["Tide table"]', '"Tide table"'), 6, "'drops' must be a list of strings"),
    (GOOD + 'max_words = "8"\n', 7, "'max_words' must be a whole number"),
    (GOOD + "max_words = true\n", 7, "'max_words' must be a whole number"),
    (GOOD + 'action = "cut"\n', 7, "'cut' is no action"),
    (GOOD + 'place = ["top"]\n', 7, "'top' is no place"),
    (GOOD.replace("{table|times}", "{table|times"), 5, "a '{' is never closed"),
    (GOOD.replace('"tide {table|times}"', '"*"'), 5, "would match every line"),
    (GOOD.replace("line  =", "keeps ="), 3, "states none of line, phrase, made_of, shape, pattern"),
    (GOOD + 'made_of = ["de: anne* / (cookie*"]\n', 7, "a bracket is not closed"),
    (GOOD + 'made_of = ["xx: a / b"]\n', 7, "no words are known of the language 'xx'"),
    (GOOD + 'made_of = ["de: (alle)"]\n', 7, "has no group of words"),
    (GOOD + 'made_of = ["ab* / cookie"]\n', 7, "spells out too little"),
    (GOOD + "x = [\n", 7, "is not valid TOML"),
    ("abut = 'x'\n", 1, "unknown key 'abut'; did you mean 'about'?"),
    ("rule = 3\n", 1, "rules are written as [rule.NAME] tables"),
    (GOOD + "glued = true\n", 7, "says where the span of a trim stands"),
    (GOOD.replace("[rule.tide]", "[rule.tide]\naction = 'trim'"), 6, "a trim cuts a span"),
    (GOOD.replace("{table|times}", "{a|b|c|d|e|f|g|h|i|j}" * 5), 5, "more than 4000 variants"),
]


@pytest.mark.parametrize(("source", "line", "message"), BAD)
def test_a_mistake_is_named_with_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(RuleError) as error:
        parse(source, "boats", "boats.toml")
    assert error.value.line == line
    assert message in str(error.value)
    assert str(error.value).startswith(f"boats.toml:{line}: ")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "boats.toml"
    file.write_text(GOOD)
    (rule,) = load(file).rules
    assert (rule.id, rule.row, rule.where) == ("boats/tide", 3, f"{file}:3")


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "x.toml"
    if content:
        file.write_bytes(content)
    with pytest.raises(RuleError):
        load(file)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(GOOD.split("\n")), max_size=8).map("\n".join)))
def test_the_loader_returns_or_raises_rule_error(source: str) -> None:
    try:
        assert isinstance(parse(source, "x", "x.toml"), RuleSet)
    except RuleError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("glob", "line", "matches"),
    [
        ("skip to *", "skip to content", True),
        ("skip to *", "skip to", False),
        ("page # of #", "page # of #", True),
        ("{zum|direkt zum} inhalt{ springen|}", "zum inhalt", True),
        ("{zum|direkt zum} inhalt{ springen|}", "direkt zum inhalt springen", True),
        ("a*b*c", "a-c-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("*ab*ab", "ab", False),
        ("» more", "more", True),
        ("{all|} notes", "notes", True),
        ("- notes -", "notes", True),
        ("/", "/", True),
    ],
)
def test_globs(glob: str, line: str, matches: bool) -> None:
    found = any(globs.matches_line(globs.segments(v, whole=True), line) for v in globs.expand(glob))
    assert found is matches


@pytest.mark.parametrize(
    ("glob", "line", "span"),
    [
        ("share", "please share this", (7, 12)),
        ("share", "shared, then share", (13, 18)),
        ("share", "shareholders", None),
        ("do not * video", "they do not like video at all", (5, 22)),
        ("動画", "この動画は", (2, 4)),
    ],
)
def test_phrases(glob: str, line: str, span: tuple[int, int] | None) -> None:
    assert globs.find_phrase(globs.segments(glob, whole=False), line) == span


def test_globs_take_linear_time() -> None:
    parts = globs.segments("*a*a*a*a*a*b", whole=True)
    assert not globs.matches_line(parts, "a" * 1_000_000)


def test_a_phrase_may_have_no_word() -> None:
    """Found by fuzzing: there is no word to look for then."""
    source = '[rule.tail]\naction = "trim"\nat = "end"\nphrase = ["| *", "; *"]\nmax_words = 5\n'
    own = parse(source, "own", "own.toml")
    result = strip("The boats came home | The Merrin Courier\n", mode="rules", rules=[own])
    assert result.text == "The boats came home\n"
