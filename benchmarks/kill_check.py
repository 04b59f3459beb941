"""Is every file whole after `kill -9`, and does `stripper undo` give all of them back?

    python benchmarks/kill_check.py [ROUNDS] [FILES]        default 100 rounds over 200 files

Rounds are those in which the run was killed before it ended. Each copies FILES dumps made of the samples into a fresh
folder, starts `stripper --in-place` on it, kills it at a random moment, and checks that each file is the old or the new
one, whole; then that `stripper undo` gives back the old ones. Prints what it saw; exits with 1 at the first file that is
neither.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "samples"
STRIPPER = [sys.executable, "-m", "stripper"]
CLEAN = [*STRIPPER, "--in-place", "--ignore", "article", "--force"]


def originals(files: int) -> dict[str, bytes]:
    samples = sorted(p for p in SAMPLES.glob("*.txt") if ".clean." not in p.name)
    return {
        f"{i:04d}.txt": samples[i % len(samples)].read_bytes() + f"Page {i} of {files}.\n".encode()
        for i in range(files)
    }


def fill(folder: Path, content: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)


def check(rounds: int, files: int, seed: int = 0) -> dict[str, int]:
    """Run the check; returns what was counted, raises AssertionError for a file that is neither old nor new."""
    chance = random.Random(seed)
    seen = {"rounds": 0, "killed": 0, "old": 0, "new": 0, "left-over temporary files": 0, "taken back": 0}
    with tempfile.TemporaryDirectory() as top:
        folder, state = Path(top, "pages"), Path(top, "state")
        environment = {**os.environ, "STRIPPER_STATE_DIR": str(state), "STRIPPER_CACHE_DIR": str(Path(top, "cache"))}
        old = originals(files)
        fill(folder, old)
        start = time.monotonic()
        subprocess.run([*CLEAN, str(folder)], env=environment, check=True)
        whole = time.monotonic() - start
        new = {name: (folder / name).read_bytes() for name in old}
        changed = sum(old[n] != new[n] for n in old)
        assert changed > files * 0.9
        while seen["killed"] < rounds:
            fill(folder, old)
            shutil.rmtree(state, ignore_errors=True)
            start = time.monotonic()
            process = subprocess.Popen([*CLEAN, str(folder)], env=environment)
            time.sleep(chance.uniform(0.05, whole))
            process.kill()
            killed = process.wait() < 0
            seen["killed"] += killed
            whole = whole if killed else min(whole, time.monotonic() - start)
            _look(folder, old, new, seen)
            _take_back(folder, state, old, environment, seen)
            seen["rounds"] += 1
    return seen


def _look(folder: Path, old: dict[str, bytes], new: dict[str, bytes], seen: dict[str, int]) -> None:
    for name in old:
        data = (folder / name).read_bytes()
        assert data in (old[name], new[name]), f"{name} is neither the old nor the new file"
        seen["new" if data == new[name] else "old"] += 1
    seen["left-over temporary files"] += len(set(os.listdir(folder)) - set(old))


def _take_back(
    folder: Path, state: Path, old: dict[str, bytes], environment: dict[str, str], seen: dict[str, int]
) -> None:
    """Killed before its first file a run has no journal, and there is nothing to take back."""
    begun = any(state.glob("page-stripper/undo/*.jsonl"))
    done = subprocess.run([*STRIPPER, "undo"], env=environment, capture_output=True)
    assert done.returncode == (0 if begun else 2), done.stderr
    seen["taken back"] += begun
    for name, data in old.items():
        assert (folder / name).read_bytes() == data, f"{name} is not as it was after undo"


def main(check: Callable[[int, int, int], object], rounds: int, size: int) -> None:
    """Run a check with the numbers on the command line, or these; print what it saw."""
    given = [int(text) for text in sys.argv[1:3]]
    rounds, size = [*given, *(rounds, size)[len(given) :]]
    try:
        print(check(rounds, size, time.time_ns()))
    except AssertionError as error:
        sys.exit(f"FAILED: {error}")


if __name__ == "__main__":
    main(check, 100, 200)
