"""The README tells the truth: its picture is what the tool does, its commands exist."""

from __future__ import annotations

import re

from conftest import ROOT, Run

import stripper

README = (ROOT / "README.md").read_text("utf-8")


def test_before_and_after_are_real() -> None:
    before, after = re.findall(r"```text\n(.*?)```", README, re.DOTALL)[:2]
    assert stripper.strip(before, mode="rules").text == after


def test_the_rule_it_shows_is_a_good_one() -> None:
    from stripper import examples
    from stripper.rule_file import parse

    (source,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (rule,) = parse(source, "skip-links", "README.md").rules
    assert list(examples.run(rule, [rule])) == []


def test_its_commands_run(run: Run) -> None:
    recipes = next(block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "page.txt" in block)
    tried = 0
    for line in recipes.splitlines():
        command = line.split("#")[0].split("|")[0].strip()
        if command.startswith("stripper "):
            words = command.replace("page.txt", "samples/newsroom.txt").replace("saved/*.txt", "samples/newsroom.txt")
            words = words.replace("my.toml", "stripper/rulesets/skip-links.toml").replace("-- rules", "-- README.md")
            assert run(*words.split()[1:], cwd=ROOT).returncode in (0, 1), command
            tried += 1
    assert tried >= 12
