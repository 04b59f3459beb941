"""What the text of each paragraph tells by itself: a page that is scored again after a cut is not read again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .echo import vocabularies
from .shape import script_scale, shape_columns
from .view import View
from .words import Said, Table, speak


class Lines(NamedTuple):
    """Of each paragraph of `view`: its shape (columns by feature name), what its words say, its vocabulary."""

    view: View
    shape: dict[str, bytes]
    said: Said
    known: Sequence[set[str]]


def read_lines(view: View, table: Table, earlier: Lines | None = None) -> Lines:
    """Read the paragraphs of a view; those of a view that `earlier` holds all paragraphs of are taken from there."""
    kept = _places(view, earlier.view) if earlier else None
    if not earlier or kept is None:
        return Lines(view, shape_columns(view), speak(view.texts, table), vocabularies(view.texts))
    said = earlier.said
    return Lines(
        view,
        {name: bytes([column[i] for i in kept]) for name, column in earlier.shape.items()},
        Said(bytes([said.scores[i] for i in kept]), [said.ahead[i] for i in kept], [said.behind[i] for i in kept]),
        [earlier.known[i] for i in kept],
    )


def _places(view: View, whole: View) -> list[int] | None:
    """Return where the paragraphs of `view` stand in `whole`, in order; None where they do not, or count otherwise."""
    if view.dialect != whole.dialect or script_scale(view.texts) != script_scale(whole.texts):
        return None
    places, at = [], 0
    there = list(zip(whole.texts, whole.raws, strict=True))
    for paragraph in zip(view.texts, view.raws, strict=True):
        try:
            at = there.index(paragraph, at) + 1
        except ValueError:
            return None
        places.append(at - 1)
    return places
