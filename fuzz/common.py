"""What the harnesses share: seeds, the clock, and how a run is started."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

ROOT = Path(__file__).parent.parent
SLOWEST = 2.0
"""Seconds that an input may take (libFuzzer keeps them under 4 KB here)."""


def run(one: Callable[[bytes], None], seeds: Iterable[Path]) -> None:
    """Fuzz `one`; the first folder named on the command line gets the seeds."""
    folder = next((Path(a) for a in sys.argv[1:] if not a.startswith("-")), None)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for seed in seeds:
            (folder / f"seed-{seed.name}").write_bytes(seed.read_bytes()[:4000])

    def timed(data: bytes) -> None:
        start = time.perf_counter()
        one(data)
        took = time.perf_counter() - start
        if took > SLOWEST:
            raise AssertionError(f"took {took:.1f} s for {len(data)} bytes")

    one(b"")  # loads rules and libraries, which the clock should not count
    atheris.Setup([*sys.argv, "-max_len=4096", "-timeout=30"], timed)
    atheris.Fuzz()
