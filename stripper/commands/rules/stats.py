"""`stripper rules stats`: how often each rule cuts in a folder of dumps."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from stripper.api import clean
from stripper.commands.files import dumps, write
from stripper.commands.names import inside
from stripper.commands.options import choosing
from stripper.commands.rulebook import in_force
from stripper.renderers.visible import visible

_EXAMPLES = """\b
Examples:
  stripper rules stats saved/                     how often each rule cuts in a folder
  stripper rules stats --mode rules a.txt b.txt   without the article model
  stripper rules stats --rules my.toml --select my saved/
  stripper rules stats --format json saved/ | jq .
"""
_BAR = 30
"""Characters of the longest bar."""


@click.command("stats", epilog=_EXAMPLES)
@click.argument("names", nargs=-1, required=True, metavar="DIR|FILE...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@choosing
@click.pass_context
def stats_command(context: click.Context, /, names: Sequence[str], form: str, **chosen: Any) -> None:
    """Count in how many lines, and in how many dumps, each rule cuts.

    Of a folder all files are read, those in its folders too, but for hidden ones and links.
    """
    rules, mode = in_force(chosen)
    lines: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    total = read = 0
    for dump in dumps(list(inside(names)), context, rules, chosen):
        result = clean(dump, rules, mode)
        cut = Counter(v.rule for v in result.spoken.values() if v.action != "keep")
        lines.update(cut)
        pages.update(cut.keys())
        total, read = total + len(dump.lines), read + 1
    ranked = sorted(lines, key=lambda rule: (-lines[rule], rule))
    if form == "json":
        rows = [{"rule": rule, "lines": lines[rule], "dumps": pages[rule]} for rule in ranked]
        write(json.dumps({"dumps": read, "lines": total, "rules": rows}, indent=2) + "\n")
    elif ranked and sys.stdout.isatty():
        _chart(ranked, lines, pages)
    else:
        for rule in ranked:
            bar = "#" * max(1, round(_BAR * lines[rule] / lines[ranked[0]]))
            write(f"{lines[rule]:8} lines {pages[rule]:6} dumps  {rule:32} {bar}\n")
    if form == "text":
        write(f"{sum(lines.values())} of {total} lines cut in {read} dumps, by {len(lines)} rules\n")
    context.exit(context.obj or 0)


def _chart(ranked: Sequence[str], lines: Counter[str], pages: Counter[str]) -> None:
    """The same on a terminal."""
    from rich.bar import Bar  # heavy, and only for eyes
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("rule", box=None, pad_edge=False)
    table.add_column("lines", justify="right")
    table.add_column("dumps", justify="right")
    table.add_column("", width=_BAR)
    most = lines[ranked[0]]
    for rule in ranked:
        bar = Bar(most, 0, lines[rule], width=_BAR, color="cyan")
        table.add_row(Text(visible(rule)), str(lines[rule]), str(pages[rule]), bar)
    Console().print(table)
