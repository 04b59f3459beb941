"""Site configs and filter lists become rules about elements; what cannot be taken is told, nothing is executed."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st

import stripper
from stripper.errors import StripperError
from stripper.interchange import read
from stripper.rule_file import ElementRule, parse

CONFIG = """# a config
title: //h1[@class='head']
body: //div[@id = 'story']
body: id('story')
strip: //div[@class='promo']
strip: descendant::aside
strip: //a/@onclick
strip: //div[
strip: php:function('system', 'ls')
strip_id_or_class: editlink
strip_id_or_class: "quoted"
strip_id_or_class: two words
strip_image_src: /ads/
find_string: <noscript>
replace_string: <div class="plain">
replace_string(</noscript>): </div>
replace_string(rain): snow
replace_string: lonely
author: //a[@rel='author']
http_header(user-agent): x
test_url: https://example.org/1
prune: no
frobnicate: yes
just some words
"""
LIST = """[Adblock Plus 2.0]
! a comment
# another
||ads.example.com^$third-party
@@||example.org/ok.js
##.ad
###banner
*##div[class^="promo-"]
##.never
#@#.never
example.org##.box
example.org,example.com##.both > p
example.org##.box
a.example.org,~b.a.example.org##.part
~example.net##.but
example.org#@#.ad
~example.org#@#.odd
example.*##.wild
/^ex/##.regex
example.org#?#.x:-abp-has(.y)
example.org##.x:has-text(/buy/)
example.org##.x:style(display: none)
example.org##.x { color: red }
example.org##+js(aopr, x)
example.org##^script
example.org#$#.x { color: red }
example.org#%#window.x = 1
##.x:has(> .y)
##.x[
!#if env_mobile
##.mobile
!#endif
!#include other.txt
"""


def rules(text: str, name: str) -> dict[str, ElementRule]:
    imported = read(text, name)
    return {rule.id: rule for rule in parse(imported.toml(), "x", "x.toml").elements}


def refused(text: str, name: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for line in read(text, name).refused:
        found.setdefault(line.reason.partition(" (")[0], []).append(line.row)
    return found


def test_a_site_config() -> None:
    (rule,) = rules(CONFIG, "configs/.www.example.org.txt").values()
    assert rule.hosts == ("example.org",)
    assert rule.title == ("//h1[@class='head']",)
    assert rule.body == ("//div[@id = 'story']", "(id('story'))")
    assert rule.strip[:2] == ("//div[@class='promo']", "(descendant::aside)")
    assert len(rule.strip) == 4
    assert rule.replace == (("<noscript>", '<div class="plain">'), ("</noscript>", "</div>"))
    assert refused(CONFIG, "example.org.txt") == {
        "names attributes, which hold no text": [7],
        "no selector that we know": [8, 9],
        "no name of a class or an id": [12],
        "about images": [13],
        "it may change the text of a page": [17],
        "no find_string before it": [18],
        "not asked for": [19],
        "about fetching, which stripper does not": [20],
        "a test of the site's own pages": [21],
        "about how its own extractor works": [22],
        "an unknown directive": [23, 24],
    }


def test_an_id_or_class_is_a_whole_word() -> None:
    page = (
        "<html><body><p class='a editlink'>[edit]</p><p class='editlinks'>Links.</p>"
        + "<p>The wind turned in the night.</p>" * 9
    )
    own = parse(read("strip_id_or_class: editlink", "global.txt").toml(), "x", "x.toml")
    lines = stripper.strip(page, kind="html", mode="rules", rules=[own]).verdicts
    assert [v.rule for v in lines].count("x/global") == 1


def test_a_filter_list() -> None:
    found = rules(LIST, "list.txt")
    hosts = {rule.hosts: (rule.strip, rule.keep) for rule in found.values()}
    assert hosts == {
        (): ((".ad", "#banner", 'div[class^="promo-"]', ".but", ".x:has(> .y)"), (".odd",)),
        ("example.org",): ((".box", ".odd"), (".ad",)),
        ("example.org", "example.com"): ((".both > p",), ()),
        ("a.example.org",): ((".part",), ()),
        ("b.a.example.org",): ((), (".part",)),
        ("example.net",): ((), (".but",)),
    }
    assert refused(LIST, "list.txt") == {
        "a network filter: about what is fetched": [4, 5],
        "a site with a wildcard": [18, 19],
        "a procedural filter": [20, 21, 22],
        "a style or a script": [23, 24, 25, 26, 27],
        "no selector that we know": [29],
        "for some browsers only": [31],
        "another file; nothing is fetched": [33],
    }


def test_a_file_that_is_neither_is_refused() -> None:
    with pytest.raises(StripperError, match="neither a site config"):
        read("Dear reader,\n\nthe wind turned.\n", "letter.txt")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=30), st.sampled_from([*CONFIG.split("\n"), *LIST.split("\n")])), max_size=12)
)
def test_whatever_is_imported_can_be_loaded(rows: list[str]) -> None:
    for form in ("siteconfig", "filters"):
        imported = read("\n".join(rows), 'odd "name".txt', form)
        parse(imported.toml(), "x", "x.toml")


def test_the_command_writes_a_file_and_overwrites_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(LIST)
    args = ["rules", "import", "list.txt", "-o", "ads.toml"]
    done = run(*args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    said = done.stderr.decode()
    assert "stripper: 13 selectors taken in 6 rules, 15 lines not" in said
    assert "3 not taken: a procedural filter" in said
    page = b"<html><body><div class='ad'>Buy our boats</div>" + b"<p>The wind turned in the night.</p>" * 9
    assert b"Buy our boats" not in run("--rules", "ads.toml", "--mode", "rules", stdin=page, cwd=tmp_path).stdout
    assert b"-Buy our boats" in run("--rules", "ads.toml", "--mode", "rules", "--diff", stdin=page, cwd=tmp_path).stdout
    again = run(*args, cwd=tmp_path)
    assert again.returncode == 2
    assert b"nothing is overwritten" in again.stderr
    printed = run("rules", "import", "-v", "list.txt", cwd=tmp_path)
    assert printed.stdout == (tmp_path / "ads.toml").read_bytes()
    assert b"list.txt:20: not taken: a procedural filter: example.org#?#.x" in printed.stderr
    assert run("rules", "lint", "-q", "ads.toml", cwd=tmp_path).returncode == 0
    assert run("rules", "import", "none.txt", cwd=tmp_path).returncode == 2
