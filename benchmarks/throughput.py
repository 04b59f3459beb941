"""How fast the rules alone go through dumps, beside keeping everything and jusText's paragraphs where installed.

    python benchmarks/throughput.py [FILE|DIR]...      default: the project's own samples, repeated

Prints MB/s (decoded UTF-8 bytes) of one process, the best of three passes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import stripper
from stripper.readers.text import read_text

SAMPLES = Path(__file__).parent.parent / "samples"


def texts(args: list[str]) -> list[str]:
    paths = [
        p for a in args or [str(SAMPLES)] for p in (sorted(Path(a).glob("*.txt")) if Path(a).is_dir() else [Path(a)])
    ]
    return [p.read_text("utf-8", "replace") for p in paths if ".clean" not in p.name] * (1 if args else 60)


def best(work: Callable[[str], object], pages: list[str]) -> float:
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        for page in pages:
            work(page)
        seconds.append(time.perf_counter() - start)
    return sum(len(p.encode()) for p in pages) / 1e6 / min(seconds)


def main() -> None:
    pages = texts(sys.argv[1:])
    one = ["\n".join(pages)]
    rows: list[tuple[str, Callable[[str], object], list[str]]] = [
        ("reading only", lambda t: read_text("x", t), pages),
        ("rules, page by page", lambda t: stripper.strip(t, kind="text", mode="rules").text, pages),
        ("rules, one big dump", lambda t: stripper.strip(t, kind="text", mode="rules").text, one),
    ]
    print(f"{len(pages)} pages, {sum(len(p.encode()) for p in pages) / 1e6:.1f} MB")
    for name, work, data in rows:
        print(f"{name:24} {best(work, data):7.1f} MB/s")


if __name__ == "__main__":
    main()
