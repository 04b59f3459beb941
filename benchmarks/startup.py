"""Whole-process time of the command on one dump, side by side with peers and with `import click`.

    python benchmarks/startup.py [FILE]      default: a sample, repeated to 28 KB

Prints milliseconds (median of 15 runs, taken in turns) and the ratio to `python -c "import click"`.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "samples" / "orchard-innertext.txt"
ROUNDS = 15


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.txt")
        text = Path(sys.argv[1]).read_text("utf-8") if len(sys.argv) > 1 else SAMPLE.read_text("utf-8")
        page.write_text(text if len(sys.argv) > 1 else text * (28_000 // len(text.encode()) + 1), "utf-8")
        html = Path(folder, "page.html")
        html.write_text("<html><body><p>" + text.replace("\n\n", "</p><p>") + "</p></body></html>", "utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "stripper": [str(Path(sys.executable).with_name("stripper")), str(page)],
            "stripper --ignore article": [
                str(Path(sys.executable).with_name("stripper")),
                "--ignore",
                "article",
                str(page),
            ],
        }
        for name, args in {
            "trafilatura": ["-i", str(html)],
            "w3m": ["-dump", str(html)],
            "lynx": ["-dump", str(html)],
        }.items():
            found = shutil.which(name, path=f"{Path(sys.executable).parent}:/usr/bin:/usr/local/bin")
            if found:
                commands[f"{name} (HTML)"] = [found, *args]
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(
                    command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False
                )
                times[name].append(1e3 * (time.perf_counter() - start))
        base = statistics.median(times["python -c 'import click'"])
        print(f"{page.stat().st_size if page.exists() else 0} bytes of text")
        for name, measured in times.items():
            print(f"{name:28} {statistics.median(measured):7.1f} ms   {statistics.median(measured) / base:5.2f} x")


if __name__ == "__main__":
    main()
