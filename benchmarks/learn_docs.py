"""Learn the furniture of real sites of many pages, Debian's documentation packages, from 5 pages; what goes on 200 others?

    python benchmarks/learn_docs.py [PACKAGE...] [--debs FOLDER] [--dumper lynx|w3m|innertext] [--show]

Packages are fetched with `apt-get download` (or taken from FOLDER) and unpacked with `dpkg-deb -x` into a temporary
folder; nothing is installed. Dumps: `lynx -dump -nolist`, `w3m -dump`, and innertext, a line per block, by lxml.

Only the learnt rules speak. A line is one as the dump has it, with a letter or a digit in it, its spaces folded. Of the
200 pages, `repeats` is the share of the places gone whose line stands on over half of the pages, `once` of those whose
line stands on one page alone. `outside` is `repeats` without the places between the first and the last prose that a page
has for itself: there stand the headings and table heads of articles ("OPTIONS", "Modifier and Type"), which stay unless
`--headings` asks for them; both are measured. Of the lines of one page that go, those are counted apart that a rule with
a star cuts: "Prev Up Chapter 34 Home Next" stands on one page, and is furniture all the same. At the end: how many pages
the learnt markers know, of the site and of the others. `--show` prints the lines of the first kind that stay, and of the
second that go.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from stripper import catalogue
from stripper.api import clean
from stripper.book import Book
from stripper.errors import StripperError
from stripper.learning import learn
from stripper.matchers import first_glob
from stripper.model import Dump
from stripper.page import Page
from stripper.readers import read
from stripper.rule_file import parse

PACKAGES = (
    "python3.11-doc", "postgresql-doc-15", "openjdk-17-doc", "debian-handbook", "git-doc", "sqlite3-doc",
)  # fmt: skip
LEARN_FROM, MEASURE_ON, SMALLEST = 5, 200, 2000
INLINE = frozenset((
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "tt", "u", "var", "wbr",
))  # fmt: skip


def by_program(*command: str) -> Callable[[Path], str]:
    return lambda path: subprocess.run([*command, str(path)], capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )


def innertext(path: Path) -> str:
    """The text of a page as a browser copies it, nearly: a line per block, white space folded but in <pre>."""
    import lxml.html

    out: list[str] = []

    def walk(element: lxml.html.HtmlElement, as_is: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "template", "head"):
            text = ""
        else:
            block, as_is = element.tag not in INLINE, as_is or element.tag == "pre"
            out.append("\n" if block else "")
            text = element.text or ""
            out.append(text if as_is else " ".join(f".{text}.".split())[1:-1])
            for child in element:
                walk(child, as_is)
                tail = child.tail or ""
                out.append(tail if as_is else " ".join(f".{tail}.".split())[1:-1])
            out.append("\n" if block else "")

    walk(lxml.html.document_fromstring(path.read_bytes()), False)
    return "\n".join(line.strip() for line in "".join(out).split("\n") if line.strip()) + "\n"


STAYS, GOES, NAMES = 0, 1, 2
Line = tuple[str, int]
"""(text, one of these)"""
DUMPERS: dict[str, Callable[[Path], str]] = {
    "lynx": by_program("lynx", "-dump", "-nolist", "-force_html", "-assume_charset=utf-8", "-display_charset=utf-8"),
    "w3m": by_program("w3m", "-dump", "-T", "text/html", "-O", "UTF-8", "-cols", "80"),
    "innertext": innertext,
}


def unpack(package: str, debs: Path | None, top: Path) -> list[Path]:
    """Return the HTML pages of a package, which is fetched where it is not in the folder `debs`."""
    folder = top / package
    folder.mkdir()
    found = sorted(debs.glob(f"{package}_*.deb")) if debs else []
    if not found:
        subprocess.run(["apt-get", "download", "-q", package], cwd=top, check=True, capture_output=True)
        found = sorted(top.glob(f"{package}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", str(found[-1]), str(folder)], check=True)
    pages = (path for path in folder.rglob("*.html") if path.is_file() and not path.is_symlink())
    return sorted(path for path in pages if path.stat().st_size >= SMALLEST)


def dumped(pages: list[Path], dump: Callable[[Path], str]) -> list[Dump]:
    """Return the dumps of a sample of the pages."""
    chosen = random.Random(0).sample(pages, min(len(pages), LEARN_FROM + MEASURE_ON))
    return [read(dump(path), str(path), kind="text") for path in chosen]


def measure(dumps: list[Dump], headings: bool, show: bool) -> str:
    """Return the shares gone of the lines that repeat, of those outside the article, of those that occur once."""
    try:
        learnt = learn(dumps[:LEARN_FROM], headings=headings)
    except StripperError as error:
        return str(error)
    book = catalogue.bind([parse(learnt.toml, "site", "site.toml")])
    starred = {f"site/{made.name}" for made in learnt.rules if any("*" in glob for glob in made.globs)}
    repeats, outside, once = sorted_out([judged(one, book, starred) for one in dumps[LEARN_FROM:]])
    if show:
        for text, count in Counter(text for text, gone in repeats if not gone).most_common(20):
            print(f"      stays {count:5} {text[:90]}")
        for text, _ in [pair for pair in once if pair[1] == GOES][:20]:
            print(f"      goes        {text[:90]}")
    named = sum(gone == NAMES for _, gone in once)
    parts = {"repeats": repeats, "outside": outside, "once": [pair for pair in once if pair[1] != NAMES]}
    shares = "  ".join(f"{name} {share(pairs)}" for name, pairs in parts.items())
    return f"{shares} and {named} equal but for names  {len(learnt.rules)} rules"


def share(pairs: list[Line]) -> str:
    """The share that went, of how many."""
    return f"{sum(gone != STAYS for _, gone in pairs) / len(pairs):.4f} of {len(pairs):6}" if pairs else "none there"


def judged(dump: Dump, book: Book, starred: set[str]) -> list[tuple[str, int, bool]]:
    """Return (line, whether it goes, whether it is prose) of the lines with letters or digits; `starred` are the rules
    for lines that are equal but for names."""
    page, result = Page(dump), clean(dump, book, "rules")
    return [
        (
            " ".join(text.split()),
            STAYS if result.changes.get(n, "") is not None else NAMES if result.spoken[n].rule in starred else GOES,
            page.is_prose(i),
        )
        for i in range(len(page.texts))
        for n in range(*page.lines(i))
        if any(map(str.isalnum, text := dump.lines[n]))
    ]


def sorted_out(rows: list[list[tuple[str, int, bool]]]) -> tuple[list[Line], list[Line], list[Line]]:
    """Return the lines that repeat on over half of the pages, those of them outside the article (before the first or
    after the last prose that one page alone has), and those that occur on one page only."""
    on = Counter(text for row in rows for text in {text for text, *_ in row})
    repeats, outside, once = [], [], []
    for row in rows:
        own = [i for i, (text, _, prose) in enumerate(row) if prose and on[text] == 1] or [len(row)]
        for i, (text, cut, _) in enumerate(row):
            if 2 * on[text] > len(rows):
                repeats.append((text, cut))
                if not own[0] < i < own[-1]:
                    outside.append((text, cut))
            elif on[text] == 1:
                once.append((text, cut))
    return repeats, outside, once


def wakes(site: str, sites: dict[str, list[Dump]]) -> str:
    """How many of the site's other pages, and of those of other sites, the markers learnt from it know."""
    markers = learn(sites[site][:LEARN_FROM]).markers

    def awake(dumps: list[Dump]) -> int:
        return sum(any(first_glob(markers, key) for key in Page(dump).keys) for dump in dumps)

    others = [dump for other, dumps in sites.items() if other != site for dump in dumps]
    own = sites[site][LEARN_FROM:]
    return f"knows {awake(own)} of {len(own)} pages of its site, {awake(others)} of {len(others)} of others"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("packages", nargs="*", default=PACKAGES)
    options.add_argument("--debs", type=Path)
    options.add_argument("--dumper", choices=DUMPERS, action="append")
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args()
    kept: dict[str, dict[str, list[Dump]]] = defaultdict(dict)  # dumper -> package -> dumps
    with tempfile.TemporaryDirectory() as top:
        for package in chosen.packages:
            pages = unpack(package, chosen.debs, Path(top))
            for name in chosen.dumper or DUMPERS:
                if name == "innertext" or shutil.which(name):
                    kept[name][package] = dumps = dumped(pages, DUMPERS[name])
                    for headings, how in ((False, ""), (True, "--headings")):
                        shares = measure(dumps, headings, chosen.show)
                        print(f"{package:18} {name:9} {how:10} {len(pages):5} pages  {shares}", flush=True)
    for name, sites in kept.items():
        for package in sites:
            print(f"{package:18} {name:9} {wakes(package, sites)}", flush=True)


if __name__ == "__main__":
    main()
