"""Rules about elements, applied to a page before its article is extracted. Nothing is thrown away: what they
take out is handed back as lines, each with the rule that named it.

Imported lists hold thousands of selectors, nearly all of them one class or one id. Those are looked up by the
classes and ids of the page's elements; of the others only those are tried whose names and quoted strings stand in
the markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from stripper.errors import RuleError
from stripper.rule_file import ElementRule

_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?([.#])(-?[A-Za-z_][\w-]*)", re.ASCII)
_PARTS = re.compile(r"[.#](-?[A-Za-z_][\w-]{2,})|[\"']([^\"'&<>\\]{3,})[\"']", re.ASCII)
_XPATH = ("/", "./", "(")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title"})
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr",
))  # fmt: skip
_BODY_WORDS = 25
"""Words that the elements of a `body` selector must hold to count as the article."""

Taken = tuple[str, str, str]
"""(line, id of the rule, evidence)"""


@dataclass
class Parts:
    """A page with its rules applied: the tree to extract from, the headline that a rule names, what rules took."""

    tree: Any
    title: Taken | None = None
    body: str = ""
    """The text of the elements that a `body` selector names, in lines; empty without one."""
    taken: list[Taken] = field(default_factory=list)


def apply(tree: Any, markup: str, rules: Sequence[ElementRule]) -> Parts:
    """Apply `rules` to the tree that was parsed from `markup`; the tree is changed.

    Raises RuleError for a selector that cannot be parsed.
    """
    parts = Parts(tree)
    _find_title(parts, rules)
    kept = {e for rule in rules for selector in rule.keep for e in _select(tree, rule, selector)}
    safe = {tree, *tree.iterchildren(), *kept, *(a for element in kept for a in element.iterancestors())}
    most = _count(_lines(tree)) // 2
    hits: dict[tuple[str, str], list[Any]] = {}
    for element, rule, selector in _stripped(tree, markup, rules):
        if element not in safe:
            hits.setdefault((rule.id, selector), []).append(element)
    for (name, selector), found in hits.items():
        _take(parts, name, selector, found, most)
    _find_body(parts, rules)
    return parts


def _take(parts: Parts, name: str, selector: str, found: Sequence[Any], most: int) -> None:
    """Take the elements `found` out of the tree, unless they hold more than `most` words: that is no furniture."""
    inner = set(found)
    there = [e for e in found if parts.tree in (ancestors := list(e.iterancestors())) and inner.isdisjoint(ancestors)]
    lines = [line for element in there for line in _lines(element)]
    if _count(lines) <= most:
        parts.taken += [(line, name, f'it stands in an element "{selector}"') for line in lines]
        for element in there:
            element.drop_tree()


def awake(rules: Iterable[ElementRule], site: str) -> list[ElementRule]:
    """Return the rules for pages of `site`, a host; those of any site where it is empty."""
    labels = site.lower().partition(":")[0].split(".")
    homes = {".".join(labels[n:]) for n in range(len(labels))} - {""}
    return [rule for rule in rules if not rule.hosts or not homes.isdisjoint(rule.hosts)]


def check(rule: ElementRule) -> Iterator[RuleError]:
    """Yield what is wrong with the selectors of a rule."""
    for selector in (*rule.strip, *rule.keep, *rule.body, *rule.title):
        try:
            compiled(selector)
        except ValueError as error:
            yield _error(rule, selector, error)


def _error(rule: ElementRule, selector: str, error: ValueError) -> RuleError:
    return RuleError(rule.path, rule.row, f"{rule.id}: '{selector}' is no selector: {error}")


@lru_cache(maxsize=20_000)
def compiled(selector: str) -> Any:
    """Compile a CSS or XPath selector. Raises ValueError with the reason, for one that cannot be parsed."""
    try:
        if selector.startswith(_XPATH):
            xpath = etree.XPath(selector, regexp=False, smart_strings=False)
            xpath(etree.Element("html"))  # names that XPath does not know come to light when it runs
            return xpath
        from cssselect import HTMLTranslator, SelectorError  # only pages with CSS rules need it

        try:
            return etree.XPath(HTMLTranslator().css_to_xpath(selector), regexp=False)
        except SelectorError as error:
            raise ValueError(str(error)) from None
    except (etree.XPathError, RecursionError) as error:
        raise ValueError(str(error) or "nested too deeply") from None


def _select(tree: Any, rule: ElementRule, selector: str) -> list[Any]:
    """The elements that a selector names."""
    try:
        found = compiled(selector)(tree)
    except (ValueError, etree.XPathError) as error:
        raise _error(rule, selector, ValueError(str(error))) from None
    return [e for e in found if isinstance(getattr(e, "tag", None), str)] if isinstance(found, list) else []


def _stripped(tree: Any, markup: str, rules: Sequence[ElementRule]) -> Iterator[tuple[Any, ElementRule, str]]:
    """Yield each element that a rule strips, with the rule and its selector."""
    simple: dict[tuple[str, str], list[tuple[str, ElementRule, str]]] = {}
    for rule in rules:
        for selector in rule.strip:
            match = _SIMPLE.fullmatch(selector)
            if match:
                simple.setdefault((match[2], match[3]), []).append((match[1] or "", rule, selector))
            elif _may_match(selector, markup):
                for element in _select(tree, rule, selector):
                    yield element, rule, selector
    for element in list(tree.iter(etree.Element)) if simple else ():
        names = [(".", name) for name in (element.get("class") or "").split()] + [("#", element.get("id") or "")]
        for tag, rule, selector in (hit for name in names for hit in simple.get(name, ())):
            if tag in ("", element.tag):
                yield element, rule, selector


def _may_match(selector: str, markup: str) -> bool:
    """Whether the markup holds the names and strings without which a CSS selector matches nothing."""
    if selector.startswith(_XPATH) or ":" in selector or "," in selector or "\\" in selector:
        return True
    return all((name or string) in markup for name, string in _PARTS.findall(selector))


def _find_title(parts: Parts, rules: Sequence[ElementRule]) -> None:
    for rule in rules:
        for selector in rule.title:
            try:
                found = compiled(selector)(parts.tree)
            except (ValueError, etree.XPathError) as error:
                raise _error(rule, selector, ValueError(str(error))) from None
            for node in found if isinstance(found, list) else [found]:
                text = " ".join((node if isinstance(node, str) else " ".join(_lines(node))).split())
                if text:
                    parts.title = text, rule.id, f'the headline is "{selector}"'
                    return


def _find_body(parts: Parts, rules: Sequence[ElementRule]) -> None:
    """Take what stands outside of the elements that the first `body` selector with enough text names."""
    for rule in rules:
        for selector in rule.body:
            found = _select(parts.tree, rule, selector)
            inner = set(found)
            outermost = [e for e in found if inner.isdisjoint(e.iterancestors())]
            text = [line for element in outermost for line in _lines(element)]
            if _count(text) >= _BODY_WORDS and parts.tree not in outermost:
                evidence = f'it stands outside of the article, "{selector}"'
                parts.taken += [(line, rule.id, evidence) for line in _lines(parts.tree, frozenset(outermost))]
                parts.body = "\n".join(text)
                page = etree.Element("html")
                etree.SubElement(page, "body").extend(outermost)
                parts.tree = page
                return


def _count(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _lines(element: Any, without: frozenset[Any] = frozenset()) -> Iterator[str]:
    """Yield the text of an element, a block a line; `without` are elements inside that are left out."""
    pieces: list[str] = []
    for text, ends in _texts(element, without):
        if ends:
            line = " ".join("".join(pieces).split())
            pieces = []
            if line:
                yield line
        pieces.append(text)
    line = " ".join("".join(pieces).split())
    if line:
        yield line


def _texts(root: Any, without: frozenset[Any]) -> Iterator[tuple[str, bool]]:
    """Yield each text of an element in order, and whether a line begins with it. No recursion: pages nest deeply."""
    skipped: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if skipped is None and event == "start":
            if element in without or element.tag in _UNSEEN:
                skipped = element
            else:
                yield element.text or "", element.tag not in _INLINE
        elif event in ("end", "comment", "pi"):
            ends = event == "end" and element.tag not in _INLINE
            if element is skipped:
                skipped = None
            elif skipped is not None:
                continue
            if element is not root:
                yield element.tail or "", ends
