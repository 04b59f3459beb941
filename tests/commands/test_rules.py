"""The commands about rules, as a user meets them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, Run

OWN = """about = "x"
[rule.tide]
why = "a table"
line = ["tide table"]
drops = ["Tide table", "Ebb"]
keeps = ["Tide", "The tide table was wet."]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    return file


def test_test_reports_as_a_test_runner_does(run: Run, own: Path) -> None:
    done = run("rules", "test", str(own))
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        "own                         1 rules     4 examples  1 FAILED",
        f'    {own}:2: own/tide does not drop "Ebb"',
        "1 rule sets, 4 examples, 1 failures",
    ]
    own.write_text(OWN.replace('"Ebb"', '"Tide table."'))
    assert run("rules", "test", str(own)).returncode == 0


def test_test_reports_json(run: Run, own: Path) -> None:
    report = json.loads(run("rules", "test", "--format", "json", str(own)).stdout)
    assert (report["examples"], report["failures"]) == (4, 1)
    (failure,) = report["sets"][0]["failures"]
    assert failure == {"rule": "own/tide", "path": str(own), "line": 2, "message": 'does not drop "Ebb"'}


def test_lint_ends_with_1_only_for_mistakes(run: Run, own: Path) -> None:
    assert run("rules", "lint", str(own)).returncode == 0
    own.write_text(OWN.replace('why = "a table"\n', ""))
    done = run("rules", "lint", str(own))
    assert done.returncode == 1
    assert f"{own}:2: own/tide: why: does not say why" in done.stdout.decode()
    (finding,) = json.loads(run("rules", "lint", "-q", "--format", "json", str(own)).stdout)
    assert (finding["rule"], finding["kind"], finding["line"]) == ("own/tide", "why", 2)
    assert run("rules", "lint", "--prose", "none.txt").returncode == 2


def test_lint_knows_prose_of_the_user(run: Run, own: Path, tmp_path: Path) -> None:
    (tmp_path / "prose.txt").write_text("# a comment\nTide table\n")
    assert (
        b'prose: matches prose: "Tide table"'
        in run("rules", "lint", "--prose", str(tmp_path / "prose.txt"), str(own)).stdout
    )


def test_stats_count_lines_and_dumps(run: Run, own: Path, tmp_path: Path) -> None:
    (tmp_path / "saved" / "deep").mkdir(parents=True)
    (tmp_path / "saved" / "a.txt").write_text("Tide table\n\nWind.\n\nTide table\n")
    (tmp_path / "saved" / "deep" / "b.txt").write_text("Tide table\nSkip to content\n")
    (tmp_path / "saved" / "c.pdf").write_bytes(b"%PDF-1.7")
    args = ["rules", "stats", "--rules", str(own), "--ignore", "article,layout"]
    done = run(*args, str(tmp_path / "saved"))
    assert done.returncode == 2
    assert b"c.pdf: this is not text" in done.stderr
    rows = done.stdout.decode().splitlines()
    assert [row.split()[:5] for row in rows[:2]] == [
        ["3", "lines", "2", "dumps", "own/tide"],
        ["1", "lines", "1", "dumps", "skip-links/skip-to"],
    ]
    assert rows[0].count("#") == 3 * rows[1].count("#") == 30
    assert rows[2] == "4 of 7 lines cut in 2 dumps, by 2 rules"
    report = json.loads(run(*args, "--format", "json", str(tmp_path / "saved" / "a.txt")).stdout)
    assert report == {"dumps": 1, "lines": 5, "rules": [{"rule": "own/tide", "lines": 2, "dumps": 1}]}


def test_stats_draw_bars_on_a_terminal() -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "stripper", "rules", "stats", "--mode", "rules", str(SAMPLES / "newsroom.txt")]
    subprocess.run(command, stdout=follower, timeout=60, check=True)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert "skip-links/skip-to" in shown
    assert "█" in shown


def test_new_prints_a_rule_that_works(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Read 3 more replies\n\nBy Ann Lee in Oslo\n\nBy Tom Moe in Oslo\n")
    done = run("rules", "new", "By Ann Lee in Oslo", "--from", str(page))
    assert done.stderr.decode() == f"also cuts {page}:5: By Tom Moe in Oslo\n"
    (tmp_path / "printed.toml").write_bytes(done.stdout)
    assert run("rules", "test", str(tmp_path / "printed.toml")).returncode == 0


def test_new_adds_to_a_file_and_overwrites_nothing(run: Run, own: Path) -> None:
    own.write_text(OWN.replace('"Ebb"', '"Tide table."'))
    assert run("rules", "new", "Read 12 more replies", "-o", str(own), "replies").returncode == 0
    text = own.read_text()
    assert text.startswith(OWN[:60])
    assert run("rules", "test", str(own)).returncode == 0
    assert run("--rules", str(own), "--mode", "rules", stdin=b"Read 3 more replies\n").stdout == b""
    again = run("rules", "new", "Read 9 more letters", "-o", str(own), "replies")
    assert again.returncode == 2
    assert b"there is a rule 'replies' already" in again.stderr
    own.write_text(bad := text + "x = [")
    assert run("rules", "new", "Moon table", "-o", str(own)).returncode == 2
    assert own.read_text() == bad
    fresh = own.with_name("fresh.toml")
    assert run("rules", "new", "Moon table", "-o", str(fresh)).returncode == 0
    assert run("rules", "test", str(fresh)).returncode == 0
    assert run("rules", "new", "Moon table", "-o", str(own.with_name("no")) + "/x.toml").returncode == 2
    assert run("rules", "new", "Moon table", "a b").returncode == 2


@pytest.mark.parametrize("name", ["list", "show", "where", "test", "lint", "stats", "new", "import", "schema"])
def test_each_command_has_help_with_examples(run: Run, name: str) -> None:
    text = run("rules", name, "--help").stdout.decode()
    assert f"stripper rules {name}" in text.partition("Examples:")[2]
    assert name in run("rules", "--help").stdout.decode()
