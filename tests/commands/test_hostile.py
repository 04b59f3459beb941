"""docs/hostile-input.md: each row of its table is a test here, and each test a row there."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run, warm
from test_clean import ARTICLE, DUMP

DATA = DUMP.encode()
PROSE = {
    "cp1251": "Ветер переменился ночью, и к утру лодки стояли у другого берега. ",
    "shift_jis": "夜のうちに風が変わり、朝には舟が港の向こう側にあった。",
    "gb18030": "夜里风向变了，到了早晨，船都停在港口的另一边。",
}
MAIL = b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
BOX = f"From ann@tides.example Mon Mar  2 10:00:00 2026\nFrom: Ann <ann@tides.example>\nSubject: Boats\n\n{ARTICLE}".encode()
PAGE = f"<html><body><p>{PROSE['cp1251']}</p>".encode()
PAGE_TEXT = f"{PROSE['cp1251'].strip()}\n".encode()


def _old(encoding: str) -> bytes:
    return ("Skip to content\n" + (PROSE[encoding] + "\n") * 20).encode(encoding)


def _kept(data: bytes) -> bytes:
    return data.partition(b"\n")[2]


# name of the row -> input, exit code, stdout (None: the input as it came), what stderr says
BYTES: dict[str, tuple[bytes, int, bytes | None, str]] = {
    "empty": (b"", 0, None, ""),
    "blank lines only": (b"  \n\n \n", 0, None, ""),
    "WET file": (b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nA page", 2, b"", "'stripper batch SOURCE -o OUT' cleans them"),
    "PDF": (b"%PDF-1.7 \x00\x01", 2, b"", "a PDF; convert it first"),
    "PNG, JPEG, GIF": (b"\x89PNG\r\n\x1a\n", 2, b"", "a PNG image"),
    "zip, office documents": (b"PK\x03\x04....", 2, b"", "a zip archive"),
    "program": (b"\x7fELF\x02\x01", 2, b"", "a program"),
    "other binary data": (bytes(range(256)) * 20, 2, b"", "binary data"),
    "gzip": (gzip.compress(DATA), 0, ARTICLE.encode(), ""),
    "bzip2": (bz2.compress(DATA), 0, ARTICLE.encode(), ""),
    "xz": (lzma.compress(DATA), 0, ARTICLE.encode(), ""),
    "several gzip members": (gzip.compress(DATA[:20]) + gzip.compress(DATA[20:]) + b"\0" * 512, 0, ARTICLE.encode(), ""),
    "gzip that is cut short": (gzip.compress(DATA)[:-9], 2, b"", "packed as gzip, but cut short"),
    "gzip that is damaged": (gzip.compress(DATA)[:12] + b"\xff\xff" * 9, 2, b"", "packed as gzip, but damaged"),
    "xz that is cut short": (lzma.compress(DATA)[:-9], 2, b"", "packed as xz, but cut short"),
    "gzip in gzip": (gzip.compress(gzip.compress(DATA)), 2, b"", "packed twice"),
    "bomb (gzip)": (gzip.compress(b"a\n" * 20_000_000), 2, b"", "holds more than 33,554,432 bytes"),
    "bomb (bzip2)": (bz2.compress(b"a\n" * 20_000_000), 2, b"", "holds more than 33,554,432 bytes"),
    "bomb (xz)": (lzma.compress(b"a\n" * 20_000_000), 2, b"", "holds more than 33,554,432 bytes"),
    "xz that asks for gigabytes": (lzma.compress(DATA, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 2**30}]), 2, b"", "packed as xz, but damaged"),
    "mail that is cut in its page": (MAIL + b"\r\n--b\r\nContent-Type: text/html\r\n\r\n" + PAGE, 0, PAGE_TEXT, ""),
    "mailbox of several mails": (BOX + b"\n" + BOX, 2, b"", "'stripper batch FILE -o OUT' cleans each"),
    "mailbox of one mail": (BOX, 0, ARTICLE.encode(), ""),
    "text with lines that begin with \"From \"": (b"From ann@tides.example Mon Mar  2 10:00:00 2026\n\n" + ARTICLE.encode() + b"\nFrom Oslo at 10:00 the boat left.\nNote: it came back.\n", 0, None, ""),
    "mail without a page": (MAIL + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--", 2, b"", "without a page in it"),
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + ARTICLE.encode(), 0, None, ""),
    "UTF-16 with a mark": (DUMP.encode("utf-16"), 0, ARTICLE.encode("utf-16"), ""),
    "UTF-16, big end first": (b"\xfe\xff" + DUMP.encode("utf-16-be"), 0, b"\xfe\xff" + ARTICLE.encode("utf-16-be"), ""),
    "UTF-16 without a mark": (DUMP.encode("utf-16-le"), 0, ARTICLE.encode("utf-16-le"), ""),
    "UTF-16 with lone surrogates": ((ARTICLE + "\ud800\n").encode("utf-16", "surrogatepass"), 0, None, ""),
    "UTF-32": (DUMP.encode("utf-32"), 0, ARTICLE.encode("utf-32"), ""),
    "cp1251": (_old("cp1251"), 0, _kept(_old("cp1251")), ""),
    "Shift-JIS": (_old("shift_jis"), 0, _kept(_old("shift_jis")), ""),
    "GB18030": (_old("gb18030"), 0, _kept(_old("gb18030")), ""),
    "mixed encodings": (DATA + "Größe\n".encode("cp1252") + "Größe\n".encode() + _old("cp1251"), 0, None, ""),
    "UTF-8 with surrogates in it": (b"\xed\xa0\x80 \xed\xb0\x80 rain\n" + ARTICLE.encode(), 0, None, ""),
    "NULs in a text": (b"null \x00 byte in a text of some length\n" + ARTICLE.encode(), 0, None, ""),
    "terminal escapes": (b"\x1b]0;x\x07\x1b[2J red\n" + ARTICLE.encode(), 0, None, ""),
    "form feeds, U+2028, vertical tabs": ("Rain\x0cfell\u2028and\x0bfell.\n".encode() + ARTICLE.encode(), 0, None, ""),
    "CR alone ends lines": (DATA.replace(b"\n", b"\r"), 0, ARTICLE.encode().replace(b"\n", b"\r"), ""),
    "no newline at the end": (ARTICLE.encode()[:-1], 0, None, ""),
    "30 MB in one line": (b"word " * 6_000_000, 0, None, ""),
    "HTML of 100,000 nested elements": (b"<html><body>" + b"<div>" * 100_000 + ARTICLE.encode(), 0, b" ".join(ARTICLE.encode().split()) + b"\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("row", BYTES)
def test_bytes(run: Run, row: str) -> None:
    data, code, out, says = BYTES[row]
    ignore = ["--ignore", "article,skip-links"] if out is None else ["--ignore", "article"]
    done = run(*ignore, stdin=data)
    assert (done.returncode, says in done.stderr.decode()) == (code, True), done.stderr
    assert done.stdout == (data if out is None else out)


def zstd_missing(run: Run, tmp_path: Path) -> None:
    """The machine may have it or not; without it the message says what to do."""
    for name in ("zstandard", "backports", "compression"):
        (tmp_path / f"{name}.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = run(stdin=b"\x28\xb5\x2f\xfd\x00\x00", env={**os.environ, "PYTHONPATH": path})
    assert (done.returncode, b"pip install zstandard" in done.stderr) == (2, True)


def zstd(run: Run, _: Path) -> None:
    library = pytest.importorskip("zstandard", reason="zstandard is not installed")
    pack = library.ZstdCompressor().compress
    assert run(stdin=pack(DATA[:20]) + pack(DATA[20:])).stdout.decode() == ARTICLE
    assert b"cut short" in run(stdin=pack(DATA)[:-3]).stderr
    assert b"holds more than" in run(stdin=pack(b"a\n" * 20_000_000)).stderr


def one_gigabyte(run: Run, tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.touch()
    os.truncate(big, 2**30)
    done = run(str(big))
    assert (done.returncode, b"larger than 33,554,432 bytes" in done.stderr) == (2, True)


def endless(run: Run, _: Path) -> None:
    done = run("--max-size", "1M", "/dev/zero")
    assert (done.returncode, b"larger than 1,048,576 bytes" in done.stderr) == (2, True)


def max_size(run: Run, _: Path) -> None:
    assert run("--max-size", "0.1k", stdin=b"a" * 102).returncode == 0
    assert run("--max-size", "0.1k", stdin=b"a" * 103).returncode == 2
    assert run("--max-size", "1G", stdin=DATA).stdout.decode() == ARTICLE
    for size in ("many", "", "5X", "-1", "M"):
        assert run("--max-size", size, stdin=b"a").returncode == 2, size


def many_lines(run: Run, _: Path) -> None:
    done = run("--check", stdin=b"a b\n" * 300_000)
    assert (done.returncode, b"over 200,000 lines are more than a page: only the rules" in done.stderr) == (0, True)


def folder(run: Run, tmp_path: Path) -> None:
    done = run(str(tmp_path))
    assert (done.returncode, b"is a folder" in done.stderr) == (2, True)


def missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(DATA)
    done = run("none.txt", "page.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (2, ARTICLE, b"stripper: none.txt: no such file\n")


def unreadable(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(DATA)
    page.chmod(0)
    if os.access(page, os.R_OK):  # root reads everything: a folder of /proc that nobody reads will do
        page = Path("/proc/self/mem")
    done = run(str(page))
    assert (done.returncode, b"cannot be read: " in done.stderr) == (2, True)


def ring_of_links(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for args in ([], ["-i"]):
        done = run(*args, "a", cwd=tmp_path)
        assert (done.returncode, b"cannot be read" in done.stderr) == (2, True)


def ring_of_folders(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "up").symlink_to("..")
    (tmp_path / "in" / "page.txt").write_bytes(DATA)
    assert run("-o", "out", "in", cwd=tmp_path).returncode == 0
    assert [str(p.relative_to(tmp_path)) for p in (tmp_path / "out").rglob("*") if p.is_file()] == ["out/in/page.txt"]


def vanishes(run: Run, tmp_path: Path) -> None:
    """A file that goes or changes between reading and writing is not written to."""
    code = (
        "import os, sys\n"
        "from stripper.commands import inplace\n"
        "from stripper.commands.writing import swap\n"
        "def late(path, *args, **more):\n"
        "    os.unlink(path) if sys.argv[1] == 'gone' else open(path, 'a').write('more')\n"
        "    swap(path, *args, **more)\n"
        "inplace.swap = late\n"
        "from stripper.commands import main\n"
        "sys.argv = ['stripper', '-i', 'page.txt']\n"
        "main()\n"
    ).replace("sys.argv[1] ==", "HOW ==")
    for how in ("gone", "changed"):
        (tmp_path / "page.txt").write_bytes(DATA)
        environment = {**os.environ, "STRIPPER_STATE_DIR": str(tmp_path / "state"), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-W", "ignore", "-c", f"HOW = {how!r}\n{code}"]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False)
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr
        assert sorted(p.name for p in tmp_path.iterdir()) == (["state"] if how == "gone" else ["page.txt", "state"])
    assert (tmp_path / "page.txt").read_bytes() == DATA + b"more"
    assert b"changed while it was being cleaned" in done.stderr


def odd_names(run: Run, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff odd\n\x1b[2J.txt"
    Path(os.fsdecode(name)).write_bytes(DATA)
    done = subprocess.run(
        [sys.executable, "-m", "stripper", "--check", name], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert b"odd\\x0a\\x1b[2J.txt: 4 of 7" in done.stderr


def old_encoding_and_odd_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Größe€.txt").write_bytes(_old("cp1251"))
    diff = run("--diff", "--ignore", "article", "Größe€.txt", cwd=tmp_path).stdout
    subprocess.run(["patch", "-p1", "-s"], input=diff, cwd=tmp_path, check=True)
    assert (tmp_path / "Größe€.txt").read_bytes() == _kept(_old("cp1251"))


def utf16_diff(run: Run, _: Path) -> None:
    done = run("--diff", stdin=DUMP.encode("utf-16"))
    assert done.stdout.decode().startswith("--- a/stdin\n+++ b/stdin\n@@")
    assert b"`patch` cannot apply this diff" in done.stderr
    assert run("--format", "jsonl", stdin=DUMP.encode("utf-16")).stdout.startswith(b'{"v": 1')


def locale_c(run: Run, tmp_path: Path) -> None:
    (tmp_path / "größe.txt").write_bytes(DATA + "Größe\n".encode())
    environment = {**os.environ, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    for args in (
        ["größe.txt"],
        ["--diff", "größe.txt"],
        ["explain", "größe.txt"],
        ["--help"],
        ["-i", "größe.txt"],
        ["undo"],
    ):
        environment["STRIPPER_STATE_DIR"] = str(tmp_path / "state")
        assert run(*args, cwd=tmp_path, env=environment).returncode == 0, args
    assert (tmp_path / "größe.txt").read_bytes() == DATA + "Größe\n".encode()


def no_home(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(DATA)
    names = ("HOME", "STRIPPER_CACHE_DIR", "STRIPPER_STATE_DIR", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    environment = {k: v for k, v in os.environ.items() if k not in names}
    assert run("page.txt", cwd=tmp_path, env=environment).stdout.decode() == ARTICLE
    environment["HOME"] = "/dev/null"
    assert run("page.txt", cwd=tmp_path, env=environment).stdout.decode() == ARTICLE
    done = run("-i", "page.txt", cwd=tmp_path, env=environment)
    assert (done.returncode, b"no undo record can be written" in done.stderr) == (2, True)


def bad_cache(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    for cache in ("file", "/proc/none"):
        environment = {**os.environ, "STRIPPER_CACHE_DIR": str(tmp_path / cache)}
        assert run(stdin=DATA, env=environment).stdout.decode() == ARTICLE
    environment["STRIPPER_CACHE_DIR"] = str(warm(tmp_path / "good"))
    run(stdin=DATA, env=environment)
    for file in sorted((tmp_path / "good" / "page-stripper").iterdir()):
        good = file.read_bytes()
        head, _, data = good.partition(b"\n")
        # Where rules were held they are read anew, which takes seconds: a few kinds of damage tell.
        small = (b"", b"[]", b'{"signature": [', b"\0" * 99, b"[" * 100_000)
        large = (b"[" * 100_000, head + b"\n" + b"\xff" * len(data))
        for planted in large if file.suffix == ".tables" else small:
            file.write_bytes(planted)
            assert run(stdin=DATA, env=environment).stdout.decode() == ARTICLE


def hostile_rules(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "own.toml"
    for source in (
        "[rule.a]\nline = ['" + "{a|b}" * 30 + "']",
        "[rule.a]\nline = ['" + "{" * 5_000 + "']",
        "[rule.a]\nline = ['*']",
        "a = " + "[" * 100_000,
        "[rule]\nline = 5",
        "\0",
        "[rule.a]\npattern = ['(a*)*b(']\n",
    ):
        rules.write_text(source)
        done = run("--rules", str(rules), stdin=DATA)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
        assert done.stderr.startswith(f"stripper: {rules}".encode())


FILES: dict[str, Callable[[Run, Path], None]] = {
    "zstd": zstd,
    "zstd, and no library for it": zstd_missing,
    "1 GB file": one_gigabyte,
    "endless device or pipe": endless,
    "larger than --max-size": max_size,
    "over 200,000 lines": many_lines,
    "folder": folder,
    "no such file": missing,
    "unreadable file": unreadable,
    "ring of symbolic links": ring_of_links,
    "folders that hold themselves by a link": ring_of_folders,
    "vanishes or changes while it is cleaned in place": vanishes,
    "odd bytes, newlines, escapes in a name": odd_names,
    "name outside the encoding of the text": old_encoding_and_odd_name,
    "diff of UTF-16": utf16_diff,
    "locale C": locale_c,
    "no HOME": no_home,
    "cache broken, read-only or absent": bad_cache,
    "hostile rule files": hostile_rules,
}


@pytest.mark.parametrize("row", FILES)
def test_files(run: Run, tmp_path: Path, row: str) -> None:
    FILES[row](run, tmp_path)


def test_the_page_has_a_row_for_each_test_and_no_other() -> None:
    page = (ROOT / "docs" / "hostile-input.md").read_text("utf-8").partition("## How large")[0]
    rows = re.findall(r"^\| ([^|]+?) \| [^|]+ \| *\d", page, re.MULTILINE)
    assert sorted(rows) == sorted([*BYTES, *FILES])
