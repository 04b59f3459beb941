"""`stripper rules new`: a rule from a line of noise."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from stripper.commands import say
from stripper.commands.files import dumps, write
from stripper.drafting import Draft, draft
from stripper.errors import StripperError
from stripper.lint import prose_lines
from stripper.renderers.visible import visible
from stripper.rule_file import parse

_EXAMPLES = """\b
Examples:
  stripper rules new "Read 12 more replies"                   print a rule for such lines
  stripper rules new "By Ann Lee in Oslo" --from page.txt     look what else it would cut there
  stripper rules new "12 more replies" -o my.toml             put it into a rule file
  stripper rules new "12 more replies" -o my.toml replies     under a name
"""
_SHOWN = 20
"""Other lines that are listed."""


@click.command("new", epilog=_EXAMPLES)
@click.argument("line", metavar="LINE")
@click.argument("name", metavar="[NAME]", default="")
@click.option("--from", "pages", multiple=True, metavar="FILE", help="Dumps to look at: what else would it cut?")
@click.option("-o", "--output", metavar="FILE", help="Add the rule to this file; nothing in it is overwritten.")
@click.pass_context
def new_command(context: click.Context, /, line: str, name: str, pages: Sequence[str], output: str | None) -> None:
    """Write a rule for a LINE of noise, with digits, dates and names generalised, and with its examples.

    Prints the rule; with -o it is added to a rule file instead. What else it would cut in the files
    given with --from is listed on stderr.
    """
    if name and not name.strip("/. ").replace("-", "").replace("_", "").isalnum():
        raise StripperError(f"'{name}' is no name for a rule: use letters, digits and hyphens")
    made = draft(line, list(dumps(pages, context)), prose_lines(), name)
    if output:
        _add(made, output)
        say(f"stripper: rule '{made.name}' was added to {output}; try it: stripper rules test {output}")
    else:
        write(made.toml())
    _tell(made, pages)
    context.exit(context.obj or 0)


def _add(made: Draft, output: str) -> None:
    """Add the rule at the end of a file, which is made if need be, when the file is a good one afterwards."""
    path = Path(output)
    name = path.name.removesuffix(".toml")
    try:
        before = path.read_text("utf-8") if path.exists() else 'about = "Rules of my own."\n'
    except (OSError, UnicodeError) as error:
        raise StripperError(f"{output}: cannot be read as a rule file: {error}") from None
    if any(rule.id == f"{name}/{made.name}" for rule in parse(before, name, output).rules):
        raise StripperError(f"{output}: there is a rule '{made.name}' already; give the new one another name")
    after = f"{before.rstrip()}\n\n{made.toml()}"
    parse(after, name, output)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(after, "utf-8")
        os.replace(part, path)
    except OSError as error:
        raise StripperError(f"{output}: cannot be written: {error.strerror}") from None


def _tell(made: Draft, pages: Sequence[str]) -> None:
    for where, row, text in made.also[:_SHOWN]:
        say(f"also cuts {where}:{row}: {visible(text)[:100]}")
    if len(made.also) > _SHOWN:
        say(f"also cuts {len(made.also) - _SHOWN} more lines")
    if len(made.line.split()) == 1:
        say("a word alone may be a heading: give the rule a place, a run or neighbours")
    if pages and not made.also:
        say("it cuts nothing else in these files")
