"""The README tells the truth: its picture is what the tool does, its commands exist."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

from conftest import ROOT, Run, pages_of_one_site

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


def test_its_commands_run(run: Run, tmp_path: Path) -> None:
    recipes = next(block for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) if "page.txt" in block)
    for name in ("page.txt", "rules"):
        shutil.copy(ROOT / "samples" / "newsroom.txt", tmp_path / name)
    shutil.copy(ROOT / "samples" / "ferry.html", tmp_path / "page.html")
    pages_of_one_site(tmp_path / "saved")
    shutil.copy(ROOT / "stripper" / "rulesets" / "skip-links.toml", tmp_path / "my.toml")
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    tried = 0
    for line in recipes.splitlines():
        command = line.split("#")[0].split("|")[0].strip().replace("saved/*.txt", "page.txt")
        if command.startswith("stripper "):
            assert run(*shlex.split(command)[1:], cwd=tmp_path, env=environment).returncode in (0, 1), command
            tried += 1
    assert tried >= 20
