"""Renderers: Judgement -> str. A new format is one new file and one line in `RENDERERS` (`VIEWS`, if for people)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from stripper.model import Judgement
from stripper.renderers import diff, jsonl

if TYPE_CHECKING:
    from stripper.renderers.rows import View

VIEWS = {
    "unified": "unified",
    "word": "word",
    "side": "side",
    "full": "full",
    "stat": "stat",
}
"""Views that a terminal shows, by name -> the module here whose `rows` makes them; imported when asked for."""
_USUAL_WIDTH = 100


def _text(result: Judgement) -> str:
    return result.text


def _view(name: str, result: Judgement) -> str:
    from stripper.renderers.rows import plain  # what people look at costs others nothing

    return plain(view(name)(result, _USUAL_WIDTH))


def view(name: str) -> View:
    """Return the maker of a view: (result, columns) -> rows."""
    from importlib import import_module

    maker: View = import_module(f"stripper.renderers.{VIEWS[name]}").rows
    return maker


def _markdown(result: Judgement) -> str:
    from stripper.renderers import markdown

    return markdown.render(result)


def _front_matter(result: Judgement) -> str:
    from stripper.renderers import front_matter  # who asks for it pays for it

    return front_matter.render(result)


def _report(result: Judgement) -> str:
    from stripper.renderers import report

    return report.render([result])


RENDERERS: dict[str, Callable[[Judgement], str]] = {
    "text": _text,
    "diff": diff.render,
    "markdown": _markdown,
    "jsonl": jsonl.render,
    "word": partial(_view, "word"),
    "side": partial(_view, "side"),
    "full": partial(_view, "full"),
    "stat": partial(_view, "stat"),
    "report": _report,
    "front-matter": _front_matter,
}
