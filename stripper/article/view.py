"""What the article model sees of a dump."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stripper.model import Dump


@dataclass(frozen=True, eq=False, repr=False)
class View:
    """The non-blank paragraphs of a dump, in order: columns of equal length n.

    `texts` are the re-flowed paragraphs without the dumper's marks, `raws` the same as they stood (rows joined by
    newlines, with indents, bullets and link marks), `gaps` whether a blank line stands before, `families` the names of
    the rule sets whose drop rules matched (empty tuples where none did, or an empty column where nobody asked the
    rules). `dialect` is "plain", "lynx", "w3m" or "markdown"; an unknown name counts as "plain".
    Of a page of HTML, `markup` holds the columns of what its elements tell (see `markup.py`) and `marks` the words of
    the class names around each paragraph.

    Raises ValueError when the columns differ in length.
    """

    texts: Sequence[str]
    raws: Sequence[str]
    gaps: Sequence[bool]
    families: Sequence[tuple[str, ...]] = ()
    dialect: str = "plain"
    markup: Mapping[str, bytes] = field(default_factory=dict)
    marks: Sequence[str] = ()

    def __post_init__(self) -> None:
        n = len(self.texts)
        if len(self.raws) != n or len(self.gaps) != n or len(self.families) not in (0, n):
            raise ValueError(
                f"columns of a View must be equally long: {n} texts, {len(self.raws)} raws, "
                f"{len(self.gaps)} gaps, {len(self.families)} families"
            )

    def only(self, here: Sequence[int]) -> View:
        """Return the paragraphs `here` alone; of what rules and elements tell of them, the tags."""
        texts, raws = ([column[k] for k in here] for column in (self.texts, self.raws))
        gaps = [self.gaps[k] for k in here]
        markup = {"tag": bytes([self.markup["tag"][k] for k in here])} if self.markup else {}
        return View(texts, raws, gaps, dialect=self.dialect, markup=markup)


NO_PAGE = frozenset(["raw-html"])
"""Rule sets for what a dumper should not have written: what they would drop is no line of the page."""


def view_of(dump: Dump, families: Mapping[int, tuple[str, ...]]) -> tuple[View, list[int]]:
    """Return the view of a dump, and the index (in `dump.paragraphs`) of each of its paragraphs.

    `families` maps the index of a paragraph of the dump to the names of the rule sets that would drop it. Blank
    paragraphs are left out, and so are those that sets of `NO_PAGE` would drop.
    """
    starts, lines = dump.paragraphs.starts, dump.lines
    no_page = {i for i, names in families.items() if not NO_PAGE.isdisjoint(names)}
    texts, raws, gaps, index = [], [], [], []
    gap = False
    for i, text in enumerate(dump.paragraphs.texts):
        if not text or text.isspace() or i in no_page:
            gap = True
            continue
        first, end = starts[i], starts[i + 1] if i + 1 < len(starts) else len(lines)
        texts.append(text)
        raws.append(lines[first] if end == first + 1 else "\n".join(lines[first:end]))
        gaps.append(gap)
        index.append(i)
        gap = False
    named = [families.get(i, ()) for i in index] if families else ()
    if not dump.facts:
        return View(texts, raws, gaps, named, dump.dialect), index
    from .markup import marks, markup_columns  # only HTML has it

    facts = dump.facts()
    return View(texts, raws, gaps, named, dump.dialect, markup_columns(facts, index, texts), marks(facts, index)), index
