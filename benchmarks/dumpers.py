"""How well dumps of dumpers are cleaned that the article model was not trained on, beside some that it was.

    apt-get install lynx w3m links elinks html2text pandoc
    python benchmarks/dumpers.py PAGES [LABELS] [--every N] [--type KIND]

PAGES and LABELS are as in `peers.py`. Each page of HTML is dumped by each dumper that is installed, and the dump cleaned; one
that is not installed is left out, with a message on stderr. F1, P and R count words as `peers.py` does and are means over the
pages that every dumper gave some text of; "whole" is the F1 of the dump as it is.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from peers import Page, measure, pages

import stripper

COMMANDS = {
    "lynx": "lynx -dump -assume_charset=utf-8 -display_charset=utf-8 FILE",
    "lynx, 160 columns": "lynx -dump -nolist -width=160 -assume_charset=utf-8 -display_charset=utf-8 FILE",
    "w3m": "w3m -dump -cols 80 -I utf-8 -O utf-8 -T text/html FILE",
    "w3m, 120 columns": "w3m -dump -cols 120 -I utf-8 -O utf-8 -T text/html FILE",
    "links": "links -dump -codepage utf-8 -html-assume-codepage utf-8 -html-hard-assume 1 FILE",
    "elinks": "elinks -dump -dump-charset utf-8 -no-home FILE",
    "html2text of Debian": "html2text -utf8 FILE",
    "pandoc -t plain": "pandoc -f html -t plain FILE",
    "pandoc -t gfm": "pandoc -f html -t gfm FILE",
    "pandoc -t markdown": "pandoc -f html -t markdown FILE",
}
"""Name -> command that dumps a page of HTML in UTF-8; the model was trained on the first and the third."""
_LEAST, _SECONDS = 200, 60
"""Characters of a dump, and what it may take."""


def dumped(command: str, html: str) -> str:
    """Return what a dumper makes of a page; nothing where it fails or takes too long."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8", errors="replace") as file:
        file.write(html)
        file.flush()
        words = [file.name if word == "FILE" else word for word in shlex.split(command)]
        try:
            done = subprocess.run(
                words, capture_output=True, timeout=_SECONDS, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}
            )
        except subprocess.TimeoutExpired:
            return ""
    return done.stdout.decode("utf-8", "replace")


def table(found: list[Page]) -> list[str]:
    """Return a row for each dumper that is installed."""
    here = {name: command for name, command in COMMANDS.items() if shutil.which(command.split()[0])}
    for name in COMMANDS.keys() - here.keys():
        print(f"{name} is left out: it is not installed", file=sys.stderr)
    scores: dict[str, list[tuple[float, ...]]] = {name: [] for name in here}
    for _, _, html, gold in found:
        dumps = {name: dumped(command, html) for name, command in here.items()}
        if all(len(dump.strip()) >= _LEAST for dump in dumps.values()):
            for name, dump in dumps.items():
                clean = stripper.strip(dump, kind="text").text
                scores[name].append((*measure(clean, gold), measure(dump, gold)[0]))
    rows = [f"{'':22} pages    F1     P     R  whole"]
    for name, pairs in scores.items():
        means = [sum(column) / len(column) for column in zip(*pairs, strict=True)]
        rows.append(f"{name:22} {len(pairs):5} " + " ".join(f"{mean:5.3f}" for mean in means))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the cleaning of dumps by dumper.")
    parser.add_argument("pages", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--type", action="append", default=[])
    told = parser.parse_args()
    print("\n".join(table(pages(told.pages, told.labels, told.every, told.type))))


if __name__ == "__main__":
    main()
