"""Shell completion, asked as the shells ask."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run


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
        "ZDOTDIR": str(tmp_path),
    }
    done = run("completion", "--install", env=environment)
    (file,) = (p for p in tmp_path.rglob("*") if p.is_file() and p.name != ".zshrc")
    assert file.read_bytes() == script
    assert str(file) in done.stderr.decode()
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed; its script was not tried")
    subprocess.run([shell, "-n", str(file)], check=True)


@pytest.fixture
def home(run: Run, tmp_path: Path) -> dict[str, str]:
    """A home whose shells find the command; completion is installed by the one command that the docs give."""
    tool = tmp_path / "bin" / "stripper"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m stripper "$@"\n')
    tool.chmod(0o755)
    home = {"HOME": str(tmp_path), "PATH": f"{tool.parent}:/usr/bin:/bin", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ZDOTDIR"))}
    for shell in ("bash", "zsh", "fish"):
        for _ in range(2):  # a second time changes nothing
            done = run("completion", "--install", env={**outer, **home, "SHELL": f"/bin/{shell}"}, cwd=ROOT)
            assert done.returncode == 0, done.stderr
    return home


def test_bash_completes_with_it(home: dict[str, str]) -> None:
    code = (
        ". ~/.local/share/bash-completion/completions/stripper\n"
        "COMP_WORDS=(stripper und); COMP_CWORD=1\n"
        "_stripper_completion stripper und stripper 2>/dev/null\n"  # it calls what works inside a completion only
        'echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "--norc", "-c", code], env=home, capture_output=True, text=True, check=True)
    assert "undo" in done.stdout.split()


def test_fish_completes_with_it(home: dict[str, str]) -> None:
    fish = shutil.which("fish") or pytest.skip("fish is not installed: apt-get install fish")
    asked = ["complete -C 'stripper und'", "complete -C 'stripper completion z'", "complete -C 'stripper --sep'"]
    done = subprocess.run([fish, "-c", "; ".join(asked)], env=home, capture_output=True, text=True, check=True)
    assert [row.split("\t")[0] for row in done.stdout.splitlines()] == ["undo", "zsh", "--separator"]


def test_zsh_completes_with_it(home: dict[str, str]) -> None:
    zsh = shutil.which("zsh") or pytest.skip("zsh is not installed: apt-get install zsh")
    settings = Path(home["HOME"], ".zshrc")
    (line,) = settings.read_text().splitlines()
    settings.write_text(line.replace("&& compinit", "&& compinit -u") + "\n")  # the folders may be ours and not root's
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [zsh, "-i"], env=home, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
    )
    os.write(leader, b"echo rea''dy\n")
    assert until(leader, b"ready")
    os.write(leader, b"stripper und\t")
    completed = until(leader, b"undo")
    process.kill()
    process.wait()
    os.close(leader)
    os.close(follower)
    assert completed


def until(terminal: int, wanted: bytes) -> bool:
    """Read from a terminal until it shows `wanted`, for 60 seconds at most."""
    seen = b""
    while wanted not in seen:
        if not select.select([terminal], [], [], 60)[0]:
            return False
        seen += os.read(terminal, 4096)
    return True


def test_an_unknown_shell_is_a_message(run: Run) -> None:
    done = run("completion", env={**os.environ, "SHELL": "/bin/ksh"})
    assert (done.returncode, b"name your shell" in done.stderr) == (2, True)
