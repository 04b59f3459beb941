"""Markup -> the HTML reader. See README.md."""

from __future__ import annotations

import logging
import sys

import atheris

with atheris.instrument_imports(include=["stripper"]):
    from common import ROOT, run

    import stripper
    import stripper.api  # loaded lazily otherwise, and then not instrumented
    import stripper.readers.html
    from stripper.readers import read

logging.disable(logging.CRITICAL)
read(b"<html><p>Rain fell.</p>", kind="html")  # loads trafilatura, which the clock should not count


def one(data: bytes) -> None:
    try:
        dump = read(data, kind="html")
    except stripper.InputError:
        return
    assert dump.kind == "html"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(one, sorted((ROOT / "samples").glob("*.html")))
