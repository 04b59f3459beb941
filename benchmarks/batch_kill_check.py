"""Is what `stripper batch --resume` gives the same after `kill -9` of the parent or of a worker?

    python benchmarks/batch_kill_check.py [ROUNDS] [PAGES]      default 20 rounds of 1000 pages

Each round starts a batch of several parts with two processes, kills the parent or one worker at a random moment, resumes
where the parent was killed (and is killed again, up to three times), and compares all that was written with what a run
gives that nobody killed. Forms of output take turns. Exits with 1 at the first difference.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from crawls import record
from kill_check import main

ROOT = Path(__file__).parent.parent
FORMS = ("jsonl.gz", "text", "parquet", "jsonl")


def fill(path: Path, pages: int) -> None:
    samples = sorted(p for p in (ROOT / "samples").glob("*.txt") if ".clean." not in p.name)
    with open(path, "wb") as file:
        for n in range(pages):
            text = samples[n % len(samples)].read_bytes() + f"Page {n} of {pages}.\n".encode()
            file.write(gzip.compress(record("conversion", text, target_uri=f"https://www.quay.example/{n}")))


def content(out: Path) -> dict[str, bytes]:
    files = [out] if out.is_file() else [p for p in sorted(out.rglob("*")) if ".stripper-batch" not in p.parts]
    return {str(p.relative_to(out)): p.read_bytes() for p in files if p.is_file()}


def workers(pid: int) -> list[int]:
    """The children of a process that clean, by /proc (multiprocessing has one more, which tracks resources)."""
    try:
        pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(p) for p in pids if b"spawn_main" in Path(f"/proc/{p}/cmdline").read_bytes()]
    except OSError:
        return []


def check(rounds: int, pages: int, seed: int) -> dict[str, int]:
    """Run the check and return what was counted. Raises AssertionError for a difference."""
    chance = random.Random(seed)
    seen = {
        "rounds": 0,
        "parents killed": 0,
        "workers killed": 0,
        "parts that were kept": 0,
        "ended before the kill": 0,
    }
    with tempfile.TemporaryDirectory() as top:
        source = Path(top, "pages.warc.wet.gz")
        fill(source, pages)
        command = [sys.executable, "-m", "stripper", "batch", str(source), "--mode", "rules", "-j", "2", "--resume"]
        whole, seconds = {}, 0.0
        for form in FORMS:
            start = time.monotonic()
            subprocess.run([*command, "-o", f"{top}/whole.{form}", "--format", form], check=True, capture_output=True)
            seconds = time.monotonic() - start
            whole[form] = content(Path(top, f"whole.{form}"))
        for n in range(rounds):
            form, out = FORMS[n % len(FORMS)], Path(top, f"round{n}")
            one = [*command, "-o", str(out), "--format", form]
            _round(one, chance, n % 2 == 0, seconds, seen)
            work = out / ".stripper-batch" if form == "text" else Path(f"{out}.batch")
            assert content(out) == whole[form], f"round {n}, {form}: the output is not the same"
            assert os.listdir(work) == ["journal.jsonl"], f"round {n}: {os.listdir(work)} is left behind"
            seen["rounds"] += 1
            print(n, form, seen, flush=True)
    return seen


def _round(command: list[str], chance: random.Random, parent: bool, seconds: float, seen: dict[str, int]) -> None:
    for _ in range(3):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, seconds))
        if process.poll() is not None:
            seen["ended before the kill"] += 1
        elif parent:
            process.kill()
            seen["parents killed"] += 1
        elif there := workers(process.pid):
            os.kill(chance.choice(there), signal.SIGKILL)
            seen["workers killed"] += 1
        if not parent:
            assert process.wait() == 0, "a run did not survive the death of a worker"
            break
        process.wait()
    if parent:
        out = command[command.index("-o") + 1]
        for journal in (Path(f"{out}.batch", "journal.jsonl"), Path(out, ".stripper-batch", "journal.jsonl")):
            seen["parts that were kept"] += journal.read_bytes().count(b'"part":') if journal.exists() else 0
        done = subprocess.run(command, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()


if __name__ == "__main__":
    main(check, 20, 1000)
