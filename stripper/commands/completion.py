"""`stripper completion`: what a shell needs to complete commands, options and files."""

from __future__ import annotations

import os
import shlex
import sys

import click
from click.shell_completion import get_completion_class

from stripper.commands import say
from stripper.commands.files import write
from stripper.commands.writing import put
from stripper.errors import StripperError

_SHELLS = ("bash", "zsh", "fish")
_PLACES = {
    "bash": ("XDG_DATA_HOME", "~/.local/share", "bash-completion/completions/stripper"),
    "zsh": ("XDG_DATA_HOME", "~/.local/share", "zsh/site-functions/_stripper"),
    "fish": ("XDG_CONFIG_HOME", "~/.config", "fish/completions/stripper.fish"),
}
_NEXT = {
    "bash": "new shells have it, where the package bash-completion is installed",
    "zsh": "new shells have it",
    "fish": "new shells have it",
}


@click.command("completion", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("shell", required=False, type=click.Choice(_SHELLS))
@click.option("--install", is_flag=True, help="Write it to where the shell looks for it.")
def command(shell: str | None, install: bool) -> None:
    """Print the completion script for a SHELL (bash, zsh or fish; default: yours), or install it."""
    shell = shell or os.path.basename(os.environ.get("SHELL", ""))
    if shell not in _SHELLS:
        raise StripperError(f"name your shell: stripper completion {'|'.join(_SHELLS)}")
    source = script(shell)
    if not install:
        write(source)
        return
    variable, home, rest = _PLACES[shell]
    path = os.path.join(os.environ.get(variable) or os.path.expanduser(home), rest)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        put(path, source.encode())
        if shell == "zsh":
            path += _told_zsh(os.path.dirname(path))
    except OSError as error:
        raise StripperError(f"{error.filename or path}: cannot be written: {error.strerror or error}") from None
    say(f"{path} is written; {_NEXT[shell]}")


def _told_zsh(folder: str) -> str:
    """Have zsh look into `folder`, which it does not by itself; return what to say of that. Raises OSError."""
    settings = os.path.join(os.environ.get("ZDOTDIR") or os.path.expanduser("~"), ".zshrc")
    with open(settings, "a+", encoding="utf-8", errors="surrogateescape") as file:
        file.seek(0)
        said = file.read()
        if folder in said:
            return ""
        start = "\n" if said and not said.endswith("\n") else ""
        file.write(f"{start}fpath+=({shlex.quote(folder)}); autoload -Uz compinit && compinit  # for stripper\n")
    return f", and a line in {settings}"


def script(shell: str) -> str:
    """Return click's completion script, made without asking the shell for its version."""
    front = sys.modules["stripper.commands"].front
    kind = get_completion_class(shell)
    assert kind is not None
    complete = kind(front, {}, "stripper", "_STRIPPER_COMPLETE")
    return str(complete.source_template % complete.source_vars()).strip() + "\n"
