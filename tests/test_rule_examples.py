"""Every shipped rule does what its examples say, and has enough of them."""

from __future__ import annotations

import pytest

from stripper import examples
from stripper.catalogue import shipped
from stripper.ruleset import Rule

RULES = [rule for rule_set in shipped() for rule in rule_set.rules]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert [failure.message for failure in examples.run(rule, RULES)] == []


@pytest.mark.parametrize("rule", [r for r in RULES if r.set != "layout"], ids=lambda rule: rule.id)
def test_every_rule_says_why_and_has_examples(rule: Rule) -> None:
    assert rule.why
    assert len(rule.drops) + len(rule.trims) >= 2 or (rule.action == "keep" and len(rule.keeps) >= 2)
    assert len(rule.keeps) >= 2


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_set_says_what_it_is_about() -> None:
    assert all(rule_set.about for rule_set in shipped())


def test_a_wrong_example_is_a_failure() -> None:
    wrong = Rule("a/b", why="x", line=("tide table",), drops=("Ebb and flow",), keeps=("Tide table",))
    messages = [failure.message for failure in examples.run(wrong, RULES)]
    assert messages == ['does not drop "Ebb and flow"', 'drops "Tide table", which must stay']
