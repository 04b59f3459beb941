"""Errors come whole from a process of workers: one that cannot be made again there lets its pool wait for ever."""

from __future__ import annotations

import pickle

import pytest

from stripper.errors import InputError, RuleError, StripperError, UnknownNameError
from stripper.sources.page import SourceError


@pytest.mark.parametrize(
    "error",
    [
        StripperError("the ferry has left"),
        RuleError("tides.toml", 3, "a rule has no lines"),
        InputError("is a folder"),
        UnknownNameError("rule set", "tide", ["tides", "quay"]),
        SourceError("crawl.warc", "ends in a record", 1200),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_can_be_sent_from_one_process_to_another(error: StripperError) -> None:
    got = pickle.loads(pickle.dumps(error))
    assert type(got) is type(error) and str(got) == str(error) and vars(got) == vars(error)
