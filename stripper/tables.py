"""Tables: read-only maps in a form that needs no reading in, so that a cache of many megabytes costs a run what it
looks up. They are plain data: whatever stands in them, nothing is executed.

    a packed table = sizes | places, one a row | where each text ends | texts
    packed lines   = sizes | where each bucket ends | buckets

Of a `Table` (place -> text), the places become Python objects when it is opened, a text is decoded when somebody asks
for it. Of `Lines` (line -> text), of which there are hundreds of thousands, nothing is read but the buckets that the
hash of a line leads to, as in D. J. Bernstein's constant databases (cdb).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

_SIZES = 3
_ROOM = 2
"""Buckets per line: a line that is not there mostly comes to an empty one."""
_WORD = 4
"""Bytes of a number: array("I"), as the machine writes it; a cache does not leave its machine."""


class Table(NamedTuple):
    """The places with the numbers of their texts, and the texts, joined, with where each ends (from 0)."""

    places: dict[str, int]
    ends: Sequence[int]
    texts: memoryview

    def text(self, place: str) -> str:
        """Return the text at `place`, empty where there is none."""
        number = self.places.get(place)
        return "" if number is None else self.numbered(number)

    def numbered(self, number: int) -> str:
        """Return the text of the place that was packed as the `number`-th; empty where it is damaged."""
        try:
            return str(self.texts[self.ends[number] : self.ends[number + 1]], "utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return ""


def pack(texts: Mapping[str, str]) -> bytes:
    """Return `texts` as a packed table; their places hold no newline and are not empty."""
    rows = [text.encode("utf-8", "surrogatepass") for text in texts.values()]
    places = "\n".join(texts).encode("utf-8", "surrogatepass")
    places += b"\n" * (-len(places) % _WORD)
    ends = array("I", accumulate(map(len, rows), initial=0))
    sizes = array("I", [len(places), len(rows), ends[-1]])
    return sizes.tobytes() + places + ends.tobytes() + b"".join(rows)


def unpack(data: memoryview) -> tuple[Table, memoryview]:
    """Return the table at the head of `data`, and what follows it. Raises ValueError for anything else."""
    head = _SIZES * _WORD
    try:
        long, count, total = data[:head].cast("I")
        places = str(data[head : head + long], "utf-8", "surrogatepass").split("\n")[:count]
        ends = data[head + long :][: (count + 1) * _WORD].cast("I")
    except (TypeError, ValueError) as error:
        raise ValueError(f"no packed table: {error}") from None
    texts = data[head + long + (count + 1) * _WORD :][:total]
    numbers = dict(zip(places, range(count), strict=False))
    if len(numbers) != count or len(ends) != count + 1 or len(texts) != total or ends[-1] != total:
        raise ValueError("a packed table is cut off or damaged")
    return Table(numbers, ends, texts), data[head + long + (count + 1) * _WORD + total :]


def part(data: memoryview) -> tuple[memoryview, memoryview]:
    """Return the packed table at the head of `data`, not read yet, and what follows it. Raises ValueError."""
    try:
        long, count, total = data[: _SIZES * _WORD].cast("I")
    except (TypeError, ValueError) as error:
        raise ValueError(f"no packed table: {error}") from None
    size = (_SIZES + count + 1) * _WORD + long + total
    if len(data) < size:
        raise ValueError("a packed table is cut off")
    return data[:size], data[size:]


class Lines(NamedTuple):
    """Lines with their texts, in buckets by hash: where each bucket ends (from 0), and the buckets, joined."""

    ends: Sequence[int]
    buckets: memoryview

    def among(self, rows: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield (index, text) of each of `rows` that is here; they hold no newline."""
        data = "\n".join(rows).encode("utf-8", "surrogatepass").split(b"\n") if rows else []
        ends, mask = self.ends, len(self.ends) - 2
        for i, at in [(i, at) for i, at in enumerate([crc32(row) & mask for row in data]) if ends[at] != ends[at + 1]]:
            bucket = self.buckets[ends[at] : ends[at + 1]].tobytes()
            start = bucket.find(b"\n%b\t" % data[i])
            if start >= 0:
                text = bucket[start + len(data[i]) + 2 :].partition(b"\n")[0]
                yield i, text.decode("utf-8", "replace")


def pack_lines(texts: Mapping[str, str]) -> bytes:
    """Return `texts` by line as packed lines; lines hold no newline or tab, texts no newline."""
    count = 1 << max(len(texts) * _ROOM - 1, 1).bit_length()
    buckets = [b""] * count
    rows, said = ("\n".join(column).encode("utf-8", "surrogatepass").split(b"\n") for column in (texts, texts.values()))
    for row, text in zip(rows, said, strict=True) if texts else ():
        buckets[crc32(row) & (count - 1)] += b"\n%b\t%b\n" % (row, text)
    ends = array("I", accumulate(map(len, buckets), initial=0))
    return array("I", [len(ends), ends[-1]]).tobytes() + ends.tobytes() + b"".join(buckets)


def unpack_lines(data: memoryview) -> tuple[Lines, memoryview]:
    """Return the lines at the head of `data`, and what follows them. Raises ValueError for anything else."""
    try:
        count, total = data[: 2 * _WORD].cast("I")
        ends = data[2 * _WORD :][: count * _WORD].cast("I")
    except (TypeError, ValueError) as error:
        raise ValueError(f"no packed lines: {error}") from None
    buckets = data[(2 + count) * _WORD :][:total]
    if len(ends) != count or (count - 1) & (count - 2) or count < 2 or len(buckets) != total or ends[-1] != total:
        raise ValueError("packed lines are cut off or damaged")
    return Lines(ends, buckets), data[(2 + count) * _WORD + total :]
