"""The text reader: any text dump, whatever dumper made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from stripper.model import LONGEST, Dump, Mark, Paragraphs
from stripper.readers import dialects, wrapping
from stripper.readers.decode import decode

_USUAL_WIDTH = {"lynx": 80, "w3m": 80, "markdown": 79, "html2text": 79, "targets": 80}


def read(name: str, data: bytes) -> Dump:
    """Return the dump in `data`. Raises InputError when it is not text."""
    text, encoding = decode(data)
    return read_text(name, text, encoding=encoding)


def read_text(name: str, text: str, *, encoding: str = "utf-8", dialect: str = "", newline: str = "") -> Dump:
    """Return the dump `text`; `dialect` and `newline` override what its traces say."""
    newline = newline or ("\n" if "\n" in text or "\r" not in text else "\r")
    lines = text.split(newline)
    if lines[-1] == "":
        lines.pop()
    dialect = dialect or dialects.detect(text)
    return Dump(name, text, lines, _paragraphs(_bare(lines, text), dialect), newline, "text", dialect, encoding)


def reread(dump: Dump, text: str, changes: Mapping[int, str | None]) -> tuple[Dump, list[int] | None]:
    """Read `text`, which is `dump` with the lines `changes` changed (None: gone).

    Return its dump, and the paragraphs of before, blank ones too, that make it up; None where it has others.
    """
    if dump.kind == "html":
        return _reread_html(dump, text, changes)
    gone = {dump.paragraph(line) for line in changes}
    kept = [i for i in range(len(dump.paragraphs.texts)) if i not in gone]
    texts = [dump.paragraphs.texts[i] for i in kept]
    if isinstance(dump.paragraphs.starts, range) and dump.dialect == "plain" and not any(changes.values()):
        # Lines as they were: whether they are read as before, their dialect and width tell.
        lines = [dump.lines[i] for i in kept]
        if dialects.detect(text) == "plain" and not wrapping.measured(_bare(lines, text))[0]:
            same = replace(dump, text=text, lines=lines, paragraphs=Paragraphs(range(len(lines)), texts))
            return replace(same, marks=_moved(dump, changes)) if dump.marks else same, kept
    left = replace(read_text(dump.name, text, newline=dump.newline), site=dump.site)
    left = replace(left, marks=_moved(dump, changes)) if dump.marks else left
    return left, kept if left.dialect == dump.dialect and left.paragraphs.texts == texts else None


def _reread_html(dump: Dump, text: str, changes: Mapping[int, str | None]) -> tuple[Dump, list[int] | None]:
    """`reread` for what a page of HTML printed: its blocks are known. The page's facts are told once."""
    lines: list[str] = []
    starts, texts, kept, alike = [], [], [], True
    before = dump.paragraphs
    for i, (start, end) in enumerate(zip(before.starts, [*before.starts[1:], len(dump.lines)], strict=True)):
        rows = [changes.get(row, dump.lines[row]) for row in range(start, end)]
        left = [row for row in rows if row is not None]
        if not left:
            continue
        as_it_was = left == dump.lines[start:end]
        alike = alike and as_it_was
        seen = before.texts[i]
        if seen and not as_it_was:
            bullet = dump.lines[start].removesuffix(seen) if dump.lines[start].endswith(seen) else ""
            seen = " ".join(map(str.strip, left)).removeprefix(bullet.strip()).strip()
        starts.append(len(lines))
        texts.append(seen)
        kept.append(i)
        lines += left
    paragraphs = Paragraphs(starts, texts)
    left_over = replace(dump, text=text, lines=lines, paragraphs=paragraphs, marks=_moved(dump, changes), facts=None)
    return left_over, kept if alike else None


def _moved(dump: Dump, changes: Mapping[int, str | None]) -> dict[int, Mark]:
    """The marks of the lines that are left, by where they stand now."""
    left = (i for i in range(len(dump.lines)) if changes.get(i, "") is not None)
    return {now: dump.marks[before] for now, before in enumerate(left) if before in dump.marks}


def _bare(lines: list[str], text: str) -> list[str]:
    """Return the lines without the CR that Windows puts at their ends: it takes no column."""
    return [line.removesuffix("\r") for line in lines] if "\r\n" in text else lines


def _paragraphs(lines: list[str], dialect: str) -> Paragraphs:
    markdown = dialect == "markdown"
    wrapped_at, measure = wrapping.measured(lines, _USUAL_WIDTH.get(dialect, 0), dialect)
    starts = wrapping.paragraphs(lines, wrapped_at, markdown, measure) if wrapped_at else range(len(lines))
    if dialect == "markup":
        starts = _closed(lines, starts)
    if dialect == "plain" and not wrapped_at:
        return Paragraphs(starts, [line.strip() for line in lines])
    texts, ends = [], [*starts[1:], len(lines)]
    for start, end in zip(starts, ends, strict=True):
        raw = lines[start] if end == start + 1 else "\n".join(lines[start:end])
        if len(raw) > LONGEST:
            raw = dialects.shortened(raw, dialect) or raw[:80]  # what is blank is asked of nobody
        texts.append(dialects.see(raw, dialect) if len(raw) <= LONGEST else " ".join(raw.split("\n")).strip())
    return Paragraphs(starts, texts)


def _closed(lines: list[str], starts: Sequence[int]) -> list[int]:
    """Return the starts of those paragraphs that do not begin within a tag or a link."""
    whole: list[int] = []
    raw = ""
    for start, end in pairwise([*starts, len(lines)]):
        here = "\n".join(lines[start:end])
        if here.strip() and len(raw) <= LONGEST and dialects.goes_on(raw, here):
            raw += "\n" + here
        else:
            whole.append(start)
            raw = here
    return whole
