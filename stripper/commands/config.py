"""`stripper config show`: the settings in force, and where each was made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from stripper.commands.files import write
from stripper.commands.options import choosing
from stripper.commands.rulebook import in_force, look
from stripper.discovery import Found, where_set

_EXAMPLES = """\b
Examples:
  stripper config show                    what is set here, and by which file
  stripper config show --isolated         what holds without any file
"""


@click.group("config", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Show the settings in force."""


@command.command("show", epilog=_EXAMPLES)
@choosing
def show(**chosen: Any) -> None:
    """Print the settings in force, each with the place that made it.

    They stand as a stripper.toml would state them.
    """
    in_force(chosen)  # names that stand for nothing are told here, as they would be in a run
    found = look(chosen)
    option = "an option"
    mode = str(chosen["mode"] or found.mode or "article")
    _print("mode", mode, option if chosen["mode"] else _by(found, "mode"))
    select = list(chosen["select"] or found.select)
    _print("select", select, option if chosen["select"] else _by(found, "select"))
    ignore = list(dict.fromkeys([*chosen["ignore"], *found.ignore]))
    _print("ignore", ignore, *([option] if chosen["ignore"] else []), *_all_by(found, "ignore"))
    _print("rules", list(found.files), *(f"{s.why}: {s.where}" for s in found.sources if s.files))


def _print(key: str, value: str | Sequence[str], *by: str) -> None:
    why = "; ".join(dict.fromkeys(by)) or "by default"
    write(f"{key} = {json.dumps(value, ensure_ascii=False)}  # {why}\n")


def _by(found: Found, key: str) -> str:
    place = where_set(found, key)
    return f"{place[0]}:{place[1]}" if place else "by default"


def _all_by(found: Found, key: str) -> list[str]:
    one = (Found((), (setting,)) for setting in found.settings)
    return [by for part in one if (by := _by(part, key)) != "by default"]
