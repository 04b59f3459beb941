"""`stripper stats OUT`: what a batch cut, by host, rule, language ..."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from stripper.batch.figures import BY, Figure, figures
from stripper.commands.files import write
from stripper.commands.options import PATH, looking
from stripper.commands.screen import screen, show
from stripper.errors import InputError
from stripper.renderers.fit import cells, pad
from stripper.renderers.rows import Row
from stripper.renderers.stat import bar, percent
from stripper.renderers.visible import visible

_EXAMPLES = """\b
Examples:
  stripper stats clean.jsonl.gz                what each rule set cut
  stripper stats clean.parquet --by host       which sites hold how much furniture
  stripper stats clean.parquet --by lang --top 0 --format json | jq .
"""
_LONGEST_BAR = 40


@click.command("stats", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("out", metavar="OUT", type=PATH)
@click.option(
    "--by", type=click.Choice(BY), default="set", help="Rule set, rule, host, language, kind or dumper.  [set]"
)
@click.option("--top", type=click.IntRange(0), default=20, metavar="N", help="The N that cut most; 0: all.  [20]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@looking
def command(out: str, by: str, top: int, form: str, **chosen: Any) -> None:
    """Tell from the rows that `stripper batch` wrote (JSON lines or Parquet) who cut how much, and where.

    The bar of a host or a language is the share of its words that went; that of a rule or a rule set, what it cut of
    all words.
    """
    try:
        if not os.path.isfile(out):
            raise InputError(
                "is a folder; give --format jsonl to `stripper batch`" if os.path.isdir(out) else "no such file"
            )
        total = next(iter(figures(out, "")), Figure(""))
        found = figures(out, by)
    except InputError as error:
        raise InputError(str(error) if str(error).startswith(out) else f"{out}: {error}") from None
    shown = found[: top or None]
    if form == "json":
        groups = [{key: value for key, value in asdict(figure).items() if _counts(by, key)} for figure in shown]
        write(json.dumps({"by": by, "total": asdict(total) | {"name": out}, "groups": groups}, indent=2) + "\n")
        return
    on = screen(chosen["colour"], chosen["pager"])
    show(_rows(total, shown, len(found), by, on.width), on)


def _counts(by: str, key: str) -> bool:
    """Whether a group has this figure: rules have no lines and words of their own."""
    return by not in ("rule", "set") or key not in ("lines", "words", "failed")


def _rows(total: Figure, shown: Sequence[Figure], count: int, by: str, width: int) -> Iterator[Row]:
    went = f"{total.words_cut:,} of {total.words:,} words went ({percent(total.words_cut, total.words)})"
    failed = f", {total.failed:,} failed" if total.failed else ""
    yield [(f"{total.pages:,} page{'s' * (total.pages != 1)}", "head"), (f"{failed}: {went}", "")]
    if not shown:
        return
    names = [visible(figure.name) for figure in shown]
    longest = max(map(cells, names))
    wholes = [total.words if by in ("rule", "set") else figure.words for figure in shown]
    shares = [figure.words_cut / (whole or 1) for figure, whole in zip(shown, wholes, strict=True)]
    scale = max(shares) if by in ("rule", "set") else 1
    digits = max(len(f"{max(figure.words_cut for figure in shown):,}"), 9)
    head = f"  {'':{longest}}  {'pages':>9}  {'words cut':>{digits}}  share"
    yield [(head, "dim")]
    room = max(min(width - len(head) - 2, _LONGEST_BAR), 8)
    for name, figure, whole, share in zip(names, shown, wholes, shares, strict=True):
        told = f"  {figure.pages:>9,}  {figure.words_cut:>{digits},}  {percent(figure.words_cut, whole):>5}  "
        yield [("  ", ""), *pad([(name, "")], longest), (told, ""), (bar(share / (scale or 1), room), "drop")]
    if count > len(shown):
        yield [(f"  and {count - len(shown):,} more; --top 0 shows all", "dim")]
