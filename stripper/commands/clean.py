"""`stripper FILE...`: the main job."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from stripper import __version__
from stripper.api import MOST_LINES, Result, clean
from stripper.commands import complain, say
from stripper.commands.files import dumps, names_or_stdin, write
from stripper.commands.options import (
    PATH,
    Optional,
    choosing,
    diffs_or_files,
    looking,
    refuse_what_does_not_go_together,
    writing,
)
from stripper.commands.rulebook import in_force
from stripper.errors import InputError
from stripper.model import Dump
from stripper.readers.decode import encode, is_wide

if TYPE_CHECKING:
    from stripper.book import Book
    from stripper.commands.views import Views

_EXAMPLES = """\b
Examples:
  stripper page.txt                     print the clean text
  lynx -dump URL | stripper             clean a dump in a pipe
  stripper --diff page.txt              show what would go, as a patch
  stripper --diff p.txt | patch -p1     clean the file in place
  stripper --diff=side page.txt         show it in two columns (or =word, =full)
  stripper --stat saved/*.txt           count what each rule set would cut
  stripper --check saved/*.txt          exit 1 if anything would go
  stripper --format jsonl p.txt | jq .  a record per line, with its rule
  stripper --select skip-links p.txt    use one rule set only
  stripper explain page.txt             say why each line went or stayed
  stripper -- rules                     clean a file that is called "rules"
"""

PAGES = ("text", "markdown")
"""Formats that are the page itself, and may have front matter."""
PAGE_LINES = 12
"""A dump of fewer lines is a snippet; nobody expects an article of it."""


@click.command("clean", cls=Optional, epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", nargs=-1, metavar="[FILE]...", type=PATH)
@click.option(
    "--diff",
    "diff",
    type=click.Choice(["unified", "word", "side", "full"]),
    metavar="[=word|side|full]",
    shell_complete=diffs_or_files,
    help="Print a diff instead of the text: --diff is one that patch takes; --diff=word, side or full are for reading.",
)
@click.option("--stat", is_flag=True, help="Print what each rule set would cut, in lines, words and bars.")
@click.option(
    "--format", "form", type=click.Choice(["text", "markdown", "diff", "jsonl"]), default="text", help="What to print."
)
@click.option("--with-metadata", is_flag=True, help="Put title, author, date, site, URL and language first, as YAML.")
@click.option("--check", is_flag=True, help="Print only a summary, on stderr; exit 1 if anything would go.")
@click.option("-v", "--verbose", is_flag=True, help="Say on stderr how sure the article model is.")
@click.version_option(__version__, prog_name="stripper", message="%(prog)s %(version)s")
@writing
@choosing
@looking
@click.pass_context
def command(context: click.Context, /, files: Sequence[str], form: str, check: bool, **chosen: Any) -> None:
    """Strip menus, skip links, player leftovers and other page furniture from page dumps.

    Reads each FILE ("-" or nothing: standard input) and prints the article text. Every line that
    goes has a rule as its reason; when in doubt, a line stays.
    """
    form = "diff" if chosen["diff"] else form
    prints = check or chosen["stat"] or form != "text"
    views_only = chosen["stat"] or form == "diff"
    refuse_what_does_not_go_together(
        chosen, prints=prints, views=views_only, page=not check and not chosen["stat"] and form in PAGES
    )
    names = _names(files, chosen, context)
    rules, mode = in_force(chosen)
    if chosen["in_place"]:
        from stripper.commands import inplace

        context.exit(inplace.clean_all(names, rules, chosen | {"mode": mode}))
    # A unified diff under --output is a file like another; what is shown to people is not written there.
    views = None if chosen["output"] else _views(form, chosen)
    put = views.add if views else _destination(names, form, chosen)
    found = False
    for number, dump in _dumps(names, context, rules, chosen):
        if number and not prints:
            write(chosen["separator"])
        if dump is None:
            continue
        result = clean(dump, rules, mode)
        report(result, bool(chosen["verbose"]))
        found = found or result.changed
        if check:
            say(summary(result))
        if not check or views or form != "text":
            try:
                put(result)
            except InputError as error:
                context.obj = complain(f"{dump.name}: {error}")
    if views:
        views.finish()
    if context.obj:
        context.exit(context.obj)
    context.exit(1 if check and found else 0)


def _views(form: str, chosen: Mapping[str, Any]) -> Views | None:
    if not (chosen["diff"] or chosen["stat"] or form == "diff"):
        return None
    from stripper.commands.views import Views  # a plain run can do without

    return Views(form, chosen)


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
    names: Iterable[str], context: click.Context, rules: Book, chosen: Mapping[str, Any]
) -> Iterable[tuple[int, Dump | None]]:
    """Return the dumps, each with its number in its stream."""
    if chosen["separator"] is None:
        return ((0, dump) for dump in dumps(names, context, rules, chosen))
    from stripper.commands import records

    return records.dumps(names, context, rules, chosen)


def _destination(names: Iterable[str], form: str, chosen: Mapping[str, Any]) -> Callable[[Result], None]:
    """Return what takes a result: standard output, or a file under --output."""
    rendered = _with_metadata if chosen["with_metadata"] else Result.render
    if not chosen["output"]:
        return lambda result: write(rendered(result, form), encoding_of(result, form))
    from stripper.commands.outdir import Folder

    if os.path.exists(chosen["output"]) and not os.path.isdir(chosen["output"]):
        raise InputError(f"{chosen['output']}: is a file, and -o takes a folder")
    folder = Folder(chosen["output"], frozenset(map(os.path.realpath, names)))
    return lambda result: folder.write(
        result.dump.name, form, encode(rendered(result, form), encoding_of(result, form))
    )


def _with_metadata(result: Result, form: str) -> str:
    from stripper.renderers import front_matter  # asked for seldom

    return front_matter.before(result, result.render(form))


def encoding_of(result: Result, form: str) -> str:
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

    if len(result.dump.lines) > MOST_LINES:
        message = f"over {MOST_LINES:,} lines are more than a page: only the rules were used (--separator parts dumps)"
        say(f"stripper: {result.dump.name}: {message}")
    elif sure < UNSURE and len(result.dump.lines) >= PAGE_LINES:
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
