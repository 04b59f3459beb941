"""`stripper rules list | show | test`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from stripper import examples
from stripper.catalogue import ARTICLE, book, rule_sources
from stripper.commands import screen, shown_rule
from stripper.commands.files import write
from stripper.commands.options import looking
from stripper.errors import UnknownNameError
from stripper.opinion import ABOUT, RULE
from stripper.renderers.rows import Row
from stripper.ruleset import RuleSet


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
@click.argument("more", nargs=-1, metavar="")
@click.option("--rules", "own", multiple=True, metavar="FILE|DIR", help="Rule files of your own.")
@click.option("--in", "files", multiple=True, metavar="FILE...", help="Say how often the rule cuts in these files.")
@looking
@click.pass_context
def show(context: click.Context, /, id: str, more: Sequence[str], own: Sequence[str], **chosen: Any) -> None:
    """Show a rule, or all rules of a set, as their file states them."""
    files = [*chosen["files"], *more]  # a shell makes several words of `--in *.txt`
    if more and not chosen["files"]:
        raise click.UsageError("one rule or rule set at a time; before files, say --in")
    rows = [*_stated(id, own), *(shown_rule.cuts(id, own, files, context) if files else ())]
    screen.show(rows, screen.screen(chosen["colour"], chosen["pager"]))
    context.exit(context.obj or 0)


def _stated(id: str, own: Sequence[str]) -> Iterator[Row]:
    if id in (ARTICLE, RULE):
        yield [(ABOUT, "")]
        yield [("It is no rule file but a trained model: see docs/article-model.md and `stripper explain`.", "")]
        return
    sets = rule_sources(own)
    rules = [rule for rule_set in sets for rule in rule_set.rules if id in (rule.id, rule_set.name)]
    if not rules:
        known = [s.name for s in sets] + [rule.id for s in sets for rule in s.rules]
        raise UnknownNameError("rule or rule set", id, known)
    for rule in rules:
        yield from shown_rule.stated(rule)


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
