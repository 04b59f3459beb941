"""Where the rules of a run come from, and the settings in their files. Only commands look for them:
the library uses the rules that it is given.

In this order: files named by the user; `stripper.toml` and `.stripper/` in the nearest folder, from the
working folder upwards, that has one; the user's config folder; installed packages; what is shipped.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stripper import cache_file, catalogue, packages
from stripper.errors import RuleError

if TYPE_CHECKING:
    from stripper.keys import Spot
    from stripper.rule_file import Settings

SETTINGS_FILE = "stripper.toml"
"""The name of a file that may hold settings beside rules."""

Tell = Callable[[RuleError], None]
"""Called with what is wrong with a rule file that is then left out."""


class Source(NamedTuple):
    """A place where rules are looked for: why it counts, where it is, and the rule files in it.

    A named tuple, as is `Found`, since every run pays for these classes and a dataclass costs it a millisecond.
    """

    why: str
    where: str
    files: tuple[str, ...]


class Found(NamedTuple):
    """What was found, the first to speak first; settings with the files that state them."""

    sources: tuple[Source, ...]
    settings: tuple[tuple[str, Settings], ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The rule files, each once, in the order in which they decide."""
        return tuple(dict.fromkeys(file for source in self.sources for file in source.files))

    @property
    def select(self) -> tuple[str, ...]:
        """The setting of the nearest file that has one."""
        return next((s.select for _, s in self.settings if s.select), ())

    @property
    def ignore(self) -> tuple[str, ...]:
        """What any of the files ignores."""
        return tuple(dict.fromkeys(name for _, s in self.settings for name in s.ignore))

    @property
    def mode(self) -> str:
        """The setting of the nearest file that has one, or an empty string."""
        return next((s.mode for _, s in self.settings if s.mode), "")


def discover(own: Sequence[str] = (), *, isolated: bool = False, tell: Tell | None = None) -> Found:
    """Look for rules and settings. `own` are files and folders named by the user; `isolated` leaves it at those.

    Raises RuleError for a bad settings file, or one that names a rule file which is not there; with
    `tell`, that is told, and the file left out.
    """
    sources: list[Source] = []
    settings: list[tuple[str, Settings]] = []
    for why, where, roots in _places(own, isolated):
        files: list[str] = []
        for root in roots:
            try:
                for file in catalogue.files(root):
                    said = _settings(file) if os.path.basename(file) == SETTINGS_FILE and why != _PACKAGE else None
                    files += [file, *(_named(file, said) if said else ())]
                    settings += [(file, said)] if said else []
            except RuleError as error:
                if not tell:
                    raise
                tell(error)
        sources.append(Source(why, where, tuple(files)))
    return Found(tuple(sources), tuple(settings))


def sound(found: Found, tell: Tell) -> Found:
    """Return what was found without the rule files that cannot be used; each of those is told."""
    bad = set()
    for file in found.files:
        try:
            catalogue.load(file)
        except RuleError as error:
            bad.add(file)
            tell(error)
    sources = (Source(s.why, s.where, tuple(f for f in s.files if f not in bad)) for s in found.sources)
    return Found(tuple(sources), tuple((file, said) for file, said in found.settings if file not in bad))


def where_set(found: Found, key: str, name: str = "") -> tuple[str, int] | None:
    """Return file and line of the nearest setting `key` (one that names `name`), or None."""
    for file, said in found.settings:
        value = getattr(said, key)
        if value and (not name or name in value):
            return file, _spot(file).row(key)
    return None


def _spot(file: str) -> Spot:
    from stripper.keys import Spot  # for messages only

    with open(file, encoding="utf-8") as text:
        return Spot(text.read(), file)


def config_folder() -> str:
    """The user's folder for rules and settings. platformdirs names the same one, but takes 15 ms to be imported."""
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "page-stripper")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "page-stripper")


_NAMED = "named with --rules"
_PROJECT = "upwards from the working folder"
_CONFIG = "your config folder"
_PACKAGE = "offered by the package"


def _places(own: Sequence[str], isolated: bool) -> Iterator[tuple[str, str, list[str]]]:
    """Yield why rules count, the place, and the files and folders in it."""
    for name in own:
        yield _NAMED, name, [name]
    if isolated:
        return
    folder, inside = _upwards()
    yield _PROJECT, folder, inside
    config = config_folder()
    yield _CONFIG, config, [config] if os.path.isdir(config) else []
    for package, folder in packages.offers():
        yield _PACKAGE, package, [folder] if os.path.isdir(folder) else []


def _upwards() -> tuple[str, list[str]]:
    """The nearest folder with rules, from the working folder upwards, and what it holds."""
    try:
        folder = start = os.getcwd()
    except OSError:  # it was removed
        return "", []
    while True:
        inside = [os.path.join(folder, name) for name in (SETTINGS_FILE, ".stripper")]
        there = [path for path in inside if os.path.exists(path)]
        if there or folder == os.path.dirname(folder):
            return (folder, there) if there else (start, [])
        folder = os.path.dirname(folder)


def _settings(file: str) -> Settings | None:
    """The settings in a file, from the cache where it holds them; None where the file states none."""
    stat = os.stat(file)
    name, signature = cache_file.name("settings", [file]), [file, stat.st_mtime_ns, stat.st_size]
    held = cache_file.read(name, signature)
    if held == {}:
        return None
    from dataclasses import asdict

    from stripper.rule_file import Settings  # only those who have settings pay for it

    try:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in held.items()}
        return Settings(**values)
    except (TypeError, AttributeError):
        said = catalogue.load(file).settings
    cache_file.write(name, signature, asdict(said) if said else {})
    return said


def _named(file: str, said: Settings) -> list[str]:
    """The rule files that a setting names, relative to its file."""
    folder, files = os.path.dirname(file), []
    for name in said.rules:
        path = os.path.join(folder, os.path.expanduser(name))
        if not os.path.exists(path):
            raise _spot(file).error("rules", f"there is no rule file '{name}'")
        files += catalogue.files(path)
    return files
