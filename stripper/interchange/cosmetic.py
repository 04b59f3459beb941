"""Cosmetic filters of EasyList and uBlock Origin: `##selector`, `site##selector`, and the exceptions `#@#`."""

from __future__ import annotations

import os
import re

from stripper.interchange.tables import Imported, Refused, Table, usable

_FILTER = re.compile(r"([^#\s]*)(#@?(?:\$\?|[?$%])?#)(.+)")
_PROCEDURAL = re.compile(
    r":(?:-abp-|has-text|contains|upward|nth-ancestor|xpath|matches-|min-text-length|watch-attr|others|if\(|if-not|remove|style)"
)
_HOST = re.compile(r"~?[^\s,~/*|^$]+\.[^\s,~/*|^$]+")
_EVERYWHERE = "everywhere"


def read(text: str, name: str) -> Imported:
    """Return the plain cosmetic filters of a list; network filters, scripts, styles and procedures are refused."""
    stem = os.path.basename(name).removesuffix(".txt")
    imported = Imported(f"Elements that the filter list {stem} hides.", "hidden by a filter list")
    tables: dict[tuple[str, ...], Table] = {}
    never: set[str] = set()
    conditional = 0
    for number, row in enumerate(map(str.strip, text.split("\n")), 1):
        if row.startswith("!#if"):
            conditional += 1
        elif row.startswith("!#endif"):
            conditional = max(0, conditional - 1)
        comment = row.startswith(("!", "[Adblock", "[uBlock", "# ", "####", "%")) or row == "#"
        if not row or (comment and not row.startswith("!#include")):
            continue
        match = _FILTER.fullmatch(row)
        reason = "for some browsers only" if conditional else _refusal(row, match)
        if reason or not match:
            imported.refused.append(Refused(number, row, reason))
        else:
            _take(tables, never, match[1], match[2] == "#@#", match[3].strip())
    for table in tables.values():
        table.strip = [selector for selector in dict.fromkeys(table.strip) if selector not in never]
        table.keep = list(dict.fromkeys(table.keep))
    imported.tables = list(tables.values())
    return imported


def _refusal(row: str, match: re.Match[str] | None) -> str:
    """Why a line cannot be taken; empty for a plain cosmetic filter."""
    if row.startswith("!#include"):
        return "another file; nothing is fetched"
    if not match:
        return "a network filter: about what is fetched"
    hosts, sign, selector = match[1], match[2], match[3].strip()
    if "$" in sign or "%" in sign or "{" in selector:
        return "a style or a script"
    if selector.startswith(("+js(", "script:inject", "^")):
        return "a style or a script"
    if "?" in sign or _PROCEDURAL.search(selector):
        return "a procedural filter"
    if hosts not in ("", "*") and not all(_HOST.fullmatch(host) for host in hosts.split(",")):
        return "a site with a wildcard"
    return usable(selector)


def _take(tables: dict[tuple[str, ...], Table], never: set[str], hosts: str, exception: bool, selector: str) -> None:
    names = [host.strip().lower() for host in hosts.split(",") if host not in ("", "*")]
    there = tuple(dict.fromkeys(name for name in names if not name.startswith("~")))
    elsewhere = [name[1:] for name in names if name.startswith("~")]
    if exception and not names:
        never.add(selector)  # it holds nowhere
        return
    table = _table(tables, there)
    (table.keep if exception else table.strip).append(selector)
    for name in elsewhere:
        other = _table(tables, (name,))
        (other.strip if exception else other.keep).append(selector)


def _table(tables: dict[tuple[str, ...], Table], hosts: tuple[str, ...]) -> Table:
    if hosts not in tables:
        first = hosts[0] if hosts else _EVERYWHERE
        taken = sum(table.name.partition(" ")[0] == first for table in tables.values()) if len(hosts) > 1 else 0
        name = first if len(hosts) < 2 else f"{first} and {len(hosts) - 1} more" + (f" ({taken})" if taken else "")
        tables[hosts] = Table(name, hosts)
    return tables[hosts]
