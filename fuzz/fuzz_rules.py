"""TOML text -> the rule loader, the index, and a page that the rules are asked about. See README.md."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["stripper"]):
    from common import ROOT, run

    from stripper.api import clean
    from stripper.catalogue import Book, _bind
    from stripper.errors import RuleError
    from stripper.readers.text import read_text
    from stripper.ruleset import parse

PAGE = read_text("page", (ROOT / "samples" / "newsroom.txt").read_text("utf-8")[:3000])


def one(data: bytes) -> None:
    try:
        rules = parse(data.decode("utf-8", "replace"), "fuzzed", "fuzzed.toml")
    except RuleError as error:
        assert str(error).startswith("fuzzed.toml")
        return
    bound = _bind([rules])
    clean(PAGE, Book(bound.rules, bound.index, article=False), "rules")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    run(one, sorted((ROOT / "stripper" / "rulesets").glob("*.toml")))
