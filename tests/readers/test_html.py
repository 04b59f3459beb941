"""The HTML reader: every visible block is a line, with its facts; nothing of the page is lost."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from conftest import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

import stripper
from stripper.article.markup import marks, markup_columns
from stripper.errors import InputError
from stripper.readers.html import parse, read_markup
from stripper.readers.witness import shares

PROSE = "The harbour froze over in the second week of January, and the boats stayed where they were until March."


def lines(body: str) -> list[str]:
    """The lines of a page that are not blank."""
    return [line for line in read_markup("", f"<html><body>{body}</body></html>").lines if line]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", ["One bold word.", "Two."]),
        ("<div>One<div>Two</div>Three</div>", ["One", "Two", "Three"]),
        ("one<br>two", ["one", "two"]),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", ["- a", "- b", "- c"]),
        ("<ol><li>a</li><li><p>b</p><p>more</p></li></ol>", ["1. a", "2. b", "more"]),
        ("<table><tr><th>Name<th>Age<tr><td>Ann<td>7</table>", ["Name | Age", "Ann | 7"]),
        ("<table><tr><td><p>left</p></td><td><div>right</div></td></tr></table>", ["left", "right"]),
        ("<a href=x>Home</a><a href=y>News</a>", ["Home News"]),
        ("mid<b>dle</b> word", ["middle word"]),
        ("<pre>a\n\n  b</pre>", ["a", "  b"]),
        ("<p>|x| = |y|</p><p>||</p>", ["|x| = |y|", "||"]),
        ("<table><tr><th></th><th>A</th></tr><tr><td>a<br>b</td><td>c</td></tr></table>", ["A", "a b | c"]),
        ("<p>In <st1:City>Oslo</st1:City>, <noscript>no</noscript> <button>OK</button>.</p>", ["In Oslo, no OK."]),
        ("<p>Price<span style='display:none'>hidden</span>5</p>", ["Price hidden 5"]),
        ("<p>Area <math><mi>A</mi><mo>=</mo><mi>b</mi></math> holds</p>", ["Area A=b holds"]),
        ("<p>a</p></body></html><p>b</p>", ["a", "b"]),
        ("<form><article><p>In a form.</p></article></form>", ["In a form."]),
        ("<details><summary>More</summary><p>Hidden away.</p></details>", ["More", "Hidden away."]),
        ("<script>var a = 1</script><style>p{}</style><p>Text</p><select><option>x</select>", ["Text"]),
        ("<x-card><x-head>Head</x-head><p>Text</p></x-card>", ["Head", "Text"]),
        ("<template shadowrootmode=open><p>Shown</p></template><template><p>Not</p></template>", ["Shown"]),
        ("<p hidden>Kept as a line</p><p>Text</p>", ["Kept as a line", "Text"]),
        ("<p>a\0b</p>", ["ab"]),
        ("<!-- no --><p>yes<!-- no --> yes</p>", ["yes yes"]),
        (
            "<ul><li>Google</li><li>Reddit</li></ul><h2>Print</h2><h2>Mail</h2>",
            ["- Google", "- Reddit", "Print", "Mail"],
        ),
    ],
)
def test_lines_are_those_of_a_browser(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_a_preformatted_text_is_judged_as_one() -> None:
    dump = read_markup("", f"<p>{PROSE}</p><pre>one\n\ntwo\nthree</pre>")
    assert list(dump.paragraphs.texts) == [PROSE, "", "one  two three"]
    assert list(dump.paragraphs.starts) == [0, 1, 2]


def test_equal_paragraphs_are_all_kept() -> None:
    page = "<html><body>" + f"<p>{PROSE}</p>" * 3000 + "</body></html>"
    assert stripper.strip(page, mode="rules").text.count(PROSE) == 3000


@pytest.mark.parametrize("tag", ["b", "div", "table><tr><td", "ul><li", "x-y", "section><p"])
def test_text_below_the_depth_that_a_parser_reads_is_read(tag: str) -> None:
    page = f"<html><body><p>On top.</p><script>'<div>'</script>{f'<{tag}>' * 3000}{PROSE}</body></html>"
    assert [line for line in read_markup("", page).lines if line] == ["On top.", PROSE]


def test_pages_without_text_are_refused() -> None:
    for page in ("<html><body></body></html>", "<html><script>x</script>", "<html>", "<html><!-- x --></html>"):
        with pytest.raises(InputError, match="no text was found"):
            read_markup("", page)


BODY = " ".join(f"Sentence number {n} of the story told the town what had come ashore." for n in range(20))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"@type": "NewsArticle", "articleBody": BODY}, True),
        ({"@graph": [{"@type": "WebPage"}, {"articleBody": BODY}]}, True),
        ([{"articleBody": "Too short."}], False),
        ({"articleBody": 5}, False),
    ],
)
def test_an_article_that_only_the_data_holds_is_read(data: object, found: bool) -> None:
    page = f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body><p>Loading.</p></body></html>'
    assert (BODY in read_markup("", page).text) is found
    twice = page.replace("Loading.", BODY)
    assert read_markup("", twice).text.count(BODY) == 1


def test_data_that_is_no_json_is_passed_over() -> None:
    page = '<html><script type="application/ld+json">{"articleBody": oops</script><p>Text.</p></html>'
    assert read_markup("", page).lines == ["Text."]


TAGS = st.sampled_from(
    [
        "p",
        "div",
        "b",
        "a",
        "li",
        "ul",
        "table",
        "tr",
        "td",
        "pre",
        "h2",
        "span",
        "blockquote",
        "form",
        "code",
        "br",
        "x-y",
        "ol start=12",
    ]
)
PIECES = st.lists(
    st.one_of(
        TAGS.map("<{}>".format),
        TAGS.map("</{}>".format),
        st.text("ab c\n*_#-1.|`>\\[]()é漢", min_size=1, max_size=8).map(lambda t: t.replace("<", "").replace("&", "")),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_no_word_of_a_page_is_lost_or_doubled(body: str) -> None:
    tree = parse(f"<html><body>x{body}</body></html>")
    # Read without any notion of lines: the letters in order.
    said = [c for c in "".join(etree.tostring(tree, method="text", encoding="unicode")) if c.isalnum()]
    dump = read_markup("", f"<html><body>x{body}</body></html>")
    told = [c for text in dump.paragraphs.texts for c in text if c.isalnum()]
    assert told == said


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_markdown_says_what_the_text_says(body: str) -> None:
    result = stripper.strip(f"<html><body><p>x</p>{body}</body></html>", mode="rules", select=["skip-links"])
    html = MarkdownIt("commonmark").enable("table").render(result.render("markdown"))
    shown = etree.tostring(parse(f"<html>{html}</html>"), method="text", encoding="unicode")
    texts = [re.sub(r"\s+", " ", t) for t in result.dump.paragraphs.texts]
    assert Counter(re.findall(r"[^\W\d_]", shown)) == Counter(re.findall(r"[^\W\d_]", " ".join(texts)))


def test_markdown() -> None:
    page = (
        "<h1>On * stars</h1><p>A <b>bold </b>word, <a href='/x(1)'>a link <i>here</i></a>, <a href='#top'>up</a> and <code>a*b</code>.</p>"
        "<p># no heading</p><p>1. no item</p><ul><li>One<li>Two<ol><li>Inner</ol></ul>"
        "<table><tr><th>Name<th>Age | years<tr><td>Ann<td>7</table><pre><code>f()\n  g()</code></pre><blockquote><p>Said <em>he</em>.</p></blockquote>"
    )
    assert stripper.strip(f"<html><body>{page}</body></html>", mode="rules").render("markdown") == (
        "# On \\* stars\n\nA **bold** word, [a link *here*](</x(1)>), up and `a*b`.\n\n\\# no heading\n\n1\\. no item\n\n"
        "- One\n- Two\n    1. Inner\n\n| Name | Age \\| years |\n| --- | --- |\n| Ann | 7 |\n\n"
        "```\nf()\n  g()\n```\n\n> Said *he*.\n"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ul><p>in no item</p></ul>", "in no item"),
        ("<ul><ul><li>x</ul></ul>", "- x"),
        ("<ul><li>a<ul><li>b<ul><li>c</ul></ul></ul>", "- a\n    - b\n        - c"),
        (
            "<table><tr><th></th><th>A</th></tr><tr><td>r</td><td>1</td></tr></table>",
            "| | A |\n| --- | --- |\n| r | 1 |",
        ),
        ("<table><tr><td>a</table><table><tr><td>b</table>", "| a |\n| --- |\n\n| b |\n| --- |"),
        ("<p>Wow!<a href=x>here</a></p>", "Wow\\![here](x)"),
        ("<p>&amp;lt;b&amp;gt; ~~a~~</p>", "\\&lt;b\\&gt; \\~~a\\~~"),
        ("<p><code><a href=x>foo_bar</a></code> <code>a``b</code></p>", "`foo_bar` ``` a``b ```"),
        ("<p><i><em>x</em></i> <kbd><kbd>C</kbd></kbd></p>", "*x* `C`"),
        ("<p>---</p><p>- x</p>", "\\---\n\n\\- x"),
        ("<div><a href=1>Read</a><br><a href=2>Read</a></div>", "[Read](1)\n\n[Read](2)"),
        ("<h2><button>Open</button></h2>", "## Open"),
    ],
)
def test_markdown_of_odd_pages(body: str, expected: str) -> None:
    page = f"<html><body>{body}<p>{PROSE}</p></body></html>"
    assert stripper.strip(page, mode="rules", select=["skip-links"]).render("markdown") == f"{expected}\n\n{PROSE}\n"


def test_many_comments_end() -> None:
    page = "<!---->" * 3000 + "<div>hello</div>"
    assert stripper.strip(page, mode="rules").text.strip() == page.strip()
    assert read_markup("", "<html>" + page).lines == ["hello"]


def test_a_link_in_a_comment_names_no_site() -> None:
    head = (
        "<!-- <link rel='canonical' href='https://wrong.example/'> --><link rel=canonical href=https://right.example/a>"
    )
    assert read_markup("", f"<html><head>{head}</head><p>{PROSE}</p>").site == "right.example"


def test_an_article_on_the_page_is_not_read_from_the_data_again() -> None:
    rows = [f"Tom &amp; Jerry saw boat number {n} come in that night, late." for n in range(12)]
    data = json.dumps({"articleBody": "OXLADE (Wire) - " + " ".join(rows)})
    body = "".join(f"<p>{row}</p>" for row in rows)
    page = f'<html><head><script type="application/ld+json">{data}</script></head><body>{body}</body></html>'
    assert read_markup("", page).text.count("boat number 3") == 1


def test_markdown_of_a_text_dump_is_its_text() -> None:
    dump = "* a\n_b_ [c](d)\n"
    assert stripper.strip(dump, mode="rules").render("markdown") == dump


@pytest.mark.parametrize(
    ("text", "extracted", "share"),
    [
        ("one two three four five six seven", "x\none two three four five six seven\ny", 1.0),
        ("one two three four five six seven eight", "one two three four", 2 / 6),
        ("Home", "Home\nmore", 1.0),
        ("Home", "At Home again", 0.0),
        ("", "x", 0.0),
        ("Two words", "two words", 1.0),
        ("Three short words", "here are three short words of it", 1.0),
    ],
)
def test_what_a_witness_chose(text: str, extracted: str, share: float) -> None:
    assert shares([text], extracted) == [pytest.approx(share)] or (text == "" and shares([""], extracted) == [0.0])


def test_the_facts_of_a_page() -> None:
    page = f'<nav class="topMenu"><a href=x>Home</a></nav><main><article><p>{PROSE}</p><p hidden>{PROSE}</p></article></main>'
    dump = read_markup("", f"<html><body>{page}</body></html>")
    assert dump.facts is not None
    facts = dump.facts()
    at = [i for i, text in enumerate(dump.paragraphs.texts) if text]
    assert [facts.kinds[i] for i in at] == ["nav", "p", "p"]
    assert [facts.linked[i] for i in at] == [1.0, 0.0, 0.0]
    assert [facts.hidden[facts.boxes[i]] for i in at] == [False, False, True]
    columns = markup_columns(facts, at, [dump.paragraphs.texts[i] for i in at])
    assert {len(column) for column in columns.values()} == {3}
    assert columns["region"][0] != columns["region"][1] == columns["region"][2]
    assert marks(facts, at)[0].startswith("nav top menu ")


def test_the_model_tells_what_the_elements_told_it() -> None:
    result = stripper.strip((SAMPLES / "ferry.html").read_bytes())
    said = [v.evidence for v in result.verdicts if v.rule == "article/score"]
    assert any("class names as of furniture" in s or "main box" in s or "trafilatura leaves it out" in s for s in said)
    assert result.confidence is not None and result.confidence > 0.9


def test_a_page_on_which_trafilatura_fails_is_judged_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    def fail(*_: object, **__: object) -> str:
        raise ValueError("stumbled")

    whole = stripper.strip((SAMPLES / "ferry.html").read_bytes()).text
    monkeypatch.setattr(trafilatura, "extract", fail)
    left = stripper.strip((SAMPLES / "ferry.html").read_bytes()).text
    prose = [line for line in whole.split("\n") if len(line) > 80]
    assert all(line in left for line in prose)


def test_rules_alone_do_not_ask_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    import trafilatura

    monkeypatch.setattr(trafilatura, "extract", None)
    assert PROSE in stripper.strip(f"<html><p>{PROSE}</p></html>", mode="rules").text


@pytest.mark.parametrize(
    "page",
    ["<b>" * 50_000 + "deep", "<" * 200_000, "<div>" * 50_000 + PROSE, "<table>" * 3000 + "x", "<a>" * 20_000 + "x"],
)
def test_a_page_of_nothing_but_tags_ends(page: str) -> None:
    try:
        result = stripper.strip(page, kind="html")
    except InputError:
        return
    assert len(result.verdicts) == len(result.dump.lines)
