"""Extractors side by side on pages of HTML with labels: this tool and five others.

    pip install --group peers
    python benchmarks/peers.py PAGES [LABELS] [--every N] [--tools NAME,...] [--type KIND] [--jobs N]

PAGES is a folder of NAME.html, each beside its label NAME.txt (the main content as text); or a file of JSON lines (.jsonl,
also packed as .jsonl.xz or .jsonl.gz) with "id" and "html" on each line, and LABELS another one with "id", "gold" and perhaps
"type". A tool that is not installed is left out, with a message on stderr.

F1, P and R count words (\\w+ of the lower-cased text, order left aside) and are means over pages; a page that a tool breaks
on counts as an empty answer, and as an error. "gutted" is the share of pages of which a tool gives less than half of the
label's words, "furniture" that of pages whose answer holds a line or sentence of page furniture (FURNITURE, below) that
the label does not hold. ms are those of one process, after a first page that pays for loading.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import logging
import lzma
import re
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

Extract = Callable[[str], str | None]
Page = tuple[str, str, str, str]
"""(id, kind, HTML, label)"""

FURNITURE = (
    "skip to content", "skip to main content", "accept all cookies", "we use cookies", "cookie settings", "cookie policy",
    "privacy policy", "terms of use", "terms of service", "all rights reserved", "share this article", "share this post",
    "share on facebook", "share on twitter", "copy link", "sign up for our newsletter", "subscribe to our newsletter",
    "enter your email", "sign in", "log in", "create an account", "forgot your password", "back to top", "read more",
    "continue reading", "related articles", "related posts", "you may also like", "recommended for you", "leave a comment",
    "leave a reply", "post a comment", "advertisement", "sponsored content", "previous post", "next post", "load more",
    "show more", "follow us", "enable javascript", "add to cart", "add to wishlist", "table of contents",
)  # fmt: skip
"""Phrases of page furniture; one counts where it stands as a line of its own, or as a whole sentence."""
LANGUAGES = {
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish", "fi": "Finnish", "fr": "French",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "nl": "Dutch", "no": "Norwegian_Bokmal", "nb": "Norwegian_Bokmal",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip
"""Language that a page gives itself -> jusText's list of stop words; others are read with the English one."""


def _stripper() -> Extract:
    import stripper

    return lambda html: stripper.strip(html, kind="html").text


def _trafilatura() -> Extract:
    import trafilatura

    return trafilatura.extract


def _readability() -> Extract:
    import readability
    from lxml.html import fromstring

    return lambda html: "\n".join(fromstring(readability.Document(html).summary()).itertext())


def _justext() -> Extract:
    import justext

    def extract(html: str) -> str:
        tag = re.search(r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([a-z]{2})", html[:200_000], re.I)
        stops = justext.get_stoplist(LANGUAGES.get(tag[1].lower() if tag else "en", "English"))
        return "\n".join(p.text for p in justext.justext(html.encode(errors="replace"), stops) if not p.is_boilerplate)

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True)


def _newspaper() -> Extract:
    import newspaper

    def extract(html: str) -> str:
        article = newspaper.Article("https://example.org/", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


TOOLS: dict[str, tuple[str, Callable[[], Extract]]] = {
    "stripper": ("stripper", _stripper),
    "trafilatura": ("trafilatura", _trafilatura),
    "readability-lxml": ("readability", _readability),
    "jusText": ("justext", _justext),
    "resiliparse": ("resiliparse", _resiliparse),
    "newspaper4k": ("newspaper", _newspaper),
}
"""Name -> (module that must be there, what makes its extractor)."""


def rows(path: Path) -> Iterator[dict[str, Any]]:
    opener: Any = {".xz": lzma.open, ".gz": gzip.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def pages(source: Path, labels: Path | None, every: int, kinds: list[str]) -> list[Page]:
    """Return every Nth of the pages that have a label."""
    found: list[Page] = []
    if source.is_dir():
        for path in sorted(source.rglob("*.html")):
            gold = path.with_suffix(".txt")
            if gold.exists():
                found.append((path.stem, "page", path.read_bytes().decode("utf-8", "replace"), gold.read_text("utf-8")))
    elif labels:
        known = {row["id"]: row for row in rows(labels)}
        for row in rows(source):
            gold_row = known.get(row["id"], {})
            if gold_row.get("gold") is not None:
                found.append((row["id"], gold_row.get("type", "page"), row["html"], gold_row["gold"]))
    else:
        sys.exit("peers.py: a file of pages needs a file of labels behind it")
    return [page for page in found[::every] if not kinds or page[1] in kinds]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def furniture(text: str) -> set[str]:
    """The phrases of FURNITURE that are a line or a sentence of `text`."""
    pieces = (" ".join(words(piece)) for line in text.split("\n") for piece in re.split(r"[.!?|•·]", line))
    return set(pieces) & set(FURNITURE)


@cache
def extractor(tool: str) -> Extract:
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    extract = TOOLS[tool][1]()
    try:
        extract(
            "<html><body><article><p>"
            + "The ferry left at nine, and all stood in the rain. " * 9
            + "</p></article></body></html>"
        )
    except Exception as error:
        print(f"{tool}: {error}", file=sys.stderr)
    return extract


def measure(text: str, gold: str) -> tuple[float, float, float]:
    """Return F1, precision and recall of the words of a text, order left aside."""
    told, truth = Counter(words(text)), Counter(words(gold))
    shared = (told & truth).total()
    p, r = shared / max(told.total(), 1), shared / max(truth.total(), 1)
    if not truth:
        p = r = float(not told)
    return 2 * p * r / (p + r) if p + r else 0.0, p, r


def one(job: tuple[str, Page]) -> dict[str, Any]:
    """Return how a tool does on a page."""
    tool, (_, kind, html, gold) = job
    extract = extractor(tool)
    start = time.perf_counter()
    try:
        text, error = extract(html) or "", False
    except Exception:
        text, error = "", True
    took = time.perf_counter() - start
    f1, p, r = measure(text, gold)
    return {
        "kind": kind, "F1": f1, "P": p, "R": r, "gutted": r < 0.5, "ms": took * 1e3,
        "furniture": bool(furniture(text) - furniture(gold)), "error": error,
    }  # fmt: skip


def row(name: str, found: list[dict[str, Any]]) -> str:
    mean = {key: sum(page[key] for page in found) / len(found) for key in ("F1", "P", "R", "gutted", "furniture", "ms")}
    return (
        f"{name:18} {mean['F1']:6.3f} {mean['P']:6.3f} {mean['R']:6.3f} {mean['gutted']:8.1%} {mean['furniture']:10.1%} "
        f"{mean['ms']:8.1f} {sum(page['error'] for page in found):7}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("labels", type=Path, nargs="?")
    parser.add_argument("--every", type=int, default=1, help="take every Nth page")
    parser.add_argument("--tools", default=",".join(TOOLS), help="names, parted by commas")
    parser.add_argument("--type", action="append", default=[], help="only pages of this kind; may be given again")
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args()
    those = pages(chosen.pages, chosen.labels, chosen.every, chosen.type)
    if not those:
        sys.exit("peers.py: no labelled pages are there")
    by_kind: dict[str, list[str]] = defaultdict(list)
    for tool in chosen.tools.split(","):
        if tool not in TOOLS:
            print(f"{tool} is left out: it is none of {', '.join(TOOLS)}", file=sys.stderr)
            continue
        try:
            with warnings.catch_warnings(action="ignore"):
                importlib.import_module(TOOLS[tool][0])
        except ImportError as error:
            print(f"{tool} is left out: {error}; pip install --group peers", file=sys.stderr)
            continue
        with ProcessPoolExecutor(chosen.jobs) as pool:
            found = list(pool.map(one, [(tool, page) for page in those], chunksize=4))
        by_kind["all"].append(row(tool, found))
        kinds = Counter(page["kind"] for page in found)
        for kind in kinds if len(kinds) > 1 else ():
            by_kind[kind].append(row(tool, [page for page in found if page["kind"] == kind]))
    for kind, lines in by_kind.items():
        count = sum(kind in ("all", page[1]) for page in those)
        print(
            f"\n{f'{kind}, {count} pages':18} {'F1':>6} {'P':>6} {'R':>6} {'gutted':>8} {'furniture':>10} {'ms':>8} {'errors':>7}"
        )
        print("\n".join(lines))


if __name__ == "__main__":
    main()
