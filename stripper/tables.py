"""Tables: read-only maps from a place (a few characters) to a text, in a form that needs no reading in.

    a packed table = sizes | places, one a row | where each text ends | texts

Only the places become Python objects when a table is opened; a text is decoded when somebody asks for it. So a cache of
many megabytes costs a run what it looks up. It is plain data: whatever stands in it, nothing is executed.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_SIZES = 3
_WORD = 4
"""Bytes of a number: array("I"), as the machine writes it; a cache does not leave its machine."""


@dataclass(frozen=True, slots=True)
class Table:
    """The places with the numbers of their texts, and the texts, joined, with where each ends (from 0)."""

    places: dict[str, int]
    ends: Sequence[int]
    texts: memoryview

    def text(self, place: str) -> str:
        """Return the text at `place`, empty where there is none."""
        number = self.places.get(place)
        return "" if number is None else self.numbered(number)

    def numbered(self, number: int) -> str:
        """Return the text of the place that was packed as the `number`-th."""
        return str(self.texts[self.ends[number] : self.ends[number + 1]], "utf-8", "surrogatepass")


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
