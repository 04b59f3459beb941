"""Markdown of HTML pages, as a parser of Markdown reads it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

import stripper
from stripper.rule_file import parse

PROSE = "The harbour froze over in the second week of January, and the boats stayed where they were until March."
_TIGHT = re.compile(r"</?(?:p|thead|tbody)>|(?<=>)\n|\n(?=<)")
"""What a page and its Markdown may differ in."""


def shown(markdown: str) -> str:
    """Markdown as a parser shows it, without what parts paragraphs."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)
    return _TIGHT.sub("", html)


def markdown_of(body: str) -> str:
    page = f"<html><body>{body}<p>{PROSE}</p></body></html>"
    return stripper.strip(page, mode="rules", select=["skip-links"]).render("markdown").removesuffix(f"\n\n{PROSE}\n")


@pytest.mark.parametrize(
    "body",
    [
        '<ol start="5"><li>five</li><li>six</li></ol>',
        '<ol start="99"><li>a</li><li>b<ul><li>in b</li></ul></li><li>c<blockquote>in c</blockquote></li></ol>',
        '<ul><li>a<ol start="3"><li>three</li><li>four</li></ol></li><li>b</li></ul>',
        "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>",
        "<ol><li>a</li></ol><ol><li>b</li></ol><ul><li>x</li></ul><ul><li>y</li></ul><ul><li>z</li></ul>",
        "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul><ul><li>d</li></ul></li></ul>",
        "<ul><li>a<blockquote>said</blockquote></li><li>b</li></ul>",
        "<ul><li><blockquote>first</blockquote>after</li><li>b</li></ul>",
        "<blockquote>one<ul><li>a</li><li>b</li></ul><blockquote>deep</blockquote>two</blockquote>",
        "<blockquote>one</blockquote><blockquote>two</blockquote>",
        "<ul><li>a<table><tr><th>A</th></tr><tr><td>1</td></tr></table></li><li>b</li></ul>",
        "<blockquote><table><tr><th>A</th></tr><tr><td>1</td></tr></table></blockquote>",
        "<table><tr><th>A</th><th>B</th></tr><tr><td><code>a|b</code></td><td>x | y</td></tr></table>",
        r"<table><tr><th>A</th><th>B</th></tr><tr><td><code>a|b</code></td><td>x \| y</td></tr></table>",
    ],
)
def test_markdown_is_read_as_the_page_it_is_of(body: str) -> None:
    assert shown(markdown_of(body)) == body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n    - b\n- c"),
        ("<ol><li>a</li><li value=7>b</li><li>c</li></ol>", "1. a\n7. b\n8. c"),
        ("<ol start=-3><li>a</li></ol>", "1. a"),
        ("<ol start='9999999999'><li>a</li></ol>", "1. a"),
        (
            "<blockquote><p>one</p><p>two</p></blockquote><blockquote>three</blockquote>",
            "> one\n>\n> two\n\n> three",
        ),
        (
            "<table><tr><th colspan=3>A</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>",
            "| A | | |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        ),
        # Parsers do not agree on what the backslash before an escaped bar in code is for.
        (r"<table><tr><td><code>a\|b</code></td></tr></table>", "| <code>a\\\\\\|b</code> |\n| --- |"),
        ("<p><a href='/o'>a <b><a href='/i'>b</a></b></a> <a><a href='/c'>c</a></a></p>", "[a **b**](/o) [c](/c)"),
        ("<table><tr><td><a href='x|y'>l</a></td></tr></table>", "| [l](x%7Cy) |\n| --- |"),
    ],
)
def test_markdown_of_odd_lists_and_tables(body: str, expected: str) -> None:
    assert markdown_of(body) == expected


@pytest.mark.parametrize(
    ("inside", "rows"),
    [
        ("<div>def f():</div><div>    return 1</div>", ["def f():", "    return 1"]),
        ("<code><div>a</div>\n<div>  b</div>\n</code>", ["a", "  b"]),
        ("<div>a\n</div>\n<div>\n</div>\n<div>b\n</div>", ["a", "", "b"]),
        ("<div>a</div><div><br></div><div>b</div>tail", ["a", "", "b", "tail"]),
        ("<ol><li><span>a</span></li><li>  b</li></ol>", ["a", "  b"]),
        ("<p>a</p><p>  b</p>", ["a", "  b"]),
        ("first<div>second</div>", ["first", "second"]),
    ],
)
def test_the_lines_of_a_preformatted_text_may_be_elements(inside: str, rows: list[str]) -> None:
    assert markdown_of(f"<pre>{inside}</pre>") == "\n".join(["```", *rows, "```"])


@pytest.mark.parametrize(
    "inside",
    [
        "code<div><div>box</div></div>",
        "code<h2>Heading</h2>",
        "code<p>" + "a word and " * 20 + "</p>",
    ],
)
def test_a_preformatted_text_that_nobody_closed_does_not_hold_the_page_together(inside: str) -> None:
    assert markdown_of(f"<pre>{inside}</pre>").startswith("```\ncode\n```\n")


def test_an_item_whose_mark_went_holds_nothing() -> None:
    body = "<ul><li>Skip to content<p>kept</p><ul><li>in it</li></ul></li><li>next</li></ul>"
    assert markdown_of(body) == "kept\n\n- in it\n\n* next"


def test_what_is_left_of_a_row_keeps_its_cells() -> None:
    own = parse('[rule.cut]\nwhy = "x"\naction = "trim"\nphrase = ["xyzzy"]\n', "own", "own.toml")
    page = f"<html><body><table><tr><td>a* xyzzy</td><td>b</td></tr></table><p>{PROSE}</p></body></html>"
    left = stripper.strip(page, mode="rules", rules=[own], select=["own"]).render("markdown")
    assert left == f"| a\\* | b |\n| --- | --- |\n\n{PROSE}\n"
