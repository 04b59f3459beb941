"""JSON lines and Parquet: a page a row, in fields that are named or have the names that are usual."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from stripper.sources.page import Page, Reading, SourceError
from stripper.sources.streams import Stream

FIELDS = {
    "text": ("text", "raw_content", "content"),
    "html": ("html",),
    "url": ("url", "metadata.url"),
    "id": ("id", "metadata.id"),
    "lang": ("lang", "language", "metadata.language"),
    "date": ("date", "metadata.date"),
}
"""What a field is for -> the names it has unless told otherwise; "a.b" is the field b of the object in a."""
_SHOWN = 200
"""Characters of the names of fields that are told."""
_ROWS = 64
"""Rows of a Parquet file that are held at a time."""


def jsonl(name: str, stream: Stream, how: Reading) -> Iterator[Page]:
    """Yield a page for each line that is not blank. Raises SourceError where the file is damaged."""
    number = 0
    while stream.more():
        start = stream.at
        # JSON may take six bytes for a letter of one.
        line, whole = stream.line(6 * how.max_size + 65536)
        if not line.strip():
            continue
        number += 1
        if not whole:
            yield _bad(name, number, f"the line at byte {start:,} is longer than --max-size allows")
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError
        except (ValueError, RecursionError):
            yield _bad(name, number, f"the line at byte {start:,} (unpacked) is no JSON object")
            continue
        yield page(name, number, row, how)


def parquet(name: str, file: BinaryIO, how: Reading) -> Iterator[Page]:
    """Yield a page for each row. Raises SourceError where the file is damaged, or pyarrow is not installed."""
    try:
        from pyarrow import parquet as library
    except ImportError:
        raise SourceError(name, "Parquet needs pyarrow: pip install 'page-stripper[parquet]'") from None
    number = 0
    try:
        table = library.ParquetFile(file, pre_buffer=False)
        wanted = {field.partition(".")[0] for names in named(how).values() for field in names}
        there = table.schema_arrow.names
        columns = [column for column in there if column in wanted]
        if not {field.partition(".")[0] for role in ("text", "html") for field in named(how)[role]} & set(columns):
            raise SourceError(name, _lacking(how, ("text", "html"), there))
        for batch in table.iter_batches(batch_size=_ROWS, columns=columns):
            values = [_values(column) for column in batch.columns]
            for row in zip(*values, strict=True):
                number += 1
                yield page(name, number, dict(zip(batch.schema.names, row, strict=True)), how)
    except SourceError:
        raise
    except Exception as error:  # of damaged files: many kinds
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(name, f"is damaged behind row {number:,}: {first}") from None


def _values(column: Any) -> list[Any]:
    """Return what a column of Parquet holds: also where it is not the UTF-8, or finer than the dates, of Python."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        values = column.cast("binary").to_pylist()
        return [None if value is None else value.decode("utf-8", "surrogateescape") for value in values]
    except ValueError:
        return list(column.cast("string").to_pylist())


def named(how: Reading) -> Mapping[str, Any]:
    """Return the names of the fields, by what they are for."""
    return {**FIELDS, **how.fields}


def page(name: str, number: int, row: Mapping[str, Any], how: Reading) -> Page:
    """Return the page in a row; one with an error where the row holds neither text nor HTML."""
    names = named(how)
    found = {role: next((v for n in names[role] if (v := _get(row, n)) is not None), None) for role in names}
    # A name that was given counts before one that is usual.
    roles = ["html", "text"] if "html" in how.fields and "text" not in how.fields else ["text", "html"]
    role = next((r for r in roles if isinstance(found[r], str | bytes)), None)
    data = found[role] if role else None
    if not isinstance(data, str | bytes):
        return _bad(name, number, _lacking(how, roles, row))
    kind = "html" if role == "html" else "auto"
    return Page(
        id=f"{name}#{number}",
        path=f"{name}/{number:06}.txt",
        data=data,
        url=str(found["url"] or ""),
        kind=kind if how.kind == "auto" else how.kind,
        lang=str(found["lang"] or ""),
        meta={key: str(found[key]) for key in ("id", "date") if found[key] is not None},
    )


def _lacking(how: Reading, roles: Sequence[str], there: Iterable[str]) -> str:
    """What to say of a row, or a file of rows, that has other fields than those wanted."""
    wanted = " or ".join(f"'{field}'" for role in roles for field in named(how)[role])
    has = ", ".join(f"'{field}'" for field in there)
    has = f" (it has {has[:_SHOWN]}{' …' if len(has) > _SHOWN else ''})" if has else ""
    return f"has no text in {wanted}{has}; name its field: --field text=NAME or html=NAME"


def _get(row: Any, name: str) -> Any:
    if name in row:
        return row[name]
    for key in name.split("."):
        row = row.get(key) if isinstance(row, Mapping) else None
    return row


def _bad(name: str, number: int, problem: str) -> Page:
    return Page(f"{name}#{number}", f"{name}/{number:06}.txt", error=problem)
