"""How fast `stripper batch` is with one process and with two, beside trafilatura; and what memory it takes.

    python benchmarks/batch.py speed [PAGES] [ROUNDS]     default 400 pages of ../shared/corpus, 3 rounds
    python benchmarks/batch.py memory [PAGES]...          default 1000 100000

speed   WET-like input is made of the corpus' plain text dumps. Each round runs all rows after one another; of each row
        the best round counts. trafilatura reads the HTML of the same pages, already in memory, in one process.
        `cpu ms` is processor time, which a busy machine changes least.
memory  The same pages, cut to 1,000 characters, again and again; rules alone, two processes. The most resident memory
        of the parent and of a worker (VmHWM of /proc).
"""

from __future__ import annotations

import gzip
import json
import lzma
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from crawls import record

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
CORPUS = CORPUS if CORPUS.exists() else Path("/work/shared/corpus")
SETS = ("wcxb-dev", "fundus-dev")
STRIPPER = [sys.executable, "-m", "stripper", "batch"]


def rows(name: str, key: str) -> Iterator[tuple[str, str]]:
    for part in SETS:
        with lzma.open(CORPUS / part / name, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield f"{part}/{row['id']}", row[key] or ""


def wet(path: Path, pages: list[tuple[str, str]], urls: dict[str, str], times: int = 1, most: int = 10**9) -> None:
    with open(path, "wb") as file:
        for n in range(times):
            for name, text in pages:
                url = f"{urls[name]}?{n}" if times > 1 else urls[name]
                content = text[:most].encode("utf-8", "replace")
                file.write(gzip.compress(record("conversion", content, target_uri=url), 1))


def sample(count: int) -> tuple[list[tuple[str, str]], dict[str, str]]:
    urls = dict(rows("gold.jsonl.xz", "url"))
    pages = list(rows("dumps/resiliparse.jsonl.xz", "text"))
    step = max(len(pages) // count, 1)
    return pages[::step][:count], urls


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that went by, and processor seconds of this process and its children."""

    def cpu() -> float:
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(u.ru_utime + u.ru_stime for u in used)

    start, before = time.perf_counter(), cpu()
    work()
    return time.perf_counter() - start, cpu() - before


def speed(count: int, rounds: int) -> None:
    import trafilatura

    pages, urls = sample(count)
    wanted = {name for name, _ in pages}
    html = [text for name, text in rows("html.jsonl.xz", "html") if name in wanted]
    with tempfile.TemporaryDirectory() as top:
        source = Path(top, "pages.warc.wet.gz")
        wet(source, pages, urls)
        print(f"{len(pages)} pages, {sum(len(t.encode()) for _, t in pages) / 1e6:.1f} MB of text, {sum(map(len, html)) / 1e6:.0f} MB of HTML; load {os.getloadavg()[0]:.1f}")  # fmt: skip
        turn = iter(range(10**6))

        def batch(*more: str) -> Callable[[], object]:
            return lambda: subprocess.run([*STRIPPER, str(source), "-o", f"{top}/{next(turn)}.jsonl", *more], check=True, capture_output=True)  # fmt: skip

        work: dict[str, Callable[[], object]] = {
            "trafilatura, HTML, 1 process": lambda: [trafilatura.extract(page) for page in html],
            "batch, -j 1": batch("-j", "1"),
            "batch, -j 2": batch("-j", "2"),
            "batch --mode rules, -j 1": batch("-j", "1", "--mode", "rules"),
            "batch --mode rules, -j 2": batch("-j", "2", "--mode", "rules"),
        }
        work["batch, -j 1"]()  # the cache of rules is made
        best: dict[str, tuple[float, float]] = {}
        for _ in range(rounds):
            for name, job in work.items():
                seen = timed(job)
                best[name] = tuple(map(min, best.get(name, seen), seen))  # type: ignore[assignment]
    print(f"{'':30} {'pages/s':>8} {'ms/page':>8} {'cpu ms':>8} {'× trafilatura':>14} {'by cpu':>7}")
    first = next(iter(best.values()))
    for name, (wall, cpu) in best.items():
        print(f"{name:30} {len(pages) / wall:8.1f} {1000 * wall / len(pages):8.2f} {1000 * cpu / len(pages):8.2f} {first[0] / wall:14.2f} {first[1] / cpu:7.2f}")  # fmt: skip
    for mode in ("", " --mode rules"):
        print(f"two processes{mode}: {best[f'batch{mode}, -j 1'][0] / best[f'batch{mode}, -j 2'][0]:.2f} ×")


def most_memory(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Most resident kB of a process, and of any of its children, until it ends."""
    parent = worker = 0
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            pids = children.read_text().split()
        except OSError:
            pids = []
        parent = max(parent, _high(str(process.pid)))
        worker = max([worker, *map(_high, pids)])
        time.sleep(0.2)
    return parent, worker


def _high(pid: str) -> int:
    try:
        found = [line.split()[1] for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in line]
    except OSError:
        return 0
    return int(found[0]) if found else 0


def memory(counts: list[int]) -> None:
    pages, urls = sample(1000)
    for count in counts:
        with tempfile.TemporaryDirectory() as top:
            source = Path(top, "pages.warc.wet.gz")
            wet(source, pages[: min(count, len(pages))], urls, max(count // len(pages), 1), most=1000)
            command = [*STRIPPER, str(source), "-o", f"{top}/o.jsonl.gz", "-j", "2", "--mode", "rules"]
            start = time.perf_counter()
            process = subprocess.Popen(command, stderr=subprocess.PIPE)
            parent, worker = most_memory(process)
            said = (process.stderr.read() if process.stderr else b"").decode().strip().splitlines()[-1]
            seconds = time.perf_counter() - start
        print(
            f"{count:>8,} pages: parent {parent / 1024:.1f} MB, worker {worker / 1024:.1f} MB, {seconds:.0f} s; {said}"
        )


if __name__ == "__main__":
    what, *numbers = sys.argv[1:] or [""]
    if what == "speed":
        speed(*[*map(int, numbers), *[400, 3][len(numbers) :]])
    elif what == "memory":
        memory(list(map(int, numbers)) or [1000, 100_000])
    else:
        sys.exit(__doc__)
