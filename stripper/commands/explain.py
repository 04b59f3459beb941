"""`stripper explain FILE`: each line, its verdict, its rule, and where the rule stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from stripper.api import clean
from stripper.catalogue import book
from stripper.commands.files import dumps, names_or_stdin, write
from stripper.commands.options import choosing
from stripper.errors import StripperError
from stripper.model import Judgement, Verdict
from stripper.ruleset import Rule

_MARKS = {"keep": " ", "drop": "-", "trim": "~"}


@click.command("explain", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", required=False, type=click.Path())
@click.option("--line", "wanted", type=click.IntRange(1), metavar="N", help="Explain this line only.")
@choosing
@click.pass_context
def command(context: click.Context, /, file: str | None, wanted: int | None, **chosen: Any) -> None:
    """Say of each line why it went or stayed: "-" dropped, "~" trimmed, " " kept.

    Under a line that a rule spoke about stand the rule, what it saw, and the file and line where
    the rule is written.
    """
    names = names_or_stdin([file] if file else [], context)
    rules = book(list(chosen["own"]), chosen["select"], chosen["ignore"])
    known = {rule.id: rule for rule in rules.rules}
    for dump in dumps(names, str(chosen["kind"]), context):
        result = clean(dump, rules, str(chosen["mode"] or "article"))
        if wanted and wanted > len(dump.lines):
            raise StripperError(f"{dump.name} has no line {wanted}; its last is {len(dump.lines)}")
        write(_explanation(result, known, wanted))
    context.exit(context.obj or 0)


def _explanation(result: Judgement, known: Mapping[str, Rule], wanted: int | None) -> str:
    rows = []
    for verdict in result.verdicts:
        if wanted in (None, verdict.line):
            text = result.dump.lines[verdict.line - 1].rstrip("\r")
            rows.append(f"{verdict.line:>5} {_MARKS[verdict.action]} {text}".rstrip())
            rows += [f"        | {row}" for row in _reasons(verdict, known, said=wanted is not None)]
    return "\n".join(rows) + "\n" if rows else ""


def _reasons(verdict: Verdict, known: Mapping[str, Rule], said: bool) -> list[str]:
    """The reason of a verdict. A line that nobody spoke about needs one only when it was asked for."""
    if not verdict.rule:
        return ["kept: no rule spoke about this line"] if said else []
    rule = known.get(verdict.rule)
    where = rule.where if rule else "the article model: docs/article-model.md"
    done = {"keep": "kept", "drop": "dropped", "trim": "trimmed"}[verdict.action]
    reasons = [f"{done} by {verdict.rule}" + (f" ({rule.why})" if rule else "")]
    if verdict.evidence:
        reasons.append(verdict.evidence)
    return [*reasons, where]
