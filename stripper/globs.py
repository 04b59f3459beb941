"""Globs: the little language of `line` and `phrase`, linear by construction.

`*` is any text (also none), `#` a run of digits, `{a|b|}` one of several. Braces are expanded when
a rule is loaded; what is left is a list of literal segments, matched by `str.find` from left to
right. Taking the leftmost place of each segment is right for globs, so nothing ever backtracks.
"""

from __future__ import annotations

from collections.abc import Sequence

from stripper.folding import EAST, EDGES, fold, unspaced

MOST_VARIANTS = 4000
"""How many plain globs one glob with braces may stand for; more is a mistake in the rule."""

Segments = tuple[str, ...]


def expand(glob: str) -> list[str]:
    """Return the plain globs that a glob with braces stands for; braces may nest.

    Raises ValueError, with the reason, for unbalanced braces or too many variants.
    """
    variants, rest = _sequence(glob, 0, nested=False)
    if rest != len(glob):
        raise ValueError("a '}' has no '{' before it")
    return list(dict.fromkeys(variants))


def _sequence(glob: str, at: int, nested: bool) -> tuple[list[str], int]:
    """Parse literals and groups up to the end of the glob or, nested, to the `|` or `}` that ends it."""
    variants = [""]
    while at < len(glob):
        char = glob[at]
        if char == "}" or (char == "|" and nested):
            break
        if char == "{":
            options, at = _group(glob, at + 1)
            if len(variants) * len(options) > MOST_VARIANTS:
                raise ValueError(f"stands for more than {MOST_VARIANTS} variants; split it")
            variants = [v + o for v in variants for o in options]
        else:
            end = at + 1
            while end < len(glob) and glob[end] not in "{}|":
                end += 1
            variants = [v + glob[at:end] for v in variants]
            at = end
    return variants, at


def _group(glob: str, at: int) -> tuple[list[str], int]:
    options: list[str] = []
    while True:
        variants, at = _sequence(glob, at, nested=True)
        options += variants
        if at >= len(glob):
            raise ValueError("a '{' is never closed")
        at += 1
        if glob[at - 1] == "}":
            return options, at


def segments(variant: str, whole: bool) -> Segments:
    """Fold a plain glob and split it at its stars: "skip to *" -> ("skip to ", "").

    A `whole` line is matched without the marks at its edges, so the glob loses them too.
    """
    return split(fold(variant), whole)


def split(folded: str, whole: bool) -> Segments:
    """Return the `segments` of a plain glob that is folded already."""
    if whole and "*" not in folded:
        # A line of marks alone, such as "/", has no edges to take off.
        return (folded.strip(EDGES) or folded.strip(" "),)
    parts = folded.split("*")
    edges = EDGES if whole else " "
    parts[0] = parts[0].lstrip(edges)
    parts[-1] = parts[-1].rstrip(edges)  # which may be the same part
    return tuple(parts)


def matches_line(parts: Sequence[str], line: str) -> bool:
    """Whether the glob `parts` matches the whole of a folded line."""
    if len(parts) == 1:
        return line == parts[0]
    first, last = parts[0], parts[-1]
    if len(line) < len(first) + len(last) or not line.startswith(first) or not line.endswith(last):
        return False
    at, end = len(first), len(line) - len(last)
    for part in parts[1:-1]:
        at = line.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def find_phrase(parts: Sequence[str], line: str) -> tuple[int, int] | None:
    """Return the span of the first place where the glob `parts` stands in a folded line, on word boundaries."""
    at = 0
    while True:
        start = line.find(parts[0], at)
        if start < 0:
            return None
        if _boundary(line, start, parts[0][:1]):
            break
        at = start + 1
    end = start + len(parts[0])
    for part in parts[1:]:
        end = line.find(part, end)
        if end < 0:
            return None
        end += len(part)
    last = parts[-1]
    while not _boundary(line, end, last[-1:]):
        # A later place of the last segment may end on a word boundary.
        following = line.find(last, end - len(last) + 1) if len(parts) > 1 else find_next(line, last, start + 1)
        if following < 0:
            return None
        if len(parts) == 1:
            start = following
        end = following + len(last)
    return start, end


def find_next(line: str, part: str, at: int) -> int:
    """Return the next place from `at` where `part` begins on a word boundary, or -1."""
    while True:
        start = line.find(part, at)
        if start < 0 or _boundary(line, start, part[:1]):
            return start
        at = start + 1


def _boundary(line: str, at: int, edge: str) -> bool:
    """Whether a match whose outer character is `edge` may begin or end between `at - 1` and `at`."""
    if at <= 0 or at >= len(line) or not edge.isalnum() or (EAST.match(edge) and unspaced().match(edge)):
        return True
    return not (line[at - 1].isalnum() and line[at].isalnum())
