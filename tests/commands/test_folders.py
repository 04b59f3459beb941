"""Folders and lists of files as people have them: closed ones, hidden files, lists from Windows, files that went."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run, pages_of_one_site
from test_clean import ARTICLE, DUMP

from stripper import journal
from stripper.commands.files import content
from stripper.commands.restore import give_back, look_up

BOUND = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
"""Takes from root the right to read what it may not."""


pytestmark = pytest.mark.usefixtures("own_state")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "closed").mkdir(parents=True)
    for name in ("a.txt", "b.txt", "closed/c.txt"):
        (folder / name).write_text(DUMP)
    return folder


@pytest.mark.parametrize("how", [("-i",), ("-o", "clean"), ("learn",), ("rules", "stats")], ids=lambda how: how[-1])
def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, pages: Path, how: tuple[str, ...]) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may look into all folders, and setpriv is not here to take that away")
    (pages / "closed").chmod(0)
    command = [*(() if os.geteuid() else BOUND), sys.executable, "-m", "stripper", *how, "pages"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True)
    (pages / "closed").chmod(0o755)
    assert (done.returncode, b"pages/closed: cannot be read: Permission denied" in done.stderr) == (2, True)
    assert ((pages / "a.txt").read_text() == ARTICLE) == (how == ("-i",))


def test_hidden_files_and_links_are_not_learnt_from(run: Run, tmp_path: Path) -> None:
    pages_of_one_site(tmp_path / "site")
    plain = run("learn", "site", cwd=tmp_path)
    (tmp_path / "site" / ".DS_Store").write_bytes(bytes(range(64)))
    (tmp_path / "site" / ".git").mkdir()
    (tmp_path / "site" / ".git" / "x").write_text(DUMP)
    (tmp_path / "site" / "latest").symlink_to("gone")
    again = run("learn", "site", cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, plain.stdout, plain.stderr)


def test_a_list_from_windows_is_read(run: Run, pages: Path) -> None:
    (pages / "odd.txt\r").write_text(DUMP)
    (pages / "list").write_bytes(b"\xef\xbb\xbfa.txt\r\n\r\nb.txt\r\nodd.txt\r\ngone.txt\r\n")
    done = run("--files-from", "list", "--check", cwd=pages)
    told = [line.partition(b":")[0] for line in done.stderr.splitlines()]
    assert done.returncode == 2 and told == [b"a.txt", b"b.txt", b"odd.txt\\x0d", b"stripper"]
    assert b"stripper: gone.txt: no such file\n" in done.stderr
    (pages / "list0").write_bytes(b"a.txt\r\0b.txt\0")
    assert b"a.txt\\x0d: no such file" in run("--files-from", "list0", "-0", "--check", cwd=pages).stderr


def test_a_list_in_another_form_is_told(run: Run, pages: Path) -> None:
    (pages / "list").write_bytes(b"a.txt\0b.txt\0")
    done = run("--files-from", "list", "--check", cwd=pages)
    assert (done.returncode, done.stderr) == (2, b"stripper: list: holds NULs, which names of files do not; add -0\n")
    (pages / "list").write_bytes("a.txt\n".encode("utf-16"))  # as PowerShell writes it
    done = run("--files-from", "list", "--check", cwd=pages)
    assert (done.returncode, b"save it as UTF-8" in done.stderr) == (2, True)


def test_a_file_that_nobody_may_read_does_not_stop_the_others(pages: Path) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may read all files, and setpriv is not here to take that away")
    (pages / "a.txt").chmod(0)
    command = [*(() if os.geteuid() else BOUND), sys.executable, "-m", "stripper", "a.txt", "b.txt"]
    done = subprocess.run(command, cwd=pages, capture_output=True)
    said = b"stripper: a.txt: cannot be read: Permission denied\n"
    assert (done.returncode, done.stdout.decode(), done.stderr) == (2, ARTICLE, said)


def test_results_do_not_go_among_the_files_that_are_read(run: Run, tmp_path: Path, pages: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    for args in (("-o", "pages", "pages"), ("-o", ".", "pages"), ("-o", "pages", "pages/")):
        done = run(*args, cwd=tmp_path)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert b"its results would stand among its files" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_the_diff_of_a_file_that_is_named_twice_can_be_applied(run: Run, pages: Path) -> None:
    done = run("--diff", "a.txt", "./a.txt", "b.txt", cwd=pages)
    assert (done.returncode, b"./a.txt: is named twice" in done.stderr) == (0, True)
    subprocess.run(["patch", "-p1", "-s"], input=done.stdout, cwd=pages, check=True)
    assert (pages / "a.txt").read_text() == (pages / "b.txt").read_text() == ARTICLE


def test_a_result_without_a_name_is_refused(run: Run, pages: Path, tmp_path: Path) -> None:
    for args in (["-o", "", "a.txt"], ["learn", ".", "-o", ""]):
        done = run(*args, cwd=pages)
        assert (done.returncode, done.stdout, b"-o needs the name of a" in done.stderr) == (2, b"", True)


def test_a_file_for_a_folder_is_told_once(run: Run, pages: Path) -> None:
    done = run("-o", "a.txt", ".", cwd=pages)
    assert (done.returncode, done.stderr) == (2, b"stripper: a.txt: is a file, and -o takes a folder\n")


def test_a_bad_rule_file_is_told_before_pages_are_read(run: Run, tmp_path: Path) -> None:
    pages_of_one_site(tmp_path / "site")
    (tmp_path / "bad.toml").write_text("bad = [")
    (tmp_path / "site" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for name, says in (("none.toml", "none.toml: no such file"), ("bad.toml", "bad.toml:1: is not valid TOML")):
        done = run("learn", "--update", name, "site", cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.decode().startswith(f"stripper: {says}")


def test_a_file_that_went_does_not_bar_the_way(run: Run, pages: Path) -> None:
    run("-i", str(pages / "a.txt"))
    run("-i", str(pages / "b.txt"))
    (pages / "b.txt").unlink()
    done = run("undo")
    assert done.returncode == 2 and b"`stripper undo RUN` takes another one back" in done.stderr
    runs = [row.split()[0] for row in run("undo", "--list").stdout.decode().splitlines()]
    assert len(runs) == 2 and run("undo", runs[1]).returncode == 0
    assert (pages / "a.txt").read_text() == DUMP


def test_undo_after_a_restore_that_was_killed(run: Run, pages: Path) -> None:
    file = pages / "a.txt"
    run("-i", str(file))
    data, _ = content(str(file))
    found = look_up(str(file), data)
    assert found
    lines = [change.line for change in found[1].changes]
    _, rest = give_back(found[1], data, lambda change: change.line == lines[0])
    journal.add(found[0], rest)  # what `restore --line` notes before it writes the file
    assert run("undo").returncode == 0
    assert file.read_text() == DUMP
