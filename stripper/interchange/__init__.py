"""Interchange: rules that others maintain, turned into rules about elements. Nothing is fetched, nothing executed."""

from __future__ import annotations

import re

from stripper.errors import StripperError, UnknownNameError
from stripper.interchange import cosmetic, siteconfig
from stripper.interchange.tables import Imported

FORMATS = {"siteconfig": siteconfig.read, "filters": cosmetic.read}
"""A format others write -> what reads it: (text, name of the file) -> Imported."""

_FILTERS = re.compile(r"^\[(?:Adblock|uBlock)|^[^\s#!]*#@?[?$%]{0,2}#\S|^\|\||^@@", re.M)
_CONFIG = re.compile(r"^(?:title|body|strip\w*|prune|tidy|test_url|replace_string.*|find_string)\s*:", re.M)


def read(text: str, name: str, form: str = "") -> Imported:
    """Return the rules in a file of another tool; `form` is one of FORMATS, empty to find out.

    Raises StripperError for a file that is neither, UnknownNameError for an unknown format.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    if not form:
        config, filters = len(_CONFIG.findall(text)), len(_FILTERS.findall(text))
        if not config and not filters:
            raise StripperError(f"{name}: neither a site config (title:, body:, strip:) nor a filter list (##selector)")
        form = "siteconfig" if config > filters else "filters"
    if form not in FORMATS:
        raise UnknownNameError("format to import", form, FORMATS)
    return FORMATS[form](text, name)
