"""Mailboxes: a page a mail; no line of a text opens another one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from conftest import Run

from stripper.readers import read
from stripper.sources import Page, Reading, SourceError, pages_of

TEXT = "The keeper of the light wrote it down each night, and the book is still there."
HTML = f"<html><body><article><h1>The light</h1><p>{TEXT}</p><p>{TEXT} It burns.</p></article></body></html>"


def mail(n: int, body: str = TEXT, kind: str = "") -> str:
    head = f"From: Ann Lee <ann@light.example>\nSubject: Night =?utf-8?q?N=C2=BA?= {n}\nDate: Mon, {n} Mar 2026 10:00:00 +0000\n"
    return (
        f"From ann@light.example Mon Mar  {n} 10:00:00 2026\n{head}Message-ID: <{n}@light.example>\n{kind}\n{body}\n\n"
    )


def found(path: Path, data: bytes | str, how: Reading | None = None) -> tuple[list[Page], list[SourceError]]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    items = list(pages_of([str(path)], how or Reading()))
    return [i for i in items if isinstance(i, Page)], [i for i in items if isinstance(i, SourceError)]


@pytest.mark.parametrize("name", ["inbox.mbox", "INBOX", "2026-March.txt.gz"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_mailbox_gives_each_mail(tmp_path: Path, name: str, newline: str) -> None:
    box = mail(1) + mail(2, HTML, "Content-Type: text/html\n") + mail(3, "")
    data = ("\ufeff" + box).replace("\n", newline).encode()
    pages, errors = found(tmp_path / name, gzip.compress(data) if name.endswith(".gz") else data)
    assert (errors, [p.id for p in pages]) == ([], [f"{tmp_path / name}#{n}" for n in (1, 2, 3)])
    assert [p.path.rpartition("/")[2] for p in pages] == ["000001.txt", "000002.txt", "000003.txt"]
    assert pages[0].meta == {"date": "2026-03-01", "id": "<1@light.example>", "subject": "Night Nº 1"}
    dumps = [read(page.content(), kind=page.kind) for page in pages]
    assert [d.kind for d in dumps] == ["text", "html", "text"]
    assert (dumps[0].text.strip(), dumps[2].text.strip()) == (TEXT, "")
    assert dumps[1].text.splitlines()[0] == "The light"


def test_lines_of_a_text_open_no_mail(tmp_path: Path) -> None:
    odd = "From Oslo at 10:00 they left.\nNote: in a hurry.\n\n>From Bergen.\n>>From Voss.\n"
    pages, errors = found(tmp_path / "a.mbox", mail(1, f"{TEXT}\n\n{odd}") + mail(2))
    assert (len(pages), errors) == (2, [])
    text = read(pages[0].content(), kind="mail").text.strip()
    assert text == f"{TEXT}\n\n{odd}".replace(">From", "From").strip()


def test_a_mail_that_is_too_big_is_told_and_the_others_come(tmp_path: Path) -> None:
    box = mail(1) + mail(2, f"{TEXT}\n" * 200) + mail(3, "x" * 9000) + mail(4)
    pages, errors = found(tmp_path / "a.mbox", box, Reading(max_size=2000))
    assert errors == [] and [bool(p.error) for p in pages] == [False, True, True, False]
    assert "larger than 2,000 bytes" in pages[1].error and pages[1].data == b""
    assert pages[3].meta["id"] == "<4@light.example>"


def test_a_long_head_is_one(tmp_path: Path) -> None:
    seals = "".join(f"Authentication-Results: host{n}.example; passed\n" for n in range(1000))
    pages, _ = found(tmp_path / "a.mbox", mail(1) + mail(2, kind=seals) + mail(3))
    assert [p.meta["id"][1] for p in pages] == ["1", "2", "3"]


def test_damage_is_told_with_its_place(tmp_path: Path) -> None:
    one, two = (gzip.compress(mail(n).encode(), mtime=0) for n in (1, 2))
    pages, errors = found(tmp_path / "a.mbox.gz", one + two[:-9])
    assert [p.meta["id"] for p in pages] == ["<1@light.example>"] and errors[0].offset == len(one)
    pages, errors = found(tmp_path / "b.mbox", f"{TEXT}\n{mail(1)}")
    assert pages == [] and "is no mailbox" in str(errors[0])


def test_a_batch_cleans_each_mail(run: Run, tmp_path: Path) -> None:
    box = mail(1, f"Skip to content\n\n{TEXT}") + mail(2) + mail(3, "x", "Content-Type: image/png\n")
    (tmp_path / "inbox.mbox").write_text(box)
    done = run("batch", "inbox.mbox", "-o", "out.jsonl", "--mode", "rules", "-j", "1", cwd=tmp_path)
    rows = [json.loads(row) for row in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert done.returncode == 1 and b"inbox.mbox#3: this is a mail" in done.stderr
    assert [row["text"] and row["text"].strip() for row in rows] == [TEXT, TEXT, None]
    assert rows[0]["meta"]["subject"] == "Night Nº 1"
    done = run("batch", "-", "-o", "piped.jsonl", "--mode", "rules", "-j", "1", stdin=box.encode(), cwd=tmp_path)
    piped = [json.loads(row) for row in (tmp_path / "piped.jsonl").read_text().splitlines()]
    assert [row["text"] for row in piped] == [row["text"] for row in rows]
    done = run("inbox.mbox", cwd=tmp_path)
    assert (done.returncode, done.stdout, b"'stripper batch FILE -o OUT'" in done.stderr) == (2, b"", True)
