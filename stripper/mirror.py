"""Where the result for an input goes: its own name, under a folder."""

from __future__ import annotations

import os


def mirrored(name: str) -> str:
    """Return the path under a folder for an input: its own, without what leads up or to the root."""
    parts = [part for part in os.path.normpath(name).split(os.sep) if part not in ("", os.curdir, os.pardir)]
    return os.path.join(*parts) if parts else "stdin"
