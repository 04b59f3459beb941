"""Rules of the user's own beside the article model: they take what they name, and change nothing else."""

from __future__ import annotations

import pytest
from conftest import SAMPLES

import stripper
from stripper.api import Result
from stripper.keys import quoted
from stripper.rule_file import parse
from stripper.ruleset import RuleSet

SAMPLE = (SAMPLES / "stadtwerke-deutsch.txt").read_text("utf-8")


def naming(lines: list[str], action: str = "drop") -> RuleSet:
    globs = ", ".join(quoted(line.strip().lower()) for line in lines)
    return parse(f'[rule.mine]\nwhy = "x"\naction = "{action}"\nline = [{globs}]\n', "own", "own.toml")


def plain(line: str) -> bool:
    """Whether a glob can be the line as it is."""
    return line.strip().isascii() and line.strip().replace(" ", "").isalpha()


def kept(result: Result) -> list[int]:
    lines = result.dump.lines
    return [v.line for v in result.verdicts if v.action != "drop" and lines[v.line - 1].strip()]


@pytest.fixture(scope="module")
def usual() -> Result:
    return stripper.strip(SAMPLE, kind="text")


def test_rules_for_what_goes_anyway_change_the_reason_alone(usual: Result) -> None:
    lines = usual.dump.lines
    gone = [v.line for v in usual.verdicts if v.action == "drop" and plain(lines[v.line - 1])]
    assert len(gone) > 10
    again = stripper.strip(SAMPLE, kind="text", rules=[naming([lines[n - 1] for n in gone])])
    assert kept(again) == kept(usual) and again.confidence == usual.confidence
    assert {again.verdicts[n - 1].rule for n in gone} == {"own/mine"}


def test_a_rule_for_a_line_that_stays_takes_this_line_and_no_other(usual: Result) -> None:
    lines = usual.dump.lines
    for n in kept(usual)[:3]:
        page = SAMPLE.replace(lines[n - 1], "Harbour words of mine", 1)
        before = stripper.strip(page, kind="text", rules=[naming(["Harbour words of mine"], "keep")])
        after = stripper.strip(page, kind="text", rules=[naming(["Harbour words of mine"])])
        without = stripper.strip(page, kind="text")
        assert n in kept(before)
        assert kept(after) == [k for k in kept(without) if k != n]
        assert after.verdicts[n - 1].rule == "own/mine"
