"""`stripper rules import`: site configs and filter lists, turned into a rule file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from stripper.commands import say
from stripper.commands.files import write
from stripper.errors import StripperError
from stripper.interchange import FORMATS, read
from stripper.interchange.tables import Imported
from stripper.renderers.visible import visible
from stripper.rule_file import parse

_EXAMPLES = """\b
Examples:
  stripper rules import example.org.txt -o example.org.toml   a site config of ftr-site-config
  stripper rules import easylist.txt -o ads.toml              the cosmetic filters of a list
  stripper rules import -v list.txt > list.toml               name each line that is not taken
  stripper --rules ads.toml page.html                         use what was imported
"""


@click.command("import", epilog=_EXAMPLES)
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE", help="Write the rules to this new file instead of printing them.")
@click.option("--as", "form", type=click.Choice(list(FORMATS)), help="What the file is, where it cannot be told.")
@click.option("-v", "--verbose", is_flag=True, help="Name each line that is not taken.")
def import_command(file: str, output: str | None, form: str | None, verbose: bool) -> None:
    """Turn a site config (fivefilters) or cosmetic filters (EasyList, uBlock) into rules about elements of HTML.

    What cannot be taken is counted on stderr by its reason. Nothing is fetched, nothing executed.
    """
    try:
        text = Path(file).read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise StripperError(f"{file}: cannot be read: {error.strerror}") from None
    if output and Path(output).exists():
        raise StripperError(f"{output}: is there already; nothing is overwritten")
    imported = read(text, file, form or "")
    made = imported.toml()
    parse(made, "imported", output or file)  # what we write, we can read
    if output:
        try:
            with open(output, "x", encoding="utf-8") as out:
                out.write(made)
        except OSError as error:
            raise StripperError(f"{output}: cannot be written: {error.strerror}") from None
    else:
        write(made)
    _tell(imported, file, verbose)


def _tell(imported: Imported, file: str, verbose: bool) -> None:
    """Say on stderr what was taken, and what was not and why."""
    tables = [table for table in imported.tables if table.selectors]
    count = sum(table.selectors for table in tables)
    say(f"stripper: {count} selectors taken in {len(tables)} rules, {len(imported.refused)} lines not")
    for line in imported.refused if verbose else ():
        say(f"{file}:{line.row}: not taken: {line.reason}: {visible(line.text)[:100]}")
    reasons = Counter(line.reason.partition(" (")[0] for line in imported.refused)
    for reason, times in reasons.most_common() if not verbose else ():
        say(f"  {times:6} not taken: {reason}")
