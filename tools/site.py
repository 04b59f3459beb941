"""A hook of mkdocs: adds the generated pages of the reference, so that no page can be out of date."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def on_files(files: Any, config: Any) -> Any:
    """Add the pages to those of docs/."""
    sys.path[:0] = [str(_HERE), str(_HERE.parent)]
    import reference
    from mkdocs.structure.files import File

    for name, make in {"cli": reference.cli, "rule-keys": reference.keys}.items():
        files.append(File.generated(config, f"reference/{name}.md", content=make()))
    return files
