"""Labels for paragraphs: which words of a dump are words of the gold text, and so which paragraphs are main content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

WORD = re.compile(r"\w+")
MOST_CELLS = 400_000_000  # dump words x gold words beyond which the dump is cut, to bound memory
SHORT_RUN, SHORT_RUN_WORTH = 2, 0.35  # a stray match of one or two words is weak evidence


@dataclass(frozen=True, slots=True)
class Labels:
    """Of each paragraph: its words, how many of them matched the gold text, and whether it is main content."""

    words: list[int]
    matched: list[int]
    content: list[bool]


def align(texts: Sequence[str], gold: str) -> Labels:
    """Label the paragraphs of a dump by the longest common subsequence of its words and the gold text's.

    A paragraph is content when over half of its words are matched; matches in runs of one or two words count less,
    unless they cover the whole paragraph. Paragraphs without words are content when both neighbours are.
    """
    per = [WORD.findall(t.lower()) for t in texts]
    dump = [w for ws in per for w in ws]
    aim = WORD.findall(gold.lower())
    worth = _worth(dump, aim)
    words, matched, content = [], [], []
    at = 0
    for ws in per:
        part = worth[at : at + len(ws)]
        at += len(ws)
        words.append(len(ws))
        matched.append(sum(x > 0 for x in part))
        content.append(sum(part) > len(ws) / 2 if ws else False)
    return Labels(words, matched, _fill(words, content))


def _worth(dump: list[str], aim: list[str]) -> list[float]:
    """Of each dump word 0 (not in the gold text), 1, or less than 1 when it stands in a short run of matches."""
    worth = [0.0] * len(dump)
    if not aim or not dump:
        return worth
    ids: dict[str, int] = {}
    a = [ids.setdefault(w, len(ids)) for w in dump[: max(1, MOST_CELLS // len(aim))]]
    b = [ids.setdefault(w, len(ids)) for w in aim]
    for op in LCSseq.opcodes(a, b):
        if op.tag == "equal":
            n = op.src_end - op.src_start
            worth[op.src_start : op.src_end] = [1.0 if n > SHORT_RUN else SHORT_RUN_WORTH] * n
    return worth


def _fill(words: list[int], content: list[bool]) -> list[bool]:
    """Wordless paragraphs (rules, lone marks) take the label that both of their worded neighbours share."""
    out = list(content)
    before = False
    after = [False] * len(out)
    nearest = False
    for i in range(len(out) - 1, -1, -1):
        after[i] = nearest
        if words[i]:
            nearest = content[i]
    for i, n in enumerate(words):
        if n:
            before = content[i]
        else:
            out[i] = before and after[i]
    return out
