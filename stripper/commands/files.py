"""What commands share: reading the files they are given, and writing text out as it came."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from stripper.book import Book
from stripper.commands import COMMANDS, ClosedPipe, complain
from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers import MAX_SIZE, read, too_big
from stripper.readers.decode import encode
from stripper.renderers.visible import visible


def dumps(
    names: Iterable[str], context: click.Context, rules: Book | None = None, chosen: Mapping[str, Any] | None = None
) -> Iterator[Dump]:
    """Yield the dump in each file ("-": standard input), read as the options and the `rules` about elements say.

    A file that cannot be read is reported; the others are still read, and `context.obj` becomes 2.
    """
    for name in names:
        shown = "stdin" if name == "-" else name
        try:
            how = manner(rules, chosen or {})
            yield read(content(name, how["max_size"])[0], name=shown, **how)
        except InputError as error:
            context.obj = complain(f"{shown}: {error}")


def content(name: str, max_size: int | None = None) -> tuple[bytes, os.stat_result]:
    """Return the bytes of a file ("-": standard input) and its state when it was opened.

    Raises InputError when it cannot be read or holds more than `max_size` bytes.
    """
    try:
        with open(0 if name == "-" else name, "rb", closefd=name != "-") as file:
            state = os.fstat(file.fileno())
            if max_size is None:
                return file.read(), state
            # Regular files are refused before they are read; of pipes and devices, one byte too many is read.
            data = b"" if stat.S_ISREG(state.st_mode) and state.st_size > max_size else file.read(max_size + 1)
    except IsADirectoryError:
        raise InputError("is a folder; name the files in it, for example with a * (-i, -o and batch take it)") from None
    except FileNotFoundError:
        raise InputError(f"no such file{_meant(name)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}") from None
    if len(data) > max_size or (not data and stat.S_ISREG(state.st_mode) and state.st_size > max_size):
        raise InputError(too_big(max_size))
    return data, state


def _meant(name: str) -> str:
    """A hint for a word that is no file: a URL, or nearly the name of a command."""
    from difflib import get_close_matches  # mistakes only

    if "://" in name:
        return "; nothing is fetched here: lynx -dump URL | stripper"
    near = get_close_matches(name, COMMANDS, 1, 0.75)
    return f"; did you mean `stripper {near[0]}`?" if near else ""


def write(text: str, encoding: str = "utf-8") -> None:
    """Write page text to stdout: the bytes it came as into a pipe or file, readable signs on a terminal."""
    if sys.stdout.isatty():
        data = visible(text).encode(sys.stdout.encoding or "utf-8", "replace")
    else:
        data = encode(text, encoding)
    send(data)


def send(data: bytes) -> None:
    """Write bytes to stdout. Raises ClosedPipe when its reader has gone."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ClosedPipe from None


def manner(rules: Book | None, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return how `readers.read` is to read: its arguments by name."""
    return {
        "kind": chosen.get("kind", "auto"),
        "elements": rules.elements if rules else tuple,
        "site": chosen.get("site", ""),
        "max_size": chosen.get("max_size", MAX_SIZE),
    }


def names_or_stdin(names: Iterable[str], context: click.Context) -> Iterable[str]:
    """Return the names, "-" when there are none and something is piped in; else print short help and exit 2."""
    if names:
        return names
    if sys.stdin is None or sys.stdin.isatty():
        click.echo(
            "Usage: stripper [OPTIONS] FILE...\n\n"
            "  stripper page.txt            print the clean text\n"
            "  stripper --diff page.txt     show what would go\n"
            "  lynx -dump URL | stripper    clean a dump in a pipe\n\n"
            "Try 'stripper --help' for all options.",
            err=True,
        )
        context.exit(2)
    return ("-",)
