"""`stripper rules list | show | where | schema`: what there is to read of the rules in force."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from stripper import catalogue
from stripper.catalogue import ARTICLE
from stripper.commands import screen, shown_rule
from stripper.commands.files import write
from stripper.commands.options import looking, sources
from stripper.commands.rulebook import in_force, sets_in_force
from stripper.errors import UnknownNameError
from stripper.opinion import ABOUT, RULE
from stripper.renderers.rows import Row
from stripper.rule_file import ElementRule
from stripper.ruleset import Rule, RuleSet

_LIST = """\b
Examples:
  stripper rules list                     all rules in force
  stripper rules list --rules my.toml     with yours first
"""
_SHOW = """\b
Examples:
  stripper rules show skip-links          a rule set
  stripper rules show skip-links/skip-to  one rule
  stripper rules show skip-links --in saved/*.txt   and how often it cuts there
"""
_WHERE = """\b
Examples:
  stripper rules where                    where rules are found, in order
  stripper rules where --isolated         what is shipped, nothing else
"""
_SCHEMA = """\b
Examples:
  stripper rules schema > rules.schema.json
  then let the first line of a rule file be "#:schema ./rules.schema.json"
"""


@click.command("list", epilog=_LIST)
@sources
def list_command(**chosen: Any) -> None:
    """List the rule sets in force with their rules, in the order in which they decide."""
    for rule_set in sets_in_force(chosen)[1]:
        write(f"{rule_set.name}: {rule_set.about}\n")
        for rule in rule_set.rules:
            write(f"  {rule.id:40} {rule.action:5} {rule.why}\n")
        for element in rule_set.elements:
            write(f"  {element.id:40} html  {element.why}\n")
    write(f"{ARTICLE}: {ABOUT}\n  {RULE:40} drop  does not look like main content\n")


@click.command("show", epilog=_SHOW)
@click.argument("id", metavar="ID")
@click.argument("more", nargs=-1, metavar="")
@click.option("--in", "files", multiple=True, metavar="FILE...", help="Say how often the rule cuts in these files.")
@sources
@looking
@click.pass_context
def show_command(context: click.Context, /, id: str, more: Sequence[str], **chosen: Any) -> None:
    """Show a rule, or all rules of a set, as their file states them."""
    files = [*chosen["files"], *more]  # a shell makes several words of `--in *.txt`
    if more and not chosen["files"]:
        raise click.UsageError("one rule or rule set at a time; before files, say --in")
    rows = list(_stated(id, sets_in_force(chosen)[1]))
    if files:
        rules, _ = in_force(chosen)
        rows += shown_rule.cuts(id, rules, files, context)
    screen.show(rows, screen.screen(chosen["colour"], chosen["pager"]))
    context.exit(context.obj or 0)


def _stated(id: str, sets: Sequence[RuleSet]) -> Iterator[Row]:
    if id in (ARTICLE, RULE):
        yield [(ABOUT, "")]
        yield [("It is no rule file but a trained model: see docs/article-model.md and `stripper explain`.", "")]
        return
    everything: list[Rule | ElementRule] = []
    for rule_set in sets:
        everything += [*rule_set.rules, *rule_set.elements]
    rules = [rule for rule in everything if id in (rule.id, rule.set)]
    if not rules:
        known = [s.name for s in sets] + [rule.id for rule in everything]
        raise UnknownNameError("rule or rule set", id, known)
    for rule in rules:
        yield from shown_rule.stated(rule)


@click.command("where", epilog=_WHERE)
@sources
def where_command(**chosen: Any) -> None:
    """Show each rule set in force: where it stands and why it counts, the first to decide first."""
    found, sets = sets_in_force(chosen)
    known, shown = {s.path: s for s in sets}, set()
    for source in found.sources:
        write(f"{source.why}: {source.where}\n")
        for path in source.files:
            again = path in shown
            shown.add(path)
            write("  " + (f"{path} (named above)" if again else _row(known[path])) + "\n")
        if not source.files:
            write("  no rule files\n")
    write(f"shipped with stripper: {catalogue.SHIPPED}\n")
    for rule_set in sets:
        if rule_set.path not in shown:
            write(f"  {_row(rule_set)}\n")


def _row(rule_set: RuleSet) -> str:
    """A rule set on one line: its name, what is in it, its file, when it sleeps."""
    holds = [f"{len(rule_set.rules)} rules"] if rule_set.rules or not rule_set.elements else []
    holds += [f"{len(rule_set.elements)} for elements"] if rule_set.elements else []
    first = rule_set.rules[0] if rule_set.rules else None
    sleeps = " (awake on pages of its site)" if first and first.markers else ""
    sleeps = sleeps or (f" (awake in {', '.join(first.dialects)} dumps)" if first and first.dialects else "")
    path = os.path.relpath(rule_set.path, catalogue.SHIPPED)
    path = rule_set.path if path.startswith("..") else path
    return f"{rule_set.name:24} {', '.join(holds):24} {path}{sleeps}"


@click.command("schema", epilog=_SCHEMA)
def schema_command() -> None:
    """Print the JSON Schema of rule files, by which editors complete and check them."""
    write(Path(catalogue.SHIPPED).with_name("data").joinpath("rules.schema.json").read_text("utf-8"))
