"""The recipes of docs/batch.md run on the engines, where they are installed: `pip install --group engines`."""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from crawls import packed, wet_record

import stripper

PAGES = 40
ENGINES = {
    "datatrove": ["datatrove"],
    "datatrove with Ray": ["datatrove", "ray"],
    "dask": ["distributed", "pandas", "pyarrow"],
    "ray": ["ray", "pandas", "pyarrow"],
}


def recipes() -> dict[str, str]:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "batch.md").read_text("utf-8"), re.DOTALL)
    return dict(zip(ENGINES, blocks, strict=True))


def need(*modules: str) -> None:
    for name in modules:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not here: pip install --group engines")


def texts() -> list[str]:
    return [wet_record(n).split(b"\r\n\r\n")[1].decode() for n in range(PAGES)]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Two WET files of half the pages each, the second cut short behind them; and all as JSON lines."""
    (tmp_path / "crawl").mkdir()
    for k in range(2):
        records = [wet_record(n) for n in range(PAGES) if n % 2 == k]
        cut = packed([wet_record(99)])[0][:-20] if k else b""
        (tmp_path / "crawl" / f"{k}.warc.wet.gz").write_bytes(b"".join(packed(records)) + cut)
    rows = [{"text": text, "url": f"https://www.harbour{n % 3}.example/{n}"} for n, text in enumerate(texts())]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def environment(desk: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "RAY_USAGE_STATS_ENABLED": "0"}


def result(desk: Path) -> list[dict[str, object]]:
    """The rows that a recipe wrote."""
    import gzip

    if (desk / "clean.jsonl").exists():
        rows = (desk / "clean.jsonl").read_text("utf-8").splitlines()
    else:
        files = sorted((desk / "clean").glob("*.jsonl.gz"))
        rows = [row for file in files for row in gzip.decompress(file.read_bytes()).decode().splitlines()]
    return [json.loads(row) for row in rows]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_recipe_gives_what_the_library_gives(engine: str, desk: Path) -> None:
    need(*ENGINES[engine])
    (desk / "recipe.py").write_text(recipes()[engine])
    command = [sys.executable, "recipe.py"]
    done = subprocess.run(command, cwd=desk, env=environment(desk), capture_output=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found = result(desk)
    clean = {stripper.strip(text, mode="rules").text for text in texts()}
    assert {row["text"] for row in found} == clean and len(found) == len(clean) == PAGES
    if "datatrove" in engine:
        assert all(row["metadata"]["stripper_words_cut"] and row["metadata"]["stripper_rules"] for row in found)  # type: ignore[index]
        stats = next((desk / "logs").rglob("stats.json")).read_text()
        counted = json.loads(stats)[0]["stats"]
        for what, count in (("damaged files", 1), ("pages", PAGES)):
            told = counted[what]  # a number, or an object with its sum, by the executor
            assert (told if isinstance(told, int) else told["total"]) == count
    else:
        assert all(row["stripper_words_cut"] for row in found)


def test_a_killed_datatrove_run_goes_on_and_gives_the_same(desk: Path) -> None:
    need("datatrove")
    for k in range(12):  # a task a file
        records = [wet_record(1000 * k + n) for n in range(60)]
        (desk / "crawl" / f"more{k}.warc.wet.gz").write_bytes(b"".join(packed(records)))
    recipe = (
        recipes()["datatrove"].replace("tasks=2", "tasks=14").replace("clean/", "OUT/").replace("logs/", "OUT-logs/")
    )
    for name in ("whole", "killed"):
        (desk / f"{name}.py").write_text(recipe.replace("OUT", name))
    run = {"cwd": desk, "env": environment(desk), "stderr": subprocess.DEVNULL}
    subprocess.run([sys.executable, "whole.py"], timeout=300, check=True, **run)  # type: ignore[call-overload]
    process = subprocess.Popen([sys.executable, "killed.py"], start_new_session=True, **run)  # type: ignore[call-overload]
    until, marks = time.monotonic() + 200, desk / "killed-logs" / "completions"
    while time.monotonic() < until and len(list(marks.glob("*")) if marks.exists() else []) < 3:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert 3 <= len(list(marks.glob("*"))) < 14
    subprocess.run([sys.executable, "killed.py"], timeout=300, check=True, **run)  # type: ignore[call-overload]
    import gzip

    def content(name: str) -> dict[str, bytes]:
        return {p.name: gzip.decompress(p.read_bytes()) for p in sorted((desk / name).glob("*.gz"))}

    assert content("killed") == content("whole") and sum(d.count(b"\n") for d in content("whole").values()) == 760


def test_a_document_that_fails_is_counted_and_keeps_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    need("datatrove")
    from datatrove.data import Document

    from stripper.integrations import datatrove as steps

    usual = steps.cleaned
    monkeypatch.setattr(steps, "cleaned", lambda page, *a, **k: 1 / 0 if "ODD" in page.data else usual(page, *a, **k))
    step = steps.Strip(mode="rules")
    documents = [Document(text, str(n), metadata={}) for n, text in enumerate([texts()[0], "ODD", "", texts()[1]])]
    out = list(step.run(documents))
    assert [d.text for d in out[1:3]] == ["ODD", ""]
    assert out[1].metadata == {"stripper_error": "ZeroDivisionError: division by zero"}
    assert (step.stats["failed"].total, step.stats["pages"].total) == (1, 4)
