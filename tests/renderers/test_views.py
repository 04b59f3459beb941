"""The views for people: each dropped word shown once, columns that line up, and nothing that steers a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, Run, shared_dumps
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper.api import Result
from stripper.matchers import MATCHERS
from stripper.misses import FAILURES
from stripper.renderers import VIEWS, view
from stripper.renderers.fit import cells, wrap
from stripper.renderers.paint import ansi
from stripper.renderers.rows import plain
from stripper.renderers.visible import visible

NEWS = str(SAMPLES / "newsroom.txt")
SGR = re.compile("\x1b\\[[0-9;]*m")
odd = st.text(
    st.sampled_from("ab [/]\\\x00\x07\x08\x0b\x0c\r\x1b\x7f\x9b\x9d\u202e\u2066\u200f\u061c\u2028\ud800\t你שع́👧\u200d"),
    max_size=30,
)


def words(text: str) -> Counter[str]:
    return Counter(visible(text).split())


def dropped(result: Result) -> Counter[str]:
    """The words that go, as often as they go."""
    gone: Counter[str] = Counter()
    for verdict in result.verdicts:
        line = result.dump.lines[verdict.line - 1]
        spans = [(0, len(line))] if verdict.action == "drop" else verdict.cuts
        gone.update(word for start, end in spans for word in visible(line[start:end]).split())
    return gone


@pytest.mark.parametrize("dumper", ["inscriptis", "lynx", "html2text"])
def test_word_diff_of_real_dumps_shows_each_dropped_word_once(dumper: str) -> None:
    for text in shared_dumps(dumper, 150):
        result = stripper.strip(text, kind="text")
        shown: Counter[str] = Counter()
        for row in view("word")(result, 100):
            shown.update(word for piece, style in row if style == "cut" for word in piece[2:-2].split())
        assert shown == dropped(result)


@pytest.mark.parametrize("dumper", ["inscriptis", "w3m", "chromium"])
def test_side_by_side_of_real_dumps_shows_each_dropped_word_once(dumper: str) -> None:
    for text in shared_dumps(dumper, 150):
        result = stripper.strip(text, kind="text")
        # So wide that no word has to be broken; those of dropped lines and of cuts alone are in these styles.
        rows = list(view("side")(result, 2 * max(map(len, result.dump.lines), default=0) + 20))
        shown = Counter(
            word for row in rows for piece, style in row if style in ("drop", "cut") for word in piece.split()
        ) - Counter({"<": 10**6, "|": 10**6})
        assert shown == dropped(result) - Counter({"<": 10**6, "|": 10**6})


@settings(max_examples=150, deadline=None)
@given(st.lists(odd, max_size=8), st.integers(1, 130))
def test_a_view_never_sends_what_the_page_holds(lines: list[str], width: int) -> None:
    text = "\n".join(
        [
            "Skip to content",
            *lines,
            "Skip to main menu \x1b]0;owned\x07",
            "A boat lay in the harbourImage: A. \x1b[2JN/AG",
        ]
    )
    result = stripper.strip(text, kind="text", mode="rules")
    for name in VIEWS:
        rows = list(view(name)(result, width))
        for shown in (plain(rows), SGR.sub("", ansi(rows))):
            shown = re.sub("\u2068([^\u2068\u2069\n]*)\u2069", r"\1", shown)  # our own isolates, in pairs on a row
            bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") and c != "\n"}
            assert not bad - ({"\t"} if name == "unified" else set())
            assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c") & set(shown)
            shown.encode()


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab  你好שלע́é-👧ｱ"), max_size=90), st.integers(12, 40))
def test_rows_fit_and_lose_no_letter(text: str, width: int) -> None:
    rows = ["".join(piece for piece, _ in row) for row in wrap([(text[:7], "a"), (text[7:], "b")], width)]
    assert all(cells(row) <= width for row in rows)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("width", [40, 80, 133])
@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.glob("*.txt") if "clean" not in p.name))
def test_columns_of_samples_line_up(sample: str, width: int) -> None:
    result = stripper.strip((SAMPLES / sample).read_bytes())
    rows = ["".join(piece for piece, _ in row) for row in view("side")(result, width)]
    body = [row for row in rows[2:] if cells(row) > 4]
    assert {cells(row) for row in body} <= {width, width - 1}
    assert all(cells(row) <= width for row in ("".join(p for p, _ in r) for r in list(view("full")(result, width))[1:]))


def test_right_to_left_text_stays_in_its_column() -> None:
    lines = ["Skip to content", "הספינות עגנו מצדו השני של הנמל", "漁船は港の反対側に停泊していた", "plain"]
    result = stripper.strip("\n".join(lines), kind="text", mode="rules")
    rows = ["".join(piece for piece, _ in row) for row in view("side")(result, 60)][2:]
    places = {cells(re.split(" [│<|] ", row)[0]) for row in rows}
    assert len(places) == 1
    (hebrew,) = (row for row in rows if "הספינות" in row)
    assert hebrew.count("\u2068") == hebrew.count("\u2069") == 2


def test_stat_counts_what_goes(run: Run) -> None:
    text = run("--stat", NEWS, str(SAMPLES / "ferry.html")).stdout.decode()
    result = stripper.strip(Path(NEWS).read_bytes())
    gone = sum(rest is None for rest in result.changes.values())
    assert f"newsroom.txt: {gone} of {len(result.dump.lines)} lines" in text
    assert "skip-links" in text
    assert "█" in text
    assert "2 files: " in text


def test_every_condition_can_say_that_it_failed() -> None:
    assert FAILURES.keys() == MATCHERS.keys()


def test_explain_says_what_a_rule_lacked(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'about = "x"\n[rule.top]\nwhy = "a label at the top"\nline = ["tide table"]\nplace = ["head"]\nmax_words = 3\n'
        '[rule.guard]\naction = "keep"\nline = ["skip to content"]\n'
    )
    dump = tmp_path / "page.txt"
    dump.write_text(
        "Skip to content\nThe wind turned in the night, and by morning the boats lay on the other side of the harbour.\n"
        "Tide table\nNobody had counted on the rain, which went on until the evening of the following day.\n"
    )
    text = run("explain", "--kept", "--ignore", "article", "--rules", str(own), str(dump)).stdout.decode()
    assert "own/top (a label at the top) came near" in text
    assert "it stands in the body of the dump, the head is asked" in text
    assert "a keep rule is stronger: own/guard" in text
    why = run("explain", "--why", "skip-links", NEWS).stdout.decode()
    assert why.count("dropped by skip-links/") == 7
    assert "image-credits" not in why
    assert run("explain", "--why", "skip-lnks", NEWS).returncode == 2


def test_explain_says_why_a_shipped_rule_is_not_heard(run: Run, tmp_path: Path) -> None:
    dump = tmp_path / "page.txt"
    dump.write_text(
        "The wind turned in the night, and by morning the boats lay on the other side of the harbour.\n\nCaptions\n\n"
        "Captions are written by hand on the quay, since no machine knows the names of the boats there.\n\n"
        "    return 'Loading...';\n"
    )
    text = run("explain", "--kept", "--ignore", "article", str(dump)).stdout.decode()
    assert "the line is a heading: the prose below says it" in text
    assert "the line is no label: a statement of source code" in text


def test_rules_show_says_how_often_a_rule_cut(run: Run) -> None:
    done = run("rules", "show", "image-credits/glued", "--in", NEWS, str(SAMPLES / "ferry.html")).stdout.decode()
    assert "newsroom.txt: cut 2 of 65 lines" in done
    assert "ferry.html: cut 0 of 78 lines" in done
    assert "trims" in done
    assert run("rules", "show", "skip-links", NEWS).returncode == 2


def on_terminal(*args: str, **environment: str) -> str:
    """Run the command on a terminal of 80 columns and 24 rows, and return what it sends there."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    keep = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "PAGER", "LESS", "COLUMNS", "LINES")}
    command = [sys.executable, "-m", "stripper", *args]
    process = subprocess.Popen(
        command, stdin=follower, stdout=follower, stderr=subprocess.PIPE, cwd=ROOT, env={**keep, "TERM": "xterm"} | environment
    )  # fmt: skip
    os.close(follower)
    sent = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        sent += part
    _, complaint = process.communicate(timeout=60)
    os.close(leader)
    assert (process.returncode, complaint) == (0, b"")
    return sent.decode().replace("\r\n", "\n")


def test_colours_on_a_terminal_and_not_elsewhere(run: Run) -> None:
    assert "\x1b[31m-1. Skip to content\x1b[0m" in on_terminal("--diff", "--no-pager", NEWS)
    assert "\x1b" not in on_terminal("--diff", "--no-pager", NEWS, NO_COLOR="1")
    assert "\x1b" not in on_terminal("--diff=word", "--no-pager", NEWS, TERM="dumb")
    assert b"\x1b" not in run("--diff=word", NEWS).stdout
    assert b"\x1b[" in run("--diff=word", "--color", "always", NEWS).stdout
    assert "\x1b[" in on_terminal("explain", "--no-pager", NEWS)


def test_long_views_go_through_the_pager(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    assert on_terminal("--diff=side", NEWS, PAGER=str(pager)).startswith("PAGED\n")
    assert "PAGED" not in on_terminal("--diff=side", "--no-pager", NEWS, PAGER=str(pager))
    assert "PAGED" not in on_terminal("--stat", NEWS, PAGER=str(pager))
    assert "PAGED" not in on_terminal(NEWS, PAGER=str(pager))


def test_a_hostile_page_on_a_terminal_is_spelt_out(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(
        "Skip to content \x1b]0;owned\x07\nSkip to content\nboth \u202eways\n over\rwritten [bold]x[/bold]\n\x9b2J".encode()
    )
    for args in ([], ["--diff"], ["--diff=word"], ["--diff=side"], ["--diff=full"]):
        sent = SGR.sub("", on_terminal(*args, "--no-pager", "--kind", "text", str(page)))
        assert not set(sent) & set("\x1b\x07\r\u202e\x9b"), args
        assert "[bold]x[/bold]" in sent
        assert "\\u202e" in sent
        assert "␍" in sent
        assert not args or "␛]0;owned␇" in sent


def test_diff_of_a_file_needs_no_value(run: Run) -> None:
    plain_diff = run("--diff", NEWS).stdout
    assert plain_diff == run("--diff=unified", NEWS).stdout == run("--format", "diff", NEWS).stdout
    assert run("--diff=wrd", NEWS).returncode == 2
    assert run("--diff=word", NEWS).stdout.startswith(b"--- a/")


def test_a_plain_run_of_the_command_imports_no_rich() -> None:
    code = (
        "import sys\nfrom stripper.commands import main\nsys.argv = ['stripper', sys.argv[1]]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert not {'rich', 'stripper.renderers.report', 'stripper.renderers.paint'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code, NEWS], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("name", VIEWS)
def test_the_name_of_a_rule_is_shown_not_sent(name: str) -> None:
    """Rule files are untrusted: their names and those of their rules may hold escapes."""
    from stripper.rule_file import parse

    own = parse('[rule."a\\u001b]0;x"]\nwhy = "w"\nline = ["skip to *"]\n', "own\x1b[2J", "own.toml")
    dump = "Skip to content\nThe boats came home.\n"
    result = stripper.strip(dump, mode="rules", rules=[own])
    assert result.changed
    assert "\x1b" not in plain(view(name)(result, 60))
