"""Site configs of fivefilters (github.com/fivefilters/ftr-site-config): a file a host, a directive a line."""

from __future__ import annotations

import os
import re

from stripper.interchange.tables import Imported, Refused, Table, usable
from stripper.rule_file import changes_tags_only

_DIRECTIVE = re.compile(r"(\w+)\s*(?:\((.*?)\))?\s*:\s*(.*)")
_REASONS = {
    **dict.fromkeys(("test_url", "test_contains"), "a test of the site's own pages"),
    **dict.fromkeys(
        ("http_header", "single_page_link", "single_page_link_in_feed", "next_page_link", "requires_login", "login_uri",
         "login_username_field", "login_password_field", "login_extra_fields", "not_logged_in_xpath"),
        "about fetching, which stripper does not",
    ),
    **dict.fromkeys(("author", "date", "native_ad_clue", "if_page_contains"), "not asked for"),
    **dict.fromkeys(("strip_image_src", "insert_detected_image", "src_lazy_load_attr"), "about images"),
    **dict.fromkeys(
        ("tidy", "prune", "parser", "autodetect_on_failure", "skip_json_ld", "convert_double_br_tags", "strip_attr",
         "wrap_in", "dissolve", "move_into", "footnotes"),
        "about how its own extractor works",
    ),
}  # fmt: skip
_WORD = "contains(concat(' ', normalize-space(@{}), ' '), ' {} ')"


def read(text: str, name: str) -> Imported:
    """Return what a site config says of elements. Its host is the name of its file, `global.txt` is for all sites."""
    host = os.path.basename(name).removesuffix(".txt").removeprefix(".").removeprefix("www.").lower()
    table = Table(host or "site", () if host in ("", "global") else (host,))
    imported = Imported(f"Elements of pages of {host}, from a site config.", "named by a site config", [table])
    find: tuple[int, str] | None = None
    for number, row in enumerate(text.split("\n"), 1):
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        match = _DIRECTIVE.fullmatch(row.strip())
        key, inside, value = (match[1], match[2] or "", match[3].strip()) if match else ("", "", "")
        reason = ""
        if key == "find_string":
            reason = "no replace_string follows" if find else ""
            find = (number, value)
        elif key == "replace_string":
            before = inside or (find[1] if find else "")
            find = None if not inside else find
            reason = _replace(table, before, value)
        elif key in ("title", "body", "strip"):
            reason = _xpath(table, key, value)
        elif key == "strip_id_or_class":
            reason = _name(table, value.strip("'\""))
        else:
            reason = _REASONS.get(key, "an unknown directive")
        if reason:
            imported.refused.append(Refused(number, row.strip(), reason))
    if find:
        imported.refused.append(Refused(find[0], f"find_string: {find[1]}", "no replace_string follows"))
    return imported


def _xpath(table: Table, key: str, value: str) -> str:
    """Take an XPath, or return why not."""
    if key == "strip" and re.search(r"/@[\w:-]+\s*$", value):
        return "names attributes, which hold no text"
    value = value if value.startswith(("/", "./", "(")) else f"({value})"
    reason = usable(value)
    if not reason:
        getattr(table, key).append(value)
    return reason


def _name(table: Table, value: str) -> str:
    if not re.fullmatch(r"[^\s'\"<>]+", value):
        return "no name of a class or an id"
    table.strip.append(f"//*[{_WORD.format('class', value)} or {_WORD.format('id', value)}]")
    return ""


def _replace(table: Table, before: str, after: str) -> str:
    if not before:
        return "no find_string before it"
    if not changes_tags_only(before, after):
        return "it may change the text of a page"
    table.replace.append((before, after))
    return ""
