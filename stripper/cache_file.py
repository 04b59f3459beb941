"""The cache of what is read from files: JSON, so that a planted file can execute nothing.

A cache that is missing, broken or out of date is made anew; a folder that cannot be written to is
no mistake.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

FORMAT = 23
"""Raise it when rules or the index are built otherwise."""


def read(name: str, signature: list[Any]) -> Any:
    """Return the data held under `name`, if it was written with that signature; None else."""
    try:
        with open(place(f"{name}.json"), "rb") as file:
            data = json.load(file)
        return data["data"] if data["signature"] == [FORMAT, *signature] else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def write(name: str, signature: list[Any], data: Any) -> None:
    """Hold JSON data under `name`."""
    text = json.dumps({"signature": [FORMAT, *signature], "data": data}, separators=(",", ":"))
    put(f"{name}.json", text.encode("utf-8", "surrogatepass"))


def put(file_name: str, data: bytes) -> None:
    """Write a file of the cache, whole or not at all."""
    path = place(file_name)
    part = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(part, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError:
        pass


def name(kind: str, paths: Sequence[str]) -> str:
    """Return the name for what is read from the files `paths`."""
    from zlib import crc32

    return f"{kind}-{crc32(chr(0).join(paths).encode('utf-8', 'surrogateescape')):08x}"


def place(file_name: str) -> str:
    """Return the path of a file of the cache."""
    home = os.environ.get("STRIPPER_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(home, "page-stripper", file_name)
