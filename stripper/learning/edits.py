"""Rules from what a person deleted: the same dump before and after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stripper.drafting import Draft, draft
from stripper.errors import StripperError
from stripper.folding import fold, key
from stripper.keys import quoted
from stripper.learning.made import Made, credit, is_text, sound
from stripper.lint import prose_lines
from stripper.model import Dump
from stripper.page import Page

_MARK = re.compile(r"^\s*(?:[*+•-]|\d+[.)])\s+")
"""The mark or number of a list item, which is no part of what it says."""
_SENTENCES = ("The boats came home", "Nobody saw the storm")
"""What a second example of a trim is made of."""


@dataclass(frozen=True)
class Edited:
    """The rules made of an edit, as a rule file, and what no rule was made of: (number of the line, why)."""

    toml: str
    rules: Sequence[Made]
    refused: Sequence[tuple[int, str]]


def learn_edit(before: Dump, after: Dump) -> Edited:
    """Return rules for the lines of `before` that are deleted or cut short in `after`.

    No rule matches a line that stayed, nor ordinary prose. Raises StripperError where nothing was deleted, or all;
    where `after` is another page; where no rule can be made.
    """
    _check(before, after)
    gone, cut, refused = _changes(before, after)
    if not gone and not cut and not refused:
        raise StripperError(
            f"{after.name}: nothing of {before.name} was deleted in it; delete the noise, then say both"
        )
    stays = [*prose_lines(), *Page(after).texts]
    drafts: list[Draft] = []
    for row, text in gone:
        try:
            if not is_text(text):
                raise StripperError("bytes that are no text stand in it")
            made = draft(_MARK.sub("", text), [after], stays)
            if made.glob not in {other.glob for other in drafts}:
                drafts.append(made)
        except StripperError as error:
            refused.append((row, f'"{text[:60]}": {error}'))
    name = before.name.encode("utf-8", "replace").decode()
    rules = [made for made in (*_dropping(drafts), *_trimming(cut)) if made]
    if not rules:
        raise StripperError(f"no rule can be made of this edit; line {refused[0][0]}: {refused[0][1]}" if refused else
                            "no rule can be made of this edit")  # fmt: skip
    head = f"about = {quoted(f'Learnt from what was deleted in {name}.')}\n"
    return Edited("\n".join([head, *(rule.toml() for rule in rules)]), rules, sorted(refused))


def _check(before: Dump, after: Dump) -> None:
    """Raise StripperError where `after` cannot be what somebody left of `before`."""
    old, new = (Counter(filter(None, map(str.strip, dump.lines))) for dump in (before, after))
    if old and not new:
        raise StripperError(f"{after.name}: nothing is left in it; delete the noise alone, and leave the article")
    if 2 * (old & new).total() < new.total():
        raise StripperError(f"{after.name}: most of its lines are not in {before.name}; is it an edited copy of it?")


def _changes(before: Dump, after: Dump) -> tuple[list[tuple[int, str]], list[tuple[str, str]], list[tuple[int, str]]]:
    """Return what is gone (number of the line, text), what was cut short (before, after), and what is neither."""
    old = [line.strip() for line in before.lines]
    new = [line.strip() for line in after.lines]
    deleted: set[int] = set()
    cut: list[tuple[str, str]] = []
    refused: list[tuple[int, str]] = []
    for tag, i, end, j, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace":
            left = [line for line in new[j:stop] if line]
            for n in range(i, end):
                rest = next((line for line in left if old[n].startswith(line)), None)
                if rest is not None and rest != old[n]:
                    cut.append((old[n], rest))
                    left.remove(rest)
                else:
                    deleted.add(n)
            refused += [(i + 1, f'"{line[:60]}" was changed, not deleted')] if (line := next(iter(left), "")) else []
        elif tag == "delete":
            deleted.update(range(i, end))
    page = Page(before)
    gone = []
    for n, text in enumerate(page.texts):
        rows = range(*page.lines(n))
        if deleted.issuperset(rows):
            gone.append((rows[0] + 1, text))
        elif not deleted.isdisjoint(rows):
            refused.append((rows[0] + 1, f'of the paragraph "{text[:50]}" only some lines were deleted'))
    return gone, cut, refused


def _dropping(drafts: Sequence[Draft]) -> Iterator[Made | None]:
    """One rule for all lines that are spelt out, one for each that has stars."""
    exact = [made for made in drafts if "*" not in made.glob]
    if exact:
        seen = ["deleted"] * len(exact)
        lines, keeps = [made.line for made in exact], [line for made in exact for line in made.keeps]
        yield sound(
            Made("deleted", "deleted by hand", "line", [made.glob for made in exact], seen, lines[:6], keeps[:6])
        )
    for made in drafts:
        if "*" in made.glob:
            why, more = f"deleted by hand, as in: {made.line}", {"max_words": str(made.max_words)}
            yield sound(Made(made.name, why, "line", [made.glob], ["deleted"], [made.line], made.keeps, (), more))


def _trimming(cut: Sequence[tuple[str, str]]) -> Iterator[Made | None]:
    """A trim for each end that was cut off: of a credit with any name, of anything else as it is."""
    done: set[str] = set()
    for text, left in cut:
        end = text[len(left) :]
        label = credit(text)
        glued = label is not None and label[0] == left
        phrase = f"{label[1]} *".lower() if label and glued else key(fold(end))
        if phrase in done or not is_text(phrase) or sum(map(str.isalpha, phrase)) < 4 or set("{}") & set(phrase):
            continue
        done.add(phrase)
        more = {"action": '"trim"', "at": '"end"'} | ({"glued": "true", "max_words": "9"} if glued else {})
        pairs = [(text, left), *((f"{words}{end}", words) for words in _SENTENCES)]
        yield sound(Made(f"end-{len(done)}", "cut off by hand", "phrase", [phrase], ["cut off"], (), (), pairs, more))
