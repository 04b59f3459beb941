"""The docs tell the truth: their commands run, their pictures are current, what is generated can be generated."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLES, pages_of_one_site
from crawls import packed, wet_record

from stripper.commands import COMMANDS

sys.path.insert(0, str(ROOT / "tools"))
import pictures
import reference

DOCS = sorted((ROOT / "docs").glob("*.md"))
INSTALLERS = ("python3 -m venv", "pip", "uv")
"""Commands that fetch from elsewhere begin so; .ci/run tries the first two, docs/measuring.md tells of the others."""
SHIMS = {
    "stripper": f'#!/bin/sh\nexec "{sys.executable}" -m stripper "$@"\n',
    "lynx": "#!/bin/sh\ncat page.txt\n",  # there is no network in a test
    "pdftotext": "#!/bin/sh\nprintf 'Skip to content\\n\\f'; cat page.txt\n",
    "parallel": '#!/bin/sh\nshift 2\nexec xargs -0 "$@"\n',  # -0 -X COMMAND: what xargs does of itself
}
MY_RULES = 'about = "x"\n[rule.a]\nwhy = "x"\nline = ["tide table"]\ndrops = ["Tide table", "TIDE TABLE"]\nkeeps = ["Ebb", "Flood"]\n'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder as the docs suppose it: a page, saved pages, rules of one's own, and the commands on the path."""
    (tmp_path / "bin").mkdir()
    for name, script in SHIMS.items():
        (tmp_path / "bin" / name).write_text(script)
        (tmp_path / "bin" / name).chmod(0o755)
    shutil.copy(SAMPLES / "newsroom.txt", tmp_path / "page.txt")
    shutil.copy(SAMPLES / "newsroom.txt", tmp_path / "rules")
    shutil.copy(SAMPLES / "tide-mill.mhtml", tmp_path / "page.mhtml")
    shutil.copy(SAMPLES / "ferry.html", tmp_path / "page.html")
    for folder in ("saved", "pages"):
        pages_of_one_site(tmp_path / folder)
        for name in ("harbour-lynx.txt", "orchard-innertext.txt"):
            shutil.copy(SAMPLES / name, tmp_path / folder)
    page = (tmp_path / "page.txt").read_bytes()
    (tmp_path / "dumps.gz").write_bytes(gzip.compress(page))
    (tmp_path / "many.txt").write_bytes(page + b"\n%%%%\n" + page)
    (tmp_path / "list.txt").write_text("page.txt\nsaved/harbour-lynx.txt\n")
    records = packed([wet_record(n) for n in range(3)])
    (tmp_path / "crawl.warc.wet.gz").write_bytes(b"".join(records))
    (tmp_path / "pages.jsonl").write_text('{"body": "Skip to content", "link": "https://a.example"}\n')
    (tmp_path / ".gitignore").write_text("bin/\n")
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "pages"], cwd=tmp_path, check=True)
    (tmp_path / "example.org.txt").write_text("title: //h1\nbody: //article\nstrip_id_or_class: promo\n")
    (tmp_path / "easylist.txt").write_text("! a list\n##.ad-box\nexample.org##.teaser\n")
    shutil.copy(SAMPLES / "newsroom.txt", tmp_path / "edited.txt")
    (tmp_path / "edited.txt").write_text(
        (tmp_path / "edited.txt").read_text("utf-8").replace("1. Skip to content\n", ""), "utf-8"
    )
    for name in ("my.toml", "corrections.toml"):
        (tmp_path / name).write_text(MY_RULES)
    return tmp_path


def commands(page: Path) -> list[str]:
    """The commands in the shell blocks of a page, but for those that install something."""
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        for line in block.splitlines()
    ]
    return [line for line in lines if line.strip() and not line.startswith(INSTALLERS)]


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS], ids=lambda p: p.name)
def test_every_command_runs(page: Path, desk: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{desk / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(desk),
        "XDG_STATE_HOME": str(desk / "state"),
        "SHELL": "/bin/bash",
        "XDG_CONFIG_HOME": str(desk / "config"),
    }
    for command in commands(page):
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=desk, env=environment, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, check=False)  # fmt: skip
        assert done.returncode in (0, 1), (command, done.stderr.decode())
        assert b"Traceback" not in done.stderr, command


def test_the_docs_have_commands() -> None:
    assert len(commands(ROOT / "docs" / "how-to.md")) >= 12
    assert len(commands(ROOT / "docs" / "tutorial.md")) >= 6


@pytest.mark.parametrize("name", pictures.TERMINALS)
def test_pictures_are_current(name: str) -> None:
    kept = (pictures.PICTURES / f"{name}.svg").read_text("utf-8")
    assert "http" not in re.sub(r'(xmlns="[^"]*"|<!--.*?-->)', "", kept)
    assert pictures.told(kept) == pictures.told(pictures.svg(name)), "run python tools/pictures.py"


def test_every_picture_that_is_shown_is_there() -> None:
    for page in DOCS:
        for name in re.findall(r"\]\((pictures/[^)]+)\)", page.read_text("utf-8")):
            assert (page.parent / name).exists(), (page.name, name)


def test_the_contract_of_jsonl_is_that_of_the_code() -> None:
    assert reference.fields() == reference.JSONL.read_text("utf-8"), "run python tools/reference.py jsonl"
    assert reference.batch_rows() == reference.BATCH.read_text("utf-8"), "run python tools/reference.py batch"


def test_the_reference_has_every_command_and_every_key() -> None:
    text = reference.cli()
    for name in COMMANDS:
        assert f"## stripper {name}" in text
    keys = reference.keys()
    for key in reference.rule_file.RULE_KEYS:
        (row,) = (row for row in keys.split("\n") if row.startswith(f"| `{key}` |"))
        assert not row.endswith("|  |"), f"docs/rules.md does not tell what '{key}' means"


def test_the_man_page_is_current_and_good_roff() -> None:
    assert reference.man() == reference.MAN.read_text("utf-8"), "run python tools/reference.py man"
    if not shutil.which("groff"):
        pytest.skip("groff is not here")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", str(reference.MAN)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not here: pip install --group docs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()
    for page in ("tutorial", "reference/cli", "reference/rule-keys", "law"):
        assert (tmp_path / "site" / page / "index.html").exists()
