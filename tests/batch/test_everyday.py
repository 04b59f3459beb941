"""What people do with a batch: mistype a name, remove a result, write into the folder that is read."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest
from conftest import Run
from crawls import packed, record, response, wet_record

from stripper.batch import worker
from stripper.sources import Page, Reading, SourceError, pages_of

TEXT = "Skip to content\nThe keeper of the light wrote it down each night, and the book is still there.\n"
RULES = ("--mode", "rules")


def folder(path: Path, count: int = 3) -> Path:
    path.mkdir()
    for n in range(count):
        (path / f"{n}.txt").write_text(f"{TEXT}{n}\n")
    return path


def ids(out: Path) -> list[str]:
    return [json.loads(row)["id"] for row in out.read_text("utf-8").splitlines()]


def found(*names: Path, how: Reading | None = None) -> tuple[list[Page], list[str]]:
    items = list(pages_of([str(n) for n in names], how or Reading()))
    return [i for i in items if isinstance(i, Page)], [str(i) for i in items if isinstance(i, SourceError)]


def test_a_mistyped_source_begins_nothing(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    for name, says in (("savde", b"savde: no such file or folder"), ("", b"'': no such file or folder")):
        done = run("batch", "saved", name, "-o", "o.jsonl", *RULES, cwd=tmp_path)
        assert (done.returncode, os.listdir(tmp_path)) == (2, ["saved"])
        assert says in done.stderr and b"nothing was begun" in done.stderr


def test_a_result_without_a_name_is_refused(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    done = run("batch", "saved", "-o", "", *RULES, cwd=tmp_path)
    assert done.returncode == 2 and b"without a name" in done.stderr
    assert (tmp_path / "saved" / "0.txt").read_text() == f"{TEXT}0\n"


def test_a_name_that_lies_about_its_form_is_refused(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    for name, form, code in (("o.jsonl.gz", "jsonl", 2), ("o.jsonl", "parquet", 2), ("p.jsonl", "text", 0)):
        done = run("batch", "saved", "-o", name, "--format", form, *RULES, cwd=tmp_path)
        assert (done.returncode, (tmp_path / name).is_dir()) == (code, code == 0)
        assert (f"--format says {form}".encode() in done.stderr) == (code == 2)


def test_a_result_that_was_removed_is_made_anew(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    for form in ("jsonl", "text"):
        args = ["batch", "saved", "-o", f"o.{form}", "--format", form, *RULES]
        out = tmp_path / f"o.{form}"
        assert run(*args, cwd=tmp_path).returncode == 0
        refused = run(*args, cwd=tmp_path)
        assert refused.returncode == 2 and f"o.{form}: is done already; remove it".encode() in refused.stderr
        for more in ([], ["--resume"]):
            subprocess.run(["rm", "-r", str(out)], check=True)
            done = run(*args, *more, cwd=tmp_path)
            assert done.returncode == 0 and b"3 pages" in done.stderr and out.exists()


def test_what_is_begun_and_not_done_says_how_to_begin_anew(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    args = ["batch", "saved", "-o", "o.jsonl", *RULES]
    run(*args, cwd=tmp_path)
    journal = tmp_path / "o.jsonl.batch" / "journal.jsonl"
    journal.write_text("\n".join(row for row in journal.read_text().split("\n") if '"done"' not in row))
    assert b"--resume, remove o.jsonl.batch to begin anew" in run(*args, cwd=tmp_path).stderr
    (tmp_path / "saved" / "1.txt").write_text(
        "Another page, which is longer than the one that stood there, by far. " * 3
    )
    done = run(*args, "--resume", cwd=tmp_path)
    assert b"has changed" in done.stderr and b"go on with" not in done.stderr


def test_a_result_in_the_folder_that_is_read_is_no_source(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    for out in ("saved/o.jsonl", "saved/p.parquet"):
        pytest.importorskip("pyarrow") if out.endswith("parquet") else None
        done = run("batch", "saved", "-o", out, "--glob", "*", *RULES, cwd=tmp_path)
        assert (done.returncode, done.stderr.count(b"failed")) == (0, 0)
        journal = tmp_path / f"{out}.batch" / "journal.jsonl"
        journal.write_text("\n".join(row for row in journal.read_text().split("\n") if '"done"' not in row))
        assert run("batch", "saved", "-o", out, *RULES, "--glob", "*", "--resume", cwd=tmp_path).returncode in (0, 2)
        if out == "saved/o.jsonl":
            assert ids(tmp_path / out) == [f"saved/{n}.txt" for n in range(3)]
            (tmp_path / out).unlink()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such rights here")
def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path) -> None:
    top = folder(tmp_path / "saved")
    closed = folder(top / "closed")
    closed.chmod(0)
    try:
        code = f"import sys; from stripper.sources import Reading, pages_of; print(*pages_of([{str(top)!r}], Reading()), sep=chr(10))"
        bound = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]
        done = subprocess.run([*bound, sys.executable, "-c", code], capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("root may look into all folders, and setpriv is not here to take that away")
    finally:
        closed.chmod(stat.S_IRWXU)
    assert f"{closed}: cannot be looked into: Permission denied" in done.stdout
    assert done.stdout.count("Page(") == 3


def test_no_pages_say_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "a.log").write_text(TEXT)
    done = run("batch", "saved", "-o", "o.jsonl", *RULES, cwd=tmp_path)
    assert done.returncode == 0 and b"no pages there; --glob" in done.stderr


def test_members_that_lead_up_stay_in_their_archive(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as box:
        for name in ("../x.txt", "../../x.txt", "/x.txt", "x.txt", "b/../x.txt"):
            box.writestr(name, f"{TEXT}{name}\n")
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        for name in ("../x.txt", "../a.zip/x.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(TEXT)
            tar.addfile(member, io.BytesIO(TEXT.encode()))
    (tmp_path / "x.txt").write_text(f"{TEXT}outside\n")
    done = run("batch", "x.txt", "a.zip", "a.tar", "-o", "clean", *RULES, cwd=tmp_path)
    assert done.returncode == 0 and b"8 pages" in done.stderr
    texts = [p.read_text() for p in (tmp_path / "clean").rglob("*.txt")]
    assert len(texts) == 8 and (tmp_path / "clean" / "x.txt").read_text().endswith("outside\n")
    assert sum((tmp_path / "clean" / "a.zip") in p.parents for p in (tmp_path / "clean").rglob("*.txt")) == 5


def test_damaged_archives_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as box:
        for n in range(3):
            box.writestr(f"{n}.txt", f"{TEXT * 20}{n}\n")
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes(b ^ 0xA5 for b in whole[at : at + 3]) + whole[at + 3 :])
        pages, errors = found(path)
        assert len(errors) == 1 or len(pages) <= 3


def test_a_member_without_a_name_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("x.txt", TEXT)
        box.writestr("/", TEXT)
    path.write_bytes(path.read_bytes().replace(b"/", b"\0"))  # the library takes a name up to its NUL
    how = Reading()
    pages, errors = found(path, how=how)
    assert (len(pages), errors, how.passed["file in zip that is no page"]) == (1, [], 1)


def test_rows_larger_than_allowed_fail(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "x" * 3000}) + "\n" + json.dumps({"text": TEXT}) + "\n")
    pages, _ = found(tmp_path / "a.jsonl")
    with pytest.raises(Exception, match="is larger than 1,000 bytes"):
        pages[0].content(1000)
    assert pages[1].content(1000) == TEXT


def test_a_long_first_row_on_standard_input_is_a_row(run: Run, tmp_path: Path) -> None:
    data = "".join(json.dumps({"id": n, "text": TEXT * 2000}) + "\n" for n in range(3)).encode()
    for mark in (b"", b"\xef\xbb\xbf"):
        out = tmp_path / f"o{len(mark)}.jsonl"
        assert run("batch", "-", "-o", str(out), *RULES, stdin=mark + data).returncode == 0
        assert ids(out) == [f"stdin#{n}" for n in (1, 2, 3)]


def test_a_wrong_field_names_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"body": TEXT, "link": "x"}))
    (page,), _ = found(tmp_path / "a.jsonl")
    assert "(it has 'body', 'link'); name its field: --field text=NAME" in page.error
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table({"body": [TEXT] * 9}), tmp_path / "a.parquet")
    pages, (error,) = found(tmp_path / "a.parquet")
    assert not pages and "(it has 'body')" in error


def test_odd_columns_of_parquet_are_read(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    _, places, data = arrow.array([b"caf\xe9 by the sea", b"ok"], arrow.binary()).buffers()
    odd = arrow.StringArray.from_buffers(2, places, data)
    dates = arrow.array([1_700_000_000_123_456_789] * 2, arrow.timestamp("ns"))
    parquet.write_table(arrow.table({"text": odd, "date": dates}), tmp_path / "a.parquet")
    pages, errors = found(tmp_path / "a.parquet")
    assert not errors and [p.data for p in pages] == ["caf\udce9 by the sea", "ok"]
    assert pages[0].meta["date"].startswith("2023-11-14 22:13:20")


def test_damaged_parquet_is_told(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"text": [f"{TEXT}{n}" for n in range(200)]}), path)
    whole = path.read_bytes()
    for at in range(4, len(whole), 37):
        path.write_bytes(whole[:at] + b"\xff\xff\xff" + whole[at + 3 :])
        pages, errors = found(path)
        assert len(errors) == 1 or len(pages) == 200
    path.write_bytes(b"".join(packed([wet_record(1)])))
    assert "is damaged behind row 0" in found(path)[1][0]


def test_a_page_that_waits_for_the_processor_is_not_late() -> None:
    with open(os.devnull, "w") as nowhere:
        with worker._limited(0.2, nowhere):
            time.sleep(0.5)
        with pytest.raises(worker._TooLong), worker._limited(0.2, nowhere):
            until = time.monotonic() + 30
            while time.monotonic() < until:
                sum(range(1000))
        with pytest.raises(worker._TooLong), worker._limited(0.1, nowhere):
            time.sleep(30)


def test_a_page_too_big_of_a_crawl_is_named_and_other_big_records_are_counted(tmp_path: Path) -> None:
    page = b"<html><body><p>" + b"The boats came home. " * 9000
    crawl = [
        response(page, "Content-Type: text/html"),
        response(b"x" * 200_000, "Content-Type: video/mp4"),
        response(page, "Content-Type: text/html", status="404 Not Found"),
        record("conversion", page, target_uri="https://a.example/"),
        wet_record(1),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(crawl))
    how = Reading(max_size=100_000)
    pages, errors = found(tmp_path / "a.warc", how=how)
    assert not errors and [p.error[:14] for p in pages] == ["is larger than", "is larger than", ""]
    assert how.passed == {"response of video/mp4": 1, "response with status 404": 1}
    assert b"ferry number 1" in bytes(pages[2].data)  # type: ignore[arg-type]


def test_a_pipe_with_a_name_is_a_source(run: Run, tmp_path: Path) -> None:
    rows = b"".join(json.dumps({"text": f"{TEXT}{n}"}).encode() + b"\n" for n in range(3))
    for data, wanted in ((rows, ["#1", "#2", "#3"]), (TEXT.encode(), [""])):
        reading, writing = os.pipe()
        os.write(writing, data)
        os.close(writing)
        out = tmp_path / f"o{len(wanted)}.jsonl"
        done = run("batch", f"/dev/fd/{reading}", "-o", str(out), *RULES, pass_fds=(reading,))
        os.close(reading)
        assert done.returncode == 0 and ids(out) == [f"/dev/fd/{reading}{end}" for end in wanted]


def test_a_closed_standard_input_is_told(run: Run, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "stripper", "batch", "-", "-o", str(tmp_path / "o.jsonl")]
    done = subprocess.run(["sh", "-c", 'exec "$@" 0<&-', "sh", *command], capture_output=True)
    assert (done.returncode, b"stdin: is closed" in done.stderr, b"Traceback" in done.stderr) == (1, True, False)


def test_a_glob_may_take_sources_of_a_folder(tmp_path: Path) -> None:
    top = folder(tmp_path / "saved", 2)
    (top / "a.wet.gz").write_bytes(b"".join(packed([wet_record(n) for n in range(3)])))
    (top / "b.log").write_text(TEXT)
    for globs, wanted in ((["*.wet.gz"], 3), (["*.log", "*.gz"], 4), (["*"], 6), ([], 5), (["*.none"], 0)):
        pages, errors = found(top, how=Reading(globs=globs))
        assert (len(pages), errors) == (wanted, [])


def test_json_that_is_no_lines_is_told(tmp_path: Path) -> None:
    for data, pages, errors in (([{"text": TEXT}], 0, 1), ({"text": TEXT}, 1, 0)):
        (tmp_path / "a.json").write_text(json.dumps(data))
        told = found(tmp_path / "a.json")
        assert (len(told[0]), len(told[1])) == (pages, errors)
        assert not errors or "jq -c" in told[1][0]


def test_a_run_that_was_killed_before_its_journal_can_be_begun_again(run: Run, tmp_path: Path) -> None:
    folder(tmp_path / "saved")
    (tmp_path / "clean" / ".stripper-batch").mkdir(parents=True)
    assert run("batch", "saved", "-o", "clean", *RULES, "--resume", cwd=tmp_path).returncode == 0
    assert len(list((tmp_path / "clean" / "saved").iterdir())) == 3
