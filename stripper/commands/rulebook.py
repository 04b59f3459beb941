"""The rules in force for a command: those it is told of, those it finds, those that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from stripper import catalogue
from stripper.book import Book
from stripper.commands import say
from stripper.discovery import Found, discover, sound, where_set
from stripper.errors import RuleError, UnknownNameError
from stripper.ruleset import RuleSet


class Stated(NamedTuple):
    """Which rules are in force: the files of one's own, what is selected and ignored, and the mode."""

    files: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    mode: str


def in_force(chosen: Mapping[str, Any]) -> tuple[Book, str]:
    """Return the rules and the mode that options (see `options.choosing`) and settings ask for."""
    book, stated = stated_in(chosen)
    return book, stated.mode


def stated_in(chosen: Mapping[str, Any]) -> tuple[Book, Stated]:
    """Return the rules that options and settings ask for, and how another process gets the same.

    Of `select` and `mode` an option beats a setting; what is ignored adds up.
    """
    found = look(chosen)
    select = tuple(chosen.get("select") or found.select)
    ignore = (*chosen.get("ignore", ()), *found.ignore)
    try:
        try:
            book = catalogue.book(found.files, select, ignore)
        except RuleError:
            if not chosen["skip_bad"]:
                raise
            found = sound(found, warn)
            book = catalogue.book(found.files, select, ignore)
    except UnknownNameError as error:
        raise _placed(error, chosen, found) from None
    return book, Stated(found.files, select, ignore, str(chosen.get("mode") or found.mode or "article"))


def look(chosen: Mapping[str, Any]) -> Found:
    """Look for rule files as the options say."""
    return discover(list(chosen["own"]), isolated=chosen["isolated"], tell=warn if chosen["skip_bad"] else None)


def sets_in_force(chosen: Mapping[str, Any]) -> tuple[Found, tuple[RuleSet, ...]]:
    """Return what was found and all rule sets, examples and all, the first to decide first."""
    found = look(chosen)
    if chosen["skip_bad"]:
        found = sound(found, warn)
    return found, catalogue.rule_sources(found.files)


def warn(error: RuleError) -> None:
    """Say on stderr that a rule file is left out."""
    say(f"stripper: left out: {error}")


def _placed(error: UnknownNameError, chosen: Mapping[str, Any], found: Found) -> Exception:
    """The same mistake, with file and line where a setting made it."""
    for key in ("select", "ignore"):
        place = where_set(found, key, error.name) if error.name not in chosen.get(key, ()) else None
        if place:
            return RuleError(*place, f"'{key}': {error}")
    return error
