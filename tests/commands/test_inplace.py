"""In place, restore and undo, as a user meets them."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, Run
from test_clean import ARTICLE, DUMP

sys.path.insert(0, str(ROOT / "benchmarks"))

FURNITURE = "Skip to content\n\nSkip to main navigation\n"


pytestmark = pytest.mark.usefixtures("own_state")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    (pages / "sub" / "deep").mkdir(parents=True)
    for name in ("a.txt", "sub/b.txt", "sub/deep/c.txt", "d.md", ".hidden.txt"):
        (pages / name).write_text(DUMP)
    return pages


def test_a_folder_is_cleaned_and_undo_gives_it_back(run: Run, folder: Path) -> None:
    done = run("-i", "-v", str(folder))
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"3 of 3 files cleaned" in done.stderr
    for name in ("a.txt", "sub/b.txt", "sub/deep/c.txt"):
        assert (folder / name).read_text() == ARTICLE
    for name in ("d.md", ".hidden.txt"):
        assert (folder / name).read_text() == DUMP
    assert run("-i", "--glob", "*.md", "--glob", "*.text", str(folder)).returncode == 0
    assert (folder / "d.md").read_text() == ARTICLE
    assert len(run("undo", "--list").stdout.splitlines()) == 2
    done = run("undo")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"stripper: 1 file taken back\n")
    assert ((folder / "d.md").read_text(), (folder / "a.txt").read_text()) == (DUMP, ARTICLE)
    run("restore", str(folder / "a.txt"))
    done = run("undo")
    assert (done.returncode, done.stderr) == (0, b"stripper: 2 files taken back, 1 as before already\n")
    assert (folder / "a.txt").read_text() == DUMP
    done = run("undo")
    assert (done.returncode, b"nothing to take back" in done.stderr) == (2, True)


def test_a_clean_file_is_not_touched(run: Run, folder: Path, tmp_path: Path) -> None:
    file = folder / "a.txt"
    file.write_text(ARTICLE)
    before = file.stat()
    assert run("-i", str(file)).returncode == 0
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert not (tmp_path / "state").exists()


def test_mode_times_links_and_backup(run: Run, folder: Path) -> None:
    file, link = folder / "a.txt", folder / "link"
    file.chmod(0o640)
    os.utime(file, (1_000_000, 2_000_000))
    link.symlink_to("a.txt")
    assert run("-i", "--keep-times", "--backup", str(link)).returncode == 0
    assert link.is_symlink()
    assert file.read_text() == ARTICLE
    assert (stat.S_IMODE(file.stat().st_mode), file.stat().st_mtime) == (0o640, 2_000_000)
    kept = folder / "a.txt~"
    assert (kept.read_text(), stat.S_IMODE(kept.stat().st_mode), kept.stat().st_mtime) == (DUMP, 0o640, 2_000_000)
    assert run("-i", "--backup=.orig", str(folder / "d.md")).returncode == 0
    assert (folder / "d.md.orig").read_text() == DUMP
    assert (folder / "d.md").stat().st_mtime > 2_000_000
    assert {p.name for p in folder.iterdir()} == {"a.txt", "a.txt~", "d.md", "d.md.orig", "link", "sub", ".hidden.txt"}


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes on this system")
def test_extended_attributes_are_kept(run: Run, folder: Path) -> None:
    file = folder / "a.txt"
    try:
        os.setxattr(file, "user.note", b"mine")
    except OSError:
        pytest.skip("no extended attributes on this file system")
    assert run("-i", str(file)).returncode == 0
    assert os.getxattr(file, "user.note") == b"mine"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_is_kept(run: Run, folder: Path) -> None:
    os.chown(folder / "a.txt", 1234, 2345)
    assert run("-i", str(folder / "a.txt")).returncode == 0
    assert ((folder / "a.txt").stat().st_uid, (folder / "a.txt").stat().st_gid) == (1234, 2345)


SHOP = "Log in\nCart\nHome\nPrice 12.00\nContact us\nAdd to basket\n" * 20 + "Skip to content\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (FURNITURE, "100 % of it would go"),
        (SHOP, "not sure that there is an article"),
    ],
)
def test_it_does_not_gut_a_file_unless_told_to(run: Run, folder: Path, content: str, says: str) -> None:
    file = folder / "a.txt"
    file.write_text(content)
    done = run("-i", str(file), str(folder / "d.md"))
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert (file.read_text(), (folder / "d.md").read_text()) == (content, ARTICLE)
    assert run("-i", "--force", str(file)).returncode == 0
    assert "Skip to" not in file.read_text()
    assert run("restore", str(file)).returncode == 0
    assert file.read_text() == content


def test_what_cannot_be_written_back_is_refused(run: Run, folder: Path, tmp_path: Path) -> None:
    import gzip

    (folder / "p.html").write_bytes((SAMPLES / "ferry.html").read_bytes())
    (folder / "p.gz").write_bytes(gzip.compress(DUMP.encode()))
    os.link(folder / "d.md", folder / "twin")
    os.mkfifo(folder / "pipe")
    refused = {
        "p.html": b"is HTML",
        "p.gz": b"is packed",
        "twin": b"hard links",
        "none": b"no such file",
        "pipe": b"no ordinary file",
    }
    for name, says in refused.items():
        done = run("-i", str(folder / name))
        assert (done.returncode, says in done.stderr) == (2, True), done.stderr
    assert b"standard input" in run("-i", "-", stdin=DUMP.encode()).stderr
    (folder / "a.txt").chmod(0o444)
    done = run("-i", str(folder / "a.txt"))
    assert (done.returncode, b"read-only" in done.stderr) == (2, True)
    for name in ("/dev/stdin", "/dev/fd/0"):  # which lead to a file here
        with open(folder / "sub" / "b.txt", "rb") as file:
            command = [sys.executable, "-m", "stripper", "-i", name]
            done = subprocess.run(command, stdin=file, capture_output=True, check=False)
        assert (done.returncode, b"no ordinary file" in done.stderr) == (2, True)
    assert (folder / "sub" / "b.txt").read_text() == (folder / "a.txt").read_text() == DUMP
    assert run("-i", "--force", str(folder / "a.txt")).returncode == 0
    assert ((folder / "a.txt").read_text(), (folder / "a.txt").stat().st_mode & 0o777) == (ARTICLE, 0o444)
    assert run("undo").returncode == 0
    (folder / "a.txt").chmod(0o644)
    shutil.rmtree(tmp_path / "state")
    (tmp_path / "state").write_text("a file where the folder should be")
    done = run("-i", str(folder / "a.txt"))
    assert (done.returncode, b"--no-undo" in done.stderr) == (2, True)
    assert (folder / "a.txt").read_text() == DUMP
    assert run("-i", "--no-undo", str(folder / "a.txt")).returncode == 0
    assert (folder / "a.txt").read_text() == ARTICLE


def test_restore_all_a_rule_or_a_line(run: Run, folder: Path) -> None:
    file = folder / "a.txt"
    run("-i", str(file))
    rows = run("restore", "--list", str(file)).stdout.decode().splitlines()
    assert rows[0].split()[:3] == ["1", "-", "skip-links/skip-to"]
    done = run("restore", "--line", "7", str(file))
    assert (done.returncode, done.stderr.decode()) == (0, f"stripper: {file}: 1 line given back; 3 cut still\n")
    assert file.read_text() == ARTICLE + "Skip to main navigation\n"
    done = run("restore", "--rule", "sharing", str(file))
    assert (done.returncode, b"lines went by skip-links/skip-to (1)" in done.stderr) == (2, True)
    assert run("restore", "--rule", "skip-links", str(file)).returncode == 0
    assert file.read_text() == "Skip to content\n" + ARTICLE + "Skip to main navigation\n"
    done = run("restore", str(file))
    assert (done.returncode, done.stderr.decode()) == (0, f"stripper: {file}: 2 lines given back\n")
    assert file.read_text() == DUMP
    done = run("restore", str(file))
    assert (done.returncode, b"nothing to give back" in done.stderr) == (0, True)
    assert b"no undo record" in run("restore", str(folder / "d.md")).stderr


def test_an_edited_file_is_merged_or_left_alone(run: Run, folder: Path) -> None:
    file = folder / "a.txt"
    run("-i", str(file), str(folder / "d.md"))
    file.write_text(ARTICLE.replace("rain", "hail"))
    (folder / "d.md").write_text("My own first line\n" + ARTICLE)
    done = run("undo")
    assert (done.returncode, b"was edited where lines were cut" in done.stderr) == (2, True)
    assert file.read_text() == ARTICLE.replace("rain", "hail"), "its edit stands beside a cut"
    run("restore", "--line", "1", str(file))
    assert file.read_text() == "Skip to content\n" + ARTICLE.replace("rain", "hail")
    assert (folder / "d.md").read_text() == "My own first line\n" + ARTICLE
    (folder / "d.md").write_text(ARTICLE)
    run("restore", str(folder / "d.md"))
    assert (folder / "d.md").read_text() == DUMP


def test_a_file_that_was_moved_is_restored_under_its_new_name(run: Run, folder: Path) -> None:
    old, new = folder / "a.txt", folder / "moved.txt"
    run("-i", str(old))
    (folder / "copy.txt").write_text(ARTICLE)  # it only reads like what was cleaned
    done = run("restore", str(folder / "copy.txt"))
    assert (done.returncode, b"no undo record" in done.stderr) == (2, True)
    old.rename(new)
    done = run("undo")
    assert (done.returncode, b"`stripper restore` takes its new name" in done.stderr) == (2, True)
    assert run("restore", "--line", "1", str(new)).returncode == 0
    assert new.read_text() == "Skip to content\n" + ARTICLE
    assert run("restore", str(new)).returncode == 0
    assert new.read_text() == DUMP
    assert b"nothing to give back" in run("restore", str(new)).stderr
    for name in ("x.txt", "y.txt"):
        (folder / name).write_text(DUMP)
        run("-i", str(folder / name))
    (folder / "x.txt").rename(folder / "z.txt")
    (folder / "y.txt").unlink()
    done = run("restore", str(folder / "z.txt"))
    assert (done.returncode, b"x.txt or " in done.stderr) == (2, True), "both had this content"
    assert (folder / "z.txt").read_text() == ARTICLE


def test_two_runs_on_one_folder_at_once_can_both_be_taken_back(run: Run, folder: Path) -> None:
    names = [f"{i}.txt" for i in range(40)]
    for name in names:
        (folder / name).write_text(DUMP)
    command = [sys.executable, "-m", "stripper", "-i", str(folder)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in both]
    for process, messages in zip(both, said, strict=True):
        assert all("changed while it was being cleaned" in row for row in messages.splitlines()), messages
        assert process.returncode == (2 if messages else 0)
    assert {(folder / name).read_text() for name in names} == {ARTICLE}
    for _ in run("undo", "--list").stdout.splitlines():
        assert run("undo").returncode == 0
    assert {(folder / name).read_text() for name in names} == {DUMP}
    assert not list(folder.glob(".stripper-*"))


def test_a_run_that_is_at_work_is_not_taken_back(run: Run, folder: Path) -> None:
    os.mkfifo(folder / "list")
    command = [sys.executable, "-m", "stripper", "-i", "-v", "--files-from", str(folder / "list")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process, open(folder / "list", "w") as names:
        print(folder / "a.txt", file=names, flush=True)
        assert process.stderr and "cut" in process.stderr.readline()
        done = run("undo")
        assert (done.returncode, b"is still at work" in done.stderr) == (2, True)
        assert (folder / "a.txt").read_text() == ARTICLE
        print(folder / "d.md", file=names, flush=True)
        names.close()
        assert "2 of 2 files" in process.stderr.read()
    assert run("undo").stderr == b"stripper: 2 files taken back\n"
    assert (folder / "a.txt").read_text() == (folder / "d.md").read_text() == DUMP


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp1251"])
def test_every_encoding_stays_what_it_is(run: Run, folder: Path, encoding: str) -> None:
    text = "Skip to content\n\n" + "Ветер переменился ночью, и к утру лодки стояли у другого берега.\n" * 3
    text = text if encoding == "cp1251" else DUMP
    file = folder / "a.txt"
    file.write_bytes(text.encode(encoding))
    assert run("-i", "--ignore", "article", str(file)).returncode == 0
    assert file.read_bytes().decode(encoding.removesuffix("-sig")).lstrip("\ufeff") == text.removeprefix(
        "Skip to content\n\n"
    ).removesuffix("\nSkip to main navigation\n")
    assert run("undo").returncode == 0
    assert file.read_bytes() == text.encode(encoding)


def test_an_interrupted_run_leaves_whole_files_and_nothing_else(folder: Path) -> None:
    names = [f"{i}.txt" for i in range(300)]
    for name in names:
        (folder / name).write_text(DUMP)
    before = {p.name for p in folder.iterdir()}
    command = [sys.executable, "-m", "stripper", "-i", "-v", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        process.stderr.readline()  # it is at work
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert (process.wait(60), "Traceback" in said) == (130, False), said
    assert {p.name for p in folder.iterdir()} == before
    left = [(folder / name).read_text() for name in names]
    assert set(left) <= {DUMP, ARTICLE}
    assert DUMP in left


def test_a_killed_run_leaves_whole_files_and_can_be_undone() -> None:
    """The benchmark does this for longer."""
    from kill_check import check

    seen = check(rounds=3, files=40, seed=time.time_ns())
    assert seen["killed"] == 3


def test_options_that_contradict_each_other(run: Run, folder: Path) -> None:
    file = str(folder / "a.txt")
    for args in (["-i", "--diff"], ["-i", "-o", "x"], ["--force"], ["-i", "--separator", "x"], ["-i", "--backup=a/b"]):
        done = run(*args, file)
        assert (done.returncode, done.stdout) == (2, b""), args
    assert (folder / "a.txt").read_text() == DUMP
