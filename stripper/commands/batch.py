"""`stripper batch SOURCE... -o OUT`: many pages, by several processes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from stripper.batch import FORMS, Batch, Job
from stripper.commands import complain, say
from stripper.commands.options import PATH, choosing, looking, max_size
from stripper.commands.progress import progress, told
from stripper.commands.rulebook import stated_in
from stripper.errors import StripperError
from stripper.sources import SOURCES, Reading, clashing
from stripper.sources.rows import FIELDS

_EXAMPLES = """\b
Examples:
  stripper batch saved/ -o clean                     a folder of dumps or HTML, to a folder of the same names
  stripper batch crawl.warc.wet.gz -o clean.jsonl.gz   a WET or WARC file, to a row for each page
  stripper batch crawl/ -o clean.parquet -j 8        all of a folder, by 8 processes
  stripper batch crawl/ -o clean.parquet --resume    go on where a run was killed
  stripper batch pages.jsonl --field text=body -o clean.jsonl
  stripper stats clean.jsonl.gz                      then: who cut how much
"""
_NO_FORMS = (".json", ".csv", ".tsv", ".txt", ".md", ".gz", ".bz2", ".xz", ".zst", ".zip", ".tar", ".wet", ".warc")
"""Endings of files that nobody gives to a folder, but by mistake."""
_TOLD = 20
"""Messages about single pages, after which only their number is told."""


def _fields(_: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for value in values:
        role, _sign, name = value.partition("=")
        if role not in FIELDS or not name:
            raise click.BadParameter(f"'{value}': say it as ROLE=NAME; roles are {', '.join(FIELDS)}.")
        found.setdefault(role, []).append(name)
    return found


def _form(out: str, form: str | None) -> str:
    """What is written: as asked, or by the ending of OUT; an ending that none has is a folder's."""
    if out in ("-", ""):
        what = "written to standard output" if out else "written to a place without a name"
        raise click.UsageError(f"a batch cannot be {what}: name a folder or a file, as -o clean.jsonl.")
    told = next((f for f in FORMS if out.lower().endswith(f".{f}")), None)
    if form and told and form not in ("text", told):
        raise click.UsageError(f"{out} is the name of a {told} file, and --format says {form}: take one of them.")
    if form or told:
        return form or str(told)
    if out.lower().endswith(_NO_FORMS) and not os.path.isdir(out):
        raise click.UsageError(
            f"there is no form for the ending of {out}: .jsonl, .jsonl.gz, .jsonl.zst and .parquet are files of rows; "
            "--format text makes a folder of any name."
        )
    return "text"


@click.command("batch", epilog=_EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=PATH)
@click.option("-o", "--output", "out", required=True, metavar="OUT", type=PATH, help="Where the results go.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="text: a folder; else one file.  [by the ending of OUT]"
)
@click.option("-j", "--jobs", type=click.IntRange(1), default=None, help="Processes.  [as many as processors]")
@click.option("--resume", is_flag=True, help="Go on where a run was stopped or killed; begin where there is none.")
@click.option("--diff", is_flag=True, help="Write the diff of each page too: a column, or a file beside the text.")
@click.option("--stat", is_flag=True, help="Print at the end what each rule set cut.")
@click.option("--limit", type=click.FloatRange(0.1), default=60.0, metavar="SECONDS", help="Time for a page.  [60]")
@click.option("--from", "source", type=click.Choice(list(SOURCES)), help="What the files are.  [by name and content]")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="ROLE=NAME",
    callback=_fields,
    help=f"The field of JSON lines or Parquet that is {', '.join(FIELDS)}; metadata.url is one inside another.",
)
@click.option("--glob", "globs", multiple=True, metavar="GLOB", help="Files to take of a folder, a zip or a tar.")
@max_size
@choosing
@looking
@click.pass_context
def command(context: click.Context, /, sources: Sequence[str], out: str, form: str | None, **chosen: Any) -> None:
    """Clean many pages: folders of dumps or HTML, WARC and WET, JSON lines, Parquet, mbox, zip and tar, or "-": stdin.

    OUT is a folder of clean texts, or one file of rows (.jsonl, .jsonl.gz, .jsonl.zst, .parquet) with text, metadata
    and what was cut. It is the same whatever the number of processes. A page that fails is named, and the rest is
    done: the exit code is 1 then.
    """
    pair = clashing(sources)
    if pair:
        raise click.UsageError(f"{pair[0]} and {pair[1]} share pages, or names of results; name one of them.")
    _, stated = stated_in(chosen)
    reading = Reading(chosen["fields"], chosen["max_size"], chosen["globs"], chosen["kind"])
    job = Job(
        out, _form(out, form), chosen["diff"], *stated, site=chosen["site"], max_size=chosen["max_size"],
        limit=chosen["limit"],
    )  # fmt: skip
    batch = Batch(job, sources, reading, chosen["source"] or "")
    _run(batch, chosen["jobs"] or _processors(), chosen["resume"])
    _sum_up(batch, chosen)
    context.exit(1 if batch.totals.failed or batch.damaged else 0)


def _processors() -> int:
    """Those that this process may use, where the system says that."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run(batch: Batch, jobs: int, resume: bool) -> None:
    """Run it, with progress on stderr. Raises StripperError."""
    shown = progress(batch.sources, lambda: batch.reading.at())
    messages = 0

    def tell(message: str) -> None:
        nonlocal messages
        messages += 1
        if messages <= _TOLD:
            shown.say(f"stripper: {message}")

    batch.tell, batch.idle = tell, lambda: shown.show(batch.totals)
    try:
        batch.run(jobs, resume)
    except StripperError as error:
        shown.close(batch.totals)
        raise StripperError(f"{error}{_how_to_go_on(batch)}") from None
    except KeyboardInterrupt:
        shown.close(batch.totals)
        complain(f"stopped after {told(batch.totals)}{_how_to_go_on(batch)}")
        raise
    shown.close(batch.totals)


def _how_to_go_on(batch: Batch) -> str:
    return "; what is done is kept: go on with --resume" if batch.resumable else ""


def _sum_up(batch: Batch, chosen: dict[str, Any]) -> None:
    journal = os.path.join(batch.job.work, "journal.jsonl")
    totals = batch.totals
    say(f"stripper: {told(totals)}")
    if not totals.pages and not batch.damaged:
        say("stripper: no pages there; --glob takes files of other names, --from says what a file is")
    if batch.reading.passed:
        passed = ", ".join(f"{count:,} × {what}" for what, count in sorted(batch.reading.passed.items()))
        say(f"stripper: read, but no pages: {passed}")
    if totals.failed:
        pages = "1 page" if totals.failed == 1 else f"{totals.failed:,} pages"
        say(f"stripper: {pages} failed; {journal} names each with its error")
    if batch.damaged:
        say(f"stripper: {batch.damaged:,} of the sources could not be read to the end; what stands before is kept")
    if chosen["stat"]:
        from stripper.commands.screen import screen, show

        on = screen(chosen["colour"], chosen["pager"])
        show(totals.sum.rows(on.width), on)
