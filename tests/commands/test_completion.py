"""Shell completion, asked as the shells ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("re", {"plain,report", "plain,restore", "file,re"}),
        ("--sep", {"plain,--separator"}),
        ("clean --in-", {"plain,--in-place"}),
        ("restore --li", {"plain,--line", "plain,--list"}),
        ("--diff pa", {"file,pa"}),
    ],
)
def test_words_that_are_offered(run: Run, typed: str, offered: set[str]) -> None:
    words = f"stripper {typed}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1), "_STRIPPER_COMPLETE": "bash_complete"}
    assert set(run(env={**os.environ, **asked}).stdout.decode().splitlines()) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_reads(run: Run, tmp_path: Path, shell: str) -> None:
    script = run("completion", shell).stdout
    assert b"_STRIPPER_COMPLETE" in script
    environment = {
        **os.environ,
        "SHELL": f"/usr/bin/{shell}",
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    done = run("completion", "--install", env=environment)
    (file,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert file.read_bytes() == script
    assert str(file) in done.stderr.decode()
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed; its script was not tried")
    subprocess.run([shell, "-n", str(file)], check=True)


def test_bash_completes_with_it(run: Run, tmp_path: Path) -> None:
    tool = tmp_path / "stripper"
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m stripper "$@"\n')
    tool.chmod(0o755)
    (tmp_path / "script").write_bytes(run("completion", "bash").stdout)
    code = (
        f"PATH={tmp_path}:$PATH; . {tmp_path}/script\n"
        "COMP_WORDS=(stripper und); COMP_CWORD=1\n"
        "_stripper_completion stripper und stripper 2>/dev/null\n"  # it calls what works inside a completion only
        'echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "--norc", "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "undo" in done.stdout.split()


def test_an_unknown_shell_is_a_message(run: Run) -> None:
    done = run("completion", env={**os.environ, "SHELL": "/bin/ksh"})
    assert (done.returncode, b"name your shell" in done.stderr) == (2, True)
