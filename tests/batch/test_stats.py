"""`stripper stats` tells what the rows say, whichever way it reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run
from crawls import wet_record

from stripper.batch import Batch, Job
from stripper.batch.figures import BY, NONE, figures
from stripper.errors import InputError
from stripper.sources import Reading


@pytest.fixture(scope="module")
def outs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same batch in each form: 30 pages of three hosts, one of which fails."""
    top = tmp_path_factory.mktemp("stats")
    source = top / "a.jsonl"
    pages = [
        {"text": wet_record(n).split(b"\r\n\r\n")[1].decode(), "url": f"https://www.harbour{n % 3}.example/{n}"}
        for n in range(30)
    ]
    pages += [{"body": "x"}, {"text": "Share on Facebook\nThe market square was empty until noon.\n", "lang": "en"}]
    source.write_text("".join(json.dumps(page) + "\n" for page in pages))
    found = {}
    for form in ("jsonl", "jsonl.gz", "jsonl.zst", "parquet"):
        found[form] = top / f"o.{form}"
        Batch(Job(str(found[form]), form, mode="rules"), [str(source)], Reading()).run(2)
    return found


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"])
def test_figures_are_right(outs: dict[str, Path], form: str) -> None:
    path = str(outs[form])
    hosts = {f.name: f for f in figures(path, "host", duckdb=False)}
    assert {name: (f.pages, f.failed, f.words_cut) for name, f in hosts.items()} == {
        **{f"www.harbour{n}.example": (10, 0, 30) for n in range(3)},
        NONE: (2, 1, 3),
    }
    assert [f.name for f in figures(path, "lang", duckdb=False)] == [NONE, "en"]
    sets = {f.name: (f.pages, f.cut, f.words_cut) for f in figures(path, "set", duckdb=False)}
    assert sets["skip-links"] == (30, 30, 90) and sets["sharing"] == (1, 1, 3)
    (whole,) = figures(path, "", duckdb=False)
    assert (whole.pages, whole.failed, whole.words_cut) == (32, 1, 93)


@pytest.mark.parametrize("form", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet"])
@pytest.mark.parametrize("by", [*BY, ""])
def test_duckdb_says_the_same(outs: dict[str, Path], form: str, by: str) -> None:
    pytest.importorskip("duckdb", reason="duckdb is not here: pip install --group engines")
    assert figures(str(outs[form]), by, duckdb=True) == figures(str(outs[form]), by, duckdb=False)


def test_the_command_draws_and_tells(run: Run, outs: dict[str, Path]) -> None:
    drawn = run("stats", str(outs["jsonl"]), "--by", "host").stdout.decode()
    assert drawn.startswith("32 pages, 1 failed: 93 of ") and "www.harbour1.example" in drawn and "█" in drawn
    assert "and 3 more" in run("stats", str(outs["jsonl"]), "--by", "host", "--top", "1").stdout.decode()
    told = json.loads(run("stats", str(outs["jsonl.gz"]), "--format", "json", "--by", "rule").stdout)
    assert told["total"]["pages"] == 32
    assert told["groups"][0] == {"name": "skip-links/skip-to", "pages": 30, "cut": 30, "words_cut": 90}


@pytest.mark.parametrize("duckdb", [False, True])
def test_what_no_batch_wrote_is_told(tmp_path: Path, duckdb: bool) -> None:
    if duckdb:
        pytest.importorskip("duckdb", reason="duckdb is not here: pip install --group engines")
    for name, data in (("a.jsonl", b"no json\n"), ("b.parquet", b"PAR1 no"), ("c.jsonl", b'{"text": "x"}\n' * 3)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match="batch"):
            figures(str(tmp_path / name), "host", duckdb)


def test_a_mistake_is_told(run: Run, tmp_path: Path) -> None:
    for name, says in (("none.jsonl", b"none.jsonl: no such file"), (".", b"is a folder; give --format jsonl")):
        done = run("stats", name, cwd=tmp_path)
        assert done.returncode == 2 and says in done.stderr
