"""A site's own rules are awake where the dump shows their markers, where the user names the site, and where HTML does."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

import stripper
from stripper.catalogue import SHIPPED, shipped
from stripper.folding import fold, key
from stripper.matchers import first_glob
from stripper.model import host_of
from stripper.readers import read

ARTICLE = (
    "The wind turned in the night, and by morning the boats lay on the other side of the harbour.\n"
    "\n"
    "Nobody had counted on the rain, which went on until the evening of the following day.\n"
)
RULES = """
about = "harbour.example"
markers = ["the harbour gazette, pier #"]

[rule.box]
why = "the tide box"
line = ["tides at a glance"]
"""
DUMP = f"{ARTICLE}\nTides at a glance\n"
SITES = [rule_set for rule_set in shipped() if Path(rule_set.path).parent == Path(SHIPPED) / "sites"]

ORDINARY = [
    row.split("\t")[1]
    for file in (Path(__file__).parent / "data" / "traps.tsv", Path(stripper.__file__).parent / "data" / "prose.txt")
    for row in file.read_text("utf-8").rstrip("\n").split("\n")
]
"""Traps and plain prose, in all languages."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "harbour.example.toml"
    file.write_text(RULES)
    return file


@pytest.mark.parametrize(
    ("site", "awake"),
    [
        ("", False),
        ("harbour.example", True),
        ("www.Harbour.example", True),
        ("https://news.harbour.example:8080/tides?day=1", True),
        ("oldharbour.example", False),
        ("harbour.example.org", False),
        ("example", False),
        ("no host", False),
    ],
)
def test_a_named_site_wakes_its_rules(own: Path, site: str, awake: bool) -> None:
    text = stripper.strip(DUMP, mode="rules", rules=[own], site=site).text
    assert text == (ARTICLE if awake else DUMP)


def test_markers_wake_them_too(own: Path) -> None:
    marked = f"{DUMP}The Harbour Gazette, Pier 4\n"
    assert stripper.strip(marked, mode="rules", rules=[own]).text == f"{ARTICLE}\nThe Harbour Gazette, Pier 4\n"


def test_a_site_holds_for_what_an_earlier_round_uncovers(own: Path) -> None:
    own.write_text(
        RULES + 'next = ["skip to content"]\n[rule.sign]\nwhy = "sign"\nline = ["pier sign"]\nprevious = ["herring"]\n'
    )
    dump = f"Herring\nSkip to content\nPier sign\n\n{ARTICLE}"
    assert stripper.strip(dump, mode="rules", rules=[own], site="harbour.example").text == f"Herring\n\n{ARTICLE}"


def test_the_command_line(run: Run, own: Path) -> None:
    args = ("--ignore", "article", "--rules", str(own))
    assert run(*args, stdin=DUMP.encode()).stdout.decode() == DUMP
    assert run(*args, "--site", "www.harbour.example", stdin=DUMP.encode()).stdout.decode() == ARTICLE
    assert b"harbour.example/box" in run("explain", *args, "--site", "harbour.example", stdin=DUMP.encode()).stdout
    done = run("--site", "harbour", stdin=DUMP.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"say it as" in done.stderr


@pytest.mark.parametrize(
    ("tag", "host"),
    [
        ('<meta property="og:url" content="https://www.harbour.example/tides">', "www.harbour.example"),
        ("<meta content='https://harbour.example/' property='og:url'/>", "harbour.example"),
        ("<LINK HREF=https://harbour.example/tides REL=canonical>", "harbour.example"),
        (
            '<link rel="canonical" href="/tides"><meta property="og:url" content="//harbour.example/">',
            "harbour.example",
        ),
        ('<link rel="alternate" href="https://other.example/">', ""),
        ('<a rel="canonical" href="https://other.example/">x</a>', ""),
        ('<meta property="og:url" content="http://[bad">', ""),
    ],
)
def test_html_names_its_site(own: Path, tag: str, host: str) -> None:
    body = "".join(f"<p>{row}</p>" for row in DUMP.split("\n") if row)
    page = f"<!doctype html><html><head><title>Tides</title>{tag}</head><body><article>{body}</article></body></html>"
    for source in (page, page.encode()):
        assert read(source).site == host
        kept = stripper.strip(source, mode="rules", rules=[own]).text
        assert ("Tides at a glance" in kept) is (host != "harbour.example" and host != "www.harbour.example")
    assert "Tides at a glance" in stripper.strip(page, mode="rules", rules=[own], site="other.example").text


def test_hosts() -> None:
    assert host_of("DW.com/en") == host_of(" dw.com. ".strip()) == host_of("http://me@dw.com:80/") == "dw.com"


@pytest.mark.parametrize("rule_set", SITES, ids=lambda s: s.name)
def test_every_shipped_set_of_a_site_is_named_by_its_host_and_sleeps_elsewhere(rule_set: stripper.RuleSet) -> None:
    assert host_of(rule_set.name) == rule_set.name
    markers = rule_set.rules[0].markers
    assert markers
    for rule in rule_set.rules:
        for example in rule.drops:
            rows = [row.removeprefix("- ") for row in example.strip("\n").split("\n")]
            if not any(first_glob(markers, key(fold(row))) for row in rows):
                page = "\n".join([*rows, "", ARTICLE, *rows, ""])
                assert {
                    v.rule
                    for v in stripper.strip(page, mode="rules").verdicts
                    if v.rule.startswith(f"{rule_set.name}/")
                } == set()


@pytest.mark.parametrize("rule_set", SITES, ids=lambda s: s.name)
def test_on_its_site_a_set_loses_no_ordinary_line(rule_set: stripper.RuleSet) -> None:
    page = "\n".join([ARTICLE, *ORDINARY, "", ARTICLE])
    verdicts = stripper.strip(page, mode="rules", site=rule_set.name, select=[rule_set.name]).verdicts
    lines = page.split("\n")
    assert [f"{v.rule} loses: {lines[v.line - 1]}" for v in verdicts if v.action != "keep"] == []


def test_there_are_sites_enough() -> None:
    assert len(SITES) >= 32
