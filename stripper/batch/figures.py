"""What a batch cut, by host, rule, rule set, language and so on, out of its rows: by DuckDB where that is installed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from stripper.errors import InputError

BY = ("set", "rule", "host", "lang", "kind", "dialect")
NONE = "(not said)"
_COLUMNS = {
    **dict.fromkeys(("host", "lang", "kind", "dialect", "error"), "VARCHAR"),
    **dict.fromkeys(("lines", "dropped", "trimmed", "words", "words_cut"), "BIGINT"),
    "rules": "STRUCT(rule VARCHAR, lines BIGINT, trims BIGINT, words BIGINT)[]",
}
_LARGEST = 2**28
"""Bytes of a row that DuckDB reads."""


@dataclass(slots=True)
class Figure:
    """One group: its pages, those that failed, its lines and words, and those of them that went. For a rule or a rule
    set the pages in which it cut, and what it cut; the lines and words of those pages are not asked for: 0."""

    name: str
    pages: int = 0
    failed: int = 0
    lines: int = 0
    cut: int = 0
    words: int = 0
    words_cut: int = 0


def figures(path: str, by: str, duckdb: bool | None = None) -> list[Figure]:
    """Return a figure for each group in the rows at `path`, JSON lines or Parquet; the one with most words cut first.

    `by` is one of BY, or "" for one figure of all. `duckdb` says whether DuckDB is to be asked, None: where it is
    installed. Raises InputError where there are no rows of a batch.
    """
    asks = find_spec("duckdb") is not None if duckdb is None else duckdb
    found = (_asked if asks else _counted)(path, by)
    return sorted(found, key=lambda f: (-f.words_cut, -f.cut, -f.pages, f.name))


def _asked(path: str, by: str) -> list[Figure]:
    import duckdb

    columns = ", ".join(f"{name}: '{kind}'" for name, kind in _COLUMNS.items())
    options = f"columns = {{{columns}}}, format = 'newline_delimited', maximum_object_size = {_LARGEST}"
    source = "read_parquet($path)" if path.endswith(".parquet") else f"read_json($path, {options})"
    if by in ("rule", "set"):
        name = "r.rule" if by == "rule" else "regexp_replace(r.rule, '/[^/]*$', '')"
        query = f"""
            SELECT name, count(DISTINCT page), 0, 0, sum(r.lines + r.trims), 0, sum(r.words)
            FROM (SELECT {name} AS name, page, r FROM (
                SELECT unnest(rules) AS r, page FROM (SELECT rules, row_number() OVER () AS page FROM {source})))
            GROUP BY name"""
    else:
        name = f"coalesce(nullif({by}, ''), '{NONE}')" if by else "''"
        query = f"""
            SELECT {name} AS name, count(*), count(error), sum(lines), sum(dropped + trimmed), sum(words),
                sum(words_cut)
            FROM {source} GROUP BY name"""
    try:
        with duckdb.connect() as base:
            rows = base.execute(query, {"path": path}).fetchall()
    except duckdb.Error as error:
        raise InputError(f"holds no rows that `stripper batch` wrote: {str(error).splitlines()[0]}") from None
    if any(None in row for row in rows):  # what a row lacks, DuckDB reads as null
        raise InputError("holds rows that `stripper batch` did not write")
    return [Figure(str(name), *map(int, rest)) for name, *rest in rows]


def _counted(path: str, by: str) -> Iterable[Figure]:
    found: dict[str, Figure] = {}
    for number, row in enumerate(_rows(path), 1):
        try:
            _count(row, by, found)
        except (KeyError, TypeError):
            raise InputError(f"row {number} is none that `stripper batch` wrote") from None
    return found.values()


def _count(row: Mapping[str, Any], by: str, found: dict[str, Figure]) -> None:
    if by in ("rule", "set"):
        names = [(r["rule"] if by == "rule" else r["rule"].rpartition("/")[0], r) for r in row["rules"]]
        for name in {name for name, _ in names}:
            found.setdefault(name, Figure(name)).pages += 1
        for name, rule in names:
            found[name].cut += rule["lines"] + rule["trims"]
            found[name].words_cut += rule["words"]
        return
    name = (row[by] or NONE) if by else ""
    figure = found.setdefault(name, Figure(name))
    figure.pages += 1
    figure.failed += row["error"] is not None
    figure.lines += row["lines"]
    figure.cut += row["dropped"] + row["trimmed"]
    figure.words += row["words"]
    figure.words_cut += row["words_cut"]


def _rows(path: str) -> Iterator[Mapping[str, Any]]:
    """Yield the rows one by one. Raises InputError."""
    from stripper.sources.streams import Stream, pieces

    if path.endswith(".parquet"):
        yield from _parquet_rows(path)
        return
    try:
        with open(path, "rb", buffering=0) as file:
            stream = Stream(pieces(path, file))
            while stream.more():
                line, _ = stream.line(_LARGEST)
                try:
                    yield json.loads(line)
                except ValueError:
                    raise InputError("holds no rows that `stripper batch` wrote") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from None


def _parquet_rows(path: str) -> Iterator[Mapping[str, Any]]:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise InputError("needs DuckDB or pyarrow: pip install 'page-stripper[stats]'") from None
    try:
        with parquet.ParquetFile(path) as table:
            for batch in table.iter_batches(batch_size=1000, columns=list(_COLUMNS)):
                yield from batch.to_pylist()
    except (arrow.ArrowException, OSError) as error:
        raise InputError(f"holds no rows that `stripper batch` wrote: {str(error).splitlines()[0]}") from None
