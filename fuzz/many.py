"""Very many small inputs, and some large ones: `python fuzz/many.py text|rules|html|mail|mailbox [COUNT] [LARGE]`. See README.md.

Each of COUNT inputs (100,000) is up to 300 bytes of the target's seeds, cut, glued and damaged. Then LARGE of them (20)
are made of such pieces up to some 300 KB, and timed. Prints what it counted; exits with 1 when an input raised what it
must not, or took over SLOWEST seconds of processor time per MB (a small one: over SMALL seconds; a mailbox of thousands of
pages a MB may take four times that).
"""

from __future__ import annotations

import logging
import random
import sys
import time
import traceback
from collections.abc import Callable

from targets import TARGETS, seeds, warm_up

LONGEST, SLOWEST, SMALL = 300, 2.0, 0.2
ODD = [
    b"\x00", b"\x1b[2J", b"\x1b]0;x\x07", b"\r", b"\r\n", b"\x0c", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"BZh9",
    b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xe2\x80\xa8", b"\xc2\x85", b"%PDF-", b"\xf0\x9f\x91\xa7",
    b"<![CDATA[", b"<!--", b"-->", b"</p>", b"<table>", b"<svg>", b"&#0;", b"&#xD800;", b"[rule.a]", b"'''", b'"""', b"{a|b}", b"*", b"\\",
    b"[[", b"]]", b" = ", b"1e999", b"0x", b"\t", b"\n" * 20, b"(" * 30, b"{" * 30, b"<b>" * 30,
]  # fmt: skip
"""What readers, terminals and parsers trip over."""


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one thing wrong."""
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.randrange(1, 12))
    kind = chance.randrange(5)
    if kind == 0:
        return data[:at] + data[to:]
    if kind == 1:
        return data[:at] + chance.randbytes(to - at) + data[to:]
    if kind == 2:
        return data[:at] + chance.choice(ODD) + data[at:]
    if kind == 3:
        return data[:to] + data[at:to] * chance.randrange(1, 6) + data[to:]
    return data[:at] + bytes(b ^ 1 << chance.randrange(8) for b in data[at:to]) + data[to:]


def made(pieces: list[bytes], chance: random.Random) -> bytes:
    """Return an input of up to LONGEST bytes, which is whole now and then."""
    data = b"\n".join(chance.sample(pieces, chance.randrange(1, 7)))[: chance.choice((40, LONGEST, LONGEST))]
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        data = damaged(data, chance)
    return data[:LONGEST]


def pieces_of(name: str) -> list[bytes]:
    """Return what inputs of a target are made of: lines of its seeds, or what blank lines part."""
    if name in ("rules", "mailbox"):
        return [piece + b"\n" * (name == "mailbox") for seed in seeds(name) for piece in seed.split(b"\n\n")]
    return [piece for seed in seeds(name) for piece in seed.split(b"\n")]


def spent(one: Callable[[bytes], bool], data: bytes) -> tuple[bool, float]:
    """Return whether an input was taken, and the seconds of processor time it took; what it raises is printed and raised."""
    start = time.process_time()
    try:
        taken = one(data)
    except BaseException:
        traceback.print_exc()
        print(f"input: {data[:LONGEST]!r}", flush=True)
        raise
    return taken, time.process_time() - start


def main(name: str, count: int, large: int, seed: int) -> int:
    one, _ = TARGETS[name]
    chance = random.Random(seed)
    pieces = pieces_of(name)
    logging.disable(logging.CRITICAL)
    warm_up(name)
    raised, taken, total, slowest = 0, 0, 0, [0.0, 0.0]
    for number in range(count + large):
        is_large = number >= count
        data = made(pieces, chance)
        if is_large:
            data = b"\n".join(
                [data, *(made(pieces, chance) if chance.random() < 0.1 else chance.choice(pieces) for _ in range(4000))]
            )
        try:
            read, took = spent(one, data)
        except Exception:
            raised += 1
            continue
        total, taken = total + len(data), taken + read
        slowest[is_large] = max(slowest[is_large], took / (len(data) / 1e6 if is_large else 1))
    print(
        f"{name}: {count} small inputs and {large} large ones ({total:,} bytes, seed {seed}), {taken} taken, the others refused; "
        f"{raised} raised; the slowest small one took {slowest[0] * 1e3:.0f} ms, the slowest large one {slowest[1]:.2f} s per MB"
    )
    return 1 if raised or slowest[0] > SMALL or slowest[1] > SLOWEST * (4 if name == "mailbox" else 1) else 0


if __name__ == "__main__":
    counts = [int(a) for a in sys.argv[2:]] + [100_000, 20, time.time_ns()][len(sys.argv) - 2 :]
    sys.exit(main(sys.argv[1], *counts))
