"""No command sends to a terminal what a page, a rule file or the name of a file holds: escapes are shown, not sent."""

from __future__ import annotations

import io
import json
import os
import re
import sys
import unicodedata
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from stripper import commands

SGR = re.compile("\x1b\\[[0-9;]*m")
"""What our own colours are made of. A page's escapes are shown as pictures: none of them looks so."""
TURNS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
odd = st.text(
    st.sampled_from("ab [/]\\\x01\x07\x08\x0b\x0c\r\x1b\x7f\x9b\x9d\u202e\u2066\u200f\u061c\u2028\ud800\t你שע́👧\u200d"),
    max_size=20,
)
attacks = st.one_of(odd, st.sampled_from(["\x1b]0;owned\x07", "\x1b[2J", "\x9b2J", "\x1b[31m", "\x1bP1$r\x1b\\"]))

COMMANDS = [
    "PAGE", "--diff PAGE", "--diff=word PAGE", "--diff=side PAGE", "--diff=full PAGE", "--stat PAGE PAGE", "-v PAGE",
    "--check PAGE", "--format jsonl PAGE", "explain PAGE", "explain --kept PAGE", "explain --line 2 --rules RULES PAGE",
    "explain --why own --rules RULES PAGE", "--rules RULES --diff=word PAGE", "rules list --rules RULES",
    "rules where --rules RULES", "rules show own --rules RULES --in PAGE", "rules show nothing --rules RULES", "rules test RULES",
    "rules lint RULES", "rules stats PAGE", "rules new TEXT --in PAGE", "rules import -v LIST", "config show --rules RULES",
    "report PAGE -o OUT", "-i PAGE", "-i --force --no-undo PAGE", "restore --list PAGE", "undo --list", "-o DIR PAGE",
    "--rules PAGE PAGE", "--ignore TEXT PAGE", "--bad-TEXT", "TEXT", "rules TEXT", "--skip-bad-rules --rules PAGE PAGE",
]  # fmt: skip


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, and keeps what is sent to it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", errors="backslashreplace", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def sent(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode()


def on_terminal(*args: str) -> tuple[str, int]:
    """Run the command with both streams on a terminal: what it sends there, and its exit code."""
    screen = Terminal()
    with (
        mock.patch.object(sys, "stdout", screen),
        mock.patch.object(sys, "stderr", screen),
        mock.patch.object(sys, "argv", ["stripper", *args]),
        mock.patch("click.echo_via_pager", lambda text, color: screen.write(text)),
        pytest.raises(SystemExit) as stop,
    ):
        commands.main()
    return screen.sent, int(stop.value.code or 0)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(command=st.sampled_from(COMMANDS), lines=st.lists(attacks, max_size=6), name=attacks, said=attacks)
@example(command="TEXT", lines=[], name="", said="\ud800")
def test_no_command_sends_what_it_was_given(
    tmp_path: Path, command: str, lines: list[str], name: str, said: str
) -> None:
    text = "\n".join(["Skip to content", *lines, f"A boat lay in the harbourImage: A. {said}N/AG", "Skip to main menu"])
    name = re.sub("[/\0]", "", name)
    files = {
        "PAGE": (f"page{name}.txt", text),
        "RULES": (
            f"own{name}.toml",
            f"about = {quoted(said)}\n[rule.{quoted('a' + said)}]\nwhy = {quoted('w' + said)}\nline = [{quoted('skip to *' + said)}, 'skip to *']\n"
            f"drops = [{quoted(said + 'x')}]\nkeeps = ['Skip to content']\n",
        ),
        "LIST": (f"list{name}.txt", f"##.ad\n##{said}\n"),
    }
    words = {"TEXT": f"skip {said}".replace("\0", ""), "OUT": str(tmp_path / "o.html"), "DIR": str(tmp_path / "out")}
    for word, (file, content) in files.items():
        path = os.fsencode(tmp_path) + b"/" + file.encode("utf-8", "surrogatepass")
        with open(path, "wb") as out:
            out.write(content.encode("utf-8", "surrogatepass"))
        words[word] = os.fsdecode(path)
    (tmp_path / "o.html").unlink(missing_ok=True)
    args = [re.sub("PAGE|RULES|LIST|TEXT|OUT|DIR", lambda m: words[m[0]], word) for word in command.split()]
    with mock.patch.dict(os.environ, {"STRIPPER_STATE_DIR": str(tmp_path / "state"), "PAGER": "cat"}):
        sent, code = on_terminal(*args)
    assert code in (0, 1, 2), sent
    shown = re.sub("\u2068([^\u2068\u2069\n]*)\u2069", r"\1", SGR.sub("", sent))  # our own isolates, in pairs on a row
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") and c not in "\n\t"}
    assert not bad | (TURNS & set(shown)), shown


def quoted(text: str) -> str:
    """A string of TOML; JSON's are, but for surrogates and DEL."""
    return json.dumps(text.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
