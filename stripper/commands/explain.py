"""`stripper explain FILE`: each line, its verdict, its rule, and where the rule stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from stripper.api import Result, clean
from stripper.book import Book
from stripper.catalogue import ARTICLE
from stripper.commands import say
from stripper.commands.files import dumps, names_or_stdin
from stripper.commands.options import PATH, choosing, looking
from stripper.commands.rulebook import in_force
from stripper.commands.screen import screen, show
from stripper.errors import StripperError, UnknownNameError
from stripper.misses import near_misses, scores
from stripper.page import Page
from stripper.renderers import explanation
from stripper.rule_file import ElementRule
from stripper.ruleset import Rule

_EXAMPLES = """\b
Examples:
  stripper explain page.txt                     every line
  stripper explain --line 12 page.txt           why did this line go, or stay?
  stripper explain --why image-credits page.txt what did this rule (or rule set) do?
  stripper explain --kept page.txt              what stayed, and which rules came near?
"""


@click.command("explain", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", required=False, type=PATH)
@click.option("--line", "wanted", type=click.IntRange(1), metavar="N", help="Explain this line only.")
@click.option("--why", metavar="RULE", help="Only the lines that this rule, or rule set, decided.")
@click.option(
    "--kept", is_flag=True, help="Only the lines that stay, with the rules that came near and what they lack."
)
@choosing
@looking
@click.pass_context
def command(
    context: click.Context, /, file: str | None, wanted: int | None, why: str | None, kept: bool, **chosen: Any
) -> None:
    """Say of each line why it went or stayed: "-" dropped, "~" trimmed, " " kept.

    Under a line that a rule spoke about stand the rule, what it saw, and the file and line where
    the rule is written.
    """
    names = names_or_stdin([file] if file else [], context)
    rules, mode = in_force(chosen)
    known: dict[str, Rule | ElementRule] = dict(zip(rules.ids, rules.rules, strict=True))
    known |= {element.id: element for element in rules.elements()} if why and why not in known else {}
    sets = {rule.set for rule in known.values()} | {ARTICLE, f"{ARTICLE}/score"}
    if why and why not in known and why not in sets:
        raise UnknownNameError("rule or rule set", why, [*sets, *known])
    on = screen(chosen["colour"], chosen["pager"])
    for dump in dumps(names, context, rules, chosen):
        result = clean(dump, rules, mode)
        if dump.marks:
            known |= {element.id: element for element in rules.elements()}
        lines = _lines(result, wanted, why, kept)
        stayed = _stayed(result, rules, lines) if kept or wanted else None
        if why and not lines and not wanted:
            say(f"stripper: {dump.name}: no line was decided by {why}")
        show(explanation.rows(result, known, lines, stayed), on)
    context.exit(context.obj or 0)


def _lines(result: Result, wanted: int | None, why: str | None, kept: bool) -> Sequence[int]:
    """The indices of the lines to explain."""
    last = len(result.dump.lines)
    if wanted and wanted > last:
        raise StripperError(f"{result.dump.name} has no line {wanted}; its last is {last}")
    lines: Sequence[int] = [wanted - 1] if wanted else range(last)
    for chosen in (explanation.decided_by(result, why) if why else None, explanation.kept(result) if kept else None):
        if chosen is not None:
            among = set(chosen)
            lines = [i for i in lines if i in among]
    return lines


def _stayed(result: Result, rules: Book, lines: Sequence[int]) -> explanation.Stayed:
    stays = {i for i in lines if i not in result.spoken or result.spoken[i].action != "drop"}
    page = Page(result.dump)
    likely = scores(page, rules) if result.confidence is not None else {}
    return explanation.Stayed(near_misses(page, rules, stays), likely)
