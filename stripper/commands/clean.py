"""`stripper FILE...`: the main job."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from stripper import __version__
from stripper.api import Result, clean
from stripper.catalogue import book
from stripper.commands import complain, say
from stripper.commands.files import dumps, names_or_stdin, write
from stripper.commands.options import OptionalSuffix, choosing, refuse_what_does_not_go_together, writing
from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers.decode import encode, is_wide

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

PAGE_LINES = 12
"""A dump of fewer lines is a snippet; nobody expects an article of it."""


@click.command("clean", cls=OptionalSuffix, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path())
@click.option("--diff", "as_diff", is_flag=True, help="Print a unified diff instead of the text (--format diff).")
@click.option("--format", "form", type=click.Choice(["text", "diff", "jsonl"]), default="text", help="What to print.")
@click.option("--check", is_flag=True, help="Print only a summary, on stderr; exit 1 if anything would go.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr how sure the article model is.")
@click.version_option(__version__, prog_name="stripper", message="%(prog)s %(version)s")
@writing
@choosing
@click.pass_context
def command(
    context: click.Context, /, files: Sequence[str], as_diff: bool, form: str, check: bool, **chosen: Any
) -> None:
    """Strip menus, skip links, player leftovers and other page furniture from page dumps.

    Reads each FILE ("-" or nothing: standard input) and prints the article text. Every line that
    goes has a rule as its reason; when in doubt, a line stays.
    """
    form = "diff" if as_diff else form
    refuse_what_does_not_go_together(chosen, prints=check or form != "text", diff=form == "diff")
    names = _names(files, chosen, context)
    rules = book(list(chosen["own"]), chosen["select"], chosen["ignore"])
    if chosen["in_place"]:
        from stripper.commands import inplace

        context.exit(inplace.clean_all(names, rules, chosen))
    put = _destination(names, chosen)
    found = False
    for number, dump in _dumps(names, chosen, context):
        if number and form == "text" and not check:
            write(chosen["separator"])
        if dump is None:
            continue
        result = clean(dump, rules, str(chosen["mode"] or "article"))
        report(result, bool(chosen["verbose"]))
        found = found or result.changed
        if check:
            say(summary(result))
        if not check or form != "text":
            try:
                put(result, form)
            except InputError as error:
                context.obj = complain(f"{dump.name}: {error}")
    if context.obj:
        context.exit(context.obj)
    context.exit(1 if check and found else 0)


def _names(files: Sequence[str], chosen: Mapping[str, Any], context: click.Context) -> Iterable[str]:
    """Return the names of the files to clean; those of a folder where the results go to files."""
    given: Iterable[str] = files
    to_files = chosen["in_place"] or chosen["output"]
    if chosen["files_from"] or chosen["null"] or to_files:
        from stripper.commands import names

        given = names.all_names(files, chosen["files_from"], chosen["null"])
        if to_files and given:
            folder = os.path.realpath(chosen["output"]) if chosen["output"] else None
            given = names.walked(given, chosen["globs"] or ("*.txt",), folder)
            # Results must cover no file that is still to be read, so all names are needed first.
            return list(given) if folder else given
    return names_or_stdin(given, context)


def _dumps(
    names: Iterable[str], chosen: Mapping[str, Any], context: click.Context
) -> Iterable[tuple[int, Dump | None]]:
    """Return the dumps, each with its number in its stream."""
    kind, most = str(chosen["kind"]), int(chosen["max_size"])
    if chosen["separator"] is None:
        return ((0, dump) for dump in dumps(names, kind, context, most))
    from stripper.commands import records

    return records.dumps(names, kind, context, most, chosen["separator"])


def _destination(names: Iterable[str], chosen: Mapping[str, Any]) -> Callable[[Result, str], None]:
    """Return what takes a result and the name of its format: standard output, or a file under --output."""
    if not chosen["output"]:
        return lambda result, form: write(result.render(form), _encoding(result, form))
    from stripper.commands.outdir import Folder

    folder = Folder(chosen["output"], frozenset(map(os.path.realpath, names)))
    return lambda result, form: folder.write(
        result.dump.name, form, encode(result.render(form), _encoding(result, form))
    )


def _encoding(result: Result, form: str) -> str:
    """The encoding that a result leaves in: that of its dump where it is the dump's text, or can be mixed with it."""
    encoding = result.dump.encoding
    if form == "diff" and is_wide(encoding) and result.changed:
        complain(f"{result.dump.name} is {encoding.upper()}: `patch` cannot apply this diff to it; use --in-place")
    return encoding if form == "text" or not is_wide(encoding) else "utf-8"


def report(result: Result, verbose: bool) -> None:
    """Say on stderr what a user should know of a cleaning: that the model was unsure, or how sure it was."""
    sure = result.confidence
    if sure is None:
        return
    from stripper.article import UNSURE  # loaded already, since it was asked

    if sure < UNSURE and len(result.dump.lines) >= PAGE_LINES:
        message = f"not sure that there is an article (confidence {sure:.2f}): only the rules were used"
        say(f"stripper: {result.dump.name}: {message}")
    elif verbose:
        say(f"stripper: {result.dump.name}: article found, confidence {sure:.2f}")


def summary(result: Result) -> str:
    """Return one line on what would go from a dump."""
    name, total = result.dump.name, len(result.dump.lines)
    gone = sum(rest is None for rest in result.changes.values())
    trimmed = len(result.changes) - gone
    if not result.changed:
        return f"{name}: clean"
    also = f", {trimmed} trimmed" if trimmed else ""
    return f"{name}: {gone} of {total} lines would go{also}"
