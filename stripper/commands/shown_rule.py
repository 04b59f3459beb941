"""`stripper rules show`: a rule as its file states it, with its examples, and how often it cut in given files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from stripper.api import clean
from stripper.book import Book
from stripper.catalogue import ARTICLE
from stripper.commands.files import dumps
from stripper.renderers.explanation import decided_by
from stripper.renderers.rows import Row, pieces, rule_style, shown
from stripper.rule_file import ElementRule
from stripper.ruleset import Rule

_KEY = re.compile(r"(\s*[\w\"-]+\s*)(=.*)")
_MOST = 5
"""Cuts of a file that are shown; their number tells the rest."""


def source(rule: Rule | ElementRule) -> str:
    """Return the rows of a rule's file that state it."""
    rows = Path(rule.path).read_text("utf-8").split("\n")
    end = next((i for i in range(rule.row, len(rows)) if rows[i].startswith("[")), len(rows))
    return "\n".join(rows[rule.row - 1 : end]).rstrip()


def stated(rule: Rule | ElementRule) -> Iterator[Row]:
    """Yield where a rule stands and how its file states it, examples and all."""
    yield [(f"# {shown(rule.where)}", "dim")]
    for row in source(rule).split("\n"):
        key = _KEY.fullmatch(shown(row))
        if row.startswith("["):
            yield [(shown(row), rule_style(rule.id))]
        else:
            yield [(key[1], "hunk"), (key[2], "")] if key else [(shown(row), "")]
    yield []


def cuts(id: str, rules: Book, files: Sequence[str], context: click.Context) -> Iterator[Row]:
    """Yield how often the rule or rule set `id` cut in each of `files`, with the first of its cuts."""
    name = ARTICLE if id.startswith(f"{ARTICLE}/") else id
    total = 0
    for dump in dumps(files, context, rules):
        result = clean(dump, rules)
        lines = decided_by(result, name)
        cut = [i for i in lines if result.spoken[i].action != "keep"]
        kept = f", kept {len(lines) - len(cut)}" if len(cut) < len(lines) else ""
        total += len(cut)
        yield [(shown(dump.name), "head"), (f": cut {len(cut)} of {len(dump.lines)} lines{kept}", "")]
        for i in cut[:_MOST]:
            style = "drop" if result.spoken[i].action == "drop" else ""
            yield [(f"{i + 1:>5} ", "dim"), *pieces(dump.lines[i], result.spoken[i].cuts, style)]
        if len(cut) > _MOST:
            yield [(f"      and {len(cut) - _MOST} more", "dim")]
    if len(files) > 1:
        yield [(f"{total} lines in {len(files)} files", "head")]
