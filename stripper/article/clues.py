"""Why a paragraph scored as it did, in plain words: the three strongest clues."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .features import MARKUP
from .network import Network
from .shape import COLON, STOP, STOP_CLOSED
from .view import View
from .words import WHOLE, WORD, Table, buckets, weight

MOST = 3
NAMED_WORDS = 3
Columns = dict[str, bytes]
Clue = Callable[[Columns, int, bool], str]  # columns, paragraph, whether it speaks for main content

GROUPS: dict[str, tuple[str, ...]] = {
    "length": ("length", "words", "commas"),
    "ending": ("last",),
    "inside": ("stops",),
    "opening": ("first",),
    "case": ("case",),
    "digits": ("digits",),
    "mark": ("bullet", "indent", "indent step", "above bullet", "below bullet"),
    "links": ("links", "linked", "links near"),
    "around": (
        "above", "above2", "below", "below2", "above last", "below last", "below first", "prose near", "prose above",
        "prose below", "length above", "length below", "since prose", "until prose", "run",
    ),
    "blanks": ("gap", "block", "since gap", "until gap"),
    "repeats": ("repeats",),
    "rhythm": ("alike", "rhythm"),
    "place": ("from top", "from end", "depth", "place"),
    "words": ("word",),
    "words around": (
        "word above", "word below", "words near", "words above", "words below",
    ),
    "signs": (
        "bad sign above", "bad sign below", "bad signs since", "announced above", "announced below",
    ),
    "echo": ("echo", "echo above", "echo below", "echo near"),
    "rules": ("rule", "rules near", "rules above", "rules below"),
    "stretch": ("segment", "inside", "outside", "segment share"),
    "element": ("html tag", "html holder", "html region", "html within", "html hidden"),
    "class": ("html mark",),
    "witness": ("html chosen",),
    "box": (
        "html chosen of parent", "html chosen of grand", "html chosen of great", "html core", "html core away",
        "html alike chosen",
    ),
    "links of box": ("html linked share", "html linked of parent", "html linked of grand", "html linked near"),
}  # fmt: skip
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}
PAGE, NEIGHBOURS = "page", "neighbours"

PHRASES: dict[str, Clue] = {
    "length": lambda c, i, good: _length(c["length"][i], c["words"][i]),
    "ending": lambda c, i, good: _ending(c["last"][i]),
    "inside": lambda c, i, good: "several sentences" if c["stops"][i] else "no second sentence",
    "opening": lambda c, i, good: "opens like ordinary text" if good else "opens like a label",
    "case": lambda c, i, good: _case(c["case"][i]),
    "digits": lambda c, i, good: "holds digits" if c["digits"][i] else "no digits",
    "mark": lambda c, i, good: _mark(c, i),
    "links": lambda c, i, good: _links(c["links"][i], good),
    "around": lambda c, i, good: "prose around" if good else "short lines around",
    "blanks": lambda c, i, good: "alone between blank lines" if c["gap"][i] == 3 else "the blank lines around",
    "repeats": lambda c, i, good: "repeated on the page" if c["repeats"][i] else "stands once on the page",
    "rhythm": lambda c, i, good: "lines of even length around" if c["rhythm"][i] > 1 else "lines of uneven length",
    "place": lambda c, i, good: _place(c["place"][i], good),
    "words around": lambda c, i, good: "ordinary words around" if good else "interface words around",
    "signs": lambda c, i, good: "a heading near that opens content" if good else "a heading near that opens furniture",
    "echo": lambda c, i, good: "shares the words of the main text" if good else "speaks of something else",
    "rules": lambda c, i, good: _rules(c["rule"][i], good),
    "stretch": lambda c, i, good: "inside the main stretch of text" if good else "outside the main stretch of text",
    "element": lambda c, i, good: "its HTML element",
    "class": lambda c, i, good: "class names as of content" if good else "class names as of furniture",
    "witness": lambda c, i, good: "trafilatura takes it" if c["html chosen"][i] > 5 else "trafilatura leaves it out",
    "box": lambda c, i, good: "inside the main box" if good else "outside the main box",
    "links of box": lambda c, i, good: "few links" if good else "links around",
    PAGE: lambda c, i, good: "the kind of page",
    NEIGHBOURS: lambda c, i, good: "neighbours look like content" if good else "neighbours look like furniture",
}  # fmt: skip


def _ending(code: int) -> str:
    if code in (STOP, STOP_CLOSED):
        return "ends like a sentence"
    return "ends with a colon" if code == COLON else "no sentence end"


def _length(length: int, words: int) -> str:
    return "long paragraph" if length > 15 else "a few words" if words > 2 else "a word or two"


def _mark(columns: Columns, i: int) -> str:
    if columns["bullet"][i]:
        return "list mark"
    return "list marks around" if columns["above bullet"][i] or columns["below bullet"][i] else "its indent"


def _links(code: int, good: bool) -> str:
    if code:
        return "holds links" if good else "made of links"
    return "few links around" if good else "links around"


def _rules(code: int, good: bool) -> str:
    if code > 1:
        return "known to the rules"
    return "few rules matched around" if good else "rules matched around"


def _case(code: int) -> str:
    return {9: "lower-case words", 10: "all capitals", 11: "no upper and lower case"}.get(
        code, "words capitalised as in a title" if code < 4 else "capitalised as in a sentence"
    )


def _place(code: int, good: bool) -> str:
    if good or 5 <= code <= 10:
        return "its place on the page"
    return "near the top of the page" if code < 5 else "near the end of the page"


def explain(view: View, table: Table, nets: Sequence[tuple[Network, Columns]], i: int, kept: bool) -> list[str]:
    """Return up to three clues, strongest first, that speak for the verdict on paragraph i (at least one)."""
    columns: Columns = {}
    strengths: dict[str, float] = {}
    for net, cols in nets:
        columns |= cols
        for name, share in net.shares(cols, i).items():
            group = GROUP_OF.get(name) or (PAGE if name.removeprefix(MARKUP).startswith("page") else NEIGHBOURS)
            strengths[group] = strengths.get(group, 0.0) + share
    sign = 1.0 if kept else -1.0
    ranked = sorted(strengths, key=lambda g: -sign * strengths[g])
    clues: list[str] = []
    for group in ranked:
        if clues and sign * strengths[group] <= 0:
            break
        clue = _word_clue(view.texts[i], table, kept) if group == "words" else PHRASES[group](columns, i, kept)
        if clue not in clues:
            clues.append(clue)
        if len(clues) == MOST:
            break
    return clues


def _word_clue(text: str, table: Table, kept: bool) -> str:
    """Name the words that weigh most for the verdict."""
    sign = 1 if kept else -1
    weighed: dict[str, int] = {}
    for word in WORD.findall(text[: 4 * WHOLE].lower()):
        weighed.setdefault(word, sign * weight(table[buckets(word)[0]]))
    named = [w for w in sorted(weighed, key=lambda w: -weighed[w]) if weighed[w] > 0][:NAMED_WORDS]
    what = "ordinary words" if kept else "interface words"
    return f"{what}: {', '.join(named)}" if named else what
