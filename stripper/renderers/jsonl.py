"""JSON lines: one object per line of the dump, in order. The contract is docs/jsonl.md; `FIELDS` is its table."""

from __future__ import annotations

import json

from stripper.model import Judgement

VERSION = 1
FIELDS = {
    "v": (
        "number",
        "version of this contract: 1. It is raised when a field goes or changes its meaning; "
        "fields may be added without that",
    ),
    "file": ("string", "the file as it was named, `stdin` for standard input"),
    "line": ("number", "number of the line in the file, from 1"),
    "verdict": ("string", "`keep`, `drop` or `trim`"),
    "rule": (
        "string or null",
        "id of the rule that decided (`skip-links/skip-to`); null where nobody spoke and the line stayed",
    ),
    "evidence": ("string", "what the rule saw, in words; empty where nobody spoke"),
    "cuts": (
        "list of pairs",
        "for `trim`: the spans `[start, end)` of `text`, counted in characters, that are cut out",
    ),
    "confidence": (
        "number or null",
        "how sure the article model is that the page holds an article it can find, 0 to 1; "
        "the same for all lines; null where it was not asked",
    ),
    "text": (
        "string",
        "the line as it stands in the dump, without its newline (a CR before the newline belongs to it)",
    ),
}
"""Field of a record -> (type, meaning)."""


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
