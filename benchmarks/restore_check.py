"""Does `stripper restore` give every real dump back, to the byte, once it was cleaned in place?

    python benchmarks/restore_check.py [--every N] [--rules] ../shared/corpus/wcxb-dev/dumps/lynx.jsonl.xz [...]

Dumps are written to a folder a hundred at a time, cleaned by `stripper --in-place --force`, and restored one by one (with
--rules by the rules alone, which is faster). Prints the failures and a count; exits with 1 if any.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BATCH = 100


def batches(path: str, every: int) -> Iterator[dict[str, bytes]]:
    batch: dict[str, bytes] = {}
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for i, row in enumerate(rows):
            if i % every == 0:
                batch[f"{i}.txt"] = json.loads(row)["text"].encode("utf-8", "surrogatepass")
            if len(batch) == BATCH:
                yield batch
                batch = {}
    if batch:
        yield batch


def check(batch: dict[str, bytes], top: Path, rules: bool) -> tuple[int, int, list[str]]:
    """Return how many dumps were cleaned, how many bytes were cut, and the names of those that did not come back."""
    from stripper.commands.restore import command

    folder = top / "pages"
    folder.mkdir(exist_ok=True)
    for name, data in batch.items():
        (folder / name).write_bytes(data)
    alone = ["--ignore", "article"] if rules else []
    subprocess.run([sys.executable, "-m", "stripper", "-i", "--force", *alone, str(folder)], check=False)
    cleaned, cut, failed = 0, 0, []
    for name, data in batch.items():
        left = len((folder / name).read_bytes())
        if left != len(data):
            cleaned += 1
            cut += len(data) - left
            command.main([str(folder / name)], standalone_mode=False)
        if (folder / name).read_bytes() != data:
            failed.append(name)
        (folder / name).unlink()
    return cleaned, cut, failed


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--rules", action="store_true")
    options = parser.parse_args()
    tried = cleaned = cut = failed = 0
    for path in options.files:
        for batch in batches(path, options.every):
            with tempfile.TemporaryDirectory() as top:
                os.environ["STRIPPER_STATE_DIR"] = str(Path(top, "state"))
                more, bytes_cut, names = check(batch, Path(top), options.rules)
            tried, cleaned, cut, failed = tried + len(batch), cleaned + more, cut + bytes_cut, failed + len(names)
            for name in names:
                print(f"{path}: dump {name} did not come back")
    print(f"{tried} dumps, {cleaned} cleaned in place, {cut:,} bytes cut, {failed} not restored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
