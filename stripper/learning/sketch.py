"""A stream of pages in bounded memory: on how many of them each line stands, and a fair sample of them.

Counting is lossy counting (Manku & Motwani 2002, "Approximate frequency counts over data streams") of the hashes
of lines, in units of pages: no line on more than a share `ERROR` of the pages is missed, and no count is more
than that share too high; up to 1 / `ERROR` pages all counts are exact. That lines are told from each other by
hashes of what they fold to is the line deduplication of CCNet (Wenzek et al. 2020).

The sample is a bottom-k sketch (Cohen & Kaplan 2007): the pages whose own hashes are lowest. It does not depend on
the order in which pages come, and a page that was saved twice counts once.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from hashlib import blake2b

from stripper.model import Dump
from stripper.page import Page

ERROR = 0.005
"""The share of pages by which a count may be wrong."""
MOST_PAGES, MOST_CHARS = 200, 16_000_000
"""Pages, and characters of them, that are held in memory at once: the sample."""
LARGE = 500_000
"""Characters of a page that is counted, but too large to stand for others."""


class Harvest:
    """What is known of the pages seen so far. Feed it with `add`."""

    def __init__(self) -> None:
        self.pages = 0
        self._counts: dict[int, int] = {}  # hash of a folded line -> its pages, at most
        self._seen: set[int] = set()  # hashes of pages
        self._sample: list[tuple[int, Dump]] = []  # a heap: the highest hash, negated, on top
        self._chars = 0

    def add(self, dump: Dump) -> bool:
        """Take a page in; return False where the same page came before, or nothing stands on it."""
        if not dump.text.strip():
            return False
        own = int.from_bytes(blake2b(dump.text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        if own in self._seen:
            return False
        self._seen.add(own)
        self.pages += 1
        self._count({hash(key) for key in Page(dump).keys if key})
        if len(dump.text) <= LARGE and not self._too_high(own):
            heapq.heappush(self._sample, (-own, dump))
            self._chars += len(dump.text)
            while len(self._sample) > MOST_PAGES or (self._chars > MOST_CHARS and len(self._sample) > 3):
                self._chars -= len(heapq.heappop(self._sample)[1].text)
        return True

    def _too_high(self, own: int) -> bool:
        full = len(self._sample) >= MOST_PAGES or self._chars >= MOST_CHARS
        return full and own > -self._sample[0][0]

    def _count(self, lines: set[int]) -> None:
        counts, late = self._counts, int((self.pages - 1) * ERROR)
        for line in lines:
            counts[line] = counts.get(line, late) + 1
        if late != int(self.pages * ERROR):  # a bucket of pages is full: what is rare is forgotten
            self._counts = {line: count for line, count in counts.items() if count > late + 1}

    def count(self, key: str) -> int:
        """On how many pages a folded line stands: exact for up to 1 / `ERROR` pages, then nearly."""
        return min(self._counts.get(hash(key), 0), self.pages)

    def sample(self) -> list[Dump]:
        """The sampled pages, in an order that is that of their hashes, whatever order they came in."""
        return [dump for _, dump in sorted(self._sample, key=lambda held: -held[0])]


def harvest(dumps: Iterable[Dump]) -> Harvest:
    """Return what the pages `dumps` show; each is looked at once, and most are let go."""
    seen = Harvest()
    for dump in dumps:
        seen.add(dump)
    return seen
