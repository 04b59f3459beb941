"""Train the article model: python -m training.train --data FOLDER [--cross-validate]

FOLDER holds corpus/ and phrases/ (see training/README.md). Without --cross-validate the model is fitted on everything and
written into the package; with it, only the held-out figures are printed. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import pickle
import time
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stripper.article import UNSURE, weights
from training import augment, evaluate, export, headline, stages
from training.corpus import Doc, read_corpus, read_html
from training.export import Packed
from training.network import Network, Plan

PHRASE_PAGES = 4000
SEEDS = (1, 2, 3, 4)  # cleaned pages, prose pages, phrase pages, mixed pages
MIXED = 1  # times that each page is shown between the furniture of others
START = time.monotonic()


@dataclass(frozen=True)
class Trained:
    """Everything a training run leaves behind; `odds` are the held-out log-odds of stage two."""

    data: stages.Set
    tables: list[stages.words.Table]
    first: Network | None
    second: Network | None
    trees: Packed | None
    odds: NDArray[np.float32]
    marks: list[stages.marks.Table]


def say(text: str) -> None:
    """Print progress with the seconds since the start."""
    print(f"{time.monotonic() - START:7.1f} s  {text}", flush=True)


def gather_docs(folder: Path, every: int, html: bool) -> list[Doc]:
    """Read both corpora and make up the cleaned, prose and phrase pages; of HTML, the cleaned ones alone."""
    docs = []
    read = read_html if html else read_corpus
    for doc in (d for c in ("wcxb-dev", "fundus-dev") for d in read(folder / "corpus" / c, every)):
        docs.append(doc)
        if len(docs) % 1000 == 0:
            say(f"{len(docs)} dumps read")
    prose = augment.read_prose(folder / "phrases" / "prose.dev.tsv")
    phrases = augment.read_phrases(folder / "phrases" / "phrases.dev.tsv.xz")
    docs += augment.cleaned(docs, SEEDS[0])
    if html:
        return [d for d in docs if len(d.content)]
    docs += augment.prose_pages(prose[::every], SEEDS[1])
    docs += augment.phrase_pages(prose, phrases, SEEDS[2], PHRASE_PAGES // every)
    return [d for d in docs if len(d.content)]


def cached(cache: Path | None, folder: Path, every: int, html: bool) -> list[Doc]:
    """Return the dumps from the cache file, or read them and fill it."""
    if cache and cache.exists():
        docs: list[Doc] = pickle.loads(cache.read_bytes())
        return docs
    docs = gather_docs(folder, every, html)
    if cache:
        cache.write_bytes(pickle.dumps(docs, protocol=5))
    return docs


def run(docs: list[Doc], options: stages.Options, final: bool) -> Trained:
    """Fit stage one, words and stage two, each on out-of-fold answers of the one before; `final`: also on all folds."""
    data = stages.gather(docs, stages.WORTH)
    features = stages.first_codes(data, options)
    _, z = stages.out_of_fold(data, *features, options.first)
    first = stages.fit_all(data, *features, options.first) if final else None
    say("stage one fitted")
    tables = stages.word_tables(data, z)
    say("words fitted")
    marks = stages.mark_tables(data, z + stages.word_odds(data, tables)) if docs[0].view.marks else []
    more = stages.second_codes(data, features, z, tables, options, marks)
    if "second" in options.without:
        return Trained(data, tables, first, None, None, more.odds, marks)
    second = stages.fit_all(data, more.names, more.codes, options.second) if final else None
    _, z = stages.out_of_fold(data, more.names, more.codes, options.second)
    say("the network of stage two fitted")
    if "trees" in options.without or not marks:  # for text they were no better (docs/article-model.md)
        return Trained(data, tables, first, second, None, z, marks)
    trees, grown = stages.grow(data, features, more, final)
    say("trees of stage two fitted")
    return Trained(data, tables, first, second, trees, (z + grown) / 2, marks)


def write(trained: Trained, path: Path) -> None:
    """Write the model file."""
    rows = evaluate.judge_pages(trained.data, trained.odds)
    means = {s: round(float(np.mean([r.f1 for r in rows if r.doc.source == s])), 4) for s in ("wcxb", "fundus")}
    decide = {"levels": evaluate.LEVELS, "slope": evaluate.SLOPE, "shift": evaluate.SHIFT}
    about = {
        "data": "WCXB development pages (CC-BY-4.0, Foley 2026), Fundus test pages (MIT)",
        "dumps": len(trained.data.docs),
        "held_out_word_f1": means,
        "unsure_under": UNSURE,
    }
    assert trained.first is not None and trained.second is not None
    tables = trained.tables[-1], trained.marks[-1] if trained.marks else b""
    export.write(path, tables, (trained.first, trained.second), trained.trees, {"decide": decide, "about": about})


def main() -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/ and phrases/")
    parser.add_argument("--cross-validate", action="store_true", help="print held-out figures, write no model")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=["words", "rules", "shape", "second", "trees"],
        help="for ablation; implies --cross-validate",
    )
    parser.add_argument("--thin", type=int, default=1, help="use every n-th dump of a page, another one for each page")
    parser.add_argument("--every", type=int, default=1, help="use every n-th page only (a quick look)")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument(
        "--cache", type=Path, help="file to keep the read and labelled dumps in (pickle; delete it after changes)"
    )
    parser.add_argument("--html", action="store_true", help="the model for HTML")
    parser.add_argument("--out", type=Path, help="default: the package's own file")
    args = parser.parse_args()
    final = not (args.cross_validate or args.without)
    docs = cached(args.cache, args.data, args.every, args.html)
    made_up = ("prose", "phrase")
    docs = [d for d in docs if d.source in made_up or not crc32(f"{d.id} {d.dumper}".encode()) % args.thin]
    say(f"{len(docs)} dumps read and labelled")
    docs += augment.mixed(docs, SEEDS[3], MIXED)
    plan = replace(Plan(), epochs=args.epochs)
    options = stages.Options(frozenset(args.without), plan, plan)
    trained = run(docs, options, final=final)
    print(evaluate.report(trained.data, trained.odds))
    print(headline.report(headline.cases(trained.data, trained.odds)))
    if final:
        out = args.out or Path(weights.HTML_FILE if args.html else weights.FILE)
        write(trained, out)
        say(f"{out} written, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
