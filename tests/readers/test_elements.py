"""Rules about elements: what they take is told with their name, what they must not take stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

import stripper
from stripper.errors import RuleError
from stripper.rule_file import parse

TEXT = (
    "The wind turned in the night, and by morning the boats lay on the other side of the harbour.",
    "Nobody had counted on the rain, which went on until the evening of the following day.",
    "The harbour master closed the gates at noon, and the fishermen went home without a catch.",
)
BAR = "We keep small files on your machine to know you when you come back."
PAGE = f"""<!doctype html><html><head><title>Rain</title>
<link rel="canonical" href="https://www.intra.example.org/notes/1"></head><body>
<div id="bar" class="notice fixed"><p>{BAR}</p><button>Fine</button></div>
<article><h1>Rain in the harbour</h1><p>{TEXT[0]}</p>
<aside class="more"><p>More notes of <b>this</b> week are on the board.</p><p class="erratum">An earlier note was wrong.</p></aside>
<p>{TEXT[1]}</p><p>{TEXT[2]}</p></article>
<footer><p>Written by hand in the harbour office.</p></footer></body></html>
"""


def cleaned(rules: str, page: str = PAGE, **more: str) -> tuple[str, dict[str, str]]:
    """The clean text, and the lines that rules about elements took, each with its rule."""
    result = stripper.strip(page, kind="html", mode="rules", rules=[parse(rules, "own", "own.toml")], **more)
    lines = result.dump.lines
    gone = {lines[v.line - 1]: v.rule for v in result.verdicts if v.rule.startswith("own/") and v.action == "drop"}
    assert "\n".join(lines) + "\n" == result.dump.text
    return result.text, gone


def test_stripped_elements_are_dropped_with_the_name_of_their_rule() -> None:
    text, gone = cleaned('[html.bars]\nstrip = ["#bar", "aside.more"]\n')
    assert all(line in text for line in TEXT)
    assert "board" not in text
    assert gone == {
        BAR: "own/bars",
        "Fine": "own/bars",
        "More notes of this week are on the board.": "own/bars",
        "An earlier note was wrong.": "own/bars",
    }


@pytest.mark.parametrize(
    ("selector", "hits"),
    [
        ("#bar", True),
        (".fixed", True),
        ("div.fixed", True),
        ("p.fixed", False),
        ("body > div[class^='notice']", True),
        ("div:has(> button)", True),
        ("//div[@id='bar']", True),
        ("./body/div", True),
        ("(//div)[1]", True),
        ("#barn", False),
        ("div[class='other']", False),
    ],
)
def test_selectors(selector: str, hits: bool) -> None:
    assert (BAR in cleaned(f'[html.x]\nstrip = ["{selector}"]\n')[1]) is hits


@pytest.mark.parametrize(
    ("hosts", "page", "hits"),
    [
        ("[]", PAGE, True),
        ('["example.org"]', PAGE, True),
        ('["intra.example.org"]', PAGE, True),
        ('["ample.org"]', PAGE, False),
        ('["example.com", "example.org"]', PAGE, True),
        ('["example.org"]', PAGE.replace("canonical", "icon"), False),
    ],
)
def test_rules_of_a_site_sleep_elsewhere(hosts: str, page: str, hits: bool) -> None:
    assert (BAR in cleaned(f'[html.x]\nhosts = {hosts}\nstrip = ["#bar"]\n', page)[1]) is hits


def test_keep_beats_strip_for_an_element_and_those_around_it() -> None:
    rules = '[html.x]\nstrip = [".more", ".erratum"]\n\n[html.y]\nkeep = [".erratum"]\n'
    assert cleaned(rules)[1] == {}


def test_no_rule_takes_most_of_a_page() -> None:
    assert cleaned('[html.x]\nstrip = ["article", "body", "html", "*"]\n')[1].keys().isdisjoint(TEXT)
    assert all(line in cleaned('[html.x]\nstrip = ["article"]\n')[0] for line in TEXT)


def test_body_keeps_the_article_and_tells_the_rest() -> None:
    text, gone = cleaned('[html.x]\nbody = ["article"]\n')
    assert all(line in text for line in TEXT)
    assert gone == dict.fromkeys([BAR, "Fine", "Written by hand in the harbour office."], "own/x")
    assert cleaned('[html.x]\nbody = ["footer", "main"]\n')[1] == {}  # too little to be an article


def test_a_headline_is_found_whatever_elements_part_its_words() -> None:
    page = PAGE.replace("<h1>Rain in the harbour</h1>", "<h1>Rain in the har<nobr>bour</nobr></h1>")
    assert cleaned('[html.x]\ntitle = ["h1"]\n', page)[0].count("Rain in the har") == 1


def test_title_stays_and_comes_on_top() -> None:
    page = PAGE.replace("<h1>Rain in the harbour</h1>", "").replace(
        "<title>", '<meta property="t" content="Rain!"><title>'
    )
    bar = 'strip = ["#bar"]\n'
    text, _ = cleaned("[html.x]\ntitle = [\"//meta[@property='t']/@content\"]\n" + bar, page)
    assert text.startswith(f"Rain!\n\n{TEXT[0]}")
    text, _ = cleaned('[html.x]\ntitle = ["h1"]\n' + bar)
    assert text.startswith(f"Rain in the harbour\n\n{TEXT[0]}")
    result = stripper.strip(page, kind="html", rules=[parse('[html.x]\ntitle = ["//meta/@content"]\n', "own", "x")])
    assert result.verdicts[0].rule == "own/x"
    assert result.text.startswith("Rain!")


@pytest.mark.parametrize(
    ("before", "after", "good"),
    [
        ("<noscript>", "<div class='x'>", True),
        ("<b>more</b>", "<i>more</i>", True),
        ("</article>", "", True),
        ("more", "less", False),
        ("<p>", "<!--", False),
        ("<p>", "<script>", False),
        ("<p>", "<p hidden>", False),
        ('class="', 'class="x', False),
        ("", "<p>", False),
        ("<p>", "x", False),
    ],
)
def test_only_tags_can_be_exchanged(before: str, after: str, good: bool) -> None:
    rules = f"[html.x]\nreplace = [[{json.dumps(before)}, {json.dumps(after)}]]\n"
    if good:
        assert all(line in cleaned(rules)[0] for line in TEXT)
    else:
        with pytest.raises(RuleError, match=r"own\.toml:2: rule 'x': .* only tags can be exchanged"):
            cleaned(rules)


@pytest.mark.parametrize("selector", ["div[", "p:unknown", "//div[", "", "a:::b", "(" * 5000])
def test_a_bad_selector_is_named_with_its_place(selector: str) -> None:
    with pytest.raises(RuleError, match=r"^own\.toml:2: own/x: "):
        cleaned(f'about = "x"\n[html.x]\nstrip = [{json.dumps(selector)}]\n')


def test_element_rules_are_ignored_and_shown_as_others_are(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[html.bars]\nwhy = "a bar"\nstrip = ["#bar"]\n')
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    own = ["--rules", str(tmp_path / "own.toml"), "--mode", "rules"]
    for _ in ("read", "from the cache"):
        shown = run("explain", *own, str(page)).stdout.decode()
        assert f"- {BAR}\n        | dropped by own/bars (a bar)\n" in shown
        assert "own.toml:1\n" in shown
    assert f"-{BAR}\n" in run("--diff", *own, str(page)).stdout.decode()
    for name in ("own", "own/bars"):
        assert BAR not in run("--diff", *own, "--ignore", name, str(page)).stdout.decode()
    assert BAR not in run(*own, str(page)).stdout.decode()
    assert b"[html.bars]" in run("rules", "show", *own[:2], "own/bars").stdout


def test_deep_pages_are_read() -> None:
    page = PAGE.replace("<footer>", "<div>" * 5000 + "<footer>")
    assert BAR in cleaned('[html.x]\nstrip = ["#bar"]\n', page)[1]
