"""Metadata: what pages say of themselves, what may be read off a text dump, and its YAML."""

from __future__ import annotations

import time

import pytest
import yaml
from conftest import SAMPLES, Run, imported
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper import metadata
from stripper.model import Judgement
from stripper.readers.facts import metadata_of
from stripper.readers.text import read_text
from stripper.renderers import front_matter

TITLE = "Harbour ferry returns after the long flood"
PROSE = (
    "The ferry came back on Monday after the long flood, and the whole harbour stood in the rain to see it.\n\n"
    "It had been away for nine weeks, and nobody in the harbour had thought that it would come back this year.\n"
)
PAGE = """<!DOCTYPE html><html lang="de_AT"><head><title>Die Fähre | Hafenblatt</title>
<meta property="og:site_name" content="Hafenblatt"><meta property="og:title" content="Die Fähre: sie fährt &quot;wieder&quot;">
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-03-12T08:00:00+01:00">
<link rel="canonical" href="https://hafen.example.org/f"></head><body><article><p>Die Fähre kam am Montag nach dem
langen Hochwasser zurück, und alle standen im Regen.</p></article></body></html>"""


def told(text: str) -> dict[str, str]:
    """What is read off a dump of which all is kept."""
    return metadata.of(Judgement(read_text("x", text)))


def test_html_says_it_itself() -> None:
    assert stripper.strip(PAGE).metadata == {
        "title": 'Die Fähre: sie fährt "wieder"',
        "author": "Ann Lee",
        "date": "2024-03-12",
        "site": "Hafenblatt",
        "url": "https://hafen.example.org/f",
        "language": "de-AT",
    }


def test_html_that_says_nothing() -> None:
    page = "<html><body><p>The ferry came back on Monday, 4 March 2024, and all stood in the rain.</p></body></html>"
    assert stripper.strip(page).metadata == {}
    assert stripper.strip(page, site="hafen.example.org").metadata == {"site": "hafen.example.org"}


def test_a_web_archive_names_its_url() -> None:
    data = (SAMPLES / "tide-mill.mhtml").read_bytes().replace(b'<link rel=3D"canonical"', b'<link rel=3D"x"')
    found = stripper.strip(data).metadata
    assert found["url"] == "https://estuarypost.example.org/heritage/saint-aubrac-tide-mill"
    assert (found["author"], found["date"]) == ("Odile Tremayne", "2025-10-06")


def test_a_mail_of_text_has_its_head() -> None:
    head = "From: =?utf-8?q?Ann_L=C3=A9e?= <a@b.example>\nSubject: The\n ferry\nDate: Tue, 12 Mar 2024 08:00:00 +0100\n"
    result = stripper.strip(f"{head}MIME-Version: 1.0\nContent-Type: text/plain\n\n{PROSE}".encode())
    assert result.metadata == {"title": "The ferry", "author": "Ann Lée", "date": "2024-03-12"}


@pytest.mark.parametrize(
    ("sample", "known"),
    [
        ("bridge-markdown", {"title": "How to weigh a bridge with a bucket of ice", "author": "Dagny Okell", "date": "2024-07-18"}),
        ("harbour-lynx", {"author": "Rosalind Pike", "date": "2024-05-21"}),
        ("marche-francais", {"author": "Honorine Castagnède", "date": "2024-06-08"}),
        ("mercado-espanol", {"author": "Remedios Aldaiturriaga", "date": "2024-09-17"}),
        ("interview-transcript", {}),
    ],
)  # fmt: skip
def test_samples(sample: str, known: dict[str, str]) -> None:
    result = stripper.strip((SAMPLES / f"{sample}.txt").read_bytes())
    assert {**result.metadata, **known} == result.metadata
    assert set(result.metadata) <= {"title", "author", "date"}


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (f"{TITLE}\n\nBy Ann Lee and Bo Chan\n\n12 March 2024\n", {"title": TITLE, "author": "Ann Lee; Bo Chan", "date": "2024-03-12"}),
        (f"{TITLE}\n\nVon Anna von der Lee | 12. März 2024\n", {"title": TITLE, "author": "Anna von der Lee", "date": "2024-03-12"}),
        (f"{TITLE}\n\nPar Anne-Lise Éthier, le 1er août 2023 à 12h30\n", {"title": TITLE, "author": "Anne-Lise Éthier", "date": "2023-08-01"}),
        (f"{TITLE}\n\nPor Ana Leal\n\n3 de mayo de 2022\n", {"title": TITLE, "author": "Ana Leal", "date": "2022-05-03"}),
        (f"{TITLE}\n\nPublished March 3rd, 2021 Updated May 5, 2023\n", {"title": TITLE, "date": "2021-03-03"}),
        (f"{TITLE}\n\n03.04.2024\n", {"title": TITLE, "date": "2024-04-03"}),
        (f"{TITLE}\n\n2024年3月12日\n", {"title": TITLE, "date": "2024-03-12"}),
        (f"# {TITLE}\n\n[a](/a) [b](/b) [c](/c)\n", {"title": TITLE}),
        (f"****** {TITLE} ******\n\n**** More ****\n", {"title": TITLE}),
        (f"{TITLE} | Tidewater Gazette\n\nHome\n\nSport\n\n{TITLE}\n", {"title": TITLE}),
        (f"Title: {TITLE}\n\nURL Source: https://t.example.org/f\n\nPublished Time: 2024-03-12T10:00:00Z\n", {"title": TITLE, "url": "https://t.example.org/f", "date": "2024-03-12"}),
        ("URL: https://t.example.org/f\nLanguage: en\n", {"url": "https://t.example.org/f", "language": "en"}),
    ],
)  # fmt: skip
def test_what_can_be_read_off_a_text(head: str, known: dict[str, str]) -> None:
    assert told(f"{head}\n{PROSE}") == known


@pytest.mark.parametrize(
    "head",
    [
        "By Land and Sea\n",
        "By the harbour\n\nBy nine o'clock\n\nVon Anfang an\n",
        "By Ann Lee\n\nBy Bo Chan\n",
        "03/04/2024\n",
        "Updated 12 March 2024\n",
        "12 March 2024\n\n14 March 2024\n",
        "31 February 2024\n\n12 Marmalade 2024\n\nVersion 1.2.2024.5\n",
        "© 12 March 2024 Tidewater Gazette\n",
        f"{TITLE}\n",
        "Home\n\nSport and more sport of all kinds\n\nWeather for the whole of the coast\n\nBy Ann\n",
        "Source: the author's own photograph\n\nDate: 12\n",
        "Note: https://t.example.org/f\n",
    ],
)
def test_nothing_is_guessed(head: str) -> None:
    assert told(f"{head}\n{PROSE}") == {}


def test_where_a_wiki_was_retrieved_from() -> None:
    assert told(f'{PROSE}\nRetrieved from "https://w.example.org/Ferry"\n') == {"url": "https://w.example.org/Ferry"}


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60), st.sampled_from(["utf-8", "cp1252", "shift_jis", "utf-16-le+bom"]))
def test_yaml_gives_every_value_back(value: str, encoding: str) -> None:
    row = front_matter._quoted(value, encoding)
    assert "\n" not in row
    assert "\r" not in row
    assert yaml.safe_load(f"title: {row}") == {
        "title": "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    }


@pytest.mark.parametrize(
    "value",
    ["yes", "12", "2024-03-12", "- a: b #c", "'\"\\", "\x00\x1b[2J\x85\u2028\ufeff\U0001f6a2", "null", "|", "  a "],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_values_that_yaml_would_read_as_something_else(value: str, encoding: str) -> None:
    row = front_matter._quoted(value, encoding)
    assert yaml.safe_load(row) == value
    row.encode(encoding)


def test_front_matter_stands_before_the_text(run: Run) -> None:
    done = run("--with-metadata", stdin=PAGE.encode())
    _, front, text = done.stdout.decode().split("---\n")
    assert yaml.safe_load(front) == stripper.strip(PAGE).metadata
    assert text == stripper.strip(PAGE).text
    assert done.stdout.decode().startswith(stripper.strip(PAGE).render("front-matter"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_front_matter_has_the_encoding_and_newlines_of_the_dump(run: Run, encoding: str, newline: str) -> None:
    page = f"{TITLE}\n\nBy Ann Lee-Ødegård\n\n{PROSE}".replace("Øde" if encoding == "cp1251" else "§", "Ode").replace(
        "å", "a" if encoding == "cp1251" else "å"
    )
    data = page.replace("\n", newline).encode(encoding)
    out = run("--with-metadata", "--mode", "rules", stdin=data).stdout.decode(encoding)
    assert out.startswith(f'---{newline}title: "{TITLE}"{newline}author: "Ann Lee-')
    assert out.endswith(f"---{newline}{page.replace(chr(10), newline)}")


def test_a_dump_of_which_nothing_is_known_has_no_front_matter(run: Run) -> None:
    assert run("--with-metadata", stdin=PROSE.encode()).stdout == PROSE.encode()


@pytest.mark.parametrize(
    "others", [("--diff",), ("--stat",), ("--check",), ("-i",), ("--format", "jsonl"), ("--format", "diff")]
)
def test_it_goes_with_text_only(run: Run, others: tuple[str, ...]) -> None:
    done = run("--with-metadata", *others, "page.txt")
    assert done.returncode == 2
    assert b"--with-metadata goes with text" in done.stderr


def test_it_goes_to_files_as_well(run: Run, tmp_path: object) -> None:
    run("--with-metadata", "-o", f"{tmp_path}/out", "ferry.html", cwd=SAMPLES)
    with open(f"{tmp_path}/out/ferry.html", encoding="utf-8") as file:
        assert next(yaml.safe_load_all(file.read().split("\n---\n")[0]))["author"] == "Leonie Harcastle"


def test_who_does_not_ask_does_not_pay() -> None:
    code = "import stripper; stripper.strip(b'By Ann Lee\\n\\n12 March 2024\\n', mode='rules').text"
    assert imported(code, "dateparser trafilatura email stripper.metadata") == []


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<div>" * 50_000 + "<p>x",
        "<html" + " " * 300_000 + "lang=",
        "<html><head>" + '<meta name="author" content="' * 20_000,
        "<html><body>" + "<p>By Ann Lee, 12 March 2024</p>" * 20_000,
        '<html><head><script type="application/ld+json">' + '{"@type":' * 20_000,
        "<" * 200_000,
    ],
    ids=["nested", "spaces", "meta", "bylines", "JSON-LD", "brackets"],
)
def test_hostile_html_ends_in_bounded_time(page: str) -> None:
    start = time.perf_counter()
    metadata_of(page)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "text",
    ["By " + "A " * 100_000, "Title: " + " " * 100_000, "By Ann de de" + " de" * 3000 + " x", f"Retrieved from {'x' * 9000}", "1 " * 200_000],
)  # fmt: skip
def test_hostile_text_ends_in_bounded_time(text: str) -> None:
    start = time.perf_counter()
    told(f"{text}\n\n{PROSE}")
    assert time.perf_counter() - start < 2
