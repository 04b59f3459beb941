"""Where a trim cuts: the spans of a paragraph that a rule's phrase, shape or pattern stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from stripper import globs
from stripper.finders import candidates, compile_re2
from stripper.folding import tokens
from stripper.model import LONGEST, Span
from stripper.page import Page, count_words
from stripper.ruleset import Rule
from stripper.shapes import ANY_LENGTH, spans


def find(rule: Rule, page: Page) -> Iterator[tuple[int, list[Span]]]:
    """Yield (paragraph, spans of its raw text) for each paragraph in which `rule` would cut."""
    for i in _lines(rule, page):
        found = cut_spans(rule, page.raw(i)) if len(page.texts[i]) <= LONGEST or _any_length(rule) else []
        if found:
            yield i, found


def _lines(rule: Rule, page: Page) -> Iterable[int]:
    """The paragraphs that hold what any match of `rule` holds: a cheap look before the patterns."""
    if rule.pattern:
        return range(len(page.filled))
    wanted = set(page.holding_all(_gates(rule.phrase), _marks(rule.phrase)))
    for shape in rule.shape:
        wanted.update(candidates(shape, page))
    return sorted(wanted)


def cut_spans(rule: Rule, raw: str) -> list[Span]:
    """Return the spans of `raw` that `rule` cuts."""
    if len(raw) > 2 * LONGEST and not _any_length(rule):
        return []
    found = [span for shape in rule.shape for span in spans(shape, raw)]
    for pattern in (*_patterns(rule.phrase, rule.at), *(compile_re2(p) for p in rule.pattern)):
        found += (match.span() for match in pattern.finditer(raw) if match.end() > match.start())
    return [span for span in found if _fits(rule, raw, span)]


def _any_length(rule: Rule) -> bool:
    return ANY_LENGTH.issuperset(rule.shape) and not (rule.phrase or rule.pattern)


def _fits(rule: Rule, raw: str, span: Span) -> bool:
    start, end = span
    words = count_words(raw[start:end])
    if (rule.max_words and words > rule.max_words) or words < rule.min_words:
        return False
    if (rule.at == "end" and raw[end:].strip()) or (rule.at == "start" and raw[:start].strip()):
        return False
    if rule.glued:
        # "…ChinaImage: A" is glued, "Firmenimage: gut" is one word: only a capital tells them apart.
        before = raw[start - 1 : start]
        return bool(before) and not before.isspace() and not before.isupper() and not raw[start].islower()
    return True


@cache
def _gates(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Words of which one stands in every match, folded; without them in the dump, there is nothing to cut."""
    variants = (v for phrase in phrases for v in globs.expand(phrase))
    words = {max(tokens(" ".join(globs.segments(v, whole=False))), key=len, default="") for v in variants}
    return tuple(sorted(w for w in words if not any(other in w for other in words if other != w)))


@cache
def _marks(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Marks, such as a colon, that every match holds: fewer lines hold them than hold the words."""
    marks = [set("".join(globs.segments(v, whole=False))) for phrase in phrases for v in globs.expand(phrase)]
    common = set.intersection(*marks) if marks else set()
    return tuple(sorted(mark for mark in common if not mark.isalnum() and mark not in " #"))


@cache
def _patterns(phrases: tuple[str, ...], at: str) -> list[re.Pattern[str]]:
    """Phrases as regular expressions over raw text: a star reaches to the end of the line, or not over a sentence."""
    star = ".*" if at == "end" else "[^.!?\n]{0,80}"
    edge = "" if at == "end" else r"(?!\w)"
    return [re.compile(f"(?:{_expression(phrase, star)}){edge}", re.IGNORECASE) for phrase in phrases]


def _expression(phrase: str, star: str) -> str:
    signs = {"{": "(?:", "}": ")", "*": star, "#": r"\d+", " ": r"\s+"}
    depth, out = 0, []
    for char in phrase:
        depth += (char == "{") - (char == "}")
        # Outside of braces a bar is a bar: "| *" cuts a site's name off a headline.
        out.append("|" if char == "|" and depth else signs.get(char) or re.escape(char))
    return "".join(out)
