"""Sources give every page they hold, in order, and say where they are damaged."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from crawls import packed, record, response, wet_record
from hypothesis import given, settings
from hypothesis import strategies as st

from stripper.errors import InputError
from stripper.readers import read
from stripper.sources import Page, Reading, SourceError, clashing, kind_of, pages_of
from stripper.sources.page import decoded
from stripper.sources.streams import Stream, pieces

TEXT = "The keeper of the light wrote it down each night, and the book is still there."


def found(*names: Path | str, how: Reading | None = None, kind: str = "") -> tuple[list[Page], list[SourceError]]:
    items = list(pages_of([str(n) for n in names], how or Reading(), kind))
    return [i for i in items if isinstance(i, Page)], [i for i in items if isinstance(i, SourceError)]


def zstd(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").ZstdCompressor().compress(data)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, zstd], ids=["plain", "gzip", "xz", "zstd"])
def test_a_wet_file_gives_every_record(tmp_path: Path, pack: object) -> None:
    wet = record("warcinfo", b"x: y") + b"".join(wet_record(n) for n in range(1, 301))
    path = tmp_path / "a.warc.wet.data"
    path.write_bytes(pack(wet))  # type: ignore[operator]
    how = Reading()
    pages, errors = found(path, how=how)
    assert (len(pages), errors, how.passed) == (300, [], {"warcinfo record": 1})
    assert [p.url for p in pages[:2]] == ["https://www.harbour1.example/1", "https://www.harbour2.example/2"]
    assert pages[4].id == f"{path}#6" and "ferry number 5 left" in str(pages[4].content())
    assert pages[4].meta["record"] == "<urn:uuid:5>"


def skippable(held: bytes, number: int = 0) -> bytes:
    """A frame of a zstd file that is no part of what is packed in it."""
    return bytes([0x50 + number, 0x2A, 0x4D, 0x18]) + len(held).to_bytes(4, "little") + held


def with_dictionary(packed_too: bool, data: bytes) -> bytes:
    """A file as archives of the web are: the dictionary in the first frame, then a frame a record."""
    library = pytest.importorskip("zstandard")
    words = library.train_dictionary(
        4096, [b"WARC/1.0 record %d of %d: %d\r\n" % (n, n * n, n % 7) for n in range(5000)]
    )
    held = words.as_bytes()
    packer = library.ZstdCompressor(dict_data=words)
    halves = data[: len(data) // 2], data[len(data) // 2 :]
    return skippable(zstd(held) if packed_too else held, 0xD) + b"".join(map(packer.compress, halves))


ZSTD = {
    "skippable frame first": lambda data: skippable(b"who packed it") + zstd(data),
    "empty one": lambda data: skippable(b"", 0xF) + zstd(data),
    "large one": lambda data: skippable(b"x" * 300_000) + zstd(data),
    "no dictionary": lambda data: skippable(b"who packed it", 0xD) + zstd(data),
    "between and last": lambda data: zstd(data[:999]) + skippable(b"x" * 1016) + zstd(data[999:]) + skippable(b"x"),
    "dictionary": lambda data: with_dictionary(False, data),
    "packed dictionary": lambda data: with_dictionary(True, data),
}


@pytest.mark.parametrize("pack", ZSTD.values(), ids=ZSTD)
def test_frames_of_zstd_that_hold_no_data_are_passed_over(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.warc.wet.zst"
    path.write_bytes(pack(b"".join(wet_record(n) for n in range(1, 51))))
    pages, errors = found(path)
    assert (len(pages), errors) == (50, [])
    assert read(pack(TEXT.encode())).text == TEXT


@pytest.mark.parametrize(
    "data",
    [
        skippable(b"x" * 5000)[:-1],
        skippable(b"who packed it")[:6],
        skippable(b"", 0xD)[:4] + b"\xff\xff\xff\xff",
        skippable(b"\x28\xb5\x2f\xfdoops", 0xD),
        skippable(b"\x37\xa4\x30\xecoops", 0xD) + zstd(b"x"),
    ],
    ids=["cut short", "no size", "too large", "damaged", "no dictionary after all"],
)
def test_a_damaged_frame_of_zstd_is_told(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError):
        read(data)
    path = tmp_path / "a.wet.zst"
    path.write_bytes(data)
    pages, errors = found(path)
    assert (pages, len(errors)) == ([], 1)


def test_a_warc_file_gives_responses_of_text_and_counts_the_rest(tmp_path: Path) -> None:
    html = "<html><body><p>Größe</p></body></html>"
    chunked = b"5\r\n<html\r\n%x;x=y\r\n%s\r\n0\r\n\r\n" % (len(html.encode()) - 5, html.encode()[5:])
    squeezed = zlib.compress(html.encode())
    records = [
        record("request", b"GET / HTTP/1.1\r\n\r\n"),
        response(html.encode("latin-1"), "Content-Type: text/html; charset=ISO-8859-1"),
        response(html.encode("cp1251", "replace"), "Content-Type: text/html; charset=no-such"),
        response(chunked, "Content-Type: text/html", "Transfer-Encoding: chunked"),
        response(squeezed, "Content-Type: text/html", "Content-Encoding: deflate"),
        response(gzip.compress(html.encode()), "Content-Type: text/html", "Content-Encoding: gzip"),
        response(html.encode(), "Content-Type: text/html", "Transfer-Encoding: chunked"),  # undone by the crawler
        response(b"\x89\x01", "Content-Type: text/html", "Content-Encoding: br"),
        response(html.encode(), "Content-Type: text/html", status="404 Not Found"),
        response(b"{}", "Content-Type: application/json"),
        record("resource", b"A plain note.", **{"Content-Type": "text/plain"}),
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(packed(records)))
    how = Reading()
    pages, errors = found(path, how=how)
    assert not errors
    assert how.passed == {"request record": 1, "response with status 404": 1, "response of application/json": 1}
    assert [p.kind for p in pages] == ["html"] * 7 + ["text"]
    assert pages[0].content() == html and pages[0].url == "https://www.dw.com/en/a"
    assert isinstance(pages[1].content(), bytes)
    assert [p.content() for p in pages[2:6]] == [html.encode()] * 4
    assert "brotli" in pages[6].error
    assert read(pages[0].content(), kind="html", site=pages[0].url).site == "www.dw.com"


@pytest.mark.parametrize(
    ("text", "bytes_as", "declared", "right"),
    [
        ("Żółw", "iso-8859-2", "iso-8859-2", True),
        ("日本語の文", "iso2022_jp", "iso-2022-jp", True),
        ("日本語の文", "utf-8", "iso-8859-1", True),  # a server that says so of all it has
        ("a “quote”", "cp1252", "ISO-8859-1", True),
        ("Ελλάδα", "cp1253", "utf-8", False),
        ("plain", "utf-8", "klingon-8", False),
    ],
)
def test_declared_charsets_are_believed_where_they_can_be(text: str, bytes_as: str, declared: str, right: bool) -> None:
    data = text.encode(bytes_as)
    assert decoded(data, declared) == (text if right else data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_of_a_cut_or_damaged_file_all_records_before_are_kept_and_none_that_is_wrong(data: st.DataObject) -> None:
    records = [wet_record(n) for n in range(8)]
    members = packed(records)
    whole = b"".join(members)
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    broken = (
        whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7))]) + whole[at + 1 :]
    )
    ends = [sum(map(len, members[: n + 1])) for n in range(8)]
    starts = [0, *ends]
    begun = max(s for s in starts if s <= at)
    good = starts.index(begun)
    pages: list[Page] = []
    error: SourceError | None = None
    from stripper.sources import warc

    try:
        pages += _into(pages, warc.pages("x", Stream(pieces("x", io.BytesIO(broken))), Reading()))
    except SourceError as caught:
        error = caught
    texts = [str(p.content()) for p in pages]
    sound = [r.split(b"\r\n\r\n")[1].decode() for r in records]
    if cut:
        assert texts == sound[:good]
        assert (error is None) == (at == begun)
        assert error is None or error.offset == begun or at < 2  # one byte does not say that it is gzip
    elif error is None:
        assert texts == sound  # a bit of the header that bears no meaning, as its time
    else:
        assert texts == sound[:good]
        assert error.offset is None or error.offset >= 0


def _into(pages: list[Page], more: object) -> list[Page]:
    for page in more:  # type: ignore[attr-defined]
        pages.append(page)
    return []


def test_a_record_that_is_too_big_is_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.wet"
    path.write_bytes(wet_record(1) + wet_record(2, "x" * 5000) + wet_record(3))
    pages, errors = found(path, how=Reading(max_size=2000))
    assert not errors and ["larger than 2,000 bytes" in p.error for p in pages] == [False, True, False]
    with pytest.raises(InputError, match="larger than"):
        pages[1].content()


def test_damage_in_the_records_themselves_is_told(tmp_path: Path) -> None:
    for name, data in {
        "a.wet": wet_record(1) + b"rubbish",
        "b.wet": wet_record(1) + wet_record(2)[:-60],
        "c.wet": wet_record(1) + b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\n",
        "d.wet": wet_record(1) + b"WARC/1.0\r\nContent-Le",
    }.items():
        (tmp_path / name).write_bytes(data)
        pages, (error,) = found(tmp_path / name)
        assert len(pages) == 1 and f"{len(wet_record(1)):,}" in str(error), str(error)
        assert str(tmp_path / name) in str(error)


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        json.dumps({"text": TEXT, "url": "https://a.example/1", "id": 7, "language": "en"}),
        "",
        "{broken",
        "[1]",
        json.dumps({"html": "<html><p>x", "metadata": {"url": "https://b.example"}}),
        json.dumps({"body": TEXT}),
    ]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    pages, errors = found(path)
    assert not errors and [bool(p.error) for p in pages] == [False, True, True, False, True]
    assert (pages[0].data, pages[0].url, pages[0].lang, pages[0].meta) == (
        TEXT,
        "https://a.example/1",
        "en",
        {"id": "7"},
    )
    assert (pages[3].kind, pages[3].url) == ("html", "https://b.example")
    assert "name its field: --field" in pages[4].error
    (named,) = found(path, how=Reading(fields={"text": ["body"]}))[0][-1:]
    assert named.data == TEXT


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [{"raw_content": f"{TEXT} {n}", "url": f"https://a.example/{n}", "other": n} for n in range(200)]
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.Table.from_pylist(rows), path)
    pages, errors = found(path)
    assert not errors and [p.data for p in pages] == [r["raw_content"] for r in rows]
    path.write_bytes(path.read_bytes()[:-9])
    assert "is damaged behind row 0" in str(found(path)[1][0])


def test_zip_and_tar(tmp_path: Path) -> None:
    files = {"p/a.html": b"<html><p>one", "p/b.txt": b"two", "p/c.css": b"x{}", "../up.txt": b"three", "p/.h.txt": b"x"}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in files.items():
            box.writestr(name, data)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        for name, data in [*files.items(), ("p/b.txt", b"again")]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    for name, more in (("a.zip", []), ("a.tar.gz", [b"again"])):
        pages, errors = found(tmp_path / name)
        assert not errors and [p.data for p in pages] == [b"<html><p>one", b"two", b"three", *more]
        assert len({p.path for p in pages}) == len({p.id for p in pages}) == len(pages)
        assert pages[0].path == f"{tmp_path / name}/p/a.html.txt"
    data = (tmp_path / "a.tar.gz").read_bytes()
    (tmp_path / "a.tar.gz").write_bytes(data[:-30])
    assert "cut short" in str(found(tmp_path / "a.tar.gz")[1][0])
    zipped = bytearray((tmp_path / "a.zip").read_bytes())
    (tmp_path / "b.zip").write_bytes(zipped[:-40])
    assert "get it again" in str(found(tmp_path / "b.zip")[1][0])
    zipped[40] ^= 0xFF  # within the first file
    (tmp_path / "a.zip").write_bytes(zipped)
    pages, errors = found(tmp_path / "a.zip")
    assert not errors and ["cannot be unpacked" in p.error for p in pages] == [True, False, False]


def test_a_cut_tar_keeps_what_stands_before(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as tar:
        for n in range(5):
            member = tarfile.TarInfo(f"{n}.txt")
            member.size = 3000
            tar.addfile(member, io.BytesIO(b"x" * 3000))
    path.write_bytes(path.read_bytes()[: 3 * 3584 + 700])
    pages, (error,) = found(path)
    assert len(pages) == 3 and str(path) in str(error) and "byte" in str(error)
    path.write_bytes(path.read_bytes()[: 2 * 3584])  # between two files
    pages, (error,) = found(path)
    assert len(pages) == 2 and "the mark of its end is missing" in str(error)


def test_a_folder_gives_pages_and_sources_by_name(tmp_path: Path) -> None:
    top = tmp_path / "saved"
    (top / "deep").mkdir(parents=True)
    (top / ".hidden").mkdir()
    for name in ("b.txt", "deep/a.html", "a.html", "a.html.txt", "x.css", ".c.txt", ".hidden/d.txt"):
        (top / name).write_bytes(name.encode())
    (top / "b.txt.gz").write_bytes(gzip.compress(b"packed"))
    (top / "c.jsonl").write_text(json.dumps({"text": "row"}))
    (top / "d.warc.gz").write_bytes(b"\x1f\x8b\x08broken")
    (top / "link.txt").symlink_to(top / "b.txt")
    (top / "out").mkdir()
    (top / "out" / "old.txt").write_text("old")
    items = list(pages_of([str(top)], Reading(), but=[str(top / "out")]))
    names = [str(i.id).removeprefix(f"{top}/") if isinstance(i, Page) else "damaged" for i in items]
    assert names == ["a.html", "a.html.txt", "b.txt", "b.txt.gz", "c.jsonl#1", "damaged", "deep/a.html"]
    paths = [i.path.removeprefix(f"{top}/") for i in items if isinstance(i, Page)]
    assert paths == ["a.html.txt.txt", "a.html.txt", "b.txt", "b.txt.gz.txt", "c.jsonl/000001.txt", "deep/a.html.txt"]
    assert [bytes(i.content()) for i in items[2:4] if isinstance(i, Page)] == [b"b.txt", b"packed"]
    globbed = list(pages_of([str(top)], Reading(globs=["*.css"])))
    assert [i.id for i in globbed if isinstance(i, Page)] == [str(top / "x.css")]


def test_standard_input_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, ids in (
        (b"".join(packed([wet_record(1), wet_record(2)])), ["stdin#1", "stdin#2"]),
        (json.dumps({"text": TEXT}).encode(), ["stdin#1"]),
        (TEXT.encode(), ["stdin"]),
        (b"", ["stdin"]),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        pages, errors = found("-")
        assert ([p.id for p in pages], errors) == (ids, [])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"PK\x03\x04rest")))
    assert "name the file" in str(found("-")[1][0])


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    (error,) = found(tmp_path / "none.txt.gz")[1]
    assert str(error) == f"{tmp_path / 'none.txt.gz'}: cannot be read: No such file or directory"


def test_kinds_and_clashes(tmp_path: Path) -> None:
    kinds = {"a.WARC.gz": "warc", "a.warc.wet.zst": "warc", "b.jsonl.xz": "jsonl", "c.tgz": "tar", "d.txt": "", "": ""}
    assert {name: kind_of(name) for name in kinds} == kinds
    assert clashing(["a/b.txt", "a/c.txt", "a-b", "../x"]) is None
    assert clashing(["a/b.txt", "../a/b.txt"]) is not None
    (tmp_path / "in").mkdir()
    assert clashing([str(tmp_path), str(tmp_path / "in")]) is not None


def test_a_bomb_in_a_stream_takes_little_memory() -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert max(len(piece) for piece in pieces("x", io.BytesIO(bomb))) < 4_000_000
    stream = Stream(pieces("x", io.BytesIO(bomb)))
    line, whole = stream.line(1000)
    assert (len(line), whole, stream.at) == (1000, False, 200_000_000)
