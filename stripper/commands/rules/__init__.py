"""`stripper rules ...`: find, read, write, test and measure rules. Each command is imported when it is called."""

from __future__ import annotations

import importlib

import click

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


class Rules(click.Group):
    """The group of the commands about rules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"stripper.commands.rules.{_HOMES.get(name, name)}")
        command: click.Command = getattr(module, f"{name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("rules", cls=Rules, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Find, read, write, test and measure rules."""
