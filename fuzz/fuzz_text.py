"""Bytes -> the text reader, the judge with the rules, and the renderers. See README.md."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["stripper"]):
    from common import ROOT, run

    import stripper
    import stripper.api  # loaded lazily otherwise, and then not instrumented
    from stripper.readers.decode import encode

RULES_ALONE = "rules"


def one(data: bytes) -> None:
    try:
        result = stripper.strip(data, kind="text", mode=RULES_ALONE)
    except stripper.InputError:
        return
    dump = result.dump
    assert len(result.verdicts) == len(dump.lines)
    assert all(v.rule for v in result.verdicts if v.action != "keep")
    if not dump.encoding.startswith("utf-16") and not dump.encoding.startswith("utf-32") and not packed(data):
        assert encode(dump.text, dump.encoding) == data
    result.render("jsonl")
    result.diff()


def packed(data: bytes) -> bool:
    from stripper.readers import is_packed

    return is_packed(data)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(one, sorted((ROOT / "samples").glob("*.txt")))
