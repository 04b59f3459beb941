"""The laws that hold for every input, tried by hypothesis."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import SAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stripper
from stripper.api import Result

FURNITURE = sorted(
    {line for p in SAMPLES.glob("*.txt") for line in p.read_text("utf-8").split("\n") if len(line) < 200}
)
ends = st.sampled_from(["\n", "\r\n", "\r"])
lines = st.one_of(
    st.sampled_from(FURNITURE),
    st.text(st.characters(exclude_characters="\r\n"), max_size=40),
    st.sampled_from(["", " ", "03:28", "\ufeff"]),
)
dumps = st.builds(
    lambda parts, end, last: end.join(parts) + last * end, st.lists(lines, max_size=30), ends, st.integers(0, 1)
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def split(result: Result) -> list[str]:
    rows = result.dump.text.split(result.dump.newline)
    return rows[:-1] if rows[-1] == "" else rows


@quick
@given(dumps)
def test_one_verdict_per_line_in_order(text: str) -> None:
    result = stripper.strip(text, kind="text")
    assert [v.line for v in result.verdicts] == list(range(1, len(split(result)) + 1))
    assert all(v.rule for v in result.verdicts if v.action != "keep")


@quick
@given(dumps)
def test_the_output_is_the_dump_less_what_verdicts_name(text: str) -> None:
    result = stripper.strip(text, kind="text")
    left = []
    for line, verdict in zip(split(result), result.verdicts, strict=True):
        if verdict.action == "keep":
            left.append(line)
        elif verdict.action == "trim":
            assert verdict.cuts
            keep, done = "", 0
            for start, end in verdict.cuts:
                assert done <= start < end <= len(line)
                keep, done = keep + line[done:start], end
            left.append(keep + line[done:])
    got = result.text.split(result.dump.newline)
    assert (got[:-1] if got[-1] == "" else got) == left


@quick
@given(dumps)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    clean = stripper.strip(text, kind="text", mode="rules").text
    assert stripper.strip(clean, kind="text", mode="rules").text == clean


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(dumps)
def test_patch_turns_the_dump_into_the_clean_text(text: str) -> None:
    result = stripper.strip(text.replace("\0", " "), kind="text")
    assert patched(result) == result.text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.glob("*.txt") if "clean" not in p.name))
@pytest.mark.parametrize(
    "change", [str, lambda t: t.replace("\n", "\r\n"), str.rstrip], ids=["as is", "CRLF", "open end"]
)
def test_patch_on_samples(sample: str, change: object) -> None:
    text = (SAMPLES / sample).read_text("utf-8")
    result = stripper.strip(change(text))  # type: ignore[operator]
    assert result.changed
    assert patched(result) == result.text.encode()


def test_every_run_says_the_same() -> None:
    """Sets of strings come in another order in every process; neither verdicts nor evidence may show it."""
    sample = str(SAMPLES / "stadtwerke-deutsch.txt")
    command = [sys.executable, "-m", "stripper", "--format", "jsonl", sample]
    runs = {
        subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(runs) == 1


def patched(result: Result) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "stdin")
        file.write_bytes(result.dump.text.encode("utf-8", "surrogatepass"))
        diff = result.diff().encode("utf-8", "surrogatepass")
        done = subprocess.run(["patch", "-p1", "-s"], input=diff, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done
        return file.read_bytes() if file.exists() else b""


@quick
@given(st.one_of(st.binary(max_size=300), dumps.map(lambda t: t.encode("utf-16", "surrogatepass"))))
def test_any_bytes_are_cleaned_or_refused_with_a_message(data: bytes) -> None:
    try:
        result = stripper.strip(data, kind="text")
    except stripper.InputError as error:
        assert str(error)
    else:
        assert len(result.verdicts) == len(split(result))


def test_a_trim_that_leaves_nothing_yields_to_a_keep_rule() -> None:
    from stripper.rule_file import parse

    source = (
        '[rule.trim]\nwhy = "x"\naction = "trim"\nphrase = ["photo: *"]\nat = "end"\n'
        '[rule.keep]\nwhy = "x"\naction = "keep"\nline = ["photo: mara lund"]\n'
    )
    own = parse(source, "own", "own.toml")
    text = "Photo: Mara Lund\nA boat. Photo: Ann\n"
    assert stripper.strip(text, mode="rules", rules=[own], select=["own"]).text == "Photo: Mara Lund\nA boat.\n"
    assert stripper.strip(text, mode="rules", rules=[own], select=["own/trim"]).text == "A boat.\n"


def test_regions_to_the_end_cost_no_square_of_the_dump() -> None:
    """Each match of such a rule marks what follows it; inside a region that is marked already it need not."""
    from stripper.catalogue import bind
    from stripper.page import Page
    from stripper.readers import read
    from stripper.rule_file import parse
    from stripper.votes import collect, scan

    prose = "The wind turned in the night, and by morning the boats lay on the other side of the harbour.\n"
    page = Page(read(prose * 3 + "Read on\nMore of it\n" * 200))
    own = bind([parse('[rule.a]\nwhy = "x"\nline = ["read on"]\nuntil = "end"\n', "own", "own.toml")])
    votes = collect(page, own, scan(page, own))
    assert len(votes.drops) > 390
    assert sum(map(len, votes.drops.values())) < 800
