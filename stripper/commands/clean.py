"""`stripper FILE...`: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from stripper import __version__
from stripper.api import Result, clean
from stripper.commands.files import dumps, names_or_stdin, write
from stripper.commands.options import choosing
from stripper.commands.rulebook import in_force

_EXAMPLES = """\b
Examples:
  stripper page.txt                     print the clean text
  lynx -dump URL | stripper             clean a dump in a pipe
  stripper --diff page.txt              show what would go, as a patch
  stripper --diff p.txt | patch -p1     clean the file in place
  stripper --check saved/*.txt          exit 1 if anything would go
  stripper --format jsonl p.txt | jq .  a record per line, with its rule
  stripper --select skip-links p.txt    use one rule set only
  stripper explain page.txt             say why each line went or stayed
  stripper -- rules                     clean a file that is called "rules"
"""

_PAGE_LINES = 12
"""A dump of fewer lines is a snippet; nobody expects an article of it."""


@click.command("clean", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--diff", "as_diff", is_flag=True, help="Print a unified diff instead of the text (--format diff).")
@click.option("--format", "form", type=click.Choice(["text", "diff", "jsonl"]), default="text", help="What to print.")
@click.option("--check", is_flag=True, help="Print only a summary, on stderr; exit 1 if anything would go.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr how sure the article model is.")
@click.version_option(__version__, prog_name="stripper", message="%(prog)s %(version)s")
@choosing
@click.pass_context
def command(
    context: click.Context, /, files: Sequence[str], as_diff: bool, form: str, check: bool, **chosen: Any
) -> None:
    """Strip menus, skip links, player leftovers and other page furniture from page dumps.

    Reads each FILE ("-" or nothing: standard input) and prints the article text. Every line that
    goes has a rule as its reason; when in doubt, a line stays.
    """
    names = names_or_stdin(files, context)
    rules, mode = in_force(chosen)
    form = "diff" if as_diff else form
    found = False
    for dump in dumps(names, str(chosen["kind"]), context, rules.elements, chosen["site"]):
        result = clean(dump, rules, mode)
        report(result, bool(chosen["verbose"]))
        found = found or result.changed
        if check:
            click.echo(summary(result), err=True)
        if not check or form != "text":
            write(result.render(form), dump.encoding)
    if context.obj:
        context.exit(context.obj)
    context.exit(1 if check and found else 0)


def report(result: Result, verbose: bool) -> None:
    """Say on stderr what a user should know of a cleaning: that the model was unsure, or how sure it was."""
    sure = result.confidence
    if sure is None:
        return
    from stripper.article import UNSURE  # loaded already, since it was asked

    if sure < UNSURE and len(result.dump.lines) >= _PAGE_LINES:
        message = f"not sure that there is an article (confidence {sure:.2f}): only the rules were used"
        click.echo(f"stripper: {result.dump.name}: {message}", err=True)
    elif verbose:
        click.echo(f"stripper: {result.dump.name}: article found, confidence {sure:.2f}", err=True)


def summary(result: Result) -> str:
    """Return one line on what would go from a dump."""
    name, total = result.dump.name, len(result.dump.lines)
    gone = sum(rest is None for rest in result.changes.values())
    trimmed = len(result.changes) - gone
    if not result.changed:
        return f"{name}: clean"
    also = f", {trimmed} trimmed" if trimmed else ""
    return f"{name}: {gone} of {total} lines would go{also}"
