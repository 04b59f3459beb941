"""A page may be called by a word of menus: its headline stays, the same word in a menu goes."""

from __future__ import annotations

import pytest

import stripper


@pytest.mark.parametrize("mode", ["rules", "article"])
@pytest.mark.parametrize(
    "title", ["Privacy", "Accessibility", "Help", "Disclaimer", "Terms of service", "Impressum", "Jobs"]
)
def test_a_headline_that_is_a_word_of_menus_stays(title: str, mode: str) -> None:
    prose = [
        f"People have thought about {title.lower()} since they lived in houses with doors, and {end}."
        for end in (
            "the word has changed its meaning more than once",
            "nobody agrees",
            "the harbour master wrote a book on it",
        )
    ]
    text = "\n\n".join(["Home\nArticles\nAbout\nContact", title, *prose, f"{title}\nContact\nImprint"]) + "\n"
    left = stripper.strip(text, kind="text", mode=mode).text
    assert "\n\n".join([title, *prose]) in left
    assert left.count(title) == 1


def test_such_a_word_that_the_text_does_not_say_goes() -> None:
    prose = "The boats came home late that evening, and the crews sat in the old salting house until midnight.\n\n" * 3
    assert stripper.strip("Privacy\n\n" + prose, mode="rules").text.strip() == prose.strip()
