"""Rules about elements: which elements of a page they name. Nothing is thrown away: the lines of what they strip stay
where they stood, each marked with the rule that named it.

Imported lists hold thousands of selectors, nearly all of them one class or one id. Those are looked up by the
classes and ids of the page's elements; of the others only those are tried whose names and quoted strings stand in
the markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from stripper.errors import RuleError
from stripper.model import Mark
from stripper.readers.blocks import Walk
from stripper.rule_file import ElementRule

_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?([.#])(-?[A-Za-z_][\w-]*)", re.ASCII)
_PARTS = re.compile(r"[.#](-?[A-Za-z_][\w-]{2,})|[\"']([^\"'&<>\\]{3,})[\"']", re.ASCII)
_XPATH = ("/", "./", "(")
_BODY_WORDS = 25
"""Words that the elements of a `body` selector must hold to count as the article."""


@dataclass(frozen=True)
class Named:
    """What rules about elements say of a page: of elements, of all that stands outside of them, and of its headline."""

    elements: Mapping[Any, Mark | None] = field(default_factory=dict)
    """Elements -> the mark of their text; None for those whose text is left to others."""
    outside: Mark | None = None
    title: tuple[str, Mark] | None = None


def apply(tree: Any, markup: str, rules: Sequence[ElementRule]) -> Named:
    """Ask `rules` about the tree that was parsed from `markup`, which is left as it is.

    Raises RuleError for a selector that cannot be parsed.
    """
    if tree is None or not rules:
        return Named()
    kept = {e for rule in rules for selector in rule.keep for e in _select(tree, rule, selector)}
    safe = {tree, *tree.iterchildren(), *kept, *(a for element in kept for a in element.iterancestors())}
    hits: dict[tuple[str, str], list[Any]] = {}
    for element, rule, selector in _stripped(tree, markup, rules):
        if element not in safe:
            hits.setdefault((rule.id, selector), []).append(element)
    elements: dict[Any, Mark | None] = {}
    most = _count(_lines(tree)) // 2 if hits else 0
    for (name, selector), found in hits.items():
        _take(elements, name, selector, found, most)
    outside = _find_body(elements, tree, rules)
    return Named(elements, outside, _find_title(tree, rules))


def _take(elements: dict[Any, Mark | None], name: str, selector: str, found: Sequence[Any], most: int) -> None:
    """Mark the elements `found`, unless they hold more than `most` words: that is no furniture."""
    inner = set(found)
    there = [e for e in found if inner.isdisjoint(e.iterancestors())]
    if sum(_count(_lines(element)) for element in there) <= most:
        for element in there:
            elements.setdefault(element, ("drop", name, f'it stands in an element "{selector}"'))


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


def _find_title(tree: Any, rules: Sequence[ElementRule]) -> tuple[str, Mark] | None:
    for rule in rules:
        for selector in rule.title:
            try:
                found = compiled(selector)(tree)
            except (ValueError, etree.XPathError) as error:
                raise _error(rule, selector, ValueError(str(error))) from None
            for node in found if isinstance(found, list) else [found]:
                text = " ".join((node if isinstance(node, str) else " ".join(_lines(node))).split())
                if text:
                    return text, ("keep", rule.id, f'the headline is "{selector}"')
    return None


def _find_body(elements: dict[Any, Mark | None], tree: Any, rules: Sequence[ElementRule]) -> Mark | None:
    """Free the elements that the first `body` selector with enough text names; return the mark of all around them."""
    for rule in rules:
        for selector in rule.body:
            found = _select(tree, rule, selector)
            inner = set(found)
            outermost = [e for e in found if inner.isdisjoint(e.iterancestors())]
            if sum(_count(_lines(element)) for element in outermost) >= _BODY_WORDS and tree not in outermost:
                elements.update((element, None) for element in outermost if element not in elements)
                return "drop", rule.id, f'it stands outside of the article, "{selector}"'
    return None


def _count(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _lines(element: Any) -> list[str]:
    """The text of an element, a line each."""
    return [block.text for block in Walk({}).over(element).blocks]
