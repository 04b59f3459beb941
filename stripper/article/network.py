"""Runs the two fitted networks in plain Python, sixteen hidden units in one whole number.

A network sums a learnt vector for each feature's code, clips the sums (a rectifier) and weighs them. Each vector is
packed into one Python int, a 16-bit lane a unit, so that one addition adds all units at once; lanes never overflow
because the exporter scales them by the largest possible sum.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import repeat
from operator import mul
from typing import NamedTuple

LANE = 2  # bytes
STEPS = 65536  # values of a lane
TOP = 255  # the largest activation


class Network(NamedTuple):
    """A packed network: code c of feature `names[k]` has the vector `vectors[k][c]`; `typical[k]` is their mean.

    `base` is the packed bias; `ramp` turns a lane into an activation 0..255; the log-odds are `out_bias` plus the
    activations times `out`.
    """

    names: tuple[str, ...]
    vectors: tuple[tuple[int, ...], ...]
    typical: tuple[int, ...]
    base: int
    ramp: bytes
    out: tuple[float, ...]
    out_bias: float

    def odds(self, columns: dict[str, bytes]) -> list[float]:
        """Return the log-odds of each paragraph from its columns of codes (at least one)."""
        base, size, order = self.base, LANE * len(self.out), sys.byteorder
        parts: list[Iterator[int]] = []
        for name, vectors in zip(self.names, self.vectors, strict=True):
            column = columns[name]
            if column.count(column[:1]) == len(column):  # the same everywhere: add it once
                base += vectors[column[0]]
            else:
                parts.append(map(vectors.__getitem__, column))
        if not parts:
            parts.append(repeat(0, len(columns[self.names[0]])))
        sums = map(sum, zip(*parts, strict=True), repeat(base))
        packed = b"".join(map(int.to_bytes, sums, repeat(size), repeat(order)))
        lanes = memoryview(packed).cast("H")
        acts = map(self.ramp.__getitem__, lanes)
        out, last = self.out, self.out_bias
        return [sum(map(mul, out, units), last) for units in zip(*[acts] * len(out), strict=True)]

    def shares(self, columns: dict[str, bytes], i: int) -> dict[str, float]:
        """Return what each feature of paragraph i adds to its log-odds, against that feature's typical code.

        Exact while the code's change leaves the rectifiers as they are; a first-order answer otherwise.
        """
        picked = [v[columns[name][i]] for name, v in zip(self.names, self.vectors, strict=True)]
        acts = [self.ramp[lane] for lane in self._lanes(sum(picked, self.base))]
        live = [w if 0 < a < TOP else 0.0 for w, a in zip(self.out, acts, strict=True)]
        step = TOP / (self.ramp.index(TOP) - self.ramp.index(1) + 1)  # activation a lane step
        return {
            name: step * sum(w * (a - b) for w, a, b in zip(live, self._lanes(mine), self._lanes(mean), strict=True))
            for name, mine, mean in zip(self.names, picked, self.typical, strict=True)
        }

    def _lanes(self, packed: int) -> memoryview:
        return memoryview(packed.to_bytes(LANE * len(self.out), sys.byteorder)).cast("H")


def make_ramp(zero: int, top: int) -> bytes:
    """Return the table lane -> activation: 0 up to lane `zero`, 255 from lane `top` on, a line between."""
    width = (top - zero) / TOP
    cuts = [min(STEPS, max(0, zero + round((v + 0.5) * width))) for v in range(TOP)]
    pieces = [bytes(cuts[0])]
    pieces += [bytes([v]) * (cuts[v] - cuts[v - 1]) for v in range(1, TOP)]
    pieces.append(bytes([TOP]) * (STEPS - cuts[-1]))
    return b"".join(pieces)
