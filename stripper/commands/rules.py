"""`stripper rules list | show | test`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from stripper import examples
from stripper.catalogue import ARTICLE, book, rule_sources
from stripper.commands.files import write
from stripper.errors import UnknownNameError
from stripper.opinion import ABOUT, RULE
from stripper.ruleset import Rule, RuleSet


@click.group("rules", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List, show and test rules."""


@command.command("list")
@click.option("--rules", "own", multiple=True, metavar="FILE|DIR", help="Rule files of your own, listed first.")
def list_rules(own: Sequence[str]) -> None:
    """List the rule sets in force with their rules, in the order in which they decide."""
    for rule_set in rule_sources(own):
        write(f"{rule_set.name}: {rule_set.about}\n")
        for rule in rule_set.rules:
            write(f"  {rule.id:40} {rule.action:5} {rule.why}\n")
    write(f"{ARTICLE}: {ABOUT}\n  {RULE:40} drop  does not look like main content\n")


@command.command("show")
@click.argument("id", metavar="ID")
@click.option("--rules", "own", multiple=True, metavar="FILE|DIR", help="Rule files of your own.")
def show(id: str, own: Sequence[str]) -> None:
    """Show a rule, or all rules of a set, as their file states them."""
    if id in (ARTICLE, RULE):
        write(ABOUT + "\n")
        write("It is no rule file but a trained model: see docs/article-model.md and `stripper explain`.\n")
        return
    sets = rule_sources(own)
    rules = [rule for rule_set in sets for rule in rule_set.rules if id in (rule.id, rule_set.name)]
    if not rules:
        known = [s.name for s in sets] + [rule.id for s in sets for rule in s.rules]
        raise UnknownNameError("rule or rule set", id, known)
    for rule in rules:
        write(f"# {rule.where}\n{source(rule)}\n\n")


def source(rule: Rule) -> str:
    """Return the rows of a rule's file that state it."""
    rows = Path(rule.path).read_text("utf-8").split("\n")
    end = next((i for i in range(rule.row, len(rows)) if rows[i].startswith("[")), len(rows))
    return "\n".join(rows[rule.row - 1 : end]).rstrip()


@command.command("test")
@click.argument("files", nargs=-1, metavar="[FILE|DIR]...")
@click.pass_context
def test(context: click.Context, files: Sequence[str]) -> None:
    """Run the examples of rules: of the FILEs given, else of all rules in force.

    Exits with 1 when a rule does not do what its examples say.
    """
    sets: Sequence[RuleSet] = rule_sources(files)
    asked = [s for s in sets if not files or any(Path(s.path).is_relative_to(f) for f in files)]
    rules, failures, ran = book(sets), 0, 0
    for rule_set in asked:
        for rule in rule_set.rules:
            ran += len(rule.drops) + len(rule.keeps) + len(rule.trims)
            for failure in examples.run(rule, rules):
                failures += 1
                click.echo(f"{rule.where}: {rule.id} {failure.message}", err=True)
    write(f"{len(asked)} rule sets, {ran} examples, {failures} failures\n")
    context.exit(1 if failures else 0)
