"""Plain functions over pandas DataFrames, for Spark's `mapInPandas`, Ray Data's `map_batches` and Dask's
`map_partitions`: a DataFrame in, a DataFrame out. docs/batch.md has a recipe for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from stripper import catalogue
from stripper.batch.row import cleaned, row
from stripper.book import Book
from stripper.errors import StripperError
from stripper.sources.page import Page

if TYPE_CHECKING:
    from pandas import DataFrame

ADDED = {
    "stripper_error": "string",
    "stripper_confidence": "double",
    "stripper_lines": "long",
    "stripper_dropped": "long",
    "stripper_trimmed": "long",
    "stripper_words": "long",
    "stripper_words_cut": "long",
}
"""Columns that are added -> their types, as Spark names them."""
_DTYPES = {"string": "object", "double": "float64", "long": "int64"}


def clean_frame(  # noqa: PLR0913  what `stripper.strip` takes, by name
    frame: DataFrame,
    *,
    text: str = "text",
    url: str = "url",
    kind: str = "auto",
    mode: str = "article",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Sequence[str] = (),
) -> DataFrame:
    """Return the frame with the column `text` cleaned and the columns of ADDED behind the others.

    `text` names the column of the pages (strings or bytes), `url` that of their URLs, which may be absent. `kind`,
    `mode`, `select`, `ignore` and `rules` are those of `stripper.strip`. A page that fails keeps its text, with the
    reason in `stripper_error`. Raises RuleError and UnknownNameError for bad rules, KeyError without the column `text`.
    """
    book = catalogue.book(rules, select, ignore)
    pages = frame[text]
    urls = frame[url] if url in frame.columns else [""] * len(frame)
    one = partial(_clean, kind=kind, book=book, mode=mode)
    rows = [one(n, page, site) for n, (page, site) in enumerate(zip(pages, urls, strict=True))]
    out = frame.copy()
    out[text] = type(pages)([clean for clean, _ in rows], index=frame.index, dtype="object")
    for name, type_name in ADDED.items():
        values = [told[name.removeprefix("stripper_")] for _, told in rows]
        out[name] = type(pages)(values, index=frame.index, dtype=_DTYPES[type_name])
    return out


def clean_frames(frames: Iterable[DataFrame], **how: Any) -> Iterator[DataFrame]:
    """Yield each frame cleaned; `how` is what `clean_frame` takes. This is the shape that `mapInPandas` calls."""
    for frame in frames:
        yield clean_frame(frame, **how)


def _clean(number: int, data: Any, url: Any, *, kind: str, book: Book, mode: str) -> tuple[Any, dict[str, Any]]:
    if not isinstance(data, str | bytes):
        return data, row(Page(str(number), ""), None, error="neither text nor bytes")
    page = Page(str(number), "", data, url=url if isinstance(url, str) else "", kind=kind)
    try:
        result, lang = cleaned(page, book, mode)
    except Exception as error:  # one page in a million must not end its task
        said = str(error) if isinstance(error, StripperError) else f"{type(error).__name__}: {error}"
        return data, row(page, None, error=said[:500])
    found = row(page, result, lang)
    return found["text"], found
