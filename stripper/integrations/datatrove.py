"""Steps for pipelines of datatrove (github.com/huggingface/datatrove): `pip install 'page-stripper[datatrove]'`.

    pipeline = [CrawlReader("crawl/"), Strip(), JsonlWriter("clean/")]
    LocalPipelineExecutor(pipeline, tasks=8, workers=4, logging_dir="logs/").run()

The same pipeline runs under its Slurm and Ray executors. Tasks that are done are not done again after a kill: that is
datatrove's part, by the completion markers in `logging_dir`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers.base import BaseDiskReader

from stripper import catalogue
from stripper.batch.row import cleaned, row
from stripper.errors import InputError, StripperError
from stripper.readers import MAX_SIZE
from stripper.readers.decode import decode
from stripper.sources import Page, Reading, SourceError, kind_of, pages_in

_KEPT = ("confidence", "lines", "kept", "dropped", "trimmed", "words", "words_cut", "rules")
"""Fields of a row that go to the metadata, as `stripper_words` and so on."""


class CrawlReader(BaseDiskReader):
    """Reads WARC and WET, JSON lines, Parquet, zip and tar as `stripper batch` does: a document for each page.

    `fields` names fields of rows (see `stripper.sources.rows.FIELDS`); `more` is what BaseDiskReader takes
    (`glob_pattern`, `limit`, ...). Metadata: `url`, `lang`, `kind` and what else the source says. Counted are `pages`,
    pages the source could not give (`unreadable`), other records (`passed over`), and files that are damaged
    (`damaged files`): what stands before the damage is read.
    """

    name = "✂ stripper: crawl"
    _requires_dependencies: list[str] = []  # noqa: RUF012 - datatrove looks for a list here

    def __init__(self, data_folder: Any, *, fields: Mapping[str, Sequence[str]] | None = None, **more: Any) -> None:
        super().__init__(data_folder, **more)
        self.fields = dict(fields or {})

    def read_file(self, filepath: str) -> Iterator[Document]:
        """Yield the documents in a file of the data folder."""
        how = Reading(self.fields)
        with self.data_folder.open(filepath, "rb", compression=None) as file:
            try:
                for page in pages_in(filepath, file, how, kind_of(filepath)):
                    document = self._document(page, filepath)
                    if document:
                        yield document
            except SourceError as error:
                self.stat_update("damaged files")
                _warn(str(error))
        for what, count in how.passed.items():
            self.stat_update("passed over", f"passed over: {what}", value=count)

    def _document(self, page: Page, filepath: str) -> Document | None:
        try:
            content = page.content()
            text = content if isinstance(content, str) else decode(content)[0]
        except InputError as error:
            self.stat_update("unreadable")
            _warn(f"{page.id}: {error}")
            return None
        self.stat_update("pages")
        told = {"url": page.url, "lang": page.lang, "kind": page.kind, **page.meta}
        data = {self.text_key: text, self.id_key: page.id, "metadata": told}
        document: Document | None = self.get_document_from_dict(data, filepath, 0)
        if document is None:  # datatrove knows no documents without text
            self.stat_update("empty")
        return document


class Strip(PipelineStep):
    """Cleans the text of each document; no document is dropped, and none ends the run.

    `mode`, `select`, `ignore` and `rules` (paths of rule files, which each machine must have) are those of
    `stripper.strip`; `url_key` and `kind_key` name metadata that tell the page's URL and whether its text is "html".
    Metadata of the result: `stripper_words`, `stripper_words_cut`, `stripper_rules`, ... A document that fails keeps
    its text, with the reason as `stripper_error`, and counts as `failed`.
    """

    type = "✂ - STRIPPER"
    name = "stripper"

    def __init__(
        self,
        *,
        mode: str = "article",
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        rules: Sequence[str] = (),
        url_key: str = "url",
        kind_key: str = "kind",
    ) -> None:
        super().__init__()
        self.mode, self.select, self.ignore, self.rules = mode, select, ignore, rules
        self.url_key, self.kind_key = url_key, kind_key

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents, cleaned. Raises RuleError and UnknownNameError for mistakes in the step itself."""
        book = catalogue.book(self.rules, self.select, self.ignore)
        for document in data or ():
            self.stat_update("pages")
            with self.track_time():
                try:
                    self._clean(document, book)
                except Exception as error:  # one page in a million must not end its task
                    said = str(error) if isinstance(error, StripperError) else f"{type(error).__name__}: {error}"
                    document.metadata["stripper_error"] = said[:500]
                    self.stat_update("failed")
            yield document

    def _clean(self, document: Document, book: Any) -> None:
        told = document.metadata
        kind = str(told.get(self.kind_key) or "auto")
        page = Page(
            str(document.id), "", document.text, url=str(told.get(self.url_key) or ""),
            kind=kind if kind in ("text", "html") else "auto", lang=str(told.get("lang") or ""),
        )  # fmt: skip
        result, lang = cleaned(page, book, self.mode, max_size=MAX_SIZE)
        found = row(page, result, lang)
        document.text = found["text"]
        told.update({f"stripper_{key}": found[key] for key in _KEPT})
        self.stat_update("words", value=found["words"])
        self.stat_update("words_cut", value=found["words_cut"])


def _warn(message: str) -> None:
    from datatrove.utils.logging import logger

    logger.warning(message)
