"""The command line as a user meets it, good input and bad."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SAMPLES, Run, imported, warm

ARTICLE = (
    "The wind turned in the night, and by morning the boats lay on the other side of the harbour.\n"
    "\n"
    "Nobody had counted on the rain, which went on until the evening of the following day.\n"
)
DUMP = f"Skip to content\n\n{ARTICLE}\nSkip to main navigation\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.txt"
    file.write_text(DUMP)
    return file


def test_text_from_file_pipe_and_dash(run: Run, page: Path) -> None:
    for done in (run(str(page)), run(stdin=DUMP.encode()), run("-", stdin=DUMP.encode()), run("clean", str(page))):
        assert (done.returncode, done.stdout.decode(), done.stderr) == (0, ARTICLE, b"")


def test_diff_applies_with_patch(run: Run, page: Path) -> None:
    diff = run("--diff", "page.txt", cwd=page.parent)
    assert diff.stdout.startswith(b"--- a/page.txt\n+++ b/page.txt\n@@ ")
    subprocess.run(["patch", "-p1", "-s"], input=diff.stdout, cwd=page.parent, check=True)
    assert page.read_text() == ARTICLE
    assert run("--diff", stdin=DUMP.encode()).stdout.startswith(b"--- a/stdin\n+++ b/stdin\n")
    assert run("--diff", stdin=ARTICLE.encode()).stdout == b""


def test_diff_fits_a_file_that_opens_with_a_mark(run: Run, tmp_path: Path) -> None:
    for body in (DUMP, f"{ARTICLE}\nSkip to content\n"):
        file = tmp_path / "marked.txt"
        file.write_bytes(b"\xef\xbb\xbf" + body.encode())
        want = run("marked.txt", cwd=tmp_path).stdout
        diff = run("--diff", "marked.txt", cwd=tmp_path).stdout
        subprocess.run(["patch", "-p1", "-s"], input=diff, cwd=tmp_path, check=True)
        assert file.read_bytes() == want


def test_check(run: Run, page: Path) -> None:
    done = run("--check", str(page))
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"{page}: 4 of 7 lines would go\n"
    assert run("--check", stdin=ARTICLE.encode()).returncode == 0
    both = run("--check", "--diff", str(page))
    assert both.returncode == 1
    assert both.stdout.startswith(b"--- a/")


def test_jsonl_has_a_record_per_line(run: Run, page: Path) -> None:
    rows = [json.loads(row) for row in run("--format", "jsonl", str(page)).stdout.splitlines()]
    assert [row["line"] for row in rows] == list(range(1, 8))
    assert "\n".join(row["text"] for row in rows) + "\n" == DUMP
    assert set(rows[0]) == {"v", "file", "line", "verdict", "rule", "evidence", "confidence", "cuts", "text"}
    assert (rows[0]["v"], rows[0]["verdict"], rows[0]["rule"].split("/")[0]) == (1, "drop", "skip-links")
    assert (rows[2]["verdict"], rows[2]["rule"]) == ("keep", None)


def test_no_file_on_a_terminal_prints_short_help() -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "stripper"]
    done = subprocess.run(command, stdin=follower, capture_output=True, timeout=60, check=False)
    os.close(leader)
    os.close(follower)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Usage: stripper")


def test_a_file_named_like_a_command_is_reachable(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").write_text(DUMP)
    for args in (["./rules"], ["--", "rules"], ["--kind", "text", "rules"], ["clean", "rules"]):
        assert run(*args, cwd=tmp_path).stdout.decode() == ARTICLE


def test_select_and_ignore(run: Run, page: Path) -> None:
    assert run("--ignore", "skip-links,article", "--check", str(page)).returncode == 0
    assert run("--select", "video-player,skip-links", str(page)).stdout.decode() == ARTICLE
    done = run("--select", "skip-link", str(page))
    assert done.returncode == 2
    assert b"did you mean 'skip-links'?" in done.stderr


def test_explain_names_rule_and_place(run: Run, page: Path) -> None:
    text = run("explain", str(page)).stdout.decode()
    assert "dropped by skip-links/" in text
    assert "rulesets/skip-links.toml:" in text
    one = run("explain", "--line", "3", str(page)).stdout.decode()
    assert "kept: no rule spoke" in one
    assert run("explain", "--line", "300", str(page)).returncode == 2


def test_rules_commands(run: Run, tmp_path: Path) -> None:
    assert b"skip-links/" in run("rules", "list").stdout
    shown = run("rules", "show", "skip-links").stdout
    assert b"[rule." in shown
    assert b"why" in shown
    assert run("rules", "show", "skip-lnks").returncode == 2
    own = tmp_path / "own.toml"
    own.write_text('about = "x"\n[rule.a]\nwhy = "x"\nline = ["tide table"]\ndrops = ["Ebb"]\n')
    done = run("rules", "test", str(own))
    assert done.returncode == 1
    assert b"does not drop" in done.stdout
    assert run("--rules", str(own), stdin=b"Tide table\n").stdout == b""
    assert run("--rules", str(tmp_path / "none.toml"), stdin=b"x").returncode == 2
    (tmp_path / "more.toml").write_text('about = "x"\n[rule.a]\nwhy = "x"\nline = ["ebb table"]\n')
    assert run("--rules", str(tmp_path), stdin=b"Tide table\nEbb table\n").stdout == b""


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", 0, b""),
        (b"   \n \n", 0, b""),
        (b"%PDF-1.7 \x00\x01", 2, b"a PDF"),
        (b"\x1f\x8b\x08\x00", 2, b"gzip, but cut short"),
        (b"\x89PNG\r\n\x1a\n", 2, b"PNG"),
        (bytes(range(256)) * 20, 2, b"not text"),
        (b"ok \xff\xfe odd bytes \xe9\n", 0, b""),
        ("Größe\r\nmehr".encode("cp1252"), 0, b""),
        ("Привет, мир, это текст\n".encode("cp1251"), 0, b""),
        (b"null \x00 byte in a text of some length\n", 0, b""),
        (b"\x1b[31mred\x1b[0m\n", 0, b""),
        (b"\xef\xbb\xbfwith a mark\n", 0, b""),
    ],
)
def test_odd_input_is_kept_or_refused(run: Run, data: bytes, code: int, says: bytes) -> None:
    done = run("--kind", "text", stdin=data)
    assert done.returncode == code
    assert says in done.stderr
    if code == 0:
        assert done.stdout.strip() == data.strip()


def test_folder_missing_file_and_no_permission(run: Run, tmp_path: Path, page: Path) -> None:
    assert b"is a folder" in run(str(tmp_path)).stderr
    done = run(str(tmp_path / "none.txt"), str(page))
    assert (done.returncode, done.stdout.decode()) == (2, ARTICLE)
    assert b"no such file" in done.stderr


def test_thirty_megabytes_in_one_line(run: Run) -> None:
    data = b"word " * 6_000_000
    assert run(stdin=data).stdout == data


def test_many_short_lines(run: Run) -> None:
    data = b"a b\n" * 300_000
    assert run("--ignore", "article", stdin=data).returncode == 0


@pytest.mark.parametrize(
    "char", ["[", "(", "![", "*", "{", "[a](", "[1]", "#", "\\", "_", "_ ", "[ ", ". ", '."', "[1] ", "Image: "]
)
def test_hostile_repetition_takes_bounded_time(run: Run, char: str) -> None:
    rows = "".join(char * length + "x\n" for length in (9, 90, 900, 4_000, 200_000))
    for head in ("[a](/b)\n" * 5, "   [1]a\n   [2]b\n   [3]c\n"):
        assert run("--ignore", "article", stdin=(head + rows).encode(), timeout=20).returncode == 0


def test_closed_pipe_ends_quietly(page: Path) -> None:
    big = page.with_name("big.txt")
    big.write_text(ARTICLE * 20_000)
    command = f"{sys.executable} -m stripper --ignore article {big} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=True)
    assert done.stderr == b""
    assert done.stdout.split(b"\n")[1] == b"0"


@pytest.mark.parametrize("args", ["clean {sample} {sample} {sample}", "rules list", "rules show video-player"])
def test_a_reader_that_leaves_between_two_writes_is_no_mistake(args: str) -> None:
    sample = SAMPLES / "newsroom.txt"
    # The reader closes the pipe at once, and the writer waits for that, so that each write finds it closed.
    command = (
        f"(sleep 0.3; exec {sys.executable} -m stripper {args.format(sample=sample)}) | true; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=True)
    assert (done.stdout, done.stderr) == (b"0\n", b"")


def test_full_disk_is_a_message(run: Run, page: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this system")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "stripper", str(page)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == 2
    assert b"cannot write" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("cache", ["broken", "unwritable", "no home"])
def test_a_bad_cache_is_harmless(run: Run, page: Path, tmp_path: Path, cache: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "STRIPPER_CACHE_DIR", "XDG_CACHE_HOME")}
    if cache != "no home":
        environment["STRIPPER_CACHE_DIR"] = str(tmp_path / "c")
    if cache == "unwritable":
        (tmp_path / "c").write_text("a file where the folder should be")
    if cache == "broken":
        for file in (warm(tmp_path / "c") / "page-stripper").iterdir():
            file.write_text('{"signature": [')
    assert run(str(page), env=environment).stdout.decode() == ARTICLE


def test_a_plain_text_run_imports_nothing_heavy() -> None:
    assert imported("import stripper", "click dataclasses") == []
    code = "import stripper; stripper.strip('Skip to content\\n', kind='text')"
    assert imported(code, "trafilatura lxml numpy rich charset_normalizer difflib") == []


def test_help_has_examples(run: Run) -> None:
    text = run("--help").stdout.decode()
    assert "Examples:" in text
    assert "explain" in text
    assert "-h, --help" in text
    assert "--version" in text
    assert run("--version").stdout.startswith(b"stripper ")


def test_html_goes_through_the_same_rules(run: Run) -> None:
    assert b"Skip to content" not in run(str(SAMPLES / "ferry.html")).stdout
