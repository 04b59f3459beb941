"""The same pages side by side in one run: stripper on the text dump, trafilatura and jusText on the HTML.

    python benchmarks/pages.py FOLDER [DUMPER] [EVERY]      e.g. ../shared/corpus/wcxb-dev inscriptis 15

FOLDER holds html.jsonl.xz and dumps/DUMPER.jsonl.xz, one page a line. Prints milliseconds a page of one process,
after a first page that pays for loading.
"""

from __future__ import annotations

import json
import lzma
import sys
import time
from collections.abc import Callable
from pathlib import Path

import justext
import trafilatura

import stripper


def pages(path: Path, field: str, every: int) -> dict[str, str]:
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        return {page["id"]: page[field] for i, row in enumerate(rows) if i % every == 0 for page in [json.loads(row)]}


def main() -> None:
    folder, dumper = Path(sys.argv[1]), (sys.argv[2:3] or ["inscriptis"])[0]
    every = int((sys.argv[3:4] or ["15"])[0])
    html = pages(folder / "html.jsonl.xz", "html", every)
    text = pages(folder / "dumps" / f"{dumper}.jsonl.xz", "text", every)
    ids = sorted(html.keys() & text.keys())
    stops = justext.get_stoplist("English")
    tools: list[tuple[str, dict[str, str], Callable[[str], object]]] = [
        ("stripper, text", text, lambda t: stripper.strip(t, kind="text").text),
        ("stripper, text, rules alone", text, lambda t: stripper.strip(t, kind="text", mode="rules").text),
        ("trafilatura, HTML", html, trafilatura.extract),
        ("jusText, HTML", html, lambda t: justext.justext(t.encode(), stops)),
    ]
    times = {name: 0.0 for name, _, _ in tools}
    for k, page in enumerate(ids):
        for name, source, run in tools:
            start = time.perf_counter()
            run(source[page])
            times[name] += time.perf_counter() - start if k else 0.0
    print(f"{len(ids)} pages, {dumper} dumps")
    for name, seconds in times.items():
        print(f"{name:30} {1e3 * seconds / max(len(ids) - 1, 1):7.1f} ms/page")


if __name__ == "__main__":
    main()
