"""Is what a pipeline of datatrove with our steps gives the same after `kill -9`, once it is run again?

    python benchmarks/datatrove_kill_check.py [ROUNDS] [PAGES]      default 20 rounds of 2400 pages, in 12 files

Each round runs the first recipe of docs/batch.md (local executor, two workers, a task a file), kills at a random moment
all of it, the parent alone, or one worker, runs the same recipe again, and compares what was written with what a run gives
that nobody killed. Workers of a dead parent may still be at work as the second run begins. Where a worker dies, datatrove
waits for its task for ever: what is left is killed once nothing more is finished. Exits with 1 at the first difference.
"""

from __future__ import annotations

import gzip
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from batch_kill_check import fill
from kill_check import main

ROOT = Path(__file__).parent.parent
FILES = 12
WAYS = ("all", "parent", "worker")
_STILL = 8.0
"""Seconds without a finished task after which a run that lost a worker is taken to wait for ever."""


def recipe(out: str) -> str:
    first = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "batch.md").read_text("utf-8"), re.DOTALL)[0]
    for old, new in (("tasks=2", f"tasks={FILES}"), ("clean/", f"{out}/"), ("logs/", f"{out}-logs/")):
        first = str(first).replace(old, new)
    return str(first)


def content(out: Path) -> dict[str, bytes]:
    return {path.name: gzip.decompress(path.read_bytes()) for path in sorted(out.glob("*.gz"))}


def workers(pid: int) -> list[int]:
    """The processes that run tasks: children of the fork server, which is a child of `pid`."""
    found, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                found[int(entry.name)] = (entry / "cmdline").read_bytes()
    return [p for p, parent in parents.items() if parents.get(parent) == pid and b"forkserver" in found[p]]


def check(rounds: int, pages: int, seed: int) -> dict[str, int]:
    """Run the check and return what was counted. Raises AssertionError for a difference."""
    chance = random.Random(seed)
    seen = {"rounds": 0, **{f"killed: {way}": 0 for way in WAYS}, "ended before the kill": 0, "tasks that were kept": 0}
    with tempfile.TemporaryDirectory() as top:
        desk = Path(top)
        (desk / "crawl").mkdir()
        for k in range(FILES):
            fill(desk / "crawl" / f"{k}.warc.wet.gz", pages // FILES)
        start = time.monotonic()
        assert _start(desk, "whole").wait() == 0
        seconds = time.monotonic() - start
        whole = content(desk / "whole")
        assert sum(data.count(b"\n") for data in whole.values()) == pages // FILES * FILES
        while seen["rounds"] < rounds:
            n, way = seen["rounds"], WAYS[seen["rounds"] % len(WAYS)]
            _killed(desk, f"round{n}", way, chance.uniform(0.5, seconds), seen)
            marks = desk / f"round{n}-logs" / "completions"
            seen["tasks that were kept"] += len(list(marks.glob("*"))) if marks.exists() else 0
            assert _start(desk, f"round{n}").wait() == 0
            assert content(desk / f"round{n}") == whole, f"round {n}, {way} killed: the output is not the same"
            seen["rounds"] += 1
            print(n, way, seen, flush=True)
    return seen


def _start(desk: Path, out: str) -> subprocess.Popen[bytes]:
    (desk / f"{out}.py").write_text(recipe(out), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, f"{out}.py"], cwd=desk, env=environment, start_new_session=True, **quiet)  # type: ignore[call-overload, no-any-return]


def _killed(desk: Path, out: str, way: str, after: float, seen: dict[str, int]) -> None:
    process = _start(desk, out)
    time.sleep(after)
    there = workers(process.pid)
    if process.poll() is not None or (way == "worker" and not there):
        seen["ended before the kill"] += 1
    elif way == "worker":
        os.kill(random.choice(there), signal.SIGKILL)
        seen[f"killed: {way}"] += 1
        marks, last, since = desk / f"{out}-logs" / "completions", -1, time.monotonic()
        while process.poll() is None and time.monotonic() - since < _STILL:
            time.sleep(0.2)
            done = len(list(marks.glob("*"))) if marks.exists() else 0
            last, since = done, since if done == last else time.monotonic()
    else:
        process.kill()
        seen[f"killed: {way}"] += 1
    if way != "parent":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


if __name__ == "__main__":
    main(check, 20, 2400)
