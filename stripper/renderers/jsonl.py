"""JSON lines: one object per line of the dump, in order. The contract is documented in docs/jsonl.md.

v         version of this contract, 1; raised when a field changes its meaning or goes
file      name of the dump ("stdin" for standard input)
line      number of the line, from 1
verdict   "keep", "drop" or "trim"
rule      id of the rule that decided, null where nobody spoke
evidence  why, in words, "" where nobody spoke
confidence  how sure the article model is that the page holds an article, 0 to 1; null where it was not asked
cuts      spans [start, end) of `text`, in characters, that are cut out of a trimmed line
text      the line as it stands in the dump, without its newline
"""

from __future__ import annotations

import json

from stripper.model import Judgement

VERSION = 1


def render(result: Judgement) -> str:
    """Return one JSON object a line; ASCII only, so that any text survives any pipe."""
    name, lines = result.dump.name, result.dump.lines
    return "".join(
        json.dumps(
            {
                "v": VERSION,
                "file": name,
                "line": verdict.line,
                "verdict": verdict.action,
                "rule": verdict.rule or None,
                "evidence": verdict.evidence,
                "confidence": None if result.confidence is None else round(result.confidence, 3),
                "cuts": [list(span) for span in verdict.cuts],
                "text": lines[verdict.line - 1],
            }
        )
        + "\n"
        for verdict in result.verdicts
    )
