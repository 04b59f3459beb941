"""`stripper rules test`: the examples of rules, run and reported as a test runner does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from stripper import examples
from stripper.commands.files import write
from stripper.commands.options import sources
from stripper.commands.rulebook import sets_in_force
from stripper.ruleset import Rule, RuleSet

_EXAMPLES = """\b
Examples:
  stripper rules test                        the examples of all rules in force
  stripper rules test my.toml                of one file, or of a folder
  stripper rules test --format json my.toml  for a program to read
"""


@dataclass(frozen=True)
class Report:
    """What came of the examples of one rule set."""

    rule_set: RuleSet
    ran: int
    failures: tuple[examples.Failure, ...]


@click.command("test", epilog=_EXAMPLES)
@click.argument("files", nargs=-1, metavar="[FILE|DIR]...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@sources
@click.pass_context
def test_command(context: click.Context, /, files: Sequence[str], form: str, **chosen: Any) -> None:
    """Run the examples of rules: of the FILEs given, else of all rules in force.

    Exits with 1 when a rule does not do what its examples say.
    """
    _, sets = sets_in_force(chosen | {"own": [*files, *chosen["own"]]})
    asked = [s for s in sets if not files or any(Path(s.path).is_relative_to(f) for f in files)]
    rules, reports = [rule for rule_set in sets for rule in rule_set.rules], []
    for rule_set in asked:
        reports.append(_run(rule_set, rules))
        if form == "text":
            write(_row(reports[-1]))
    write(_summary(reports) if form == "text" else _json(reports))
    context.exit(1 if any(report.failures for report in reports) else 0)


def _run(rule_set: RuleSet, rules: Sequence[Rule]) -> Report:
    ran = sum(len(rule.drops) + len(rule.keeps) + len(rule.trims) for rule in rule_set.rules)
    failures = tuple(failure for rule in rule_set.rules for failure in examples.run(rule, rules))
    return Report(rule_set, ran, failures)


def _row(report: Report) -> str:
    """A set on one line, and under it what failed, each where an editor can jump to it."""
    held = f"{len(report.rule_set.rules):4} rules {report.ran:5} examples"
    state = f"{len(report.failures)} FAILED" if report.failures else "ok"
    rows = [f"{report.rule_set.name:24} {held}  {state}"]
    rows += [f"    {failure.rule.where}: {failure.rule.id} {failure.message}" for failure in report.failures]
    return "\n".join(rows) + "\n"


def _summary(reports: Sequence[Report]) -> str:
    failures = sum(len(report.failures) for report in reports)
    ran = sum(report.ran for report in reports)
    return f"{len(reports)} rule sets, {ran} examples, {failures} failures\n"


def _json(reports: Sequence[Report]) -> str:
    sets = [
        {
            "name": report.rule_set.name,
            "path": report.rule_set.path,
            "rules": len(report.rule_set.rules),
            "examples": report.ran,
            "failures": [
                {"rule": f.rule.id, "path": f.rule.path, "line": f.rule.row, "message": f.message}
                for f in report.failures
            ],
        }
        for report in reports
    ]
    total = sum(len(report.failures) for report in reports)
    return json.dumps({"sets": sets, "examples": sum(r.ran for r in reports), "failures": total}, indent=2) + "\n"
