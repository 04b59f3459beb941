"""What is read off text dumps, against what the HTML of the same pages says of itself.

    python benchmarks/metadata_check.py FOLDER [DUMPER] [EVERY]      e.g. ../shared/corpus/wcxb-dev lynx 3

FOLDER holds html.jsonl.xz, gold.jsonl.xz (for the titles that people gave) and dumps/DUMPER.jsonl.xz, one page a line.
A title agrees where four fifths of the words of the shorter one stand in the other, an author where one of the names
does, a date to the day. Prints, for articles and for other pages, how many agree, differ, have nothing to be held
against, and are left out.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import stripper
from stripper.readers.facts import metadata_of

FIELDS = ("title", "author", "date")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def agree(field: str, told: str, truths: list[str]) -> bool:
    if field == "date":
        return told in truths
    if field == "author":
        return any(words(name) <= words(truth) for name in told.split("; ") for truth in truths)
    return any(len(words(told) & words(t)) >= 0.8 * min(len(words(told)), len(words(t))) for t in truths)


def one(job: tuple[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    text, markup = job
    return stripper.strip(text, kind="text").metadata, metadata_of(markup)


def main() -> None:
    folder, dumper = Path(sys.argv[1]), (sys.argv[2:3] or ["lynx"])[0]
    every = int((sys.argv[3:4] or ["3"])[0])
    gold = {page["id"]: page for i, page in enumerate(rows(folder / "gold.jsonl.xz")) if i % every == 0}
    html = {page["id"]: page["html"] for page in rows(folder / "html.jsonl.xz") if page["id"] in gold}
    text = {page["id"]: page["text"] for page in rows(folder / "dumps" / f"{dumper}.jsonl.xz") if page["id"] in gold}
    ids = sorted(html.keys() & text.keys())
    tally: Counter[tuple[str, bool, str]] = Counter()
    with ProcessPoolExecutor(2) as pool:
        for k, (told, truth) in zip(ids, pool.map(one, [(text[k], html[k]) for k in ids], chunksize=8), strict=True):
            for field in FIELDS:
                truths = [t for t in (truth.get(field), gold[k].get(field)) if t]
                if field not in told:
                    outcome = "left out"
                elif not truths:
                    outcome = "alone"
                else:
                    outcome = "agrees" if agree(field, told[field], truths) else "differs"
                tally[field, gold[k]["type"] == "article", outcome] += 1
    print(f"{len(ids)} pages, {dumper} dumps")
    for field in FIELDS:
        for article in (True, False):
            yes, no, alone, out = (tally[field, article, o] for o in ("agrees", "differs", "alone", "left out"))
            share = f"{yes / (yes + no):.3f}" if yes + no else "-"
            kind = "articles" if article else "others"
            print(
                f"{field:8} {kind:9} agrees {yes:4} differs {no:3} alone {alone:3} left out {out:4}   agrees of both {share}"
            )


if __name__ == "__main__":
    main()
