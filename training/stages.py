"""The three learners in a row - words, stage one, stage two - each fed with out-of-fold answers of the one before."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from stripper.article import features, marks, words
from stripper.article.echo import vocabularies
from stripper.article.shape import shape_columns
from stripper.article.trees import read_trees
from training import kernels
from training.apart import apart
from training.corpus import FOLDS, Doc
from training.export import Packed
from training.network import Network, Plan, fit
from training.trees import fit_trees

FEWEST_DOMAINS = 10  # a word seen on fewer sites says more about the site than about furniture
WORTH = {
    "wcxb": 1.0,
    "fundus": 2.0,
    "clean": 2.0,
    "prose": 1.5,
    "phrase": 0.4,
    "mixed": 0.7,
}  # of a dump, in stages one and two
WORD_WORTH = {"wcxb": 1.0, "fundus": 1.5, "clean": 0.0, "prose": 0.5, "phrase": 0.15, "mixed": 0.3}
UNKNOWN_WORDS, UNKNOWN_RULES = 0.15, 0.35  # share of dumps shown without their words, without their rules
WORD_RATE, WORD_EPOCHS, WORD_SEED = 0.02, 3, 5
_LEFT_OUT = -2  # the fold of dumps that no words are learnt from
MOST_ODDS = 3.0  # a dump's paragraphs weigh at most so many times its content's


@dataclass(frozen=True)
class Options:
    """What to leave out, for the ablation table; and the fitting of the networks."""

    without: frozenset[str] = frozenset()  # of: words, rules, shape, surroundings
    first: Plan = field(default_factory=Plan)
    second: Plan = field(default_factory=Plan)


@dataclass(frozen=True)
class Set:
    """All paragraphs of all dumps, end to end: dump d has the paragraphs starts[d] to starts[d + 1]."""

    docs: list[Doc]
    starts: NDArray[np.int64]
    fold: NDArray[np.int8]
    target: NDArray[np.float32]
    weight: NDArray[np.float32]

    def span(self, d: int) -> slice:
        """Return where the paragraphs of dump d stand."""
        return slice(int(self.starts[d]), int(self.starts[d + 1]))


def gather(docs: list[Doc], worth: dict[str, float]) -> Set:
    """Lay the dumps end to end. A paragraph weighs its words to the power 0.6, over those of its dump's content (what it
    costs word F1 to misjudge it), times the worth of the dump's source."""
    starts = np.concatenate(([0], np.cumsum([len(d.content) for d in docs]))).astype(np.int64)
    fold = np.concatenate([np.full(len(d.content), d.fold, dtype=np.int8) for d in docs])
    target = np.concatenate([d.content for d in docs]).astype(np.float32)
    weight = np.concatenate([_weights(d, worth[d.source]) for d in docs]).astype(np.float32)
    return Set(docs, starts, fold, target, weight)


def _weights(doc: Doc, worth: float) -> NDArray[np.float64]:
    w = (doc.words + 0.5) ** 0.6 * ~doc.unsure
    if doc.printed is not None and doc.printed.measure(doc.content)[1] < 0.2:
        worth *= 0.2  # the gold text is hardly in this dump: its labels say little
    return np.asarray(worth * w / max(2 * w[doc.content].sum(), w.sum() / MOST_ODDS, 1e-9))


def first_codes(data: Set, options: Options) -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    """Return names and codes of stage one for every paragraph."""

    def read(d: int) -> dict[str, bytes]:
        doc = data.docs[d]
        columns = features.first_columns(doc.view, shape_columns(doc.view))
        if "rules" in hidden_groups(doc, options):
            columns |= _blank(features.RULES_BLANK, len(doc.content))
        return columns

    names, codes = _lay(data, apart(read, len(data.docs)))
    if "shape" in options.without:
        codes[:, [k for k, n in enumerate(names) if n not in features.RULES_BLANK]] = 0
    return names, codes


def _lay(data: Set, columns: Sequence[dict[str, bytes]]) -> tuple[tuple[str, ...], NDArray[np.uint8]]:
    """Lay the columns of all dumps end to end; return their names and one row of codes a paragraph."""
    names = tuple(columns[0])
    codes = np.zeros((len(data.target), len(names)), dtype=np.uint8)
    for d, found in enumerate(columns):
        for k, name in enumerate(names):
            codes[data.span(d), k] = np.frombuffer(found[name], dtype=np.uint8)
    return names, codes


def word_tables(data: Set, odds: NDArray[np.float32]) -> list[words.Table]:
    """Return the word weights fitted without each fold, and last those fitted on everything.

    They are fitted on top of stage one's held-out log-odds, so that words learn what shape does not know.
    """
    flat, starts = _places(data.docs)
    speaks = np.array([len(t) <= words.SIGN for d in data.docs for t in d.view.texts])
    worth = np.concatenate([np.full(len(d.content), WORD_WORTH[d.source] / WORTH[d.source]) for d in data.docs])
    weight = (data.weight * worth).astype(np.float32)
    weight /= weight[weight > 0].mean()
    folds = np.array([d.fold if WORD_WORTH[d.source] > 0 else _LEFT_OUT for d in data.docs])
    fitted = _fit_words(data, (flat, starts), speaks, weight, odds, folds)
    return [words.pack(*[_steps(w).tolist() for w in three]) for three in fitted]


def _fit_words(
    data: Set,
    places: tuple[NDArray[np.int32], NDArray[np.int64]],
    speaks: NDArray[np.bool_],
    weight: NDArray[np.float32],
    odds: NDArray[np.float32],
    folds: NDArray[np.int_],
) -> list[NDArray[np.float32]]:
    """Return the three weights of each table place (`kernels.fit_context`) fitted without each fold, and last those
    fitted on everything. `places`: the table places of all paragraphs, end to end, and where each paragraph begins;
    `folds`: of each dump."""

    def without(fold: int) -> NDArray[np.float32]:
        left = fold if fold < FOLDS else -1
        rng = np.random.default_rng(WORD_SEED)
        use = np.flatnonzero((folds != left) & (folds != _LEFT_OUT))
        order = np.concatenate([rng.permutation(use) for _ in range(WORD_EPOCHS)])
        allowed = _common(data, *places, left)
        fitted: NDArray[np.float32] = kernels.fit_context(
            *places, data.starts, order, speaks, data.target, weight, odds, allowed, words.FADE, WORD_RATE
        )
        return fitted

    return apart(without, FOLDS + 1)


def _steps(weights: NDArray[np.float32]) -> NDArray[np.int_]:
    """Return weights in the steps of a table."""
    return np.clip(np.round(weights * words.SCALE), -127, 127).astype(int)


def _places(docs: list[Doc]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the table places of all paragraphs, end to end, and where each begins."""
    chunks: list[NDArray[np.int32]] = []
    counts: list[int] = []
    for doc in docs:
        found = [words.buckets(text) for text in doc.view.texts]
        counts += [len(f) for f in found]
        chunks.append(np.array([p for f in found for p in f], dtype=np.int32))
    return np.concatenate(chunks), np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def mark_tables(data: Set, odds: NDArray[np.float32]) -> list[marks.Table]:
    """Return the weights of class names fitted without each fold, and last those fitted on everything; on top of `odds`,
    the held-out log-odds of stage one and the words."""
    found = [marks.places(mark) for doc in data.docs for mark in doc.view.marks]
    flat = np.array([p for f in found for p in f], dtype=np.int32)
    starts = np.concatenate(([0], np.cumsum([len(f) for f in found]))).astype(np.int64)
    silent = np.zeros(len(data.target), dtype=bool)
    weight = (data.weight / data.weight[data.weight > 0].mean()).astype(np.float32)
    folds = np.array([d.fold for d in data.docs])
    fitted = _fit_words(data, (flat, starts), silent, weight, odds, folds)
    return [(_steps(three[0]) + words.ZERO).astype(np.uint8).tobytes() for three in fitted]


def word_odds(data: Set, tables: list[words.Table]) -> NDArray[np.float32]:
    """Return the log-odds that words add to stage one's, each dump read with the words fitted without it."""

    def read(d: int) -> list[float]:
        doc = data.docs[d]
        length = shape_columns(doc.view)["length"]
        return features.word_columns(words.speak(doc.view.texts, tables[doc.fold]), length)[1]

    return np.array([odds for said in apart(read, len(data.docs)) for odds in said], dtype=np.float32)


def _common(data: Set, flat: NDArray[np.int32], starts: NDArray[np.int64], left: int) -> NDArray[np.bool_]:
    """Return the places met on enough sites (pages, for want of a URL) outside fold `left`."""
    seen = np.zeros(words.BUCKETS, dtype=np.int16)
    groups: dict[str, list[int]] = {}
    for d, doc in enumerate(data.docs):
        if doc.fold != left and WORD_WORTH[doc.source] > 0 and doc.source != "mixed":
            key = doc.id if doc.source in ("wcxb", "fundus") else f"{doc.source} {d // 3}"
            groups.setdefault(key, []).append(d)
    for members in groups.values():
        parts = [flat[starts[data.starts[d]] : starts[data.starts[d + 1]]] for d in members]
        seen[np.unique(np.concatenate(parts))] += 1
    return seen >= FEWEST_DOMAINS


def hidden_groups(doc: Doc, options: Options) -> set[str]:
    """Return the feature groups that a dump is shown without, by options and by a fixed lot."""
    rng = random.Random(crc32(f"{doc.source} {doc.id} {doc.dumper}".encode()))
    hidden = set(options.without)
    if rng.random() < UNKNOWN_WORDS:
        hidden.add("words")
    if rng.random() < UNKNOWN_RULES:
        hidden.add("rules")
    return hidden


def _blank(codes: dict[str, int], n: int) -> dict[str, bytes]:
    return {name: bytes([code]) * n for name, code in codes.items()}


def out_of_fold(
    data: Set, names: tuple[str, ...], codes: NDArray[np.uint8], plan: Plan
) -> tuple[list[Network], NDArray[np.float32]]:
    """Fit one network without each fold; return them and the log-odds of every paragraph by the one that left it out."""

    def without(left: int) -> tuple[Network, NDArray[np.float32]]:
        use = data.fold != left
        net = fit(names, codes[use], data.target[use], data.weight[use], plan)
        return net, net.predict(codes[~use])

    nets, z = [], np.zeros(len(data.target), dtype=np.float32)
    for left, (net, said) in enumerate(apart(without, FOLDS)):
        nets.append(net)
        z[data.fold == left] = said
    return nets, z


def fit_all(data: Set, names: tuple[str, ...], codes: NDArray[np.uint8], plan: Plan) -> Network:
    """Fit one network on every fold."""
    return fit(names, codes, data.target, data.weight, plan)


@dataclass(frozen=True)
class Second:
    """Stage two's features: names, codes, and the log-odds of stage one with words, that the codes were made from."""

    names: tuple[str, ...]
    codes: NDArray[np.uint8]
    odds: NDArray[np.float32]


def second_codes(
    data: Set,
    first: tuple[tuple[str, ...], NDArray[np.uint8]],
    z: NDArray[np.float32],
    tables: list[words.Table],
    options: Options,
    mark_tables: Sequence[marks.Table] = (),
) -> Second:
    """Return stage two's features; each dump is read with the words fitted without it. `z`: stage one, held out."""
    kept = [(k, n) for k, n in enumerate(first[0]) if n in features.KEEPS or n.startswith(features.MARKUP)]

    def read(d: int) -> tuple[dict[str, bytes], NDArray[np.float32]]:
        doc, span = data.docs[d], data.span(d)
        columns = {name: first[1][span, k].tobytes() for k, name in kept}
        told, said = features.word_columns(words.speak(doc.view.texts, tables[doc.fold]), columns["length"])
        odds = z[span].copy()
        if "words" in hidden_groups(doc, options):
            told = _blank(features.WORDS_BLANK, len(doc.content))
        else:
            odds += np.array(said, dtype=np.float32)
        if mark_tables:
            steps = marks.scores(doc.view.marks, mark_tables[doc.fold])
            told |= features.mark_columns(words.score_codes(steps))
            odds += np.array([marks.odds(step) for step in steps], dtype=np.float32)
        levels, known = features.to_levels(odds.tolist()), vocabularies(doc.view.texts)
        return features.second_columns(columns, told, levels, known), odds

    found = apart(read, len(data.docs))
    names, codes = _lay(data, [columns for columns, _ in found])
    return Second(names, codes, np.concatenate([odds for _, odds in found]))


def grow(
    data: Set, first: tuple[tuple[str, ...], NDArray[np.uint8]], more: Second, final: bool
) -> tuple[Packed | None, NDArray[np.float32]]:
    """Fit the trees of stage two, on the codes of both stages. Return those fitted on every fold (if `final`), and the
    log-odds of each paragraph by those that left it out."""
    alone = [k for k, name in enumerate(first[0]) if name not in more.names]
    names = (*(first[0][k] for k in alone), *more.names)
    codes = np.hstack([first[1][:, alone], more.codes])

    def without(left: int) -> Packed:
        use = data.fold != left
        return fit_trees(names, codes[use], data.target[use], data.weight[use])

    fitted = apart(without, FOLDS + final)
    odds = np.zeros(len(data.target), dtype=np.float32)
    for left, trees in enumerate(fitted[:FOLDS]):
        held = codes[data.fold == left]
        columns = {name: held[:, k].tobytes() for k, name in enumerate(names)}
        odds[data.fold == left] = read_trees(trees.header, trees.body).odds(columns)
    return fitted[FOLDS] if final else None, odds
