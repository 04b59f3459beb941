"""What a rule may ask about a dump: the folded lines, their places and neighbours. All of it is lazy."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from stripper.folding import EAST, fold_rows, key, unspaced
from stripper.model import LONGEST, Dump

_KEYED = 400
"""Characters of a line that `line` globs look at: no label of an interface is longer."""
_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।۔:;：；][\"'”’»)\]]*\s*$")
_PROSE_WORDS, _LONG_WORDS, _SHORT_WORDS = 10, 25, 5


@dataclass(frozen=True)
class Page:
    """A dump as rules see it. Indices are those of paragraphs."""

    dump: Dump

    @cached_property
    def texts(self) -> list[str]:
        """What rules look at: the texts, but for those that are too long to be a label."""
        return [t if len(t) <= LONGEST else "" for t in self.dump.paragraphs.texts]

    @cached_property
    def document(self) -> str:
        """The folded texts, one a row."""
        return "\n".join(self.folded)

    @cached_property
    def folded(self) -> list[str]:
        """The folded texts; `keys` without marks at the edges."""
        return fold_rows(self.texts)

    @cached_property
    def keys(self) -> list[str]:
        return [(key(f) or f.strip()) if f and len(f) <= _KEYED else "" for f in self.folded]

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each row of `document` begins; one entry more for its end."""
        return list(accumulate((len(row) + 1 for row in self.folded), initial=0))

    def holding(self, text: str) -> Iterator[int]:
        """Yield the paragraphs whose folded text holds `text`, in order."""
        document = self.document
        at = document.find(text)
        offsets = self._offsets if at >= 0 else []
        while at >= 0:
            i = bisect_right(offsets, at) - 1
            yield i
            at = document.find(text, offsets[i + 1])

    @cached_property
    def _held(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]]:
        return {}

    def holding_all(self, words: tuple[str, ...], marks: tuple[str, ...]) -> list[int]:
        """Return the paragraphs whose folded text holds one of `words` and all of `marks`; asked once, kept."""
        key = words, marks
        if key not in self._held:
            lines = {i for word in words for i in self.holding(word)}
            self._held[key] = sorted(i for i in lines if all(mark in self.folded[i] for mark in marks))
        return self._held[key]

    @cached_property
    def filled(self) -> list[int]:
        """The paragraphs that are not blank, in order."""
        return [i for i, t in enumerate(self.dump.paragraphs.texts) if t]

    @cached_property
    def ranks(self) -> dict[int, int]:
        return {i: rank for rank, i in enumerate(self.filled)}

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.keys)

    def left(self, dump: Dump, kept: Sequence[int]) -> Page:
        """Return the page of `dump`, which the paragraphs `kept` of this page make up: nothing is folded twice."""
        page = Page(dump)
        folded = [self.folded[i] for i in kept]
        vars(page).update(folded=folded, keys=[self.keys[i] for i in kept])
        return page

    @cached_property
    def raws(self) -> Sequence[str]:
        """The lines of each paragraph as they stood."""
        starts, lines = self.dump.paragraphs.starts, self.dump.lines
        if isinstance(starts, range):
            return lines
        ends, join = [*starts[1:], len(lines)], self.dump.newline.join
        return [lines[a] if b == a + 1 else join(lines[a:b]) for a, b in zip(starts, ends, strict=True)]

    def lines(self, i: int) -> tuple[int, int]:
        """Return (first, end) of the lines of paragraph `i`; `end` is not in it."""
        starts = self.dump.paragraphs.starts
        return starts[i], starts[i + 1] if i + 1 < len(starts) else len(self.dump.lines)

    def paragraph(self, line: int) -> int:
        """Return the paragraph that the line of index `line` belongs to."""
        starts = self.dump.paragraphs.starts
        return line if isinstance(starts, range) else bisect_right(starts, line) - 1

    def beside(self, i: int, step: int) -> int | None:
        """The next (`step` 1) or previous (-1) paragraph that is not blank."""
        rank = self.ranks[i] + step
        return self.filled[rank] if 0 <= rank < len(self.filled) else None

    def is_prose(self, i: int) -> bool:
        """Whether paragraph `i` reads like running text: long, or of some length with the end of a sentence."""
        text = self.dump.paragraphs.texts[i]
        if len(text) > LONGEST:
            return True
        words = count_words(text)
        return words >= _LONG_WORDS or (words >= _PROSE_WORDS and bool(_ENDS_SENTENCE.search(text)))

    def is_short(self, i: int) -> bool:
        """Whether paragraph `i` is a few words without the end of a sentence."""
        text = self.texts[i]
        return bool(text) and count_words(text) <= _SHORT_WORDS and not _ENDS_SENTENCE.search(text)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """First and last prose paragraph; without any, the whole dump lies between them."""
        first = next((i for i in self.filled if self.is_prose(i)), -1)
        last = next((i for i in reversed(self.filled) if self.is_prose(i)), len(self.texts))
        return first, last

    @property
    def head(self) -> list[int]:
        """The paragraphs before the first prose that are not blank."""
        first = self.bounds[0]
        return [i for i in self.filled if i < first]

    def place(self, i: int) -> str:
        """ "head" before the first prose, "tail" after the last, else "body"."""
        first, last = self.bounds
        return "head" if i < first else "tail" if i > last else "body"

    def run(self, i: int, most: int) -> int:
        """Length, up to `most`, of the run of short paragraphs around `i` (blank lines do not end it)."""
        if not self.is_short(i):
            return 0
        length, rank = 1, self.ranks[i]
        for step in (-1, 1):
            at = rank + step
            while length < most and 0 <= at < len(self.filled) and self.is_short(self.filled[at]):
                length += 1
                at += step
        return length

    def block(self, i: int) -> tuple[int, int]:
        """Return (first, end) of the paragraphs around `i` that no blank line parts."""
        texts, first, end = self.dump.paragraphs.texts, i, i + 1
        while first and texts[first - 1]:
            first -= 1
        while end < len(texts) and texts[end]:
            end += 1
        return first, end

    @cached_property
    def prose_before(self) -> list[int]:
        """For each paragraph the words of prose before it; one entry more for the whole dump."""
        texts = self.dump.paragraphs.texts
        return [0, *accumulate(count_words(t) if t and self.is_prose(i) else 0 for i, t in enumerate(texts))]


def count_words(text: str) -> int:
    """Words of `text`; of scripts without spaces, two letters count as a word."""
    if text.isascii() or not EAST.search(text):
        return text.count(" ") + 1 if len(text) > 2000 else len(text.split())
    return len(text.split()) + len(unspaced().findall(text)) // 2
