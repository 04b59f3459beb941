"""`stripper report FILE... -o report.html`: the cleaning as a page to look at, and to correct by pointing."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from stripper.api import clean
from stripper.commands.files import dumps, names_or_stdin, write
from stripper.commands.options import choosing
from stripper.commands.rulebook import in_force
from stripper.errors import StripperError

_EXAMPLES = """\b
Examples:
  stripper report page.txt -o report.html
  stripper report saved/*.txt -o report.html          several dumps, with an index
  stripper --rules corrections.toml page.txt          use what was corrected in the report
"""


@click.command("report", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("-o", "--output", metavar="FILE", help="Where to write the report; standard output if it is a pipe.")
@choosing
@click.pass_context
def command(context: click.Context, /, files: Sequence[str], output: str | None, **chosen: Any) -> None:
    """Write an HTML report: dumps with their cuts marked, in one file that asks the network for nothing.

    A click on a line keeps or drops it instead. What is corrected so can be downloaded as a rule file
    for `stripper --rules`.
    """
    names = names_or_stdin(files, context)
    _check_output(output, list(names))
    rules, mode = in_force(chosen)
    found = dumps(names, context, rules, chosen)
    results = [clean(dump, rules, mode) for dump in found]
    if results:
        from stripper.renderers import report

        page = report.render(results, dict(zip(rules.ids, rules.rules, strict=True)))
        if output and output != "-":
            _save(page, output)
        else:
            write(page)
    context.exit(context.obj or 0)


def _check_output(output: str | None, names: Sequence[str]) -> None:
    if output in (None, "-"):
        if sys.stdout.isatty():
            raise StripperError("a report is a page for a browser: say where it goes with -o report.html")
    elif any(name != "-" and os.path.exists(name) and _same(name, str(output)) for name in names):
        raise StripperError(f"{output} is one of the dumps; give the report another name")


def _same(name: str, output: str) -> bool:
    return os.path.exists(output) and os.path.samefile(name, output)


def _save(page: str, output: str) -> None:
    """Write the report whole or not at all."""
    part = f"{output}.{os.getpid()}.part"
    try:
        with open(part, "x", encoding="utf-8") as file:
            file.write(page)
        os.replace(part, output)
    except OSError as error:
        if os.path.exists(part):
            os.unlink(part)
        raise StripperError(f"{output} cannot be written: {error.strerror or error}") from None
