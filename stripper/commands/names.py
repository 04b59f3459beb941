"""The files that a command is to work on: named, listed in a file or a pipe, or found in a folder."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch

import click

from stripper.commands import say
from stripper.errors import InputError
from stripper.mirror import mirrored

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def listed(source: str, null: bool) -> Iterator[str]:
    """Yield the names in the file `source` ("-": standard input), one a line, or each ended by a NUL.

    They come one by one, so that a pipe may go on for long. A byte order mark, and the CR that Windows puts before the
    end of a line, are no part of them. Raises InputError where `source` cannot be read.
    """
    end = b"\0" if null else b"\n"
    try:
        with open(0 if source == "-" else source, "rb", buffering=0, closefd=source != "-") as file:
            rest = b""
            mark = b"" if null else codecs.BOM_UTF8
            while piece := file.read(65536):
                if not null and b"\0" in piece:
                    how = "save it as UTF-8" if (rest + piece).startswith(_WIDE) else "add -0"
                    raise InputError(f"{source}: holds NULs, which names of files do not; {how}")
                *names, rest = (rest + piece).split(end)
                for name in names:
                    yield from _name(name.removeprefix(mark), null)
                    mark = b""
            yield from _name(rest.removeprefix(mark), null)
    except (OSError, ValueError) as error:
        raise InputError(f"{source}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _name(raw: bytes, null: bool) -> Iterator[str]:
    """Yield the name that a line gives, if any."""
    bare = raw if null else raw.removesuffix(b"\r")
    if bare:
        yield os.fsdecode(raw if bare != raw and os.path.lexists(raw) else bare)


def all_names(files: Sequence[str], files_from: str | None, null: bool) -> Iterable[str]:
    """Return the names given and listed. -0 alone means that they are listed on standard input."""
    if files_from is None and not (null and not files):
        if null:
            raise click.UsageError("-0 goes with --files-from, or with no FILE at all.")
        return files
    if "-" in files:
        raise click.UsageError("'-' is a dump on standard input, where the names are: take one of them away.")
    if files_from in (None, "-") and sys.stdin is None:
        raise click.UsageError("standard input is closed; there are no names to read.")
    return (name for part in (files, listed(files_from or "-", null)) for name in part)


def walked(names: Iterable[str], globs: Sequence[str], but: str | None) -> Iterator[str]:
    """Yield the names, and in the place of a folder the files in it whose names fit one of `globs`.

    The folder `but`, which results go to, is left out. Raises InputError where they would go to where the files of a
    named folder stand.
    """
    for name in names:
        if but and os.path.isdir(name) and os.path.realpath(name) in (but, os.path.realpath(f"{but}/{mirrored(name)}")):
            raise InputError(
                f"{name}: its results would stand among its files; choose another DIR, or clean it with -i"
            )
        found = False
        for path in inside([name], globs, but):
            found = True
            yield path
        if not found:
            say(f"stripper: {name}: holds no file that fits {' or '.join(globs)}; --glob names others")


def inside(names: Iterable[str], globs: Sequence[str] = ("*",), but: str | None = None) -> Iterator[str]:
    """Yield the names, and in the place of a folder the files in it and in its folders that fit one of `globs`.

    Hidden files and folders are left out, and pipes, sockets and devices, which may never end. Symbolic links are not
    followed: they may lead round in a ring, or out of the folder. A folder that cannot be looked into is yielded
    itself, so that it is told where it is read.
    """
    for name in names:
        if not os.path.isdir(name):
            yield name
            continue
        closed: list[OSError] = []
        for top, folders, files in os.walk(name, onerror=closed.append):
            wanted = (f for f in folders if not f.startswith("."))
            folders[:] = sorted(f for f in wanted if not but or os.path.realpath(os.path.join(top, f)) != but)
            for file in sorted(files):
                path = os.path.join(top, file)
                fits = not file.startswith(".") and any(fnmatch(file, glob) for glob in globs)
                if fits and stat.S_ISREG(os.lstat(path).st_mode):
                    yield path
        yield from (os.fsdecode(error.filename) for error in closed)
