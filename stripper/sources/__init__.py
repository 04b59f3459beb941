"""Sources: what many pages stand in. A new one is one new file and one line in `SOURCES`.

A source is read as a stream, in bounded memory, in an order that is always the same.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from stripper.mirror import mirrored
from stripper.readers import mailbox, too_big
from stripper.sources.page import Page, Reading, SourceError
from stripper.sources.streams import Stream, pieces
from stripper.sources.wanted import is_page, text_name, unpacked_name

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["SOURCES", "Page", "Reading", "SourceError", "clashing", "kind_of", "pages_in", "pages_of"]


class Source(NamedTuple):
    """A kind of source: the endings of its files, what opens them, and "module:function" of its reader.

    A reader takes (name, stream, reading) and yields pages. `seeks`: it takes the file itself, to read here and there.
    """

    endings: tuple[str, ...]
    opens: Callable[[bytes], bool]
    reader: str
    seeks: bool = False


def _is_json(head: bytes) -> bool:
    import json

    first, end, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    try:
        return first.startswith(b"{") and isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        # A row may be longer than what is looked at.
        return not end and len(head) == _HEAD and _OPENS_ROW.match(first) is not None


SOURCES = {
    "warc": Source((".warc", ".wet"), lambda head: head.startswith(b"WARC/"), "warc:pages"),
    "jsonl": Source((".jsonl", ".ndjson"), _is_json, "rows:jsonl"),
    "parquet": Source((".parquet",), lambda head: head.startswith(b"PAR1"), "rows:parquet", seeks=True),
    "zip": Source((".zip",), lambda head: head.startswith(b"PK\x03\x04"), "boxes:zipped", seeks=True),
    "mbox": Source((".mbox",), mailbox.is_mailbox, "mails:pages"),
    "tar": Source((".tar", ".tgz", ".tbz2", ".txz"), lambda head: head[257:262] == b"ustar", "boxes:tarred"),
}
_HEAD = 65536
"""Bytes that are looked at where the name of a file does not tell what is in it."""
_OPENS_ROW = re.compile(rb'\{\s*"(?:[^"\\]|\\.){0,1000}"\s*:')


def pages_of(
    names: Sequence[str], how: Reading, kind: str = "", but: Sequence[str] = ()
) -> Iterator[Page | SourceError]:
    """Yield the pages in files and folders ("-": standard input), and in the place of what cannot be read the mistake.

    `kind` is a kind of source, empty where name and content tell it. Of folders the files that are sources or pages are
    taken, by name; symbolic links, hidden files and the paths `but` are not.
    """
    not_those = frozenset(map(os.path.realpath, but))
    for name in names:
        try:
            if name == "-":
                if sys.stdin is None:
                    raise SourceError("stdin", "is closed; name the files")
                yield from _from_stream("stdin", sys.stdin.buffer, how, kind)
            elif _is_pipe(name):
                with _opened(name, how) as file:
                    yield from _from_stream(name, file, how, kind)
            elif os.path.isdir(name):
                yield from _in_folder(name, how, not_those)
            else:
                yield from _in_file(name, how, kind or kind_of(name) or _looked_at(name))
        except SourceError as error:
            yield error


def kind_of(name: str) -> str:
    """Return the kind of source that the name of a file tells, empty where it tells none."""
    bare = unpacked_name(name).lower()
    return next((kind for kind, source in SOURCES.items() if bare.endswith(source.endings)), "")


def clashing(names: Sequence[str]) -> tuple[str, str] | None:
    """Return two of the names that share pages, or would share the names of their results; None where none do."""
    paths = sorted((f"{mirrored('stdin' if name == '-' else _result(name))}/", name) for name in names)
    for (before, one), (path, other) in pairwise(paths):
        if path.startswith(before):
            return one, other
    return None


def _result(name: str) -> str:
    return name if os.path.isdir(name) or kind_of(name) else text_name(name)


def _in_file(name: str, how: Reading, kind: str) -> Iterator[Page]:
    if not kind:
        yield Page(name, text_name(name), file=name, kind=how.kind)
        return
    with _opened(name, how) as file:
        yield from pages_in(name, file, how, kind)


def pages_in(name: str, file: BinaryIO, how: Reading, kind: str) -> Iterator[Page]:
    """Yield the pages in an open file of the given kind of source; empty: the file is one page. Raises SourceError."""
    if kind and SOURCES[kind].seeks:
        yield from _read(name, file, how, kind)
    else:
        yield from _from_stream(name, file, how, kind)


def _from_stream(name: str, file: BinaryIO, how: Reading, kind: str) -> Iterator[Page]:
    stream = Stream(pieces(name, file))
    kind = kind or _told(stream.peek(_HEAD))
    if not kind:
        data = stream.read(how.max_size + 1)
        problem = too_big(how.max_size) if len(data) > how.max_size else ""
        yield Page(name, f"{name}.txt", b"" if problem else data, kind=how.kind, error=problem)
    elif SOURCES[kind].seeks:
        raise SourceError(name, f"a {kind} file cannot be read from a pipe; name the file")
    else:
        yield from _read(name, stream, how, kind)


def _in_folder(folder: str, how: Reading, but: Container[str]) -> Iterator[Page | SourceError]:
    closed: list[OSError] = []
    for top, folders, files in os.walk(folder, onerror=closed.append):
        yield from _told_of(closed)
        real = os.path.realpath(top)
        folders[:] = sorted(f for f in folders if _is_walked(os.path.join(real, f), but))
        here = sorted(f for f in files if not os.path.islink(os.path.join(top, f)) and os.path.join(real, f) not in but)
        inner = {f for f in here if kind_of(f) and (is_page(f, how.globs) if how.globs else not f.startswith("."))}
        paths = _free_names([f for f in here if is_page(f, how.globs) and f not in inner])
        for name in here:
            path = os.path.join(top, name)
            if name in paths:
                how.done += _size(path)
                yield Page(path, os.path.join(top, paths[name]), file=path, kind=how.kind)
            elif name in inner:
                try:
                    yield from _in_file(path, how, kind_of(name))
                except SourceError as error:
                    yield error
            else:
                how.passed["file in folder that is no page"] += 1
    yield from _told_of(closed)


def _is_walked(folder: str, but: Container[str]) -> bool:
    """Whether a folder in a folder is looked into: not where it is hidden, or holds what a batch has begun."""
    is_work = folder.endswith(".batch") and os.path.exists(os.path.join(folder, "journal.jsonl"))
    return not os.path.basename(folder).startswith(".") and folder not in but and not is_work


def _told_of(closed: list[OSError]) -> Iterator[SourceError]:
    """Take the mistakes out of a list, as those of folders that cannot be looked into."""
    while closed:
        error = closed.pop()
        yield SourceError(os.fsdecode(error.filename), f"cannot be looked into: {error.strerror}")


def _free_names(files: Sequence[str]) -> dict[str, str]:
    """Return what the text of each file of a folder is called; the names that are files' own go to those first."""
    taken = {name for name in files if text_name(name) == name}
    found = {}
    for name in files:
        free = text_name(name)
        if free != name:
            ending = iter(range(1, len(files) + 2))
            while free in taken:
                free = f"{name}{'.txt' * next(ending)}"
            taken.add(free)
        found[name] = free
    return found


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0  # it will be told where it is read


def _is_pipe(name: str) -> bool:
    """Whether this can be read but once, and by this process alone: a pipe such as /dev/fd/63, a device."""
    return os.path.exists(name) and not os.path.isdir(name) and not os.path.isfile(name)


def _looked_at(name: str) -> str:
    with _opened(name) as file:
        head = Stream(pieces(name, file)).peek(_HEAD)
    kind = _told(head)
    if not kind and unpacked_name(name).lower().endswith(".json") and head.lstrip()[:1] in (b"[", b"{"):
        raise SourceError(
            name, "is JSON, but not a page a line; make JSON lines of it, as: jq -c '.[]' FILE > FILE.jsonl"
        )
    return kind


def _told(head: bytes) -> str:
    return next((kind for kind, source in SOURCES.items() if source.opens(head)), "")


def _read(name: str, source: BinaryIO | Stream, how: Reading, kind: str) -> Iterator[Page]:
    from importlib import import_module

    module, _, function = SOURCES[kind].reader.partition(":")
    reader: ModuleType = import_module(f"stripper.sources.{module}")
    found: Iterator[Page] = getattr(reader, function)(name, cast("Any", source), how)
    yield from found


@contextmanager
def _opened(name: str, how: Reading | None = None) -> Iterator[BinaryIO]:
    """Open a file; `how` knows how far it is read."""
    try:
        file = open(name, "rb", buffering=0)  # noqa: SIM115 - closed below
    except (OSError, ValueError) as error:
        raise SourceError(name, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    with file:
        if how:
            how.open = file
        try:
            yield file
        finally:
            if how:
                how.done, how.open = how.at(), None
