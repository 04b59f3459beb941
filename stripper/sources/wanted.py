"""Names of files: which are pages, and what the text of one is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from fnmatch import fnmatch

from stripper.readers.packed import SUFFIXES

_TEXT = (".txt", ".text", ".md", ".markdown")
PAGES = (*_TEXT, ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".eml")
"""Endings of saved pages."""


def unpacked_name(name: str) -> str:
    """Return the name that the file has once it is unpacked."""
    stem, ending = os.path.splitext(name)
    return stem if ending.lower() in SUFFIXES and os.path.basename(stem) else name


def is_page(name: str, globs: Sequence[str] = ()) -> bool:
    """Whether a file of a folder or an archive is taken for a page: by its ending, or by `globs`, if any."""
    base = os.path.basename(name)
    if base.startswith("."):
        return False
    if globs:
        return any(fnmatch(base, glob) for glob in globs)
    return unpacked_name(base).lower().endswith(PAGES)


def text_name(name: str) -> str:
    """Return the name of a page's text: that of the page, unpacked, with ".txt" where another ending would lie."""
    name = unpacked_name(name)
    return name if name.lower().endswith(_TEXT) else f"{name}.txt"
