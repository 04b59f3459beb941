"""What do the shipped rules cut out of texts that hold nothing but an article?

    python benchmarks/clean_texts.py FOLDER [RULE]       e.g. ../shared/corpus

FOLDER holds corpora, each with a gold.jsonl.xz of labelled pages, one a line, whose "gold" is the text of the article.
Each text is cleaned by the rules alone. Prints how many lines went, those of eight words or more, and both by rule;
with RULE, or a rule set, the lines themselves.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import stripper

LONG = 8
"""Words from which a line that is lost is a sentence, likely."""


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the id and the article of each labelled page."""
    for path in sorted(folder.glob("*/gold.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as rows:
            yield from ((row["id"], row["gold"]) for row in map(json.loads, rows) if row.get("gold"))


def cut(page: tuple[str, str]) -> list[tuple[str, str, str, str]]:
    """Return the page, the rule, the line and the evidence of each line that the rules cut."""
    name, text = page
    lines = text.split("\n")
    gone = (v for v in stripper.strip(text, kind="text", mode="rules").verdicts if v.action == "drop")
    return [(name, v.rule, lines[v.line - 1].strip(), v.evidence) for v in gone if lines[v.line - 1].strip()]


def main(folder: str, wanted: str = "") -> None:
    pages = list(texts(Path(folder)))
    with ProcessPoolExecutor() as crew:
        gone = [found for page in crew.map(cut, pages, chunksize=16) for found in page]
    all_lines = sum(len(list(filter(str.strip, text.split("\n")))) for _, text in pages)
    long = [rule for _, rule, line, _ in gone if len(line.split()) >= LONG]
    print(f"{len(pages)} texts, {all_lines} lines: {len(gone)} cut, {len(long)} of them of {LONG} words or more")
    longs = Counter(long)
    for rule, times in Counter(rule for _, rule, _, _ in gone).most_common():
        print(f"{times:6} {longs[rule]:6}  {rule}")
    for name, rule, line, evidence in gone:
        if wanted and wanted in (rule, rule.rpartition("/")[0]):
            print(f"{name}  {line[:120]}  | {evidence[:80]}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
