"""Lists and tables stay with the text that they stand in."""

from __future__ import annotations

import pytest

from stripper.article import View
from stripper.article.lists import keep_lists

PROSE = "The wind turned in the night, and by morning the boats lay on the other side of the harbour."
CALLS = "The ferry calls at three places:"


def kept(lines: list[str], scores: list[float], keeps: list[bool]) -> list[bool]:
    view = View([line.lstrip("*• 12.") for line in lines], lines, [False] * len(lines))
    out = list(keeps)
    keep_lists(view, scores, out)
    return out


@pytest.mark.parametrize(
    ("lines", "scores", "keeps", "wanted"),
    [
        ([CALLS, "* Oxlade", "* Wend"], [0.9, 0.03, 0.03], "k..", "kkk"),
        ([CALLS, "* Oxlade", "* Wend"], [0.9, 0.01, 0.01], "k..", "k.."),
        ([CALLS, "* Oxlade", "* Wend"], [0.4, 0.03, 0.03], "...", "..."),
        (["Tags:", "* Oxlade", "* Wend"], [0.9, 0.03, 0.03], "k..", "k.."),
        ([CALLS, "Oxlade", "Wend"], [0.9, 0.06, 0.06], "k..", "kk."),
        ([PROSE, "1. Oxlade", "2. Wend", PROSE], [0.9, 0.06, 0.06, 0.9], "k..k", "kkkk"),
        ([PROSE, "| Oxlade | 9:00 |", "| Wend | 9:30 |", PROSE], [0.9, 0.06, 0.06, 0.9], "k..k", "kkkk"),
        ([PROSE, "* Oxlade", "* Wend", "Share"], [0.9, 0.06, 0.06, 0.0], "k...", "k..."),
        (["* Oxlade", "* Wend", "* Merrow"], [0.9, 0.2, 0.9], "k.k", "kkk"),
        (["* Oxlade", "* Wend", "* Merrow"], [0.9, 0.2, 0.2], "k..", "k.."),
        (["* Oxlade", "* Wend", "* Merrow", "* Ebb"], [0.9, 0.9, 0.9, 0.2], "kkk.", "kkkk"),
        (["01:14 Oxlade", "02:30 Wend", "[1:03:12] Ebb"], [0.9, 0.2, 0.9], "k.k", "kkk"),
        (["* Oxlade", PROSE], [0.0, 0.9], ".k", ".k"),
        ([], [], "", ""),
    ],
    ids=[
        "announced",
        "the model is sure",
        "what announces is cut",
        "one word announces nothing",
        "a line without a mark, the first alone",
        "between prose",
        "a table between prose",
        "under prose alone",
        "a gap",
        "an end is no gap",
        "the end of a list that is kept",
        "times",
        "nothing above",
        "empty",
    ],
)
def test_what_stands_in_a_list_stays_with_its_text(
    lines: list[str], scores: list[float], keeps: str, wanted: str
) -> None:
    assert kept(lines, scores, [c == "k" for c in keeps]) == [c == "k" for c in wanted]
