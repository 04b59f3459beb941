"""Labelled dumps: read once, aligned with their gold texts, cut into folds by web domain."""

import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stripper.article.view import View
from stripper.errors import InputError
from training.align import WORD, align
from training.reading import Reading, read

FOLDS = 5
SECOND_LEVEL = {"co", "com", "org", "net", "gov", "gob", "ac", "edu", "or", "ne", "go", "gouv", "govt"}


@dataclass(frozen=True)
class Bag:
    """The words of a page's paragraphs against its gold words: all that word F1 needs.

    `counts[i]` words in paragraph i; `hits` the gold-word numbers met, `lines` the paragraph of each; `gold` how often
    each gold word stands in the gold text.
    """

    counts: NDArray[np.int32]
    hits: NDArray[np.int32]
    lines: NDArray[np.int32]
    gold: NDArray[np.int32]

    def measure(self, keep: NDArray[np.bool_]) -> tuple[float, float, float]:
        """Return precision, recall and F1 of the multiset of words when the paragraphs of `keep` are kept."""
        kept, aim = int(self.counts[keep].sum()), int(self.gold.sum())
        if not kept or not aim:
            return 0.0, 0.0, 0.0
        seen = np.bincount(self.hits[keep[self.lines]], minlength=len(self.gold))
        both = int(np.minimum(seen, self.gold).sum())
        p, r = both / kept, both / aim
        return p, r, 2 * p * r / (p + r) if both else 0.0


@dataclass(frozen=True)
class Doc:
    """One dump of one page with its labels; `printed` measures what is printed of the paragraphs, `raw` the rows as they stood."""

    id: str
    source: str  # wcxb, fundus, or an augmentation: clean, prose, phrase
    dumper: str
    kind: str
    lang: str
    fold: int
    view: View
    content: NDArray[np.bool_]
    words: NDArray[np.int32]
    unsure: NDArray[np.bool_]  # paragraphs whose label is not to be learnt from
    ruled: NDArray[np.int8]  # -1 dropped by a rule, 1 kept by a rule, 0 left to the model
    printed: Bag | None = None
    raw: Bag | None = None


def domain_of(url: str | None, otherwise: str = "") -> str:
    """Return the registered domain of a URL, near enough to keep a site's pages in one fold."""
    parts = (urlsplit(url or "").hostname or url or otherwise).split(".")
    keep = 3 if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in SECOND_LEVEL else 2
    return ".".join(parts[-keep:])


def fold_of(key: str) -> int:
    """Return the fold of a domain (or language): a hash, so that it does not change with the data."""
    return crc32(("fold " + key).encode()) % FOLDS


def titles(texts: Sequence[str], title: str) -> NDArray[np.bool_]:
    """Return which paragraphs are the page's title: WCXB's gold texts leave it out, Fundus' have it, readers want it."""
    whole = squeeze(title).lower()
    least = max(15, 0.4 * len(whole))
    return np.array([len(t) >= least and squeeze(t).lower() in whole for t in texts], dtype=bool)


def bag_of(pieces: list[str], gold: str) -> Bag:
    """Count the words of `pieces` against the gold text, as the benchmark does: `\\w+` of the lower-cased text."""
    ids: dict[str, int] = {}
    aim = [ids.setdefault(w, len(ids)) for w in WORD.findall(gold.lower())]
    counts, hits, lines = [], [], []
    for i, piece in enumerate(pieces):
        found = WORD.findall(piece.lower())
        counts.append(len(found))
        known = [ids[w] for w in found if w in ids]
        hits += known
        lines += [i] * len(known)
    as_ints = [np.array(x, dtype=np.int32) for x in (counts, hits, lines)]
    return Bag(*as_ints, np.bincount(aim, minlength=len(ids)).astype(np.int32))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the records of an xz-compressed JSON-lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def read_html(folder: Path, every: int = 1) -> Iterator[Doc]:
    """Yield the pages of a corpus folder (gold.jsonl.xz, html.jsonl.xz) with their labels, every n-th page."""
    gold = {g["id"]: g for i, g in enumerate(rows(folder / "gold.jsonl.xz")) if i % every == 0}
    for row in rows(folder / "html.jsonl.xz"):
        page = gold.get(row["id"])
        if page is not None:
            try:
                reading = read(row["html"], html=True)
            except InputError:
                continue  # a page that only scripts fill
            yield labelled(page, "html", folder.name.split("-")[0], reading)


def read_corpus(folder: Path, every: int = 1) -> Iterator[Doc]:
    """Yield the dumps of a corpus folder (gold.jsonl.xz, dumps/DUMPER.jsonl.xz) with their labels, every n-th page."""
    gold = {g["id"]: g for i, g in enumerate(rows(folder / "gold.jsonl.xz")) if i % every == 0}
    for path in sorted((folder / "dumps").glob("*.jsonl.xz")):
        dumper = path.name.split(".")[0]
        for row in rows(path):
            page = gold.get(row["id"])
            if page is not None:
                yield labelled(page, dumper, folder.name.split("-")[0], read(row["text"]))


def labelled(page: dict[str, str], dumper: str, source: str, reading: Reading) -> Doc:
    """Return one dump with labels and word bags."""
    view = reading.view
    labels = align(view.texts, page["gold"])
    return Doc(
        page["id"],
        source,
        dumper,
        page["type"],
        page.get("lang") or "en",
        fold_of(domain_of(page["url"], page["id"])),
        view,
        np.array(labels.content, dtype=bool),
        np.array(labels.words, dtype=np.int32),
        titles(view.texts, page["title"] or "") & (source == "wcxb"),
        reading.ruled,
        bag_of(reading.printed, page["gold"]),
        bag_of(list(view.raws), page["gold"]),
    )


def squeeze(text: str) -> str:
    """Return the text with runs of white space as single spaces."""
    return re.sub(r"\s+", " ", text).strip()
