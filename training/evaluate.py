"""The measure: word F1 of what is kept, averaged over pages, as score.py counts; losses on the made-up pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stripper.article import UNSURE, View, care
from stripper.article.attach import with_attached
from stripper.article.bins import length_codes
from stripper.article.decide import best_cut
from stripper.article.shape import script_scale
from stripper.article.surroundings import UNITS
from training.corpus import FOLDS, Doc
from training.stages import Set

Numbers = NDArray[np.float64]
LEVELS: dict[str, tuple[float, float, float]] = {  # beta, lowest and highest threshold
    "more": (2.0, 0.0, 0.25),
    "balanced": (1.0, 0.0, 0.5),
    "less": (0.75, 0.3, 0.7),
}
SLOPE, SHIFT = 1.0, 0.0  # of the calibration of log-odds, chosen on the held-out folds


@dataclass(frozen=True, slots=True)
class Row:
    """How one dump came out. `gutted`: it lost more than half of the gold words it held."""

    doc: Doc
    p: float
    r: float
    f1: float
    gutted: bool
    raw_f1: float  # of the same paragraphs printed as they stood, nothing trimmed
    confidence: float


def weights_of(doc: Doc) -> bytes:
    """Return the paragraphs' weights as run time sees them."""
    scale = script_scale(doc.view.texts)[0]
    return length_codes([len(t) if scale == 1.0 else int(len(t) * scale) for t in doc.view.texts]).translate(UNITS)


def kept(p: list[float], weights: bytes, level: str = "balanced", least: float = 0.0) -> NDArray[np.bool_]:
    """Return what `Article.keeps` keeps of a page; `least`: the care that its confidence asks for."""
    beta, floor, ceiling = LEVELS[level]
    beta = max(beta, least)
    cut = best_cut(p, weights, beta).threshold
    return np.array(p) >= min(max(cut, floor), ceiling, max(p))


def judged(doc: Doc, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what is left when the rules have the last word."""
    return (keep | (doc.ruled > 0)) & (doc.ruled >= 0)


def probabilities(z: NDArray[np.float32]) -> Numbers:
    """Return calibrated probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(SLOPE * z.astype(np.float64) + SHIFT, -30, 30))))


def shipped(doc: Doc, p: list[float], weights: bytes) -> NDArray[np.bool_]:
    """Return what is left at run time at the default level, after one judging: doubtful pages are cut with care, what
    belongs to the text stays, and the rules alone speak where the model is unsure."""
    keep = careful(doc, p, weights)
    if keep is None:
        return doc.ruled >= 0
    here, view, scores = left_by_rules(doc, p)
    keep[here] = with_attached(view, scores, keep[here].tolist(), here.tolist())
    return judged(doc, keep)


def left_by_rules(doc: Doc, p: list[float]) -> tuple[NDArray[np.intp], View, list[float]]:
    """Return the paragraphs that no rule drops, as the model's keeping sees them, and their probabilities."""
    here = np.flatnonzero(doc.ruled >= 0)
    return here, doc.view.only(here.tolist()), [p[k] for k in here]


def careful(doc: Doc, p: list[float], weights: bytes) -> NDArray[np.bool_] | None:
    """Return what the threshold keeps that the page's confidence asks for; None where the model is unsure."""
    sure = best_cut(p, weights).expected
    return None if sure < UNSURE else kept(p, weights, least=care(sure))


def judge_pages(data: Set, z: NDArray[np.float32], level: str = "balanced", whole: bool = False) -> list[Row]:
    """Score every labelled dump from the log-odds of its paragraphs; by the threshold alone or, `whole`, as shipped."""
    out, p = [], probabilities(z)
    for d, doc in enumerate(data.docs):
        if doc.printed is None or doc.raw is None:
            continue
        mine, weights = p[data.span(d)].tolist(), weights_of(doc)
        keep = shipped(doc, mine, weights) if whole else judged(doc, kept(mine, weights, level))
        a, b, f1 = doc.printed.measure(keep)
        held = doc.raw.measure(np.ones(len(keep), dtype=bool))[1]
        gutted = held > 0.2 and b < held / 2
        out.append(Row(doc, a, b, f1, gutted, doc.raw.measure(keep)[2], best_cut(mine, weights).expected))
    return out


def losses(data: Set, z: NDArray[np.float32], level: str = "balanced") -> dict[str, float]:
    """Return shares lost: words of cleaned pages, lines of prose pages; and the share of phrases removed."""
    p = probabilities(z)
    lost: dict[str, list[float]] = {"clean": [0.0, 0.0], "prose": [0.0, 0.0], "phrase": [0.0, 0.0]}
    for d, doc in enumerate(data.docs):
        if doc.source not in lost:
            continue
        gone = ~judged(doc, kept(p[data.span(d)].tolist(), weights_of(doc), level))
        if doc.source == "clean":
            part = float(doc.words[gone].sum()), float(doc.words.sum())
        elif doc.source == "prose":
            part = float(gone.sum()), float(len(gone))
        else:
            part = float(gone[~doc.content].sum()), float((~doc.content).sum())
        lost[doc.source][0] += part[0]
        lost[doc.source][1] += part[1]
    return {name: a / b if b else 0.0 for name, (a, b) in lost.items()}


def table(rows: list[Row], key: Callable[[Row], str]) -> list[str]:
    """Return one Markdown line a group: pages, F1 (and spread over the folds), P, R, gutted, F1 untrimmed."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [_line(name, groups[name]) for name in sorted(groups)]


def _line(name: str, rows: list[Row]) -> str:
    folds = [[r.f1 for r in rows if r.doc.fold == k] for k in range(FOLDS)]
    spread = float(np.std([np.mean(f) for f in folds if f]))
    f1, p, r, gutted, clean = (
        float(np.mean([getattr(row, a) for row in rows])) for a in ("f1", "p", "r", "gutted", "raw_f1")
    )
    return f"| {name} | {len(rows)} | {f1:.3f} ± {spread:.3f} | {p:.3f} | {r:.3f} | {gutted:.3f} | {clean:.3f} |"


HEAD = ["| | dumps | F1 ± spread of folds | P | R | gutted | F1 untrimmed |", "|---|---|---|---|---|---|---|"]


def _parts(rows: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the rows of the web, of its articles, and of the news."""
    web, news = ([r for r in rows if r.doc.source == s] for s in ("wcxb", "fundus"))
    return web, [r for r in web if r.doc.kind == "article"], news


def _summary(web: list[Row], articles: list[Row], news: list[Row]) -> list[str]:
    named = (("WCXB, all kinds", web), ("WCXB, articles", articles), ("Fundus", news))
    return [_line(name, rows) for name, rows in named if rows]


def report(data: Set, z: NDArray[np.float32]) -> str:
    """Return the tables of the model card, in Markdown, of held-out log-odds."""
    web, articles, news = _parts(judge_pages(data, z))
    lines = [*HEAD, *_summary(web, articles, news)]
    lines += ["", "As shipped:", "", *HEAD, *_summary(*_parts(judge_pages(data, z, whole=True)))]
    for title, part, key in (
        ("WCXB by kind", web, lambda r: r.doc.kind),
        ("WCXB by dumper", web, lambda r: r.doc.dumper),
        ("WCXB articles by dumper", articles, lambda r: r.doc.dumper),
        ("Fundus by dumper", news, lambda r: r.doc.dumper),
        ("Fundus by language", news, lambda r: r.doc.lang),
    ):
        lines += ["", f"{title}:", "", *HEAD, *table(part, key)]
    lines += ["", "The dial:", "", "| level | " + " | ".join(("WCXB F1", "P", "R", "articles F1", "P", "R", "Fundus F1", "words of cleaned pages lost", "prose lines lost", "phrases removed")) + " |", "|---" * 11 + "|"]  # fmt: skip
    return "\n".join(lines + [dial(data, z, level) for level in LEVELS]) + "\n"


def dial(data: Set, z: NDArray[np.float32], level: str) -> str:
    """Return one line of the dial's table."""
    rows, lost = judge_pages(data, z, level), losses(data, z, level)
    web, art, news = (
        np.mean(
            [(r.f1, r.p, r.r) for r in rows if r.doc.source == s and (not k or r.doc.kind == k)] or [(0.0,) * 3], axis=0
        )
        for s, k in (("wcxb", ""), ("wcxb", "article"), ("fundus", ""))
    )
    figures = [*web, *art, news[0], lost["clean"], lost["prose"], lost["phrase"]]
    return f"| {level} | " + " | ".join(f"{x:.3f}" for x in figures) + " |"
