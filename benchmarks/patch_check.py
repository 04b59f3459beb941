"""Does `patch` turn every real dump into its clean text? Checks each dump of a folder of *.jsonl.xz, three ways.

    python benchmarks/patch_check.py ../shared/corpus/wcxb-dev/dumps/chromium.jsonl.xz [...]

As it is, with CRLF, and without its final newline. Prints the failures and a count; exits with 1 if any.
"""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import tempfile
from pathlib import Path

import stripper

WAYS = (lambda t: t, lambda t: t.replace("\r\n", "\n").replace("\n", "\r\n"), lambda t: t.rstrip("\n"))


def applies(text: str, folder: Path) -> bool:
    result = stripper.strip(text, kind="text", mode="rules")
    file = folder / "stdin"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    diff = result.diff().encode("utf-8", "surrogatepass")
    if diff:
        subprocess.run(["patch", "-p1", "-s"], input=diff, cwd=folder, check=False)
    after = file.read_bytes() if file.exists() else b""
    return after == result.text.encode("utf-8", "surrogatepass")


def main() -> int:
    tried = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in sys.argv[1:]:
            with lzma.open(path, "rt", encoding="utf-8") as rows:
                for row in rows:
                    page = json.loads(row)
                    for n, way in enumerate(WAYS):
                        tried += 1
                        if not applies(way(page["text"]), Path(folder)):
                            failed += 1
                            print(f"{path}: {page['id']} (way {n}) does not apply")
    print(f"{tried} dumps tried, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
