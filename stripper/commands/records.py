"""`--separator`: several dumps in one stream, each cleaned on its own as soon as it is there."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from io import RawIOBase
from typing import Any

import click

from stripper.book import Book
from stripper.commands import complain
from stripper.commands.files import manner
from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers import is_packed, read, too_big, unpacked

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PIECE = 65536


def dumps(
    names: Iterable[str], context: click.Context, rules: Book, chosen: Mapping[str, Any]
) -> Iterator[tuple[int, Dump | None]]:
    """Yield (number in its stream from 0, dump) of each record; None for one that cannot be read, which is reported.

    `context.obj` becomes 2 where something cannot be read.
    """
    how = manner(rules, chosen)
    mark = chosen["separator"].encode("utf-8", "surrogateescape")
    for name in names:
        shown = "stdin" if name == "-" else name
        i = -1
        try:
            for i, part in enumerate(_parts(name, mark, how["max_size"])):
                try:
                    yield i, read(part, name=f"{shown}#{i + 1}", **how)
                except InputError as error:
                    context.obj = complain(f"{shown}#{i + 1}: {error}")
                    yield i, None
        except InputError as error:
            context.obj = complain(f"{shown}: {error}" if i < 0 else f"{shown}, behind record {i + 1}: {error}")


def _parts(name: str, mark: bytes, max_size: int) -> Iterator[bytes]:
    """Yield the bytes between separators as they come in. Raises InputError."""
    try:
        with open(0 if name == "-" else name, "rb", buffering=0, closefd=name != "-") as file:
            head = file.read(_PIECE)
            if head.startswith(_WIDE):
                raise InputError("is UTF-16, which --separator cannot part; convert it first, for example with iconv")
            if is_packed(head):
                held = bytearray(head)
                while len(held) <= max_size and (piece := file.read(_PIECE)):
                    held += piece
                yield from unpacked(bytes(held), max_size).split(mark)
            else:
                yield from _split(file, bytearray(head), mark, max_size)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from None


def _split(file: RawIOBase, held: bytearray, mark: bytes, max_size: int) -> Iterator[bytes]:
    looked, piece = 0, bytes(held)
    while piece:
        while (at := held.find(mark, looked)) >= 0:
            yield bytes(held[:at])
            del held[: at + len(mark)]
            looked = 0
        if len(held) > max_size:
            raise InputError(too_big(max_size))
        looked = max(0, len(held) - len(mark) + 1)
        piece = file.read(_PIECE) or b""
        held += piece
    yield bytes(held)
