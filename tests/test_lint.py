"""Lint says what is wrong with a rule that its own examples do not show, and nothing of a good one."""

from __future__ import annotations

import pytest
from conftest import ROOT

from stripper.catalogue import shipped
from stripper.lint import lint, prose_lines
from stripper.rule_file import parse

PROSE = prose_lines(str(ROOT / "tests" / "data" / "prose.txt"))
EXAMPLES = 'drops = ["Ebb table", "Tide table"]\nkeeps = ["The table was set.", "Ebb and flow"]\n'


def kinds(source: str, name: str = "b") -> list[tuple[str, str, bool]]:
    sets = [parse(source, "a", "a.toml")]
    return [(f.rule.id.partition("/")[2], f.kind, f.note) for f in lint(sets, sets, PROSE, timed=False)]


def rule(name: str, conditions: str, examples: str = EXAMPLES) -> str:
    return f'[rule.{name}]\nwhy = "x"\n{conditions}\n{examples}'


GOOD = rule("good", 'line = ["{ebb|tide} table"]')


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (GOOD, []),
        (GOOD.replace('why = "x"\n', ""), [("good", "why", False)]),
        (rule("x", 'line = ["ebb table"]', ""), [("x", "examples", False), ("x", "examples", False)]),
        (GOOD + rule("late", 'line = ["ebb table", "tide table"]'), [("late", "unreachable", False)]),
        (GOOD + rule("late", 'line = ["{ebb|tide|moon} table"]'), [("late", "overlap", True)]),
        # An earlier rule that asks for more, or reaches less far, leaves something to a later one.
        (rule("good", 'line = ["{ebb|tide} table"]\nplace = ["head"]') + rule("late", 'line = ["ebb table"]'), []),
        (GOOD + rule("late", 'line = ["ebb table"]\nuntil = "prose"'), []),
        (rule("x", 'line = ["menu *"]'), [("x", "prose", False)]),
        (rule("x", 'line = ["menu *"]\nplace = ["tail"]'), [("x", "prose", True)]),
        (rule("x", 'line = ["menu *"]\nmax_words = 5'), []),
        (rule("x", 'line = ["menu *"]\nunless = ["* spring"]'), []),
        (rule("x", 'phrase = ["the harbour"]'), [("x", "prose", False)]),
        (rule("x", 'action = "trim"\nphrase = ["the harbour"]', 'trims = [["a", "a"], ["b", "b"]]\nkeeps = ["a", "b"]'), [("x", "prose", False)]),
        (rule("x", 'line = ["* | *"]\nmin_words = 3'), [("x", "slow", True)]),
    ],
)  # fmt: skip
def test_findings(source: str, found: list[tuple[str, str, bool]]) -> None:
    assert sorted(set(kinds(source))) == sorted(set(found))


def test_two_rules_of_one_name_are_told() -> None:
    sets = [parse(GOOD, "a", "a.toml"), parse(GOOD, "a", "other/a.toml")]
    assert ("a/good", "name") in [(f.rule.id, f.kind) for f in lint(sets, sets, (), timed=False)]


def test_only_the_sets_asked_for_are_judged() -> None:
    mine = parse(rule("mine", 'line = ["skip to content"]', 'drops = ["Skip to content"]\n'), "m", "m.toml")
    assert {f.rule.set for f in lint([*shipped(), mine], [mine], PROSE, timed=False)} == {"m"}


def test_a_costly_rule_is_told_by_its_measure() -> None:
    pattern = '"(a|b|e|i|o)[a-z ]{0,400}(zq)"'
    pytest.importorskip("re2")
    sets = [parse(rule("x", f"pattern = [{pattern}]"), "a", "a.toml")]
    assert "slow" in [f.kind for f in lint(sets, sets, PROSE)]


def test_shipped_rules_match_no_ordinary_prose_and_all_can_speak() -> None:
    findings = lint(shipped(), shipped(), [*prose_lines(), *PROSE], timed=False)
    assert [f"{f.rule.id}: {f.message}" for f in findings if not f.note] == []
