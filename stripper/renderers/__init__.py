"""Renderers: Judgement -> str. A new format is one new file and one line in `RENDERERS`."""

from __future__ import annotations

from collections.abc import Callable

from stripper.model import Judgement
from stripper.renderers import diff, jsonl


def _text(result: Judgement) -> str:
    return result.text


RENDERERS: dict[str, Callable[[Judgement], str]] = {"text": _text, "diff": diff.render, "jsonl": jsonl.render}
