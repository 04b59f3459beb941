"""What was cut in place goes back, exact to the byte; edits since are merged or refused, never spoilt."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_laws import dumps

import stripper
from stripper.errors import InputError, StripperError
from stripper.readers import read
from stripper.undo import Record, from_json, give_back, record_of, to_json

PAGE = b"""\
Skip to content

The wind turned in the night, and by morning the boats lay on the other side.

Share on Facebook
Skip to main navigation

Nobody had counted on the rain, which went on until the evening of the next day.

Skip to footer
"""
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "shift_jis", "gb18030"])


def cleaned(data: bytes) -> tuple[Record, bytes]:
    return record_of("/page", stripper.strip(data, kind="text", mode="rules"), data)


@quick
@given(dumps, encodings, st.integers(0, 2**20))
def test_all_or_part_goes_back_to_the_byte(text: str, encoding: str, choice: int) -> None:
    data = text.encode(encoding, "replace")
    try:
        record, new = cleaned(data)
    except InputError:
        return  # not text, or an encoding whose lines do not stand alone
    assert from_json(to_json(record)) == record
    assert give_back(record, new)[0] == data
    some = {c.line for c in record.changes if choice >> (c.line % 20) & 1}
    part, rest = give_back(record, new, lambda c: c.line in some)
    assert len(rest.changes) == len(record.changes) - len(some)
    assert give_back(rest, part)[0] == data


@quick
@given(st.binary(max_size=200))
def test_odd_bytes_go_back_too(data: bytes) -> None:
    data = b"Skip to content\n" + data + b"\nSkip to content"
    try:
        record, new = cleaned(data)
    except InputError:
        return
    assert give_back(record, new)[0] == data


@quick
@given(dumps, st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", "new words", "Skip to it"])), max_size=3))
def test_an_edited_file_keeps_its_edits_or_is_refused(text: str, edits: list[tuple[int, str]]) -> None:
    data = text.encode("utf-8", "replace")
    try:
        record, new = cleaned(data)
    except InputError:
        return
    rows = new.split(b"\n")
    for at, words in edits:
        rows.insert(at % (len(rows) + 1), words.encode())
    edited = b"\n".join(rows)
    try:
        back, _ = give_back(record, edited)
    except StripperError:
        return
    # Every line of the edited file is still there, in its order; the others are lines that were cut.
    whole = [c.parts[0][1].strip(b"\r\n") for c in record.changes if c.whole]
    left = iter(back.replace(b"\r", b"\n").split(b"\n"))
    if all(c.whole for c in record.changes):
        assert all(any(row == kept for row in left) for kept in edited.replace(b"\r", b"\n").split(b"\n") if kept)
        assert len(back) == len(edited) + sum(len(c.parts[0][1]) for c in record.changes)
        assert all(row in back for row in whole)


def test_edits_elsewhere_are_merged() -> None:
    record, new = cleaned(PAGE)
    edited = new.replace(b"Nobody", b"Hardly anybody")
    back, rest = give_back(record, edited, lambda c: c.line == 1)
    assert back == b"Skip to content\n" + edited
    assert give_back(rest, back, lambda c: c.line == 1)[0] == back, "it is there, and does not go in twice"


def test_edits_where_lines_were_cut_are_refused() -> None:
    record, new = cleaned(PAGE)
    with pytest.raises(StripperError, match=r"was edited where lines were cut \(line 1"):
        give_back(record, b"A line of mine\n" + new)
    with pytest.raises(StripperError, match="no longer in the encoding"):
        give_back(cleaned("Größe\nSkip to content\n".encode("utf-16"))[0], "Größe\n".encode())


def test_a_damaged_record_spoils_nothing() -> None:
    record, new = cleaned(PAGE)
    row = to_json(record)
    with pytest.raises(StripperError, match="record is damaged"):
        give_back(from_json(row.replace("Skip to footer", "Skip to nowhere")), new)
    for broken in (
        row[:-9],
        "[]",
        '{"v":1}',
        row.replace('"v":1', '"v":9'),
        row.replace('"changes":[[', '"changes":[[['),
    ):
        with pytest.raises(ValueError):
            from_json(broken)


def test_a_record_says_what_went_from_where_and_why() -> None:
    record, _ = cleaned(PAGE)
    change = record.changes[0]
    assert (change.line, change.rule.split("/")[0], change.parts) == (1, "skip-links", ((0, b"Skip to content\n"),))
    assert len({record.before, record.after}) == 2


def test_broken_utf16_is_read_but_not_written_back() -> None:
    data = "Skip to content\nRain fell.\n".encode("utf-16") + b"x"
    dump = read(data)
    with pytest.raises(InputError, match="do not come back"):
        record_of("/page", stripper.strip(data), data)
    assert dump.lines[1] == "Rain fell."
