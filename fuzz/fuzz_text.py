"""Bytes -> the text reader, the judge with the rules, and the renderers. See README.md."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["stripper"]):
    from common import ROOT, run

    import stripper
    import stripper.api  # loaded lazily otherwise, and then not instrumented
    from stripper.readers import is_packed
    from stripper.readers.decode import encode, is_wide
    from stripper.undo import from_json, give_back, record_of, to_json

RULES_ALONE = "rules"


def one(data: bytes) -> None:
    try:
        result = stripper.strip(data, kind="text", mode=RULES_ALONE)
    except stripper.InputError:
        return
    dump = result.dump
    assert len(result.verdicts) == len(dump.lines)
    assert all(v.rule for v in result.verdicts if v.action != "keep")
    result.render("jsonl")
    result.diff()
    if is_packed(data):
        return
    assert is_wide(dump.encoding) or encode(dump.text, dump.encoding) == data
    try:
        record, new = record_of("/page", result, data)
    except stripper.InputError:  # lines that do not stand alone
        return
    assert give_back(from_json(to_json(record)), new)[0] == data


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(one, sorted((ROOT / "samples").glob("*.txt")))
