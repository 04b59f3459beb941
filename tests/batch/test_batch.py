"""A batch gives the same whatever the number of processes, and loses and doubles nothing."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run
from crawls import fragile, packed, wet_record

import stripper
from stripper import catalogue
from stripper.batch import Batch, Job, crew
from stripper.batch.row import FIELDS, cleaned
from stripper.errors import StripperError
from stripper.sources import Reading
from stripper.sources.page import Page

FORMS = ["jsonl", "jsonl.gz", "jsonl.zst", "parquet", "text"]


def wet(path: Path, count: int, **odd: str) -> Path:
    """A WET file of `count` pages; `odd` has texts of some: p7="..."."""
    path.write_bytes(b"".join(packed([wet_record(n, odd.get(f"p{n}", "")) for n in range(count)])))
    return path


def batch(source: Path | str, out: Path, form: str = "jsonl", **more: object) -> tuple[Batch, list[str]]:
    """A batch by the rules alone, of parts of four pages, and the messages that it will give."""
    messages: list[str] = []
    limit = float(str(more.pop("limit", 60)))
    job = Job(str(out), form, mode="rules", limit=limit)
    made = Batch(job, [str(source)], Reading(), part_pages=4, tell=messages.append, **more)  # type: ignore[arg-type]
    return made, messages


def content(out: Path) -> dict[str, bytes]:
    """All that a batch has written, but for what it keeps for itself."""
    if out.is_file():
        return {"": out.read_bytes()}
    return {
        str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file() and ".stripper-batch" not in p.parts
    }  # fmt: skip


def rows(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("tag", "lang"),
    [
        ('<html lang="en">', "en"),
        ("<html class=no-js xml:lang=pt-BR>", "pt"),
        ("<html data-lang=fr>", ""),
        ("<!-- " + "x" * 9000 + " --><html lang=da>", "da"),
    ],
)
@pytest.mark.parametrize("encoding", ["", "utf-8", "utf-16"])
def test_the_language_is_that_of_the_tag(tag: str, lang: str, encoding: str) -> None:
    page = f"{tag}<body><p>The boats came home late that evening, and the crews sat in the salting house.</p></html>"
    source = Page("a", "a.txt", page.encode(encoding) if encoding else page, kind="html")
    assert cleaned(source, catalogue.book((), (), ()), "rules")[1] == lang


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wet(tmp_path_factory.mktemp("source") / "a.wet.gz", 42)


@pytest.mark.parametrize("form", FORMS)
def test_the_output_is_the_same_whatever_the_number_of_processes(source: Path, tmp_path: Path, form: str) -> None:
    seen = []
    for processes in (1, 3):
        made, messages = batch(source, tmp_path / f"{processes}.{form}", form)
        made.run(processes)
        seen.append(content(tmp_path / f"{processes}.{form}"))
        assert (messages, made.totals.pages, made.totals.failed, made.damaged) == ([], 42, 0, 0)
    assert seen[0] == seen[1]
    assert len(seen[0]) == (42 if form == "text" else 1)


def test_a_row_has_what_its_table_tells(source: Path, tmp_path: Path) -> None:
    made, _ = batch(source, tmp_path / "o.jsonl")
    made.run(2)
    found = rows(tmp_path / "o.jsonl")
    for n, row in enumerate(found):
        assert list(row) == [name for name in FIELDS if name != "diff"]
        page = wet_record(n).split(b"\r\n\r\n")[1].decode()
        assert row["text"] == stripper.strip(page, mode="rules", site=str(row["url"])).text
        assert (row["id"], row["host"]) == (f"{source}#{n + 1}", f"www.harbour{n % 3}.example")
        assert row["lines"] == row["kept"] + row["dropped"] + row["trimmed"]  # type: ignore[operator]
        assert row["words_cut"] == sum(rule["words"] for rule in row["rules"])  # type: ignore[attr-defined]


def test_parquet_holds_the_same_rows(source: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for form in ("jsonl", "parquet"):
        batch(source, tmp_path / f"o.{form}", form)[0].run(2)
    held = parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert [row | {"meta": dict(row["meta"])} for row in held] == rows(tmp_path / "o.jsonl")


def kill_one(when: int) -> Callable[[], None]:
    """What kills a worker when it is asked for the `when`th time."""
    asked = iter(range(when, -1000, -1))

    def idle() -> None:
        if next(asked) == 0:
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    return idle


@pytest.mark.parametrize("when", [0, 1, 4])
def test_a_part_whose_worker_is_killed_is_done_again(source: Path, tmp_path: Path, when: int) -> None:
    batch(source, tmp_path / "whole.jsonl")[0].run(2)
    made, messages = batch(source, tmp_path / "killed.jsonl", idle=kill_one(when))
    made.run(2)
    assert not messages
    assert content(tmp_path / "killed.jsonl") == content(tmp_path / "whole.jsonl")


def test_pages_that_kill_or_hold_or_break_are_named_and_the_rest_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "work", fragile)
    odd = {"p5": "DEADLY", "p6": "DEADLY too", "p9": "SLOW", "p10": "ODD", "p13": "STUCK"}
    made, messages = batch(wet(tmp_path / "a.wet.gz", 20, **odd), tmp_path / "o.jsonl", limit=0.3)
    made.run(2)
    errors = {
        str(row["id"]).rpartition("#")[2]: str(row["error"]) for row in rows(tmp_path / "o.jsonl") if row["error"]
    }
    assert list(errors) == ["6", "7", "10", "11", "14"]
    assert "died of this page again (exit code 9)" in errors["6"] and "died" in errors["7"]
    assert errors["10"] == "took over 0.3 seconds; --limit allows more"
    assert errors["11"] == "could not be cleaned: KeyError: 'a bug'"
    assert "died of this page again (exit code 1)" in errors["14"]
    assert (made.totals.pages, made.totals.failed, len(messages)) == (20, 5, 5)
    again, _ = batch(tmp_path / "a.wet.gz", tmp_path / "o.jsonl")
    with pytest.raises(StripperError, match=r"limit was 0\.3"):
        again.run(1, resume=True)


def test_workers_that_cannot_start_are_told(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "work", os.abort)  # called with arguments, it raises
    with pytest.raises(StripperError, match="end before they do anything"):
        batch(source, tmp_path / "o.jsonl")[0].run(2)


def test_a_killed_run_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    source = wet(tmp_path / "a.wet.gz", 900)
    for form in ("jsonl.gz", "text"):
        batch_of = [
            sys.executable,
            "-m",
            "stripper",
            "batch",
            str(source),
            "--mode",
            "rules",
            "-j",
            "2",
            "--format",
            form,
        ]
        subprocess.run([*batch_of, "-o", str(tmp_path / f"whole.{form}")], check=True, capture_output=True)
        out = tmp_path / f"killed.{form}"
        journal = (out / ".stripper-batch" if form == "text" else tmp_path / f"killed.{form}.batch") / "journal.jsonl"
        process = subprocess.Popen([*batch_of, "-o", str(out)], stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until and not (journal.exists() and journal.read_bytes().count(b'"part"') > 2):
            time.sleep(0.01)
        process.kill()
        process.wait()
        noted = journal.read_bytes()
        assert noted.count(b'"part"') > 2 and b'"done"' not in noted
        journal.write_bytes(noted + b'\n{"part": 3, "ha')  # as if it had been cut short in a row
        assert subprocess.run([*batch_of, "-o", str(out)], capture_output=True).returncode == 2
        done = subprocess.run([*batch_of, "-o", str(out), "--resume"], capture_output=True)
        assert done.returncode == 0 and b"900 pages" in done.stderr
        assert content(out) == content(tmp_path / f"whole.{form}")
        assert not list(journal.parent.glob("part-*"))


def test_a_full_disk_is_told_and_the_run_can_go_on(run: Run, source: Path, tmp_path: Path) -> None:
    big = wet(tmp_path / "big.wet.gz", 120, p70="A long day. " * 20_000)
    args = ["batch", str(big), "-o", str(tmp_path / "o.jsonl"), "--mode", "rules", "-j", "1"]
    full = run(*args, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)))
    assert full.returncode == 2
    assert b"cannot be written" in full.stderr and b"go on with --resume" in full.stderr
    assert not (tmp_path / "o.jsonl").exists()
    assert run(*args, "--resume").returncode == 0
    run(*args[:3], str(tmp_path / "whole.jsonl"), *args[4:])
    assert content(tmp_path / "o.jsonl") == content(tmp_path / "whole.jsonl")


def test_what_stands_before_damage_is_kept_and_the_place_is_told(run: Run, tmp_path: Path) -> None:
    data = wet(tmp_path / "a.wet.gz", 30).read_bytes()
    (tmp_path / "cut.wet.gz").write_bytes(data[:-40])
    (tmp_path / "hit.wet.gz").write_bytes(data[:3000] + b"????" + data[3004:])
    args = ["batch", "cut.wet.gz", "hit.wet.gz", "-o", "o.jsonl", "--mode", "rules"]
    done = run(*args, cwd=tmp_path)
    assert done.returncode == 1
    last = len(packed([wet_record(29)])[0])
    assert f"cut.wet.gz, byte {len(data) - last:,}: the gzip data that begins here is cut short".encode() in done.stderr
    assert b"hit.wet.gz, byte " in done.stderr and b"damaged" in done.stderr
    assert b"2 of the sources" in done.stderr
    found = [str(row["id"]) for row in rows(tmp_path / "o.jsonl")]
    assert found[:29] == [f"cut.wet.gz#{n + 1}" for n in range(29)]
    assert 3 < len(found[29:]) < 30 and found[29] == "hit.wet.gz#1"
    assert run(*args, "--resume", cwd=tmp_path).returncode == 1


def test_a_folder_is_mirrored(run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    (saved / "deep").mkdir(parents=True)
    page = (ROOT / "samples" / "newsroom.txt").read_bytes()
    (saved / "a.txt").write_bytes(page)
    (saved / "deep" / "b.txt.gz").write_bytes(gzip.compress(page))
    (saved / "bad.txt").write_bytes(b"\x7fELF" + bytes(range(256)) * 20)
    (saved / "old.txt").write_bytes("Menü\nEs war spät, und niemand kam über die Brücke.\n".encode("latin-1"))
    done = run("batch", "saved", "-o", "clean", "--diff", "--stat", "-j", "2", cwd=tmp_path)
    assert done.returncode == 1
    assert b"saved/bad.txt: this is not text: it seems to be a program" in done.stderr
    assert b"1 page failed" in done.stderr and b"skip-links" in done.stdout
    clean = run("samples/newsroom.txt", cwd=ROOT).stdout
    found = content(tmp_path / "clean")
    assert list(found) == [f"saved/{n}{e}" for n in ("a.txt", "deep/b.txt", "old.txt") for e in ("", ".diff")]
    assert found["saved/a.txt"] == found["saved/deep/b.txt"] == clean
    assert b"\xfcber" in found["saved/old.txt"]
    assert found["saved/a.txt.diff"].startswith(b"--- a/saved/a.txt\n")


def test_no_result_leaves_the_folder_by_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "away").mkdir()
    (tmp_path / "saved" / "a.txt").write_text("A quiet day by the sea, and nobody came.\n")
    (tmp_path / "clean" / ".stripper-batch").mkdir(parents=True)
    (tmp_path / "clean" / "saved").symlink_to(tmp_path / "away")
    assert b"choose an empty folder" in run("batch", "saved", "-o", "clean", cwd=tmp_path).stderr
    (tmp_path / "clean" / ".stripper-batch" / "journal.jsonl").touch()
    done = run("batch", "saved", "-o", "clean", cwd=tmp_path)
    assert (done.returncode, os.listdir(tmp_path / "away")) == (1, [])
    assert b"leads out of clean by a link" in done.stderr


def test_a_run_that_is_not_the_same_is_not_resumed(run: Run, tmp_path: Path) -> None:
    wet(tmp_path / "a.wet.gz", 120)
    args = ["batch", "a.wet.gz", "-o", "o.jsonl", "--mode", "rules"]
    assert run(*args, cwd=tmp_path).returncode == 0
    for more, says in (
        ([], b"o.jsonl: is done already; remove it to do it anew"),
        (["--resume", "--ignore", "layout"], b"was begun otherwise (ignore was [])"),
    ):
        done = run(*args, *more, cwd=tmp_path)
        assert done.returncode == 2 and says in done.stderr
    journal = tmp_path / "o.jsonl.batch" / "journal.jsonl"
    kept = [row for row in journal.read_text().split("\n") if '"done"' not in row]
    journal.write_text("\n".join(kept))
    wet(tmp_path / "a.wet.gz", 120, p3="Another page altogether, so that the source has changed.")
    done = run(*args, "--resume", cwd=tmp_path)
    assert done.returncode == 2 and b"what the sources hold has changed" in done.stderr
    wet(tmp_path / "a.wet.gz", 60)
    done = run(*args, "--resume", cwd=tmp_path)
    assert done.returncode == 2 and (b"changed" in done.stderr or b"hold less" in done.stderr)
    (tmp_path / "there.jsonl").touch()
    assert b"is there already" in run(*args[:3], "there.jsonl", cwd=tmp_path).stderr
    assert b"name one of them" in run("batch", "a.wet.gz", "./a.wet.gz", "-o", "p.jsonl", cwd=tmp_path).stderr


def test_two_runs_do_not_share_a_place(source: Path, tmp_path: Path) -> None:
    inner, _ = batch(source, tmp_path / "o.jsonl")
    said: list[str] = []

    def second() -> None:
        if not said:
            try:
                inner.run(1, resume=True)
            except StripperError as error:
                said.append(str(error))

    batch(source, tmp_path / "o.jsonl", idle=second)[0].run(1)
    assert "another run is at work here" in said[0]


def test_standard_input_is_a_source(run: Run, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "o.jsonl"
    done = run("batch", "-", "-o", str(out), "--mode", "rules", stdin=source.read_bytes())
    assert done.returncode == 0 and [row["id"] for row in rows(out)] == [f"stdin#{n + 1}" for n in range(42)]
    named = json.dumps({"body": "Skip to content\nThe tide was out.", "link": "https://a.example/x"}).encode()
    out = tmp_path / "p.jsonl"
    assert run("batch", "-", "-o", str(out), "--field", "text=body", "--field", "url=link", stdin=named).returncode == 0
    assert rows(out)[0]["host"] == "a.example" and rows(out)[0]["text"] == "The tide was out."
    assert b"roles are text" in run("batch", "-", "-o", "q.jsonl", "--field", "x=y").stderr


def test_nothing_gives_an_empty_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    for form in ("jsonl", "parquet"):
        assert run("batch", "none", "-o", f"o.{form}", cwd=tmp_path).returncode == 0
    assert (tmp_path / "o.jsonl").read_bytes() == b""
    assert pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "o.parquet").num_rows == 0


def test_a_terminal_shows_a_bar(source: Path, tmp_path: Path) -> None:
    import pty

    main, other = pty.openpty()
    command = [sys.executable, "-m", "stripper", "batch", str(source), "-o", str(tmp_path / "o.jsonl")]
    process = subprocess.Popen(command, stderr=other, stdout=subprocess.DEVNULL)
    os.close(other)
    shown = b""
    try:
        while piece := os.read(main, 65536):
            shown += piece
    except OSError:  # its end, on Linux
        pass
    assert process.wait() == 0
    assert "━".encode() in shown and b"42 pages" in shown and b"of words cut" in shown
