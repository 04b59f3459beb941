"""Shared fixtures: the samples, golden files, and the real pages where they are at hand."""

from __future__ import annotations

import json
import lzma
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stripper import catalogue

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write what the tool says now as the golden output.")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["STRIPPER_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["XDG_CONFIG_HOME"] = str(tmp_path_factory.mktemp("config"))
    # Hundreds of processes are started: without a place for byte code each would compile the package anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(tmp_path_factory.mktemp("pycache"))


def warm(folder: Path) -> Path:
    """Make `folder` a cache of its own that holds the shipped rules already: reading them takes seconds."""
    catalogue.book()
    shutil.copytree(os.environ["STRIPPER_CACHE_DIR"], folder)
    return folder


Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def run() -> Run:
    """Run the command line in a process of its own, as a user does."""

    def _run(*args: str, stdin: bytes = b"", **more: object) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "stripper", *args]
        more = {"timeout": 120} | more
        done = subprocess.run(command, input=stdin, capture_output=True, **more)  # type: ignore[call-overload]
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    return _run


def imported(code: str, modules: str) -> list[str]:
    """Return those of some modules (names between spaces) that a run of `code` imports, in a process of its own."""
    asked = f"import json, sys\n{code}\nprint(json.dumps([m for m in {modules.split()} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def pages_of_one_site(folder: Path) -> None:
    """Write four pages of one site to a new folder: a header, other sentences on each, a footer."""
    folder.mkdir()
    for n in range(4):
        fresh = "\n\n".join(
            f"On day {n} the crew of boat {'abcd'[n] * k} mended nets until the evening came." for k in (2, 3, 4)
        )
        page = f"Tidewater Gazette\nHome\nBoats for sale\n\n{fresh}\n\nImprint and contact\n"
        (folder / f"{n}.txt").write_text(page, "utf-8")


def shared_dumps(dumper: str, every: int) -> list[str]:
    """Texts of real dumps; skips the test, saying so, where they are absent."""
    path = SHARED / "corpus" / "wcxb-dev" / "dumps" / f"{dumper}.jsonl.xz"
    if not path.exists():
        pytest.skip(f"the real pages are not here: {path}")
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        return [json.loads(row)["text"] for i, row in enumerate(rows) if i % every == 0]


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo records of a test's runs stand in a folder of its own."""
    monkeypatch.setenv("STRIPPER_STATE_DIR", str(tmp_path / "state"))
