"""`stripper -o DIR`: each result in a file of its own, under the name that its input has."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field

from stripper.commands import complain
from stripper.commands.writing import put
from stripper.errors import InputError
from stripper.mirror import mirrored
from stripper.readers import packed

_ENDINGS = {"text": "", "diff": ".diff"}


@dataclass(frozen=True)
class Folder:
    """The folder DIR, the real paths of the files that are read (never written over), and the names given out."""

    path: str
    inputs: frozenset[str]
    used: set[str] = field(default_factory=set)

    def write(self, name: str, form: str, data: bytes) -> None:
        """Write the result for the input `name`. Raises InputError when it would leave DIR, cover an
        input or fail."""
        ending = _ENDINGS.get(form, f".{form}")
        wanted = os.path.join(self.path, unpacked(name) + ending)
        path = self._free(wanted)
        if path != wanted:
            complain(f"{name}: another file has its name; written to {path}")
        try:
            top, real = os.path.realpath(self.path), _real(path)
            if os.path.commonpath([top, real]) != top:
                raise InputError(f"{path} leads out of {self.path} by a link; nothing was written")
            if real in self.inputs:
                raise InputError(f"{path} is one of the files that are read; choose another DIR, or clean it with -i")
            if os.path.isdir(path):
                raise InputError(f"{path} is a folder; choose another DIR")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            put(path, data)
        except OSError as error:
            raise InputError(f"{path}: cannot be written: {error.strerror or error}") from None

    def _free(self, path: str) -> str:
        """Return `path`, or with a number in its name where another input has it (or would, where case is one)."""
        stem, ending = os.path.splitext(path)
        number = 1
        while (key := unicodedata.normalize("NFC", path).casefold()) in self.used:
            number += 1
            path = f"{stem}-{number}{ending}"
        self.used.add(key)
        return path


def unpacked(name: str) -> str:
    """Return the path under DIR for an input, with the name that it has once it is unpacked."""
    path = mirrored(name)
    stem, ending = os.path.splitext(path)
    return stem if ending in packed.SUFFIXES and os.path.basename(stem) else path


def _real(path: str) -> str:
    """The path with the links of its folder followed, but not itself: what a rename writes to."""
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
