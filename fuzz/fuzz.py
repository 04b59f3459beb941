"""Fuzz one target with atheris: `python fuzz/fuzz.py text|rules|html|mail|mailbox [libFuzzer's options] FOLDER`. See README.md."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["stripper"]):
    from targets import TARGETS, seeds, warm_up

SLOWEST = 2.0
"""Seconds that an input may take (libFuzzer keeps them under 4 KB here)."""


def main(name: str, options: list[str]) -> None:
    """Fuzz a target; the first folder in `options` gets the seeds."""
    folder = next((Path(a) for a in options if not a.startswith("-")), None)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds(name)):
            (folder / f"seed-{number}").write_bytes(seed[:4000])

    def timed(data: bytes) -> None:
        start = time.process_time()
        TARGETS[name][0](data)
        took = time.process_time() - start
        if took > SLOWEST:
            raise AssertionError(f"took {took:.1f} s for {len(data)} bytes")

    logging.disable(logging.CRITICAL)
    warm_up(name)
    atheris.Setup(["fuzz.py", *options, "-max_len=4096", "-timeout=60"], timed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
