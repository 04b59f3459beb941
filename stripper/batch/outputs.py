"""Where the rows go: parts, written whole or not at all, and at the end one file made of them; or a file a page."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from stripper.batch.row import FIELDS
from stripper.errors import InputError, StripperError
from stripper.mirror import mirrored

_GROUP_ROWS, _GROUP_SIZE = 5000, 2**26
"""Rows, and bytes, of a row group of the Parquet file at the end; parts are smaller."""
_NAME_ERRORS = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EINVAL, errno.ENOTEMPTY)
"""Errors that are those of one name, not of the disk."""
_COPIED = 2**20
Rows = Sequence[Mapping[str, Any]]


def put(path: str, data: bytes, work: str, *, sync: bool = True) -> None:
    """Write a file by way of the folder `work`; it is there whole or not at all. Raises OSError.

    Without `sync` a machine that goes down may lose it, a process that is killed does not.
    """
    temporary = os.path.join(work, f"tmp-{os.getpid()}")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)  # where the disk is full, it takes room
        raise


def sync(path: str) -> None:
    """See to it that a file, or the names in a folder, are on the disk. Raises OSError."""
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def sync_pages(paths: Sequence[str]) -> None:
    """See to it that the files of pages are on the disk; together, which costs less than one by one. Raises OSError."""
    for path in (*paths, *sorted({os.path.dirname(path) for path in paths})):
        sync(path)


def part_path(work: str, number: int, form: str) -> str:
    """Return the path of a part."""
    return os.path.join(work, f"part-{number:08}.{form}")


def write_part(rows: Rows, number: int, form: str, work: str) -> None:
    """Write a part. Raises OSError, StripperError where a library is not installed."""
    put(part_path(work, number, form), _PACKERS[form](rows), work)
    sync(work)


def write_page(out: str, path: str, data: bytes, work: str) -> str:
    """Write the file of a page under the folder `out` and return its path; `sync_pages` is still to be called.

    Raises InputError where its name cannot be used, OSError where the disk is full or fails.
    """
    target = os.path.join(out, mirrored(path))
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, exist_ok=True)
        top = os.path.realpath(out)
        if os.path.commonpath([top, os.path.realpath(folder)]) != top:
            raise InputError(f"{target} leads out of {out} by a link; nothing was written")
        put(target, data, work, sync=False)
    except OSError as error:
        if error.errno in _NAME_ERRORS:
            raise InputError(f"{target} cannot be written: {error.strerror}") from None
        raise
    return target


def finish(out: str, numbers: Iterable[int], form: str, work: str) -> None:
    """Make the one file of the parts, in order. Raises OSError."""
    temporary = os.path.join(work, "whole")
    paths = (part_path(work, number, form) for number in numbers)
    if form == "parquet":
        _join_parquet(temporary, paths)
    else:
        _join(temporary, paths)
    os.replace(temporary, out)
    sync(os.path.dirname(os.path.abspath(out)))


def clear(work: str) -> None:
    """Remove parts and temporary files."""
    for entry in list(os.scandir(work)):
        if entry.name.startswith(("part-", "tmp-", "whole")):
            os.unlink(entry.path)


def _join(path: str, parts: Iterable[str]) -> None:
    # Packed parts need no unpacking: gzip and zstd files may follow one another.
    with open(path, "wb") as whole:
        for part in parts:
            with open(part, "rb") as file:
                while piece := file.read(_COPIED):
                    whole.write(piece)
        whole.flush()
        os.fsync(whole.fileno())


def _join_parquet(path: str, parts: Iterable[str]) -> None:
    from pyarrow import parquet

    held: list[Any] = []
    writer = None
    with open(path, "wb") as whole:
        for table in _tables(parts):
            writer = writer or parquet.ParquetWriter(whole, table.schema, compression="zstd")
            held.append(table)
            if sum(t.num_rows for t in held) >= _GROUP_ROWS or sum(t.nbytes for t in held) >= _GROUP_SIZE:
                writer.write_table(_one(held))
                held = []
        writer = writer or parquet.ParquetWriter(
            whole, _schema(name for name in FIELDS if name != "diff"), compression="zstd"
        )
        if held:
            writer.write_table(_one(held))
        writer.close()
        whole.flush()
        os.fsync(whole.fileno())


def _tables(parts: Iterable[str]) -> Iterator[Any]:
    from pyarrow import parquet

    for part in parts:
        yield parquet.read_table(part)


def _one(tables: Sequence[Any]) -> Any:
    from pyarrow import concat_tables

    return concat_tables(tables).combine_chunks()


def _jsonl(rows: Rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows).encode()


def _gzip(rows: Rows) -> bytes:
    import gzip

    return gzip.compress(_jsonl(rows), 6, mtime=0)


def _zstd(rows: Rows) -> bytes:
    try:
        import zstandard
    except ImportError:
        raise StripperError("writing .zst needs zstandard: pip install zstandard, or write .jsonl.gz") from None
    return zstandard.ZstdCompressor(level=6).compress(_jsonl(rows))


def _parquet(rows: Rows) -> bytes:
    from io import BytesIO

    try:
        from pyarrow import Table, parquet
    except ImportError:
        raise StripperError("Parquet needs pyarrow: pip install 'page-stripper[parquet]'") from None
    data = BytesIO()
    parquet.write_table(Table.from_pylist(list(rows), _schema(rows[0])), data, compression="zstd")
    return data.getvalue()


def _schema(names: Iterable[str]) -> Any:
    """The types of the columns, so that all parts have the same; `names` are those that a row has."""
    import pyarrow as arrow

    count = arrow.int64()
    rule = arrow.struct([("rule", arrow.string()), ("lines", count), ("trims", count), ("words", count)])
    types = {
        "confidence": arrow.float64(), "rules": arrow.list_(rule), "meta": arrow.map_(arrow.string(), arrow.string()),
        **dict.fromkeys(("lines", "kept", "dropped", "trimmed", "words", "words_cut"), count),
    }  # fmt: skip
    return arrow.schema([(name, types.get(name, arrow.string())) for name in names])


_PACKERS: dict[str, Callable[[Rows], bytes]] = {
    "jsonl": _jsonl,
    "jsonl.gz": _gzip,
    "jsonl.zst": _zstd,
    "parquet": _parquet,
}
