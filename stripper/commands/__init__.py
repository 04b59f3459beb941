"""The command line. `stripper FILE` cleans; the other commands are called by their names.

The first word decides: is it the name of a command, that command runs; anything else, options
included, goes to `clean`. So `stripper ./rules`, `stripper -- rules` and `stripper --diff rules`
all clean the file "rules", and no library for default commands is needed. A command's module is
imported when the command is called.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from stripper.errors import StripperError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "clean": "Print the clean text of dumps (what `stripper FILE` does).",
    "batch": "Clean folders, archives and crawls, by several processes.",
    "stats": "Show what a batch cut, by rule set, rule, host or language.",
    "explain": "Say of each line why it went or stayed.",
    "report": "Write an HTML report to look at, and to correct by pointing.",
    "restore": "Give back what --in-place cut out of a file.",
    "undo": "Take the last --in-place run back.",
    "learn": "Learn a site's rules from its pages, or rules from one edit.",
    "rules": "Find, read, write, test and measure rules.",
    "config": "Show the settings in force, and which file made them.",
    "completion": "Print or install completion for bash, zsh or fish.",
}


class ClosedPipe(Exception):  # noqa: N818 - no error: the reader has seen enough, as `| head` does
    """The reader of standard output has gone. No OSError, since click ends the program with 1 on a broken pipe."""


class _NoOutput(io.TextIOBase):
    """Standard output where it is closed (`>&-`): who writes to it is told so."""

    encoding = "utf-8"

    @property
    def buffer(self) -> Any:
        raise StripperError("cannot write the output: standard output is closed")

    def write(self, _: str, /) -> int:
        return int(self.buffer)


class Lazy(click.Group):
    """A group whose commands are imported when they are called.

    `told` has what each does, in the order of the help; `home` gives the module and the name in it.
    """

    def __init__(
        self, *args: Any, told: Mapping[str, str], home: Callable[[str], tuple[str, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.told, self.home = told, home

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.told)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.told:
            return None
        module, attribute = self.home(name)
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.told.items()))


class Front(Lazy):
    """The group of all commands, with `clean` for everything that does not begin with a command's name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        completing = ctx.resilient_parsing and not args  # the first word is being typed: commands come into question
        if not completing and (not args or args[0] not in (*COMMANDS, "--help", "-h")):
            args = ["clean", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        clean = self.get_command(ctx, "clean")
        assert clean
        if incomplete.startswith("-"):
            return clean.shell_complete(click.Context(clean, **clean.context_settings), incomplete)
        # Files first: bash forgets what came before them, and lists them where no command fits.
        return [*clean.params[0].shell_complete(ctx, incomplete), *super().shell_complete(ctx, incomplete)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        clean = self.get_command(ctx, "clean")
        if clean:
            clean.format_help(click.Context(clean, info_name=ctx.info_name, **clean.context_settings), formatter)
        self.format_commands(ctx, formatter)


@click.group(
    cls=Front,
    told=COMMANDS,
    home=lambda name: (f"stripper.commands.{name}", "command"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
def front() -> None:
    """Strip the boilerplate from page dumps."""


def main() -> None:
    """Run the command line; every mistake ends in a message and an exit code, never in a traceback."""
    sys.stdout = sys.stdout or _NoOutput()
    try:
        code = front.main(prog_name="stripper", standalone_mode=False)
        sys.stdout.flush()
    except StripperError as error:
        code = complain(str(error))
    except click.ClickException as error:
        code = _misused(error)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except (ClosedPipe, BrokenPipeError):
        # End quietly, also when the interpreter flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        code = complain(f"cannot write the output: {error.strerror or error}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UnicodeEncodeError:
        code = complain("a name on the command line holds what no name of a file can hold; write it anew")
    except (MemoryError, RecursionError):
        code = complain("this input needs more memory than there is; split it and try again")
    sys.exit(code or 0)


def _misused(error: click.ClickException) -> int:
    """Show a mistake on the command line as click does; words of it may be names that others chose."""
    from io import StringIO

    from stripper.renderers.visible import visible

    told = StringIO()
    error.show(told)
    tell(visible(told.getvalue()))
    return 2


def complain(message: str) -> int:
    """Print a message for the user on stderr and return the exit code of a mistake."""
    say(f"stripper: {message}")
    return 2


def say(message: str) -> None:
    """Print a message of one line on stderr; odd characters in a name cannot steer the terminal."""
    tell("".join(c if c.isprintable() else _number(c) for c in message) + "\n")


def counted(count: int, what: str) -> str:
    """Return "1 file", "2 files" and the like."""
    return f"{count} {what}{'s' * (count != 1)}"


def tell(text: str) -> None:
    """Write to stderr. Where that is full or its reader has gone, nobody is told, and the work goes on."""
    try:
        click.echo(text, err=True, nl=False)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # what is held is still to be flushed


def _number(char: str) -> str:
    """A character by its number; what stands for a byte that is no UTF-8 (U+DC80 to U+DCFF), as that byte."""
    number = ord(char)
    return f"\\x{number - 0xDC00 if 0xDC80 <= number <= 0xDCFF else number:02x}"
