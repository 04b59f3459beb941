"""Tables that turn numbers into small codes (bins), and the few column operations everything else is made of.

A feature is a `bytes` object with one code a paragraph: slicing shifts it to a neighbour, `bytes.translate` coarsens
it, and both cost almost nothing in plain Python.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import sub

from stripper.model import LONGEST

CODES = 32  # no feature has more
LENGTHS = CODES  # codes of a length: 0 for empty, then about 2.4 a doubling
OUTSIDE = 0  # the code of a neighbour beyond the dump's edge


def _length_code(n: int) -> int:
    return 0 if n <= 0 else min(LENGTHS - 1, 1 + int(2.3 * math.log2(n)))


def _length_table() -> bytes:
    """The code of each length up to LONGEST, written in runs: ten thousand logarithms would cost start-up time."""
    table = bytearray(1)
    while len(table) <= LONGEST:
        code = _length_code(len(table))
        longer = math.ceil(2.0 ** (code / 2.3))  # the first length of the next code
        table += bytes([code]) * max(1, longer - len(table))
    return bytes(table[: LONGEST + 1])


LENGTH = _length_table()
COUNT = bytes(min(15, n if n < 5 else int(2.0 + 1.6 * math.log2(n / 2.0))) for n in range(1025))


def length_codes(lengths: Iterable[int]) -> bytes:
    """Return the length code of each length."""
    table = LENGTH
    return bytes([table[n] if n < LONGEST else LENGTHS - 1 for n in lengths])


def count_codes(counts: Iterable[int]) -> bytes:
    """Return codes 0..15 of counts: exact up to four, then about 1.6 a doubling."""
    table = COUNT
    return bytes([table[n] if n < 1024 else 15 for n in counts])


def share_codes(parts: Iterable[float], wholes: Iterable[float], steps: int = 16) -> bytes:
    """Return codes 0..steps-1 of part/whole (0 where the whole is nothing)."""
    top = steps - 1
    return bytes([int(top * p / w + 0.5) if w > 0 else 0 for p, w in zip(parts, wholes, strict=True)])


def before(column: bytes, k: int = 1) -> bytes:
    """Return the column of the k-th neighbours above."""
    return (bytes(k) + column)[: len(column)]


def after(column: bytes, k: int = 1) -> bytes:
    """Return the column of the k-th neighbours below."""
    return (column + bytes(k))[k : k + len(column)] if k < len(column) else bytes(len(column))


def window(numbers: Iterable[int], above: int, below: int) -> list[int]:
    """Return of each place the sum of the numbers from `above` places above it to `below` places below it.

    Places beyond the edges count as nothing; linear in the column's length.
    """
    sums = [0] * (above + 1)
    sums += accumulate(numbers)
    n = len(sums) - above - 1
    sums += sums[-1:] * below
    return list(map(sub, sums[above + below + 1 :], sums[:n]))


def since(flags: Sequence[int], most: int = 15) -> bytes:
    """Return how many places ago the last set flag stands (0: here; most: that far or never)."""
    out = bytearray()
    ago = most
    for flag in flags:
        ago = 0 if flag else (ago + 1 if ago < most else most)
        out.append(ago)
    return bytes(out)


def until(flags: Sequence[int], most: int = 15) -> bytes:
    """Return how many places on the next set flag stands (0: here; most: that far or never)."""
    return since(flags[::-1], most)[::-1]
