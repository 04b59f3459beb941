"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from stripper.api import MODES
from stripper.model import host_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

PATH = click.Path(readable=False)
"""A name as it was given, looked at when it is read: one file that may not be read must not stop the others."""


def _names(_: click.Context, __: click.Parameter, values: Sequence[str]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _host(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not host_of(value):
        raise click.BadParameter(f"{value!r} is no host; say it as bbc.com or https://www.bbc.com/news")
    return value


def _size(_: click.Context, __: click.Parameter, value: str) -> int:
    number, unit = value.rstrip("kKmMgGiIbB"), value.lstrip("0123456789.").upper()[:1]
    try:
        return int(float(number) * 1024 ** " KMG".index(unit or " "))
    except (ValueError, OverflowError):
        raise click.BadParameter(f"'{value}' is no size; write it as 300M or 2G.") from None


def _separator(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        # By way of Latin-1 and escapes, so that other letters survive.
        read = value.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except UnicodeDecodeError:
        raise click.BadParameter(f"'{value}': a backslash begins an escape such as \\f or \\x1e.") from None
    if not read:
        raise click.BadParameter("it must not be empty.")
    return read


max_size = click.option(
    "--max-size", default="32M", metavar="SIZE", callback=_size, help="Refuse larger dumps, once unpacked.  [32M]"
)


def _add(options: Sequence[Decorator], command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def writing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which files are read and where the result goes."""
    options: list[Decorator] = [
        click.option("-i", "--in-place", is_flag=True, help="Clean the files where they stand; see `stripper undo`."),
        click.option("--backup", metavar="[=SUFFIX]", help="With -i: keep the old file under its name and SUFFIX (~)."),
        click.option(
            "--force",
            is_flag=True,
            help="With -i: also read-only files, where nearly all would go, or no article was found.",
        ),
        click.option("--keep-times", is_flag=True, help="With -i: keep the time of the last change."),
        click.option("--undo/--no-undo", default=True, help="With -i: note what is cut, for `stripper undo`.  [on]"),
        click.option(
            "-o",
            "--output",
            metavar="DIR",
            type=PATH,
            help="Write each result to a file of the same name under DIR.",
        ),
        click.option(
            "--glob", "globs", multiple=True, metavar="GLOB", help="Files to take of a folder, with -i or -o.  [*.txt]"
        ),
        click.option(
            "--files-from",
            metavar="FILE",
            type=PATH,
            help="Read the names of files from FILE, one a line (-: stdin).",
        ),
        click.option("-0", "--null", is_flag=True, help="These names end with a NUL, as find -print0 writes them."),
        click.option(
            "--separator",
            metavar="TEXT",
            callback=_separator,
            help="Several dumps in one stream, parted by TEXT (as \\f).",
        ),
        max_size,
    ]
    return _add(options, command)


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose rules and the kind of input."""
    options: list[Decorator] = [
        click.option(
            "--select", multiple=True, metavar="NAME,...", callback=_names, help="Use only these rules or rule sets."
        ),
        click.option(
            "--ignore", multiple=True, metavar="NAME,...", callback=_names, help="Do without these rules or rule sets."
        ),
        click.option(
            "--site", default="", metavar="HOST", callback=_host, help="Where it came from: use that site's rules."
        ),
        click.option("--mode", "mode", type=click.Choice(list(MODES)), help="How much the article model may say."),
        click.option("--keep-more", "mode", flag_value="keep-more", help="When in doubt, let the article model keep."),
        click.option("--cut-more", "mode", flag_value="cut-more", help="When in doubt, let it cut."),
        click.option(
            "--kind", type=click.Choice(["auto", "text", "html", "mail"]), default="auto", help="What the input is."
        ),
    ]
    return sources(_add(options, command))


def sources(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where rules come from."""
    options: list[Decorator] = [
        click.option(
            "--rules",
            "own",
            multiple=True,
            metavar="FILE|DIR",
            type=PATH,
            help="Rule files of your own; they come first.",
        ),
        click.option("--isolated", is_flag=True, help="Use no rule files and settings but those named with --rules."),
        click.option("--skip-bad-rules", "skip_bad", is_flag=True, help="Leave out bad rule files, and warn."),
    ]
    return _add(options, command)


def looking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of commands that show something to people."""
    options: list[Decorator] = [
        click.option(
            "--color",
            "colour",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="Colours: auto is on a terminal, unless NO_COLOR is set.",
        ),
        click.option("--pager/--no-pager", default=True, help="Page long output on a terminal (PAGER, else less)."),
    ]
    return _add(options, command)


def refuse_what_does_not_go_together(chosen: Mapping[str, Any], prints: bool, views: bool, page: bool) -> None:
    """Raise UsageError where options contradict each other.

    `prints`: something else than the text is asked for; `views`: a diff or figures; `page`: the text, in some form.
    """
    in_place, output, separator = chosen["in_place"], chosen["output"], chosen["separator"] is not None
    complaints = {
        "-o needs the name of a folder.": output == "",
        "-i writes to the files; it does not go with -o.": in_place and output,
        "-i writes to the files; it does not go with --check, --diff, --stat and --format.": in_place and prints,
        "-o writes files of text or jsonl; it does not go with --diff=word, side, full and --stat.": output
        and (chosen["stat"] or chosen["diff"] not in (None, "unified")),
        "--separator writes one stream; it does not go with -i, -o, --diff and --stat.": separator
        and (in_place or output or views),
        "--backup, --force and --keep-times go with -i.": not in_place
        and (chosen["backup"] or chosen["force"] or chosen["keep_times"]),
        "--with-metadata goes with text, on standard output or with -o.": chosen["with_metadata"]
        and (in_place or not page),
        "--glob goes with -i or -o.": chosen["globs"] and not in_place and not output,
        "--backup=SUFFIX must be the end of a name, without a slash.": chosen["backup"] is not None
        and (not chosen["backup"] or "/" in chosen["backup"]),
    }
    for complaint, holds in complaints.items():
        if holds:
            raise click.UsageError(complaint)


def diffs_or_files(_: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete what follows --diff: a kind of diff after "=", else a file."""
    from click.shell_completion import CompletionItem  # a shell asks, no other run

    kinds = param.type.choices if isinstance(param.type, click.Choice) else ()
    found = [CompletionItem(kind) for kind in kinds if typed and kind.startswith(typed)]
    return [*found, CompletionItem(typed, "file")]


_ALONE = {"--backup": "--backup=~", "--diff": "--diff=unified"}


class Optional(click.Command):
    """A command of which some options take a value only after "=": in `--diff page.txt`, page.txt is a file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [*(_ALONE.get(a, a) for a in args[:end]), *args[end:]])
