"""`stripper rules ...`: find, read, write, test and measure rules. Each command is imported when it is called."""

from __future__ import annotations

import click

from stripper.commands import Lazy

COMMANDS = {
    "list": "List the rules in force, in the order in which they decide.",
    "show": "Show a rule, or all rules of a set, as their file states them.",
    "where": "Show where each rule set in force stands, and why it counts.",
    "test": "Run the examples of rules.",
    "lint": "Find rules that never speak, cut too much, or cost too much.",
    "stats": "Count how often each rule cuts in a folder of dumps.",
    "new": "Write a rule from a line of noise.",
    "import": "Turn a site config or a filter list into a rule file.",
    "schema": "Print the JSON Schema of rule files, for editors.",
}
_HOMES = {"list": "show", "where": "show", "import": "importing", "schema": "show"}


def _home(name: str) -> tuple[str, str]:
    return f"stripper.commands.rules.{_HOMES.get(name, name)}", f"{name}_command"


@click.group("rules", cls=Lazy, told=COMMANDS, home=_home, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Find, read, write, test and measure rules."""
