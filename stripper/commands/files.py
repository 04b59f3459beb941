"""What commands share: reading the files they are given, and writing text out as it came."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import click

from stripper.commands import ClosedPipe, complain
from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers import Elements, read
from stripper.readers.decode import encode


def dumps(
    names: Sequence[str], kind: str, context: click.Context, elements: Elements = tuple, site: str = ""
) -> Iterator[Dump]:
    """Yield the dump in each file ("-": standard input); `elements` and `site` are those of `readers.read`.

    A file that cannot be read is reported; the others are still read, and `context.obj` becomes 2.
    """
    for name in names:
        try:
            shown = "stdin" if name == "-" else name
            data = sys.stdin.buffer.read() if name == "-" else _bytes(name)
            yield read(data, name=shown, kind=kind, elements=elements, site=site)
        except InputError as error:
            context.obj = complain(f"{shown}: {error}")


def _bytes(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return file.read()
    except IsADirectoryError:
        raise InputError("is a folder; name the files in it, for example with a *") from None
    except FileNotFoundError:
        raise InputError("no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}") from None


def write(text: str, encoding: str = "utf-8") -> None:
    """Write page text to stdout: the bytes it came as into a pipe or file, readable signs on a terminal."""
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
    """Return `text` with control characters shown as pictures, so that no page can steer a terminal."""
    controls = {i: 0x2400 + i for i in range(32) if i not in (9, 10, 13)} | {127: 0x2421}
    return text.translate(controls | dict.fromkeys(range(128, 160), 65533))


def names_or_stdin(names: Sequence[str], context: click.Context) -> Sequence[str]:
    """Return the names, "-" when there are none and something is piped in; else print short help and exit 2."""
    if names:
        return names
    if sys.stdin is None or os.isatty(sys.stdin.fileno()):
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
