"""The JSON Schema of rule files is current, and says yes and no where the loader does."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, Run

from stripper.catalogue import shipped_files

jsonschema = pytest.importorskip("jsonschema")
FILE = ROOT / "stripper" / "data" / "rules.schema.json"
SCHEMA = json.loads(FILE.read_text("utf-8"))


def test_it_is_current() -> None:
    code = "import json, make_schema; print(json.dumps(make_schema.schema()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "tools", capture_output=True, check=True)
    assert json.loads(done.stdout) == SCHEMA, "run: python tools/make_schema.py"


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: Path(path).stem)
def test_shipped_sets_fit_it(path: str) -> None:
    jsonschema.validate(tomllib.loads(Path(path).read_text("utf-8")), SCHEMA)


@pytest.mark.parametrize(
    "source",
    [
        '[rule.a]\nlines = ["x"]',
        '[rule.a]\nline = "x"',
        "[rule.a]\nmax_words = 3",
        '[rule.a]\nline = ["x"]\naction = "cut"',
        '[rule.a]\nline = ["x"]\nplace = ["top"]',
        '[rule.a]\nphrase = ["x"]\ntrims = [["a"]]',
        '[html.a]\nhosts = ["x"]',
        'mode = "rule"',
        "abuot = 'x'",
    ],
)
def test_mistakes_do_not_fit_it(source: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(source), SCHEMA)


def test_the_command_prints_it(run: Run) -> None:
    assert run("rules", "schema").stdout == FILE.read_bytes()
