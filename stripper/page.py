"""What a rule may ask about a dump: the folded lines, their places and neighbours. All of it is lazy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from stripper.folding import EAST, fold_rows, keys, spread, unspaced
from stripper.globs import find_phrase
from stripper.model import LONGEST, Dump

_KEYED = 400
"""Characters of a line that `line` globs look at: no label of an interface is longer."""
_MADE = 240
"""Characters of a line that may be made of known words alone."""
_ENDINGS = tuple(".!?…。！？؟।۔:;：；")
_STOPS = tuple(".。।۔։")
_CLOSING = "\"'”’»)]"
_LAST = 12
"""Characters at the end of a text in which the end of a sentence is looked for."""
_SIGNS = 50
"""Signs that are tried one by one before a text is searched for the whole piece: then the sign is not rare."""
_PROSE_WORDS, _LONG_WORDS, _SHORT_WORDS = 10, 25, 5
_HEADING = 3
"""Letters that a heading has at least, if the prose below is to speak for it."""
_SAID_AGAIN = 2
"""Prose paragraphs that say a headline again."""


@dataclass(frozen=True, eq=False, repr=False)
class Page:
    """A dump as rules see it: its paragraphs that are not blank, numbered from 0."""

    dump: Dump

    @cached_property
    def filled(self) -> list[int]:
        """Where each paragraph stands among all of the dump, blank ones too."""
        return [i for i, text in enumerate(self.dump.paragraphs.texts) if text]

    @cached_property
    def texts(self) -> Sequence[str]:
        """The paragraphs in full."""
        return list(filter(None, self.dump.paragraphs.texts))

    @cached_property
    def folded(self) -> list[str]:
        """The folded texts; empty for what is too long to be a label. `keys` without marks at the edges."""
        texts = self.texts
        if max(map(len, texts), default=0) > LONGEST:
            texts = [text if len(text) <= LONGEST else "" for text in texts]
        return fold_rows(texts)

    @cached_property
    def keys(self) -> list[str]:
        return keys(self.folded, _KEYED)

    @cached_property
    def spread(self) -> list[str]:
        """The keys of short lines without the punctuation inside them, empty for long ones."""
        return spread("\n".join([k if len(k) <= _MADE else "" for k in self.keys])).split("\n") if self.keys else []

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.keys)

    @cached_property
    def document(self) -> str:
        """The folded texts, one a row."""
        return "\n".join(self.folded)

    @cached_property
    def _rows(self) -> list[int]:
        return _starts(self.folded, 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return _starts(self.dump.lines, len(self.dump.newline))

    @cached_property
    def _answers(self) -> dict[object, list[int]]:
        """What was asked before, and the answer."""
        return {}

    def holding(self, text: str) -> list[int]:
        """Return the paragraphs whose folded text holds `text`, in order."""
        return _rows_with(self.document, text, lambda: self._rows)

    def holding_all(self, words: tuple[str, ...], marks: tuple[str, ...]) -> list[int]:
        """Return the paragraphs whose folded text holds one of `words` and all of `marks`."""
        question = words, marks
        if question not in self._answers:
            folded = self.folded
            if marks:  # fewer lines hold them than hold the words
                lines = self.holding(marks[0])
                found = [i for i in lines if all(m in folded[i] for m in marks) and any(w in folded[i] for w in words)]
            else:
                found = sorted({i for word in words for i in self.holding(word)})
            self._answers[question] = found
        return self._answers[question]

    def showing(self, pieces: tuple[str, ...]) -> list[int]:
        """Return the paragraphs that hold one of `pieces` as they stood."""
        if pieces not in self._answers:
            lines = {i for piece in pieces for i in _rows_with(self.dump.text, piece, lambda: self._line_starts)}
            places = {self.dump.paragraph(line) for line in lines}
            found = sorted((bisect_left(self.filled, place), place) for place in places)
            self._answers[pieces] = [i for i, place in found if self.filled[i : i + 1] == [place]]
        return self._answers[pieces]

    def left(self, dump: Dump, kept: Sequence[int]) -> Page:
        """Return the page of `dump`, which the paragraphs `kept` of this page make up: nothing is folded twice."""
        page = Page(dump)
        vars(page).update(folded=[self.folded[i] for i in kept], keys=[self.keys[i] for i in kept])
        return page

    def raw(self, i: int) -> str:
        """Return the lines of paragraph `i` as they stood."""
        first, end = self.lines(i)
        lines = self.dump.lines
        return lines[first] if end == first + 1 else self.dump.newline.join(lines[first:end])

    def lines(self, i: int) -> tuple[int, int]:
        """Return (first, end) of the lines of paragraph `i`; `end` is not in it."""
        starts, at = self.dump.paragraphs.starts, self.filled[i]
        return starts[at], starts[at + 1] if at + 1 < len(starts) else len(self.dump.lines)

    def follows(self, i: int) -> bool:
        """Whether paragraph `i` follows another one without a blank line between them."""
        return i > 0 and self.filled[i - 1] == self.filled[i] - 1

    def beside(self, i: int, step: int) -> int | None:
        """The next (`step` 1) or previous (-1) paragraph."""
        return i + step if 0 <= i + step < len(self.filled) else None

    def is_prose(self, i: int) -> bool:
        """Whether paragraph `i` reads like running text: long, or of some length with the end of a sentence."""
        text = self.texts[i]
        if len(text) > LONGEST:
            return True
        words = count_words(text)
        return words >= _LONG_WORDS or (words >= _PROSE_WORDS and ends_sentence(text))

    def is_short(self, i: int) -> bool:
        """Whether paragraph `i` is a few words without the end of a sentence."""
        text = self.texts[i]
        return len(text) <= LONGEST and count_words(text) <= _SHORT_WORDS and not ends_sentence(text)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """First and last prose paragraph; without any, the whole dump lies between them."""
        count = len(self.filled)
        first = next((i for i in range(count) if self.is_prose(i)), -1)
        last = next((i for i in range(count - 1, -1, -1) if self.is_prose(i)), count)
        return first, last

    @property
    def head(self) -> range:
        """The paragraphs before the first prose."""
        return range(max(self.bounds[0], 0))

    def place(self, i: int) -> str:
        """ "head" before the first prose, "tail" after the last, else "body", to which its headline belongs."""
        first, last = self.bounds
        return "head" if i < first and i != self.headline else "tail" if i > last else "body"

    @cached_property
    def headline(self) -> int:
        """The paragraph right above the first prose, if it stands alone and prose says it again: a page on "Privacy" is
        called so, though that is a word of menus. Else -1."""
        i = self.bounds[0] - 1
        if i < 0 or self.follows(i) or not self.keys[i]:
            return -1
        return i if sum(map(self.is_prose, self.holding(self.keys[i]))) >= _SAID_AGAIN else -1

    def is_heading(self, i: int) -> bool:
        """Whether paragraph `i` stands alone, and prose right below it says it: "Captions" may head a section."""
        key, below = self.keys[i], i + 1
        if len(key) < _HEADING or count_words(key) > _SHORT_WORDS or below == len(self.filled):
            return False
        alone = not self.follows(i) and not self.follows(below)
        return alone and self.is_prose(below) and find_phrase([key], self.folded[below]) is not None

    def run(self, i: int, most: int) -> int:
        """Length, up to `most`, of the run of short paragraphs around `i` (blank lines do not end it)."""
        if not self.is_short(i):
            return 0
        length, count = 1, len(self.filled)
        for step in (-1, 1):
            at = i + step
            while length < most and 0 <= at < count and self.is_short(at):
                length += 1
                at += step
        return length

    def block(self, i: int) -> tuple[int, int]:
        """Return (first, end) of the paragraphs around `i` that no blank line parts."""
        first, end = i, i + 1
        while self.follows(first):
            first -= 1
        while end < len(self.filled) and self.follows(end):
            end += 1
        return first, end

    @cached_property
    def prose_before(self) -> list[int]:
        """For each paragraph the words of prose before it; one entry more for the whole dump."""
        return [0, *accumulate(count_words(t) if self.is_prose(i) else 0 for i, t in enumerate(self.texts))]


def _starts(rows: Sequence[str], between: int) -> list[int]:
    """Where each of `rows` begins in a text that parts them by `between` characters; one entry more for its end."""
    return list(accumulate((n + between for n in map(len, rows)), initial=0))


def _rows_with(text: str, piece: str, starts: Callable[[], Sequence[int]]) -> list[int]:
    """Return the rows of `text` that hold `piece`, in order; where rows start is asked only if it is there."""
    at = _find(text, piece, 0)
    found: list[int] = []
    while at >= 0:
        i = bisect_right(starts(), at) - 1
        found.append(i)
        at = _find(text, piece, starts()[i + 1])
    return found


def _find(text: str, piece: str, at: int) -> int:
    """`text.find(piece, at)`, faster for pieces that begin with a rare sign: one character is looked for at once."""
    sign = piece[:1]
    if not sign or sign.isalnum() or sign == " ":
        return text.find(piece, at)
    for _ in range(_SIGNS):
        at = text.find(sign, at)
        if at < 0 or text.startswith(piece, at):
            return at
        at += 1
    return text.find(piece, at)


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does, whatever quotes and brackets close after it."""
    return text[-_LAST:].rstrip().rstrip(_CLOSING).endswith(_ENDINGS)


def ends_with_stop(text: str) -> bool:
    """Whether `text` ends with one full stop, as statements do; three of them, or "…", are no end of one."""
    bare = text[-_LAST:].rstrip().rstrip(_CLOSING)
    return bare.endswith(_STOPS) and not bare.endswith("..")


def count_words(text: str) -> int:
    """Words of `text`; of scripts without spaces, two letters count as a word."""
    if text.isascii() or not EAST.search(text):
        return text.count(" ") + 1 if len(text) > 2000 else len(text.split())
    return len(text.split()) + len(unspaced().findall(text)) // 2
