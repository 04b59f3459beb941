"""The lines of a dump as list items: the one place where page text becomes HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from stripper.model import Judgement, Verdict
from stripper.renderers.rows import KEPT
from stripper.renderers.visible import visible
from stripper.ruleset import Rule

_CHUNK = 120
"""Lines that a browser lays out together, once they come near the window."""
_MOST_ASKED = 2_000
"""Lines for which the article model is asked for its clues: each answer takes some tenths of a millisecond."""


@dataclass
class Evidence:
    """What is known of cuts: the `rules`, by id, and how often the article model was asked for its clues."""

    rules: Mapping[str, Rule]
    asked: int = 0

    def why(self, id: str) -> str:
        """Return what a rule cuts, in words."""
        return self.rules[id].why if id in self.rules else ""

    def is_trim(self, verdict: Verdict) -> bool:
        """Whether a line is dropped because a trim left nothing of it: no keep rule gives it back."""
        return verdict.action == "drop" and verdict.rule in self.rules and self.rules[verdict.rule].action == "trim"

    def of(self, verdict: Verdict) -> str:
        """Return the words for one verdict, told on hovering; the clues of the model only for so many lines."""
        self.asked += not isinstance(verdict.said, str)
        told = verdict.evidence if isinstance(verdict.said, str) or self.asked <= _MOST_ASKED else ""
        return visible(": ".join(part for part in (self.why(verdict.rule), told) if part)).replace("\n", " ")


def line_chunks(result: Judgement, families: Mapping[str, int], evidence: Evidence) -> str:
    """Return all lines of a dump; a paragraph never lies in two chunks."""
    chunks: list[str] = []
    items: list[str] = []
    first = 1
    for start, end, seen in _paragraphs(result):
        if len(items) >= _CHUNK:
            chunks.append(_chunk(items, first))
            first, items = start + 1, []
        for i in range(start, end):
            verdict = result.spoken.get(i, KEPT)
            told = seen if i == start else None
            items.append(_item(result.dump.lines[i], verdict, families, evidence, (told, i > start)))
    return "".join([*chunks, _chunk(items, first)])


def _chunk(items: list[str], first: int) -> str:
    return f'<div class="chunk"><ol start="{first}">\n{"".join(items)}</ol></div>\n' if items else ""


def _paragraphs(result: Judgement) -> Iterator[tuple[int, int, str | None]]:
    """Yield (first line, end, what rules see of it, where that cannot be told from what is shown)."""
    lines, (starts, texts) = result.dump.lines, (result.dump.paragraphs.starts, result.dump.paragraphs.texts)
    for k, start in enumerate(starts):
        end = starts[k + 1] if k + 1 < len(starts) else len(lines)
        whole = lines[start] if end == start + 1 else " ".join(" ".join(lines[start:end]).split())
        seen = texts[k]
        yield start, end, None if visible(whole).strip() == seen else seen


def _item(
    line: str, verdict: Verdict, families: Mapping[str, int], evidence: Evidence, place: tuple[str | None, bool]
) -> str:
    seen, continues = place
    classes = ["more"] if continues else []
    line = line.removesuffix("\r")
    label, told = "", ""
    if verdict.action == "keep":
        body = _safe(line)
    else:
        classes += [verdict.action, f"f{families[verdict.rule.rpartition('/')[0]]}"]
        classes += ["eaten"] if evidence.is_trim(verdict) else []
        body = f"<del>{_safe(line)}</del>" if verdict.action == "drop" else _trimmed(line, verdict)
        label = f"<small>{_safe(verdict.rule)}</small>"
        told = evidence.of(verdict)
    attributes = f' class="{" ".join(classes)}"' if classes else ""
    attributes += f' title="{escape(told)}"' if told else ""
    attributes += f' data-seen="{_safe(seen)}"' if seen is not None else ""
    return f"<li{attributes}>{body}{label}</li>\n"


def _trimmed(line: str, verdict: Verdict) -> str:
    body, done = "", 0
    for start, end in verdict.cuts:
        body += f"{_safe(line[done:start])}<del>{_safe(line[start:end])}</del>"
        done = end
    return body + _safe(line[done:])


def _safe(text: str) -> str:
    return escape(visible(text))
