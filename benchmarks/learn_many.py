"""Learn a made-up site of very many pages: how long does it take, how much memory?

    python benchmarks/learn_many.py [PAGES]        default 100,000

Pages are made one by one and read once, as `stripper learn` reads files: a header and a footer, a section's own menu, an
article of words that hardly repeat, and a box whose entries change. Prints seconds and the peak of this process's memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator

from stripper.learning import learn
from stripper.model import Dump
from stripper.readers.text import read_text

HEADER = ["Skip to content", "The Tidewater Gazette", "Home", "Harbour", "Weather", "Boats for sale", "Sign in"]
FOOTER = ["Most read today", "About the Gazette", "Imprint", "© 2024 Tidewater Gazette, all rights reserved"]
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]


def pages(count: int) -> Iterator[Dump]:
    chance = random.Random(1)

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))

    def sentence(least: int, most: int) -> str:
        return " ".join(word() for _ in range(chance.randint(least, most))).capitalize()

    for n in range(count):
        section = n % 50
        menu = [
            f"Section {'abcdefghij'[section % 10]}{'klmno'[section // 10]} news",
            f"More from {SYLLABLES[section]}{SYLLABLES[section + 9]}",
        ]
        article = [sentence(4, 9), *(f"{sentence(15, 40)}." for _ in range(chance.randint(6, 20)))]
        box = [sentence(4, 8) for _ in range(5)]
        parts = [
            "\n".join(HEADER),
            "\n".join(menu),
            "\n\n".join(article),
            "\n".join([FOOTER[0], *box]),
            "\n".join(FOOTER[1:]),
        ]
        yield read_text(f"{n}.txt", "\n\n".join(parts) + "\n")


def main() -> None:
    count = int((sys.argv[1:2] or ["100000"])[0])
    start = time.perf_counter()
    learnt = learn(pages(count))
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(learnt.toml)
    print(
        f"{count} pages: {seconds:.0f} s, {1000 * seconds / count:.2f} ms a page (making them included), peak memory {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
