"""`stripper learn`: rules of a site from its pages, or from what was deleted by hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from stripper.api import clean
from stripper.commands import counted, say
from stripper.commands.files import content, dumps, write
from stripper.commands.names import inside
from stripper.commands.options import max_size
from stripper.commands.writing import put
from stripper.errors import InputError, StripperError
from stripper.model import Dump
from stripper.renderers.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripper.learning import Learnt

_EXAMPLES = """\b
Examples:
  stripper learn saved/                        print rules for the site whose pages are in saved/
  stripper learn saved/ -o example.org.toml    write them to a new file
  stripper --rules example.org.toml page.txt   use them
  stripper learn --from-edit page.txt edited.txt saved/*.txt
                                               rules from the lines you deleted, and what else they cut
  stripper learn --update example.org.toml saved/
                                               add what is new, mark what no page has any more
"""
_SHOWN = 20
"""Pages, or lines, that are listed on stderr."""


@click.command("learn", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", nargs=-1, metavar="[DIR|FILE]...")
@click.option("-o", "--output", metavar="FILE", help="Write the rules to this new file; nothing is overwritten.")
@click.option("--from-edit", "edit", nargs=2, metavar="BEFORE AFTER", help="Learn from what was deleted in AFTER.")
@click.option("--update", "known", metavar="FILE", help="Bring this rule file up to date, where -o names no other.")
@click.option("--headings", is_flag=True, help='Learn headings too that half of the pages have ("See also").')
@max_size
@click.pass_context
def command(
    context: click.Context,
    /,
    names: Sequence[str],
    output: str | None,
    edit: tuple[str, str] | None,
    known: str | None,
    **chosen: Any,
) -> None:
    """Learn the furniture of a site from three or more of its pages, and print a rule set.

    What it would cut in each page is said on stderr. Of a folder all files are read, those in its folders too, but for
    hidden ones and links.
    """
    if output == "":
        raise click.UsageError("-o needs the name of a file.")
    if edit and chosen["headings"]:
        raise click.UsageError("--headings is for pages of a site; --from-edit learns what you deleted.")
    if edit and known:
        raise click.UsageError("--from-edit makes rules of its own; add them to a file by hand, or use --update alone.")
    if output and os.path.lexists(output):
        raise StripperError(f"{output} exists already; give another name, or use --update {output}")
    if edit:
        _from_edit(context, edit, names, output, chosen)
    else:
        source = _rule_file(known) if known else ""  # a mistake in it is told before all pages are read
        learnt = _learn(context, names, chosen)
        if known:
            _update(known, source, learnt, output)
        else:
            _deliver(learnt.toml, output)
            _tell(learnt)
    if output:
        say(f"stripper: written to {output}; try it: stripper rules test {output}")
    context.exit(context.obj or 0)


def _learn(context: click.Context, names: Sequence[str], chosen: dict[str, Any]) -> Learnt:
    from stripper.learning import learn
    from stripper.learning.sketch import MOST_PAGES

    headings = chosen.pop("headings")
    files = list(inside(names))
    if not files:
        if names:
            raise StripperError(f"{names[0]}: holds no files; save three or more pages of the site in it")
        raise click.UsageError("say which pages: a folder of them, or three or more files of one site.")
    with _progress(len(files) + min(len(files), MOST_PAGES)) as step:
        return learn(dumps(files, context, None, chosen), step=step, headings=headings)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None] | None]:
    """A bar on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # heavy, and only for eyes
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("learning from pages", total=total)
        yield lambda: progress.advance(task)


def _deliver(toml: str, output: str | None) -> None:
    if not output:
        write(toml)
        return
    try:
        put(output, toml.encode())
    except OSError as error:
        raise StripperError(f"{output}: cannot be written: {error.strerror or error}") from None


def _tell(learnt: Learnt) -> None:
    """What the rules would cut, page by page."""
    for cuts in learnt.cuts[:_SHOWN]:
        say(f"{cuts.name}: would cut {cuts.cut} of {cuts.lines} lines")
    rest = learnt.cuts[_SHOWN:]
    if rest:
        cut, lines = sum(cuts.cut for cuts in rest), sum(cuts.lines for cuts in rest)
        say(f"{len(rest)} more pages: would cut {cut} of {lines} lines")
    if learnt.pages > len(learnt.cuts):
        say(f"(a sample of {len(learnt.cuts)} of {learnt.pages} pages)")
    if not learnt.alike:
        say("no line of furniture stands on most of these pages: are they of one site? Learn each site by itself")
    if not learnt.markers:
        say("no line marks the site's pages well: the rules have no markers, and would speak about all dumps")


def _rule_file(known: str) -> str:
    """Return the text of a rule file. Raises StripperError where it is none."""
    from stripper.rule_file import parse

    try:
        source = content(known)[0].decode()
    except UnicodeError:
        raise StripperError(f"{known}: cannot be read as a rule file: it is not UTF-8") from None
    except InputError as error:
        raise StripperError(f"{known}: {error}") from None
    parse(source, "mine", known)
    return source


def _update(known: str, source: str, learnt: Learnt, output: str | None) -> None:
    from stripper.learning.updating import update

    updated = update(source, known, learnt)
    if output or updated.toml != source:
        _deliver(updated.toml, output or os.path.realpath(known))
    for name in updated.stale:
        say(f"{known}: rule '{name}' is stale, in part or whole; see the comment beside it")
    counts = (updated.lines, "line"), (len(updated.rules), "new rule"), (updated.markers, "marker")
    added = ", ".join(counted(count, what) for count, what in counts)
    say(f"{known}: added {added}; {counted(len(updated.stale), 'stale rule')}")


def _from_edit(
    context: click.Context, edit: tuple[str, str], names: Sequence[str], output: str | None, chosen: dict[str, Any]
) -> None:
    from stripper.learning.edits import learn_edit

    pair = list(dumps(edit, context, None, chosen))
    if len(pair) < 2:
        context.exit(2)
    edited = learn_edit(*pair)
    _deliver(edited.toml, output)
    for row, why in edited.refused:
        say(f"{edit[0]}:{row}: no rule: {why}")
    if names:
        _elsewhere(edited.toml, dumps(list(inside(names)), context, None, chosen))


def _elsewhere(toml: str, pages: Iterable[Dump]) -> None:
    """What the rules would cut in other pages."""
    from stripper.learning.made import bound

    book = bound(toml)
    places: dict[str, list[str]] = {}  # what would go -> where it stands
    for dump in pages:
        for i, left in clean(dump, book, "rules").changes.items():
            if line := dump.lines[i].strip():
                how = "cut" if left is None else "trim"
                places.setdefault(f"would {how} {visible(line)[:100]}", []).append(f"{dump.name}:{i + 1}")
    for said, where in list(places.items())[:_SHOWN]:
        more = f" and {len(where) - 1} more" if len(where) > 1 else ""
        say(f"{said}   ({where[0]}{more})")
    count, rest = sum(map(len, places.values())), sum(map(len, list(places.values())[_SHOWN:]))
    more = f" ({rest} not listed)" if rest else ""
    say(f"would cut or trim {count} lines of these pages{more}" if count else "would cut nothing in these pages")
