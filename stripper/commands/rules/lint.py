"""`stripper rules lint`: what is wrong with rules that their own examples do not show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from stripper.commands.files import write
from stripper.commands.options import sources
from stripper.commands.rulebook import sets_in_force
from stripper.errors import StripperError
from stripper.lint import PROSE, Finding, lint, prose_lines

_EXAMPLES = """\b
Examples:
  stripper rules lint                       all rules in force
  stripper rules lint my.toml               one file, among all in force
  stripper rules lint --prose mine.txt x.toml   with prose of your own that must stay
  stripper rules lint -q                    mistakes only, no notes
"""


@click.command("lint", epilog=_EXAMPLES)
@click.argument("files", nargs=-1, metavar="[FILE|DIR]...")
@click.option("--prose", metavar="FILE", help="Lines that no rule may match; beside those that are bundled.")
@click.option("-q", "--quiet", is_flag=True, help="Leave out the notes: overlaps, measured costs, narrowed rules.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@sources
@click.pass_context
def lint_command(
    context: click.Context, /, files: Sequence[str], prose: str | None, quiet: bool, form: str, **chosen: Any
) -> None:
    """Find rules that never speak, that match ordinary prose, that overlap, lack examples, or are slow.

    A note is worth a look; anything else is a mistake, and the exit code is 1.
    """
    _, sets = sets_in_force(chosen | {"own": [*files, *chosen["own"]]})
    asked = [s for s in sets if not files or any(Path(s.path).is_relative_to(f) for f in files)]
    if prose and not Path(prose).is_file():
        raise StripperError(f"{prose}: there is no such file of prose")
    lines = [*prose_lines(PROSE), *(prose_lines(prose) if prose else ())]
    findings = [f for f in lint(sets, asked, lines, timed=not quiet) if not (quiet and f.note)]
    mistakes = sum(not finding.note for finding in findings)
    if form == "json":
        write(json.dumps([_record(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n")
    else:
        for finding in findings:
            kind = f"{finding.kind} (note)" if finding.note else finding.kind
            write(f"{finding.rule.where}: {finding.rule.id}: {kind}: {finding.message}\n")
        write(f"{sum(len(s.rules) for s in asked)} rules, {mistakes} mistakes, {len(findings) - mistakes} notes\n")
    context.exit(1 if mistakes else 0)


def _record(finding: Finding) -> dict[str, object]:
    rule = finding.rule
    where = {"rule": rule.id, "path": rule.path, "line": rule.row}
    return {**where, "kind": finding.kind, "note": finding.note, "message": finding.message}
