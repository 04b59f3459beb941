"""What commands share: reading the files they are given, and writing text out as it came."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator

import click

from stripper.commands import ClosedPipe, complain
from stripper.errors import InputError, StripperError
from stripper.model import Dump
from stripper.readers import MAX_SIZE, read, too_big
from stripper.readers.decode import encode


def dumps(names: Iterable[str], kind: str, context: click.Context, max_size: int = MAX_SIZE) -> Iterator[Dump]:
    """Yield the dump in each file ("-": standard input).

    A file that cannot be read is reported; the others are still read, and `context.obj` becomes 2.
    """
    for name in names:
        shown = "stdin" if name == "-" else name
        try:
            yield read(content(name, max_size)[0], name=shown, kind=kind, max_size=max_size)
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
        raise InputError("is a folder; name the files in it, for example with a *, or use -i or -o") from None
    except FileNotFoundError:
        raise InputError("no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}") from None
    if len(data) > max_size or (not data and stat.S_ISREG(state.st_mode) and state.st_size > max_size):
        raise InputError(too_big(max_size))
    return data, state


def write(text: str, encoding: str = "utf-8") -> None:
    """Write page text to stdout: the bytes it came as into a pipe or file, readable signs on a terminal."""
    if sys.stdout is None:
        raise StripperError("cannot write the output: standard output is closed")
    if sys.stdout.isatty():
        data = visible(text).encode(sys.stdout.encoding or "utf-8", "replace")
    else:
        data = encode(text, encoding)
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise ClosedPipe from None


def visible(text: str) -> str:
    """Return `text` with control characters shown as pictures, so that no page can steer a terminal.

    A CR goes back to the head of its row and lets the rest write over it, so only that of a CRLF is left out.
    """
    controls = {i: 0x2400 + i for i in range(32) if i not in (9, 10)} | {127: 0x2421}
    return text.replace("\r\n", "\n").translate(controls | dict.fromkeys(range(128, 160), 65533))


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
