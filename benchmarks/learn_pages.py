"""Learn each site of labelled pages from three of them; how does that do on its other pages?

    python benchmarks/learn_pages.py FOLDER [DUMPER...]       e.g. ../shared/corpus/wcxb-dev inscriptis lynx

FOLDER holds gold.jsonl.xz and dumps/DUMPER.jsonl.xz, one page a line. Of each web domain with four pages or more, each
page is once the unseen one, and the three after it are learnt from. Needs the dependency group "training" (rapidfuzz).

Columns: furniture lines gone, and content lines gone (all, and those of six words or more), by the learnt rules alone;
F1 of words of default cleaning without and with the learnt rules, means over pages.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent))

from stripper import catalogue
from stripper.api import clean
from stripper.errors import StripperError
from stripper.learning import learn
from stripper.page import Page
from stripper.readers import read
from stripper.rule_file import parse
from training.align import align

LEARN_FROM = 3


def rows(path: Path) -> list[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def f1(text: str, gold: str) -> float:
    got, wanted = (Counter(re.findall(r"\w+", t.lower())) for t in (text, gold))
    common = (got & wanted).total()
    return 2 * common / (got.total() + wanted.total()) if got.total() + wanted.total() else 1.0


def measure(texts: dict[str, str], gold: dict[str, str], examples: list[str]) -> Counter[str]:
    """Count for one domain; `examples` collects content lines that went."""
    count: Counter[str] = Counter()
    ids = sorted(texts)
    for k, unseen in enumerate(ids):
        pages = [read(texts[i], i, kind="text") for i in (ids[(k + n) % len(ids)] for n in range(1, LEARN_FROM + 1))]
        dump = read(texts[unseen], unseen, kind="text")
        before = clean(dump, catalogue.book()).text
        try:
            rule_set = parse(learn(pages).toml, "site", "site.toml")
        except StripperError:
            gone, after = set(), before
        else:
            spoken = clean(dump, catalogue.bind([rule_set]), "rules").spoken
            gone = {line for line, verdict in spoken.items() if verdict.action == "drop"}
            after = clean(dump, catalogue.book([rule_set])).text
        page = Page(dump)
        labels = align(page.texts, gold[unseen])
        for i, words in enumerate(labels.words):
            if words:
                cut = page.lines(i)[0] in gone
                kind = ("content 6" if words >= 6 else "content") if labels.content[i] else "furniture"
                count[kind] += 1
                count[f"{kind} gone"] += cut
                if cut and kind == "content 6":
                    examples.append(page.texts[i])
        count.update({"pages": 1, "before": f1(before, gold[unseen]), "after": f1(after, gold[unseen])})
    return count


def line(name: str, c: Counter[str]) -> str:
    short, long = c["content"], c["content 6"]
    return (
        f"{name:40} pages {c['pages']:4}  furniture gone {c['furniture gone'] / max(1, c['furniture']):.3f}  content gone "
        f"{(c['content gone'] + c['content 6 gone']) / max(1, short + long):.4f}, of six words {c['content 6 gone']}/{long}  "
        f"F1 {c['before'] / c['pages']:.4f} -> {c['after'] / c['pages']:.4f}"
    )


def main() -> None:
    folder, dumpers = Path(sys.argv[1]), sys.argv[2:] or ["inscriptis"]
    gold = {page["id"]: page for page in rows(folder / "gold.jsonl.xz")}
    for dumper in dumpers:
        sites: dict[str, dict[str, str]] = defaultdict(dict)
        for page in rows(folder / "dumps" / f"{dumper}.jsonl.xz"):
            host = urlsplit(gold[page["id"]].get("url") or "").hostname
            if host:
                sites[host][page["id"]] = page["text"]
        total: Counter[str] = Counter()
        for host, texts in sorted(sites.items()):
            if len(texts) > LEARN_FROM:
                examples: list[str] = []
                count = measure(texts, {i: gold[i]["gold"] for i in texts}, examples)
                print(line(f"{dumper} {host}", count), flush=True)
                for text in dict.fromkeys(examples):
                    print(f"      gone: {text[:100]}")
                total.update(count)
        print(line(f"{dumper} ALL", total), flush=True)


if __name__ == "__main__":
    main()
