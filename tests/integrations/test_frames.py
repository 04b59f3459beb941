"""Frames in, frames out, where pandas is installed: `pip install --group engines`."""

from __future__ import annotations

import pytest

import stripper

pandas = pytest.importorskip("pandas", reason="pandas is not here: pip install --group engines")

from stripper.integrations import frames  # noqa: E402

TEXT = "Skip to content\nThe tide was out, and the boats lay on their sides in the mud.\n"


def test_a_frame_is_cleaned_and_keeps_what_else_it_has() -> None:
    pages = pandas.DataFrame({"text": [TEXT, None, TEXT.encode()], "n": [1, 2, 3]}, index=[7, 5, 3])
    out = frames.clean_frame(pages, mode="rules")
    clean = stripper.strip(TEXT, mode="rules").text
    assert list(out["text"]) == [clean, None, clean]
    assert list(out["n"]) == [1, 2, 3] and list(out.index) == [7, 5, 3]
    assert list(out.columns) == ["text", "n", *frames.ADDED]
    assert list(out["stripper_words_cut"]) == [3, 0, 3]
    assert list(out["stripper_error"]) == [None, "neither text nor bytes", None]
    assert pages["text"].iloc[0] == TEXT  # the frame that came is as it was
    assert out.dtypes.equals(frames.clean_frame(pages.head(0)).dtypes)


def test_a_failure_stays_in_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "cleaned", lambda *a: 1 / 0)
    (out,) = frames.clean_frames([pandas.DataFrame({"text": [TEXT]})], mode="rules")
    assert list(out["text"]) == [TEXT] and list(out["stripper_error"]) == ["ZeroDivisionError: division by zero"]


def test_urls_wake_the_rules_of_sites() -> None:
    seen: list[str] = []
    usual = frames.cleaned

    def spy(page: object, *args: object) -> object:
        seen.append(page.url)  # type: ignore[attr-defined]
        return usual(page, *args)  # type: ignore[arg-type]

    pages = pandas.DataFrame({"body": [TEXT, TEXT], "link": ["https://www.dw.com/a", None]})
    frames.cleaned, kept = spy, frames.cleaned  # type: ignore[assignment]
    try:
        frames.clean_frame(pages, text="body", url="link", mode="rules")
    finally:
        frames.cleaned = kept
    assert seen == ["https://www.dw.com/a", ""]
