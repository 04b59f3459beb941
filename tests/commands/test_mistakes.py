"""What is said to those who mistype, or whose output is closed: one plain line, and exit code 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, Run

PAGE = (SAMPLES / "newsroom.txt").read_bytes()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "page.txt").write_bytes(PAGE)
    (tmp_path / "plain.txt").write_text("The boats came home late.\n")
    (tmp_path / "empty").mkdir()
    return tmp_path


def closed(*args: str, cwd: Path) -> tuple[int, str]:
    """Run the command line with standard output closed."""
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "stripper", *args]
    done = subprocess.run(command, stderr=subprocess.PIPE, cwd=cwd, timeout=120)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    "args",
    [
        ["page.txt"],
        ["--diff", "page.txt"],
        ["--diff=side", "page.txt"],
        ["--stat", "page.txt"],
        ["explain", "page.txt"],
        ["report", "page.txt"],
        ["rules", "stats", "page.txt"],
        ["rules", "list"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_a_closed_output_is_told(here: Path, args: list[str]) -> None:
    assert closed(*args, cwd=here) == (2, "stripper: cannot write the output: standard output is closed\n")


def test_who_prints_nothing_does_not_mind_a_closed_output(here: Path) -> None:
    assert closed("--check", "plain.txt", cwd=here) == (0, "plain.txt: clean\n")
    assert closed("-i", "page.txt", cwd=here) == (0, "")
    assert (here / "page.txt").read_bytes() != PAGE


@pytest.mark.parametrize(
    ("args", "said", "code"),
    [
        (["rulse"], "stripper: rulse: no such file; did you mean `stripper rules`?", 2),
        (["nowhere.txt"], "stripper: nowhere.txt: no such file", 2),
        (["https://a.example/"], "stripper: https://a.example/: no such file; nothing is fetched here: lynx -dump URL | stripper", 2),
        (["restore", "nowhere.txt"], "stripper: nowhere.txt: no such file", 2),
        (["learn", "empty"], "stripper: empty: holds no files; save three or more pages of the site in it", 2),
        (["-i", "empty"], "stripper: empty: holds no file that fits *.txt; --glob names others", 0),
        (["-o", "out", "--glob", "*.a", "--glob", "*.b", "."], "stripper: .: holds no file that fits *.a or *.b; --glob names others", 0),
        (["explain", "--why", "consent", "page.txt"], "stripper: page.txt: no line was decided by consent", 0),
        (["-o", "plain.txt", "page.txt"], "stripper: plain.txt: is a file, and -o takes a folder", 2),
        (["batch", "page.txt", "-o", "plain.txt", "--format", "text"], "stripper: plain.txt: is a file already; choose another OUT", 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_is_said(run: Run, here: Path, args: list[str], said: str, code: int) -> None:
    done = run(*args, cwd=here)
    assert (done.returncode, done.stdout, done.stderr.decode()) == (code, b"", f"{said}\n")


@pytest.mark.parametrize("name", ["rows.json", "rows.CSV", "rows.txt.gz"])
def test_a_batch_makes_no_folder_that_is_called_like_a_file(run: Run, here: Path, name: str) -> None:
    done = run("batch", "page.txt", "-o", name, cwd=here)
    assert (done.returncode, f"the ending of {name}".encode() in done.stderr) == (2, True)
    assert not (here / name).exists()
    assert run("batch", "page.txt", "-o", name, "--format", "text", "--mode", "rules", cwd=here).returncode == 0
    assert (here / name / "page.txt").is_file()


def test_a_batch_does_not_go_to_standard_output(run: Run, here: Path) -> None:
    done = run("batch", "page.txt", "-o", "-", cwd=here)
    assert (done.returncode, b"name a folder or a file" in done.stderr) == (2, True)
    assert not (here / "-").exists()


def test_a_name_that_is_no_utf8_is_shown_by_its_bytes(run: Run, here: Path) -> None:
    assert run("p\udcffge.txt", cwd=here).stderr == b"stripper: p\\xffge.txt: no such file\n"


def test_one_file_is_one_file(run: Run, here: Path) -> None:
    environment = {"STRIPPER_STATE_DIR": str(here / "state"), "PATH": ""}
    run("-i", "page.txt", cwd=here, env=environment)
    assert run("undo", "--list", cwd=here, env=environment).stdout.endswith(b"  1 file\n")
