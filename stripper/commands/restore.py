"""`stripper restore FILE`: give back what an in-place cleaning cut, all of it or some lines."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import click

from stripper import journal
from stripper.commands import counted, say
from stripper.commands.files import content, write
from stripper.commands.options import PATH
from stripper.commands.writing import swap
from stripper.errors import InputError, StripperError
from stripper.undo import Change, Record, digest, give_back

Found = tuple[str, Record]


_EXAMPLES = """\b
Examples:
  stripper restore page.txt --list              what was cut out of it, with lines and rules
  stripper restore page.txt --line 12           give one line back
  stripper restore page.txt --rule sharing      give back what a rule set cut
  stripper restore page.txt                     give all back
"""


@click.command("restore", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=PATH)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Give back what this rule or rule set cut.")
@click.option("--line", "lines", multiple=True, type=click.IntRange(1), metavar="N", help="Give back this line only.")
@click.option("--list", "listing", is_flag=True, help="Print what was cut, with its lines and rules; change nothing.")
def command(file: str, rules: Sequence[str], lines: Sequence[int], listing: bool) -> None:
    """Give back what `stripper --in-place` cut out of FILE, exact to the byte.

    Lines are numbered as in the old file. A FILE that was edited since is merged where the edits are elsewhere, and
    left alone where they are not. Called again, it goes back to the in-place run before.
    """

    def wanted(change: Change) -> bool:
        named = not rules or change.rule in rules or change.rule.rpartition("/")[0] in rules
        return named and (not lines or change.line in lines)

    path = os.path.realpath(file)
    try:
        data, state = content(file)
        found = look_up(path, data)
        if found is None:
            say(f"stripper: {file}: is as it was; nothing to give back")
            return
        record = found[1]
        if listing:
            write("".join(_listed(change) for change in record.changes if wanted(change)))
            return
        if not any(map(wanted, record.changes)):
            cut = ", ".join(f"{rule} ({n})" for rule, n in Counter(c.rule for c in record.changes).items())
            raise InputError(f"no such line was cut; lines went by {cut or 'no rule any more'} (see --list)")
        left = put_back(found, data, state, wanted)
        given = counted(len(record.changes) - left, "line")
        say(f"stripper: {file}: {given} given back{f'; {left} cut still' if left else ''}")
    except StripperError as error:
        raise StripperError(f"{file}: {error}") from None
    except OSError as error:
        raise StripperError(f"{file}: cannot be written: {error.strerror or error}") from None


def look_up(path: str, data: bytes) -> Found | None:
    """Return the record that fits a file with this content, else the last one of it; None when it is as it was.

    Raises InputError when there is no record of the file.
    """
    now, last, is_old = digest(data), None, False
    for found in journal.find(path):
        last = last or found
        if found[1].after == now and found[1].changes:
            return found
        is_old = is_old or now in (found[1].before, found[1].after)
    if last is None:
        return _moved(path, now)
    return None if is_old else last


def _moved(path: str, now: str) -> Found:
    """Return the record that fits a file by its content alone, where that of its old name has gone: it was moved.

    A copy is left alone, and a file that only reads like one that was cleaned. Raises InputError where no record fits.
    """
    fits = [
        (run, record)
        for run, record in journal.find_content(now)
        if record.after == now and record.changes and not os.path.lexists(record.file)
    ]
    if not fits:
        raise InputError(f"there is no undo record of it in {journal.folder()}")
    names = sorted({record.file for _, record in fits})
    if len(names) > 1:
        raise InputError(f"may have been {' or '.join(names)}; move it back to that name first")
    say(f"stripper: {path}: has moved here from {names[0]}")
    run, record = fits[0]
    return run, replace(record, file=path)


def put_back(found: Found, data: bytes, state: os.stat_result, wanted: Callable[[Change], bool]) -> int:
    """Give a file with the content `data` back what is wanted, note what is still missing and return how many lines
    that is. Raises StripperError where edits are in the way, and OSError."""
    run, record = found
    new, rest = give_back(record, data, wanted)
    if rest.after != rest.before:
        journal.add(run, rest)
    swap(record.file, new, state)
    return len(rest.changes)


def _listed(change: Change) -> str:
    text = " … ".join(part.decode("utf-8", "replace").rstrip("\r\n") for _, part in change.parts)
    return f"{change.line:>5} {'-' if change.whole else '~'} {change.rule:32} {text}\n"
