"""The HTML reader: every visible block of a page becomes a line, with facts for the article model beside it.

Nothing is picked here: rules, the article model and the judge decide, as for a text dump. trafilatura is one witness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from stripper.errors import InputError
from stripper.model import Dump, Facts, Mark, Paragraphs, Rich, host_of
from stripper.readers import charsets, facts

if TYPE_CHECKING:
    from stripper.readers.blocks import Block, Boxes, Walk
    from stripper.rule_file import ElementRule

Elements = Callable[[], Sequence["ElementRule"]]
"""Gives the rules about elements when a page is read: those of text dumps need not be loaded."""

_BEFORE = re.compile(r"\s+|<!--.{0,2000}?-->|<\?xml[^>]{0,200}\?>", re.I | re.S)
_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_PAGE_END = re.compile(r"</html\s*>", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)

_LINK = re.compile(r"<(?:link|meta)\b[^>]{0,2000}>", re.I)
_NAMES_URL = re.compile(r"""\b(?:rel=["']?canonical|(?:property|name)=["']?og:url)["'\s>/]""", re.I)
_URL = re.compile(r"\b(?:href|content)\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'<>]{1,2000})", re.I)
_HEAD = 200_000
"""Characters in which the URL of a page is looked for: its head, also of one that opens with long scripts."""
_NESTING = re.compile(
    r"<(/?)(?:(?:a|b|big|code|em|font|i|s|small|span|strong|sub|sup|tt|u)|(article|aside|blockquote|center|dd|div|dl|dt|"
    r"figure|footer|form|h[1-6]|header|li|main|nav|ol|p|section|table|tbody|t[dhr]|ul|[a-z]+-[a-z-]+))(?=[\s/>])[^<>]*>",
    re.I,
)
"""A tag that opens or closes (1), and the name of a block element (2)."""
_DEEPEST = 1_000
"""Elements inside one another that are left of a page nested more deeply than the parser goes (2,048)."""
_ITEM = "- "
_LISTS = ("ul", "ol")
_HOLDERS = 20
"""List items and quotations inside one another that Markdown shows; what stands deeper is shown as deep."""


def looks_like_html(text: str) -> bool:
    """Whether `text` opens as an HTML page does."""
    text, at = text[:20_000].lstrip("\ufeff"), 0
    while before := _BEFORE.match(text, at):  # one by one: Python 3.11.2 cannot match a possessive group of these
        at = before.end()
    return bool(_START.match(text, at))


def read(name: str, data: bytes, elements: Elements = tuple, site: str = "") -> Dump:
    """Return a page as a dump in UTF-8, a block of its text a line.

    `elements` gives the rules about elements, `site` is the host or URL of the page; where it is empty, what
    the page says counts. What such rules speak of is marked. Raises InputError when the page holds no text at
    all, RuleError for a bad selector.
    """
    return read_markup(name, charsets.markup_of(data), elements, site)


def read_markup(name: str, markup: str, elements: Elements = tuple, site: str = "") -> Dump:
    """Return the dump of a page that is text already; see `read`."""
    from stripper.readers import elements as rules_about
    from stripper.readers.blocks import Walk
    from stripper.readers.jsonld import told_in_data

    told = partial(facts.metadata_of, markup, site)
    rules, site = elements(), host_of(site or _url(markup))
    awake = rules_about.awake(rules, site)
    for before, after in (pair for rule in awake for pair in rule.replace):
        markup = markup.replace(before, after)
    tree = parse(markup)
    named = rules_about.apply(tree, markup, awake)
    walk = Walk(named.elements).over(tree, named.outside) if tree is not None else Walk({})
    titles = _titles(named.title, walk.blocks)
    blocks = [*titles, *walk.blocks]
    blocks += told_in_data(tree, blocks)
    if not blocks:
        raise InputError("no text was found in this HTML page; save the page once it has loaded, or dump it as text")
    return replace(_dump(_Page(tree, walk, named, blocks, len(titles)), name), told=told).of(site)


def parse(markup: str) -> Any:
    """Return the tree of a page; None where it holds no element."""
    tree, is_whole = _parsed(markup)
    return tree if is_whole else _parsed(_shallow(markup))[0]


def _shallow(markup: str) -> str:
    """Return a page without the tags of elements that stand too deep: of those, their lines are left."""
    depth = 0

    def left(tag: re.Match[str]) -> str:
        nonlocal depth
        depth += not tag[1]
        is_kept = depth <= _DEEPEST
        depth -= bool(tag[1]) and depth > 0
        return tag[0] if is_kept else "<br>" if tag[2] else ""

    return _NESTING.sub(left, markup)


def _parsed(markup: str) -> tuple[Any, bool]:
    """Return the tree of a page, and whether all of it was read."""
    from lxml import etree, html

    markup = _PAGE_END.sub("", markup)  # the parser stops there, browsers go on
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(markup.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        tree = None
    return tree, all(error.type_name != "ERR_RESOURCE_LIMIT" for error in parser.error_log)


@dataclass(frozen=True, eq=False, repr=False)
class _Page:
    """A page that was walked over, and all its blocks."""

    tree: Any
    walk: Walk
    named: Any
    blocks: Sequence[Block]
    added: int
    """Blocks on top that are none of the walk's."""


def _url(markup: str) -> str:
    """The URL that a page gives as its own, in `og:url` or a canonical link; empty where it gives none."""
    tags = (tag for tag in _LINK.findall(_COMMENT.sub("", markup[:_HEAD])) if _NAMES_URL.search(tag))
    found = (_URL.search(tag) for tag in tags)
    return next((url[1] for url in found if url), "")


def _titles(title: tuple[str, Mark] | None, blocks: list[Block]) -> list[Block]:
    """Mark the line that a rule names as the headline; return it where no line of the page is."""
    from stripper.readers.blocks import Block

    if not title:
        return []
    text, mark = title
    for i, block in enumerate(blocks):
        if block.text.lower() == text.lower():
            blocks[i] = block._replace(mark=mark)
            return []
    if blocks:
        blocks[0] = blocks[0]._replace(gap=True)
    return [Block(text, 0, "h1", mark=mark, rich=text)]


def _dump(page: _Page, name: str) -> Dump:
    """Lay out the blocks of a page in lines."""
    lines: list[str] = []
    starts: list[int] = []
    texts: list[str] = []
    marks: dict[int, Mark] = {}
    places: list[int] = []  # the paragraph of each block
    for block, (bullet, _) in zip(page.blocks, _bullets(page), strict=True):
        if block.gap and lines:
            starts.append(len(lines))
            texts.append("")
            lines.append("")
        places.append(len(texts))
        starts.append(len(lines))
        rows = [bullet + block.text] if block.kind != "pre" else block.text.split("\n")
        if block.mark:
            marks.update(dict.fromkeys(range(len(lines), len(lines) + len(rows)), block.mark))
        texts.append("" if block.mark else block.text if len(rows) == 1 else " ".join(map(str.strip, rows)))
        lines += rows
    paragraphs = Paragraphs(range(len(lines)) if starts == list(range(len(lines))) else starts, texts)
    return Dump(
        name, "\n".join([*lines, ""]), lines, paragraphs, kind="html", marks=marks,
        facts=partial(_facts, page, places, len(texts)), rich=partial(_rich, page, [starts[k] for k in places]),
    )  # fmt: skip


def _bullets(page: _Page) -> Iterator[tuple[str, int]]:
    """Yield what stands before each block: the mark of the list item that begins with it, and the box of that item."""
    parents, tags, told = page.walk.boxes.parents, page.walk.boxes.tags, page.walk.numbers
    numbers: dict[int, int] = {}
    begun = set()
    for block in page.blocks:
        box = block.box
        while box and tags[box] not in ("li", "ul", "ol", "table"):
            box = parents[box]
        if tags[box] != "li" or box in begun or block.kind == "pre":
            yield "", 0
            continue
        begun.add(box)
        holder = parents[box]
        number = numbers[holder] = told.get(box, numbers[holder] + 1 if holder in numbers else told.get(holder, 1))
        yield f"{number}. " if tags[holder] == "ol" else _ITEM, box


def _facts(page: _Page, places: Sequence[int], count: int) -> Facts:
    """Return what the article model may know of each paragraph; asks trafilatura."""
    from stripper.readers import blocks, witness

    texts = [block.text for block in page.blocks]
    asked = page.tree is not None and page.walk.depth <= blocks.DEEPEST
    chosen = witness.chosen(page.tree, texts) if asked else [-1.0] * len(texts)
    boxes, kinds, linked, shares = [-1] * count, [""] * count, [0.0] * count, [0.0] * count
    for place, block, share in zip(places, page.blocks, chosen, strict=True):
        boxes[place], kinds[place], shares[place] = block.box, block.kind, share
        linked[place] = block.linked / len(block.text)
    return Facts(boxes, kinds, linked, shares, *page.walk.boxes)


def _rich(page: _Page, lines: Sequence[int]) -> Mapping[int, Rich]:
    """Return the Markdown of each block, by its first line: the page is walked over again."""
    from stripper.escapes import escaped
    from stripper.readers.blocks import Walk

    again = Walk(page.named.elements, rich=True).over(page.tree, page.named.outside).blocks if page.walk.blocks else []
    rich = ["" for _ in page.blocks]
    rich[page.added : page.added + len(again)] = [block.rich for block in again]
    boxes = page.walk.boxes
    holders, tables = _holders(boxes), [0]
    for box, (parent, tag) in enumerate(zip(boxes.parents[1:], boxes.tags[1:], strict=True), 1):
        tables.append(box if tag == "table" else tables[parent])
    out = {}
    for line, block, (bullet, item), told in zip(lines, page.blocks, _bullets(page), rich, strict=True):
        text, box = block.text if block.kind == "pre" else told or escaped(block.text), block.box
        out[line] = Rich(block.kind, text, bullet, item, boxes.parents[item], holders[box], tables[box])
    return out


def _holders(boxes: Boxes) -> list[tuple[tuple[str, int], ...]]:
    """Return the list items and quotations around each box. A list right in a list belongs to the item before it."""
    holders: list[tuple[tuple[str, int], ...]] = [()]
    items: dict[int, int] = {}  # a list -> its latest item
    for box, (parent, tag) in enumerate(zip(boxes.parents[1:], boxes.tags[1:], strict=True), 1):
        around = holders[parent]
        if tag in _LISTS and boxes.tags[parent] in _LISTS and parent in items:
            around = holders[items[parent]]
        elif tag in ("li", "blockquote") and len(around) < _HOLDERS:
            around = (*around, (tag, box))
        if tag == "li":
            items[parent] = box
        holders.append(around)
    return holders
