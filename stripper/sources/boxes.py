"""zip and tar: the saved pages in them."""

from __future__ import annotations

import os
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from stripper.mirror import mirrored
from stripper.readers import too_big
from stripper.sources.page import Page, Reading, SourceError
from stripper.sources.streams import Stream
from stripper.sources.wanted import is_page, text_name


def zipped(name: str, file: BinaryIO, how: Reading) -> Iterator[Page]:
    """Yield the pages in a zip file. Raises SourceError where its list of members is lost."""
    try:
        box = zipfile.ZipFile(file)
    except Exception as error:  # of a damaged list of members: many kinds
        said = f"{error}; a zip that was cut short has lost its list of files: get it again, or mend it with zip -FF"
        raise SourceError(name, said) from None
    names: set[int] = set()
    for number, member in enumerate(box.infolist(), 1):
        is_folder = member.filename.endswith("/")  # is_dir() of the library raises for a name that is empty
        if is_folder or not is_page(member.filename, how.globs):
            how.passed["file in zip that is no page"] += not is_folder
            continue
        data, problem = b"", ""
        try:
            if member.file_size > how.max_size:
                problem = too_big(how.max_size)
            else:
                with box.open(member) as inner:
                    data = inner.read(how.max_size + 1)
        except Exception as error:  # each way to pack has errors of its own
            problem = f"cannot be unpacked (at byte {member.header_offset:,} of the zip): {error}"
        yield _page(name, member.filename, number, names, Page("", "", data, kind=how.kind, error=problem))


def tarred(name: str, stream: Stream, how: Reading) -> Iterator[Page]:
    """Yield the pages in a tar file, packed or not, as it streams by. Raises SourceError where it is damaged."""
    names: set[int] = set()
    number, ending = 0, _Ending(stream)
    try:
        with tarfile.open(fileobj=cast("BinaryIO", ending), mode="r|", errorlevel=2) as box:
            while member := box.next():
                box.members = []  # type: ignore[attr-defined]  # tarfile keeps what it has seen
                number += 1
                if not member.isfile() or not is_page(member.name, how.globs):
                    how.passed["file in tar that is no page"] += member.isfile()
                    continue
                big = member.size > how.max_size
                inner = None if big else box.extractfile(member)
                data = inner.read() if inner else b""
                problem = too_big(how.max_size) if big else ""
                yield _page(name, member.name, number, names, Page("", "", data, kind=how.kind, error=problem))
        if ending.last.strip(b"\0"):  # tarfile does not mind
            raise tarfile.TarError("the mark of its end is missing")
    except tarfile.TarError as error:
        told = f"is damaged or cut short behind file {number} in it (byte {stream.at:,} unpacked): {error}"
        raise SourceError(name, told) from None


class _Ending:
    """A stream as tarfile reads it, and the last bytes that it has read."""

    def __init__(self, stream: Stream) -> None:
        self._stream, self.last = stream, b""

    def read(self, count: int) -> bytes:
        data = self._stream.read(count)
        self.last = data[-512:] or self.last
        return data


def _page(box: str, member: str, number: int, seen: set[int], page: Page) -> Page:
    """Return the page with a name of its own, with a number where another had its own; hashes are held, not names."""
    member = member.encode("utf-8", "replace").decode("utf-8")
    path, id = mirrored(text_name(member)), f"{box}/{member}"
    stem, ending = os.path.splitext(path)
    while (key := hash(path.lower())) in seen:
        path, id = f"{stem}-{number}{ending}", f"{box}/{member}#{number}"
        number += 1
    seen.add(key)
    return replace(page, id=id, path=f"{box}/{path}")
