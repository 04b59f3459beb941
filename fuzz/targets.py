"""What is fuzzed: functions of bytes, that raise only where a promise is broken.

Each returns whether the input was taken, not refused. See README.md."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import stripper
import stripper.api  # loaded lazily otherwise, and then not instrumented
from stripper.catalogue import bind
from stripper.errors import RuleError
from stripper.readers import is_packed, read
from stripper.readers.decode import encode, is_wide
from stripper.rule_file import parse
from stripper.sources import Reading, SourceError, pages_in
from stripper.undo import from_json, give_back, record_of, to_json

ROOT = Path(__file__).parent.parent
PAGE = read((ROOT / "samples" / "newsroom.txt").read_text("utf-8")[:1500], "page")
MARKUP = (ROOT / "samples" / "ferry.html").read_bytes()


def text(data: bytes) -> bool:
    """A dump or an InputError; one verdict a line; the bytes come back, also those that were cut in place."""
    try:
        result = stripper.strip(data, kind="text", mode="rules")
    except stripper.InputError:
        return False
    dump = result.dump
    assert len(result.verdicts) == len(dump.lines)
    assert all(v.rule for v in result.verdicts if v.action != "keep")
    result.render("jsonl")
    result.diff()
    if is_packed(data):
        return True
    assert is_wide(dump.encoding) or encode(dump.text, dump.encoding) == data
    try:
        record, new = record_of("/page", result, data)
    except stripper.InputError:  # lines that do not stand alone
        return True
    assert give_back(from_json(to_json(record)), new)[0] == data
    return True


def rules(data: bytes) -> bool:
    """A rule set or a RuleError that names the file; its rules can be asked about a page."""
    try:
        rule_set = parse(data.decode("utf-8", "replace"), "fuzzed", "fuzzed.toml")
        book = bind([rule_set])
        stripper.api.clean(PAGE, book, "rules")
        if rule_set.elements:
            read(MARKUP, kind="html", elements=book.elements)
        return True
    except RuleError as error:
        assert str(error).startswith("fuzzed.toml")
        return False


def html(data: bytes) -> bool:
    """A dump or an InputError; one verdict a line."""
    try:
        result = stripper.strip(data, kind="html", mode="rules")
    except stripper.InputError:
        return False
    assert result.dump.kind == "html"
    assert len(result.verdicts) == len(result.dump.lines)
    return True


def mail(data: bytes) -> bool:
    """A dump or an InputError; what the head tells can be read."""
    try:
        dump = read(data, kind="mail")
    except stripper.InputError:
        return False
    dump.told()
    return True


def mailbox(data: bytes) -> bool:
    """Pages or a SourceError; each a dump or an InputError, and all of them no more than there was."""
    total = 0
    try:
        for page in pages_in("fuzzed.mbox", io.BytesIO(data), Reading(), "mbox"):
            total += len(page.data)
            try:
                read(page.content(), kind="mail")
            except stripper.InputError:
                continue
    except SourceError as error:
        assert str(error).startswith("fuzzed.mbox")
    assert is_packed(data) or total <= len(data)
    return total > 0


TARGETS: dict[str, tuple[Callable[[bytes], bool], str]] = {
    "text": (text, "samples/*.txt"),
    "rules": (rules, "fuzz/short.toml"),
    "html": (html, "samples/*.html"),
    "mail": (mail, "samples/*.mhtml"),
    "mailbox": (mailbox, "fuzz/short.mbox"),
}
"""Name -> what is fuzzed, and the files that are its seeds."""


def seeds(name: str) -> list[bytes]:
    """Return the seeds of a target."""
    return [path.read_bytes() for path in sorted(ROOT.glob(TARGETS[name][1]))]


def warm_up(name: str) -> None:
    """Load rules and libraries, which no clock should count."""
    for data in (b"", *seeds(name)[:1]):
        TARGETS[name][0](data)
