"""Many files, many dumps in a stream, results in a folder, and pipes that end badly."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run
from test_clean import ARTICLE, DUMP

STRIPPER = [sys.executable, "-m", "stripper"]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.txt", "sub/a.txt", "two words.txt", "line\nbreak.txt"):
        (folder / name).write_text(DUMP)
    return folder


def test_names_come_by_a_pipe(run: Run, pages: Path) -> None:
    names = sorted(str(p) for p in pages.rglob("*.txt"))
    plain = [n for n in names if "\n" not in n]
    nulls, rows = "\0".join(names).encode() + b"\0", "\n".join(plain).encode()
    assert run("-0", stdin=nulls).stdout.decode() == ARTICLE * 4
    assert run("--files-from", "-", "-0", stdin=nulls).stdout.decode() == ARTICLE * 4
    assert run("--files-from", "-", stdin=rows).stdout.decode() == ARTICLE * 3
    (pages / "list").write_bytes(rows + b"\n")
    assert run("--files-from", str(pages / "list"), names[0], stdin=b"").stdout.decode() == ARTICLE * 4
    assert run("--files-from", str(pages / "none")).returncode == 2
    assert run("--files-from", "-", "-", stdin=rows).returncode == 2
    assert run("-0", names[0]).returncode == 2
    assert (run("-0", stdin=b"").returncode, run("--files-from", "-", stdin=b"").stdout) == (0, b"")


def test_names_are_used_as_they_come(pages: Path) -> None:
    with subprocess.Popen([*STRIPPER, "-0", "--check"], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(f"{pages}/a.txt\0".encode())
        process.stdin.flush()
        assert b"4 of 7 lines would go" in process.stderr.readline()
        process.stdin.close()
        assert process.wait(60) == 1


def test_results_go_to_a_folder_under_their_names(run: Run, pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("-o", str(out), ".", cwd=pages)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert {str(p.relative_to(out)) for p in out.rglob("*.txt")} == {
        str(p.relative_to(pages)) for p in pages.rglob("*.txt")
    }
    assert (out / "sub" / "a.txt").read_text() == ARTICLE
    assert run("-o", str(out), "--format", "jsonl", "a.txt", cwd=pages).returncode == 0
    done = run("-o", str(out), "--diff", "a.txt", cwd=pages)
    assert (done.returncode, done.stdout) == (0, b"")
    assert (out / "a.txt.diff").read_bytes() == run("--diff", "a.txt", cwd=pages).stdout
    assert len((out / "a.txt.jsonl").read_text().splitlines()) == 7
    assert run("-o", str(out), stdin=DUMP.encode()).returncode == 0
    assert (out / "stdin").read_text() == ARTICLE
    mask = os.umask(0)
    os.umask(mask)
    assert (out / "stdin").stat().st_mode & 0o777 == 0o666 & ~mask


def test_results_in_the_folder_itself_are_not_read_again(run: Run, pages: Path) -> None:
    for _ in range(2):
        assert run("-o", "out", ".", cwd=pages).returncode == 0
    assert not (pages / "out" / "out").exists()


def test_names_never_collide_nor_leave_the_folder(run: Run, pages: Path, tmp_path: Path) -> None:
    import gzip

    (pages / "sub" / "a.txt.gz").write_bytes(gzip.compress(b"packed\n" + ARTICLE.encode()))
    (pages / "sub" / "A.txt").write_text("capital\n" + ARTICLE)
    out = tmp_path / "x" / "out"
    names = ["a.txt", "A.txt", "a.txt.gz", "../a.txt", "../sub/a.txt", "./../../in/a.txt", str(pages / "a.txt")]
    done = run("-o", str(out), *names, cwd=pages / "sub")
    assert done.returncode == 0
    written = sorted(p for p in (tmp_path / "x").rglob("*") if p.is_file())
    assert len(written) == len(names)
    assert all(p.is_relative_to(out) for p in written)
    assert done.stderr.count(b"another file has its name") == 3


def test_no_link_leads_out_of_the_folder(run: Run, pages: Path, tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (out / "sub").symlink_to(elsewhere)
    (elsewhere / "target").write_text("mine")
    (out / "a.txt").symlink_to(elsewhere / "target")
    done = run("-o", str(out), "a.txt", "sub/a.txt", cwd=pages)
    assert (done.returncode, b"leads out of" in done.stderr) == (2, True)
    assert [p.name for p in elsewhere.iterdir()] == ["target"]
    assert (elsewhere / "target").read_text() == "mine"
    assert (out / "a.txt").read_text() == ARTICLE


def test_no_input_is_covered_by_a_result(run: Run, pages: Path) -> None:
    for args in (["-o", ".", "a.txt"], ["-o", "sub", "a.txt", "sub/a.txt"]):
        done = run(*args, cwd=pages)
        assert (done.returncode, b"one of the files that are read" in done.stderr) == (2, True)
    assert (pages / "a.txt").read_text() == (pages / "sub" / "a.txt").read_text() == DUMP


def test_several_dumps_in_a_stream(run: Run, tmp_path: Path) -> None:
    stream = DUMP + "\f" + DUMP + "\f\f" + ARTICLE
    done = run("--separator", "\\f", stdin=stream.encode())
    assert done.stdout.decode() == f"{ARTICLE}\f{ARTICLE}\f\f{ARTICLE}"
    assert run(stdin=stream.encode()).stdout != done.stdout, "off by default"
    rows = [
        json.loads(r)
        for r in run("--separator", "\\x0c", "--format", "jsonl", stdin=stream.encode()).stdout.splitlines()
    ]
    assert [r["file"] for r in rows if r["line"] == 1] == ["stdin#1", "stdin#2", "stdin#4"]
    words = run("--separator", "\n—§—\n", stdin=f"{DUMP}\n—§—\n{DUMP}".encode())
    assert words.stdout.decode() == f"{ARTICLE}\n—§—\n{ARTICLE}"
    done = run("--separator", "\\f", stdin=DUMP.encode() + b"\f%PDF-1.7\f" + DUMP.encode())
    assert (done.returncode, done.stdout.decode()) == (2, f"{ARTICLE}\f\f{ARTICLE}")
    assert b"stdin#2: this is not text" in done.stderr
    for args in (["--separator", ""], ["--separator", "\\"]):
        assert run(*args, stdin=b"x").returncode == 2
    assert b"UTF-16" in run("--separator", "\\f", stdin=DUMP.encode("utf-16")).stderr


def test_a_stream_of_dumps_is_cleaned_as_it_comes() -> None:
    with subprocess.Popen([*STRIPPER, "--separator", "\\f"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{DUMP}\f".encode())
        process.stdin.flush()
        assert process.stdout.readline() == ARTICLE.split("\n")[0].encode() + b"\n"
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    "args", ["{page}", "--diff {page}", "--help", "explain {page}", "rules list", "rules show footer"]
)
def test_a_failed_write_is_a_message(pages: Path, args: str) -> None:
    with open("/dev/full", "wb") as full:
        command = [*STRIPPER, *args.format(page=pages / "a.txt").split()]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 2
    assert b"cannot write" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.usefixtures("own_state")
def test_the_work_goes_on_where_messages_go_nowhere(pages: Path) -> None:
    names = [f"{n}.txt" for n in range(5)]
    for name in names:
        (pages / name).write_text(DUMP)

    def code(redirect: str, *args: str) -> int:
        command = ["bash", "-c", f'"$@" {redirect}', "-", *STRIPPER, *args]
        return subprocess.run(command, cwd=pages, stdout=subprocess.DEVNULL, timeout=60, check=False).returncode

    gone = "2> >(exec <&-; sleep 3)"  # a reader that has closed its end
    assert code("2>/dev/full", "--check", "0.txt") == 1
    assert code("2>/dev/full", "none.txt") == 2
    for redirect in ("2>/dev/full", gone):
        assert code(redirect, "-i", "-v", *names) == 0
        assert {(pages / name).read_text() for name in names} == {ARTICLE}
        assert code("2>/dev/full", "--check", "0.txt") == 0
        assert code(redirect, "undo") == 0
        assert {(pages / name).read_text() for name in names} == {DUMP}


@pytest.mark.parametrize("redirect", [">&-", "<&-", "- <&-", "2>&- none"])
def test_closed_streams_are_no_crash(pages: Path, redirect: str) -> None:
    name = "" if "<" in redirect else str(pages / "a.txt")
    command = f"{sys.executable} -m stripper {name} {redirect}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_to_is_a_message(run: Run, pages: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("-o", str(tmp_path / "file"), "a.txt", cwd=pages)
    assert (done.returncode, b"is a file, and -o takes a folder" in done.stderr) == (2, True)


def _on_terminal(*args: str) -> bytes:
    leader, follower = pty.openpty()
    subprocess.run([*STRIPPER, *args], stdout=follower, stderr=follower, timeout=60, check=False)
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:  # Linux says so at the end
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    return shown


ESCAPES = "\x1b]0;title\x07 and \x1b[2J and \x9b31m and \x08\x7f and a\rb\n"


def test_a_page_cannot_steer_the_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # our own colours are escapes as well
    page = tmp_path / "esc\x1b[2Jape.txt"
    page.write_text(ESCAPES + DUMP)
    assert run("--ignore", "article", str(page)).stdout.decode().startswith(ESCAPES), "into a pipe they go untouched"
    for args in (
        ["clean"],
        ["--diff"],
        ["--format", "jsonl"],
        ["explain"],
        ["--check"],
        ["--kind", "html"],
        ["-i", "none"],
    ):
        shown = (
            _on_terminal(*args, "--ignore", "article", str(page))
            if args != ["explain"]
            else _on_terminal(*args, str(page))
        )
        text = shown.replace(b"\r\n", b"\n").decode("utf-8", "replace")
        assert text
        assert not [c for c in text if (c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0"], (args, text)
