"""Are the diffs of every real dump sound? Checks each dump of *.jsonl.xz files.

    python benchmarks/diff_check.py [--every N] [--rules] [--ways] ../shared/corpus/wcxb-dev/dumps/chromium.jsonl.xz [...]

* unified: `patch -p1` turns the dump into its clean text, to the byte
* word: what stands in its cuts is each dropped word, once
* side: so does its left column, in one so wide that no word is broken; at 80 columns the letters that are
  struck are those that go, in order, and no row is wider than 80 cells

--ways tries each dump with CRLF and without its final newline too, --rules leaves the article model out. Prints the
failures and a line for each file; exits with 1 if any dump failed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import stripper
from stripper.api import Result
from stripper.renderers import view
from stripper.renderers.fit import cells
from stripper.renderers.rows import Row, shown

COLUMNS = 80
WAYS = (lambda t: t, lambda t: t.replace("\r\n", "\n").replace("\n", "\r\n"), lambda t: t.rstrip("\n"))


def dropped(result: Result) -> list[str]:
    """The texts that go, in order, as they may be shown."""
    gone = []
    for verdict in result.verdicts:
        line = result.dump.lines[verdict.line - 1]
        spans = [(0, len(line))] if verdict.action == "drop" else verdict.cuts
        gone += [shown(line[start:end]) for start, end in spans]
    return gone


def cut_in_word(result: Result) -> list[str]:
    """What the word diff shows as cut."""
    return [piece[2:-2] for row in view("word")(result, COLUMNS) for piece, style in row if style == "cut"]


def struck_in_side(rows: Iterable[Row]) -> list[str]:
    """What the left column of a side-by-side diff shows as dropped or cut."""
    struck = []
    for row in rows:
        marked = [text for text, style in row if style in ("drop", "cut")]
        # Behind the left column stands the sign of a dropped or trimmed line, in the style of what goes.
        struck += marked[:-1] if marked and marked[-1] in (" < ", " | ") else marked
    return struck


def words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of texts."""
    return Counter(word for text in texts for word in text.split())


def letters(texts: Iterable[str]) -> str:
    """Return the texts without their blanks."""
    return "".join("".join(texts).split())


def widest(result: Result) -> int:
    """Return a width at which no word of a side-by-side diff is broken, in cells."""
    return 8 * max(map(len, result.dump.lines), default=0) + 20  # tabs are four cells, in each of two columns


def failures(result: Result, folder: Path) -> Iterator[str]:
    """Yield what is wrong with the diffs of one result."""
    if not applies(result, folder):
        yield "unified: patch does not make the clean text of it"
    gone = dropped(result)
    if words(cut_in_word(result)) != words(gone):
        yield "word: not each dropped word once"
    if words(struck_in_side(view("side")(result, widest(result)))) != words(gone):
        yield "side: not each dropped word once"
    narrow = list(view("side")(result, COLUMNS))
    if letters(struck_in_side(narrow)) != letters(gone):
        yield "side: at 80 columns not the letters that go"
    if any(cells("".join(text for text, _ in row)) > COLUMNS for row in narrow[2:]):
        yield "side: a row is wider than 80 cells"


def applies(result: Result, folder: Path) -> bool:
    file = folder / "stdin"
    file.write_bytes(result.dump.text.encode("utf-8", "surrogatepass"))
    diff = result.diff().encode("utf-8", "surrogatepass")
    if diff:
        subprocess.run(["patch", "-p1", "-s"], input=diff, cwd=folder, check=False)
    after = file.read_bytes() if file.exists() else b""
    return after == result.text.encode("utf-8", "surrogatepass")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--ways", action="store_true")
    options = parser.parse_args()
    mode, ways, any_failed = "rules" if options.rules else "article", WAYS if options.ways else WAYS[:1], False
    for path in options.files:
        tried = changed = failed = 0
        with tempfile.TemporaryDirectory() as folder, lzma.open(path, "rt", encoding="utf-8") as rows:
            for row in list(rows)[:: options.every]:
                page = json.loads(row)
                for n, way in enumerate(ways):
                    result = stripper.strip(way(page["text"]), kind="text", mode=mode)
                    wrong = list(failures(result, Path(folder)))
                    tried, changed, failed = tried + 1, changed + result.changed, failed + bool(wrong)
                    for what in wrong:
                        print(f"{path}: {page['id']} (way {n}): {what}")
        print(f"{path}: {tried} dumps tried, {changed} of them cut, {failed} failed", flush=True)
        any_failed |= failed > 0
    return 1 if any_failed else 0


if __name__ == "__main__":
    sys.exit(main())
