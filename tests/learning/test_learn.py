"""Furniture is learnt from pages of a made-up site, articles are not; the file is a good one, whatever the pages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from conftest import Run, pages_of_one_site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stripper import catalogue, examples
from stripper.api import clean
from stripper.errors import StripperError
from stripper.learning import learn
from stripper.learning.edits import learn_edit
from stripper.learning.evidence import Evidence, Trace
from stripper.learning.furniture import furniture
from stripper.learning.sketch import ERROR, Harvest
from stripper.learning.updating import update
from stripper.model import Dump
from stripper.readers.text import read_text
from stripper.rule_file import parse

PLACES = ("harbour", "orchard", "quarry", "station", "theatre", "market", "library", "airfield")
STORY = "\n\n".join(
    f"The {thing} was closed on {day}, and the town's people walked home along the old road in the rain."
    for thing, day in (("bridge", "Monday"), ("ferry", "Tuesday"), ("school", "Friday"), ("mill", "Sunday"))
)


def page(n: int, story: str = "", header: str = "Tidewater Gazette") -> Dump:
    place = PLACES[n % len(PLACES)]
    article = story or "\n\n".join(
        f"At the {place} they counted {n * 7 + k} {word} before noon, which nobody of the crew had thought possible."
        for k, word in enumerate(("ropes", "lamps", "barrels", "letters", "crates"))
    )
    box = "\n".join(f"{word} of the {place} {n}{k}" for k, word in enumerate(("Lost keys", "New roofs", "Old boats")))
    text = f"{header}\nHome\nHarbour news\nBoats for sale\nSign in\n\nNews from the {place}\n\n{article}\n\nMost read today\n{box}\n"
    return read_text(
        f"{n}.txt", f"{text}\nAbout the Gazette\nImprint and contact\n© {1990 + n} Tidewater Gazette, edition {n}\n"
    )


def left(toml: str, dump: Dump) -> str:
    return clean(dump, catalogue.bind([parse(toml, "site", "site.toml")]), "rules").text


def test_furniture_of_an_unseen_page_goes_and_its_article_stays() -> None:
    text = left(learn([page(n) for n in range(5)]).toml, page(7))
    for gone in ("Tidewater Gazette\n", "Boats for sale", "Most read today", "Lost keys", "Imprint", "edition 7"):
        assert gone not in text
    assert "News from the airfield" in text and text.count("before noon") == 5


def test_a_story_that_two_pages_tell_is_not_learnt() -> None:
    toml = learn([page(0, STORY), page(1, STORY), page(2), page(3)]).toml
    assert "closed on" not in toml.partition("keeps")[0] and left(toml, page(5, STORY)).count("closed on") == 4


def test_a_page_saved_twice_is_one_page() -> None:
    with pytest.raises(StripperError, match="2 different pages"):
        learn([page(0), page(1), page(1)])


def test_a_learnt_set_sleeps_on_other_sites() -> None:
    other = read_text(
        "x.txt", "Home\n\nThe wind turned in the night, and by morning the boats lay on the other side.\n"
    )
    assert left(learn([page(n) for n in range(5)]).toml, other) == other.text


@settings(max_examples=6, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_pages_does_not_matter(order: list[int]) -> None:
    assert learn([page(n) for n in order]).toml == learn([page(n) for n in range(5)]).toml


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=6))
def test_whatever_lines_repeat_the_file_loads_and_its_examples_hold(lines: list[str]) -> None:
    learnt = learn([page(n, header="\n".join(["Tidewater Gazette", *lines])) for n in range(4)])
    rules = parse(learnt.toml, "site", "site.toml").rules
    assert [failure.message for rule in rules for failure in examples.run(rule, rules)] == []


def test_counts_are_never_too_low_and_rare_lines_are_forgotten() -> None:
    seen = Harvest()
    for n in range(1000):
        seen.add(
            read_text("x", f"common\nrare {'abcdefghij'[n % 10]}{'klmnopqrst'[n // 10 % 10]}{'uvwxyzabcd'[n // 100]}\n")
        )
    assert seen.count("common") == 1000
    assert len(seen._counts) < 2 / ERROR and len(seen.sample()) == 200


def test_an_update_adds_marks_and_keeps_what_the_user_wrote() -> None:
    old = (
        learn([page(n) for n in range(3)]).toml
        + '\n# mine\n[rule.gone]\nwhy = "x" # my own words\nline = ["no such line"]\n'
    )
    now = learn([page(n, header="Tidewater Gazette\nPodcasts of the week") for n in range(5)])
    new = update(old, "site.toml", now)
    assert "podcasts of the week" in new.toml and "podcasts of the week" not in old
    assert (
        "[rule.gone] # stale: no line of it stands" in new.toml
        and "# mine\n" in new.toml
        and "# my own words" in new.toml
    )
    assert update(new.toml, "site.toml", now).toml == new.toml


def test_an_update_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = learn([page(n) for n in range(3)])
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    with pytest.raises(StripperError, match=r"page-stripper\[learn\]"):
        update(learnt.toml, "site.toml", learnt)


def test_an_edit_becomes_rules_that_spare_what_stayed() -> None:
    before = read_text(
        "b", "1. Skip to news\nRead 12 more replies\nShare\n\nThe boats came home.\n\nShare\nA calm seaPhoto: A. BERG\n"
    )
    after = read_text("a", "\nThe boats came home.\n\nShare\nA calm sea\n")
    edited = learn_edit(before, after)
    text = left(edited.toml, read_text("c", "Skip to news\nRead 3 more replies\nShare\nFogPhoto: A. BERG\n"))
    assert text == "Share\nFog\n" and [row for row, _ in edited.refused] == [3]
    with pytest.raises(StripperError, match="was deleted"):
        learn_edit(after, after)
    with pytest.raises(StripperError, match="nothing is left"):
        learn_edit(before, read_text("c", "\n"))
    with pytest.raises(StripperError, match="is it an edited copy"):
        learn_edit(before, page(0))


def test_the_command_prints_writes_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(page(n).text, "utf-8")
    pages, out = [str(tmp_path / f"{n}.txt") for n in range(4)], tmp_path / "rules" / "site.toml"
    shown = run("learn", *pages)
    assert shown.returncode == 0 and b"would cut" in shown.stderr and parse(shown.stdout.decode(), "s", "s").rules
    out.parent.mkdir()
    assert run("learn", *reversed(pages), "-o", str(out)).stdout == b"" and out.read_bytes() == shown.stdout
    again = run("learn", *pages, "-o", str(out))
    assert again.returncode == 2 and b"exists already" in again.stderr and out.read_bytes() == shown.stdout
    assert run("rules", "test", str(out)).returncode == 0
    assert run("rules", "lint", "--isolated", str(out)).returncode == 0
    assert b"Boats for sale" not in run("--rules", str(out), pages[0]).stdout
    few = run("learn", *pages[:2])
    assert few.returncode == 2 and few.stdout == b"" and b"save more pages" in few.stderr


@pytest.mark.parametrize("sentence", [False, True])
def test_what_ends_all_pages_in_company_is_furniture_though_cleaning_keeps_it(sentence: bool) -> None:
    line = "report a bug or suggest a better way"

    def learnt(pages: int, stories: int, after: int, company: int) -> list[str]:
        trace = Trace(pages=set(range(pages)), places=pages, kept=pages, after=after, company=company, words=8)
        trace.sentence = sentence
        trace.texts[line] = pages
        return furniture(Evidence([], {line: trace}, {line: stories}, stories))

    assert learnt(5, 5, after=5, company=5) == learnt(5, 4, after=5, company=5) == [line]
    assert learnt(5, 3, after=5, company=5) == []  # it may be what three stories say
    assert learnt(3, 3, after=3, company=3) == []  # three pages are few
    assert learnt(5, 5, after=4, company=5) == []  # somewhere an article goes on below it
    assert learnt(5, 5, after=5, company=2) == []  # it stands alone


def test_bytes_that_are_no_text_come_into_no_rule_file(run: Run, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pages_of_one_site(site)
    for file in site.iterdir():
        file.write_bytes(b"The Gaz\xe9tte of the tide\n" + "Æ Ø Å ".encode() * 30 + b"\n" + file.read_bytes())
    done = run("learn", "site", "-o", "site.toml", cwd=tmp_path)
    assert done.returncode == 0 and "boats for sale" in (tmp_path / "site.toml").read_text("utf-8")
    assert run("rules", "test", "site.toml", cwd=tmp_path).returncode == 0
    before = (site / "0.txt").read_bytes()
    edited = b"".join(row for row in before.splitlines(True) if b"Gaz" not in row and b"Boats" not in row)
    (tmp_path / "edited.txt").write_bytes(edited)
    done = run("learn", "--from-edit", "site/0.txt", "edited.txt", "-o", "edit.toml", cwd=tmp_path)
    assert done.returncode == 0 and b"0.txt:1: no rule:" in done.stderr and b"bytes that are no text" in done.stderr
    assert "boats for sale" in (tmp_path / "edit.toml").read_text("utf-8")


def test_a_row_of_links_in_columns_goes_whatever_names_stand_in_it() -> None:
    names = ("Tide tables", "Rope and sail", "Lamps of the quay", "Winter moorings", "Crews", "Fog and its signals")

    def manual(n: int) -> Dump:
        rows = page(n).text.split("\n")[5:19]
        top = f"Prev     Up           {names[n]}          Home     Next"
        end = f"Prev                 Up               Next\n{names[n - 1]}        Home       {names[n - 2]}"
        return read_text(f"{n}.txt", "\n".join([f"   {names[n].upper()}", top, "", *rows, "", end, ""]))

    toml = learn([manual(n) for n in range(4)]).toml
    text = left(toml, manual(5))
    assert "Home" not in text and "Prev" not in text and text.count("before noon") == 5
    other = read_text(
        "x", "Fog\n\nPrev news from the market home next door\n\nThe prev up was lost at sea, and home is far.\n"
    )
    assert left(toml, other) == other.text


def test_a_word_of_the_menu_stays_where_an_article_says_it() -> None:
    toml = learn([page(n) for n in range(5)]).toml
    own = page(7).text.replace("News from the airfield\n", "News from the airfield\n\nHome\n")
    lamps = own.replace("At the airfield they counted 51", "Home\n\nAt the airfield they counted 51")
    assert left(toml, read_text("x", lamps)).count("Home\n") == 2
    menu = "Tidewater Gazette\nHome\nIndex\nHarbour news\nBoats for sale"
    pages = [
        read_text(f"{n}", page(n).text.replace("Tidewater Gazette\nHome\nHarbour news\nBoats for sale", menu))
        for n in range(6)
    ]
    toml = learn(pages[:5]).toml
    assert 'previous = ["home"' in toml.replace('"tidewater gazette", ', "")
    text = read_text("y", pages[5].text.replace("News from", "Index\n\nNews from"))
    assert left(toml, text).count("Index") == 1


def test_headings_of_articles_are_learnt_only_if_asked_for() -> None:
    def manual(n: int) -> Dump:
        return read_text(
            f"{n}.txt", page(n).text.replace("\n\nAt the", "\n\nOptions\n\nAt the", 3).replace("Options\n\n", "", 1)
        )

    pages = [manual(n) for n in range(6)]
    assert left(learn(pages[:5]).toml, pages[5]).count("Options") == 2
    learnt = learn(pages[:5], headings=True)
    assert "Options" not in left(learnt.toml, pages[5]) and left(learnt.toml, pages[5]).count("before noon") == 5
    assert any(made.name == "headings" and list(made.globs) == ["options"] for made in learnt.rules)


def test_a_line_whose_number_changes_within_a_page_is_not_learnt() -> None:
    stars = "".join(f"Boats of {mark} masts {{}}{mark}\n" for mark in range(1, 6))

    def shop(n: int) -> Dump:
        return read_text(f"{n}.txt", page(n).text.replace("\n\nMost", f"\n\n{stars.format(*5 * [n])}\nMost"))

    text = left(learn([shop(n) for n in range(5)]).toml, shop(7))
    assert text.count("masts 7") == 5 and "Imprint" not in text


def test_empty_files_and_pipes_are_no_pages(run: Run, tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(page(n).text, "utf-8")
    shown = run("learn", str(tmp_path))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\n")
    os.mkfifo(tmp_path / "pipe")
    again = run("learn", str(tmp_path))
    assert (again.returncode, again.stdout) == (0, shown.stdout) and shown.stdout


def test_pages_too_large_to_look_at_are_told() -> None:
    huge = [read_text(f"{n}.txt", page(n).text + f"The tide came in {n} times.\n" * 30_000) for n in range(3)]
    with pytest.raises(StripperError, match="3 of 3 pages are too large"):
        learn(huge)
    assert learn([*huge, *(page(n) for n in range(3, 7))]).pages == 7


def test_an_update_follows_a_site_that_was_redesigned() -> None:
    def redesigned(n: int) -> Dump:
        text = (
            page(n)
            .text.replace("Tidewater Gazette\n", "Tidewater Daily\nIndex\n")
            .replace("Boats for sale", "Ships to buy")
        )
        return read_text(
            f"new{n}.txt", text.replace("Imprint and contact", "Who we are").replace("About the Gazette", "Daily rules")
        )

    old = learn([page(n) for n in range(4)]).toml
    pages = [redesigned(n) for n in range(6)]
    assert "Home" in left(old, pages[5])  # its markers are gone
    new = update(old, "site.toml", learn(pages[:5]))
    assert new.markers and "# stale:" in new.toml and "no line of it" not in new.toml
    text = left(new.toml, pages[5])
    assert text.count("before noon") == 5
    for gone in ("Tidewater Daily", "Index", "Home", "Ships to buy", "Who we are"):
        assert gone not in text
    assert "Boats for sale" not in left(new.toml, page(7))  # the old pages are cleaned as before
    rules = parse(new.toml, "site", "site.toml").rules
    assert [failure.message for rule in rules for failure in examples.run(rule, rules)] == []


def test_pages_of_two_sites_are_told(run: Run, tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(page(n).text, "utf-8")
    assert b"of one site?" not in run("learn", str(tmp_path)).stderr
    other = str.maketrans("aeiou", "oiuea")
    for n in range(4, 8):
        head, _, rest = page(n, header="Hill Post").text.partition("\n\n")
        article, _, foot = rest.partition("\n\nMost")
        (tmp_path / f"{n}.txt").write_text(f"{head.translate(other)}\n\n{article}\n\n{foot.translate(other)}", "utf-8")
    assert b"of one site?" in run("learn", str(tmp_path)).stderr
