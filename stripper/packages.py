"""Rule sets that installed packages offer, by an entry point of the group `stripper.rulesets`.

    [project.entry-points."stripper.rulesets"]
    baltic = "baltic_rules"        # the package whose folder holds the rule files

No package is imported: its folder is looked up beside its entry point. `importlib.metadata` would cost
every run 50 ms; here a run costs one stat for each folder of `sys.path`, as long as nothing was installed since.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

from stripper import cache_file

GROUP = "stripper.rulesets"


def offers() -> list[tuple[str, str]]:
    """Return what the installed packages offer, by the names of their entry points.

    Each is a name and the folder of its rule files; the folder is empty where it cannot be found.
    """
    stamps = [stamp for folder in dict.fromkeys(sys.path) if folder and (stamp := _stamp(folder))]
    name = cache_file.name("packages", [sys.prefix])
    held = cache_file.read(name, stamps)
    if not isinstance(held, list):
        found = sorted((key, value, folder) for folder, _ in stamps for key, value in _entries(folder))
        held = [[key, _folder(value, folder)] for key, value, folder in found]
        cache_file.write(name, stamps, held)
    return [(str(package), str(folder)) for package, folder in held]


def _stamp(folder: str) -> list[Any] | None:
    """A folder with the time of its last change: installing a package makes a folder in it, removing one takes it."""
    try:
        return [folder, os.stat(folder).st_mtime_ns]
    except OSError:
        return None


def _entries(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the entry points of our group in a folder of packages."""
    try:
        names = os.listdir(folder)
    except OSError:  # a zip file, no permission
        return
    for name in names:
        if name.endswith((".dist-info", ".egg-info")):
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), encoding="utf-8") as file:
                    text = file.read()
            except (OSError, UnicodeError):
                continue
            if GROUP in text:
                yield from _group(text)


def _group(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for row in (row.strip() for row in text.split("\n")):
        key, equals, value = row.partition("=")
        if row.startswith("["):
            section = row.strip("[] ")
        elif section == GROUP and equals and not row.startswith(("#", ";")):
            yield key.strip(), value.partition(":")[0].partition("[")[0].strip()


def _folder(module: str, beside: str) -> str:
    """The folder of the package `module`: beside its entry point, on the path, or where its finder says."""
    parts = module.split(".")
    for home in (beside, *sys.path):
        folder = os.path.join(home, *parts)
        if os.path.isdir(folder):
            return folder
    from importlib.util import find_spec  # editable installs; a name without dots is found without any import

    try:
        spec = find_spec(parts[0])
    except (ImportError, ValueError):
        return ""
    homes = (spec.submodule_search_locations or ()) if spec else ()
    return next((f for home in homes if os.path.isdir(f := os.path.join(home, *parts[1:]))), "")
