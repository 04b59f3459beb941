"""`stripper undo`: take a whole in-place run back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

import click

from stripper import journal
from stripper.commands import complain, counted, say
from stripper.commands.files import content, write
from stripper.commands.restore import put_back
from stripper.errors import StripperError
from stripper.undo import Record, digest

_EXAMPLES = """\b
Examples:
  stripper undo                  take the last in-place run back
  stripper undo --list           which runs there are; stripper undo RUN takes one back
"""

_BACK, _AS_IT_WAS, _FAILED = "back", "as it was", "failed"


@click.command("undo", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("run", required=False)
@click.option("--list", "listing", is_flag=True, help="List the runs that can be taken back, the newest first.")
@click.pass_context
def command(context: click.Context, /, run: str | None, listing: bool) -> None:
    """Take the last in-place run back, or the RUN that --list names.

    Called again, it takes the run before back. Files that were edited since are merged where that is safe.
    """
    if listing:
        for path in journal.runs():
            when, files = journal.started(path)
            write(f"{_name(path)}  {when}  {counted(files, 'file')}\n")
        return
    path = _find(run)
    if journal.hold(path, alone=True) is None:
        raise StripperError(f"the run {_name(path)} is still at work, or being taken back; wait until it has ended")
    done = Counter(_take_back(path, *of_file) for of_file in journal.records(path).items())
    if done[_FAILED]:
        context.exit(
            complain(
                f"{counted(done[_FAILED], 'file')} could not be taken back; the others are as they were. The run stays "
                "noted: `stripper undo` tries it again, `stripper undo RUN` takes another one back (`stripper undo "
                "--list` names them)"
            )
        )
    journal.close(path)
    already = f", {done[_AS_IT_WAS]} as before already" if done[_AS_IT_WAS] else ""
    say(f"stripper: {counted(done[_BACK], 'file')} taken back{already}")


def _find(run: str | None) -> str:
    paths = {_name(path): path for path in journal.runs()}
    if run is None and paths:
        return next(iter(paths.values()))
    if run in paths:
        return paths[run]
    if run is None:
        raise StripperError(f"there is nothing to take back: no in-place run is noted in {journal.folder()}")
    raise StripperError(f"no run is called '{run}'; see `stripper undo --list`")


def _name(path: str) -> str:
    return os.path.basename(path).removesuffix(".jsonl")


def _take_back(run: str, file: str, records: Sequence[Record]) -> str:
    """Give a file of the run its old content back and return what came of it; where that cannot be done, say so."""
    try:
        data, state = content(file)
        now = digest(data)
        # The last record may be that of a `restore` which was killed before it wrote the file.
        record = next((record for record in reversed(records) if record.after == now), records[-1])
        if now == record.before or (now == record.after and not record.changes):
            return _AS_IT_WAS  # given back before, or never reached
        put_back((run, record), data, state, lambda _: True)
    except StripperError as error:
        moved = "" if os.path.lexists(file) else " (where it was moved, `stripper restore` takes its new name)"
        complain(f"{file}: {error}{moved}")
        return _FAILED
    except OSError as error:
        complain(f"{file}: cannot be written: {error.strerror or error}")
        return _FAILED
    return _BACK
