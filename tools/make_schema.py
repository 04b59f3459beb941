"""Write the JSON Schema of rule files from the declared keys, with their meanings from docs/rules.md.

python tools/make_schema.py          writes stripper/data/rules.schema.json
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stripper.rule_file import CHOICES, ELEMENT_KEYS, FILE_KEYS, FINDERS, RULE_KEYS, SETTING_KEYS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs" / "rules.md"
SCHEMA = ROOT / "stripper" / "data" / "rules.schema.json"
_TYPES: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
    "tuple[str, ...]": {"type": "array", "items": {"type": "string"}},
    "tuple[tuple[str, str], ...]": {
        "type": "array",
        "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    },
}


def schema() -> dict[str, Any]:
    """Return the schema. Raises KeyError for a key whose meaning docs/rules.md does not give."""
    head = _meanings("The head of a file")
    rule, element, settings = head | _meanings("Keys"), _meanings("Elements of HTML"), _meanings("Settings")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rule set of stripper",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **_properties(FILE_KEYS, head),
            **_properties(SETTING_KEYS, settings),
            "rule": _tables(RULE_KEYS, rule, FINDERS, "The rules about lines, each a table [rule.NAME]."),
            "html": _tables(
                ELEMENT_KEYS,
                element,
                ("strip", "keep", "body", "title", "replace"),
                "The rules about elements of HTML pages, each a table [html.NAME].",
            ),
        },
    }


def _tables(
    keys: Mapping[str, str], meanings: Mapping[str, str], finders: tuple[str, ...], about: str
) -> dict[str, Any]:
    table = {
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(keys, meanings),
        "anyOf": [{"required": [key]} for key in finders],
    }
    return {"type": "object", "description": about, "additionalProperties": table}


def _properties(keys: Mapping[str, str], meanings: Mapping[str, str]) -> dict[str, Any]:
    return {key: {**_typed(key, kind), "description": meanings[key]} for key, kind in keys.items()}


def _typed(key: str, kind: str) -> dict[str, Any]:
    if key not in CHOICES:
        return _TYPES[kind]
    words = {"enum": list(CHOICES[key])}
    return words if kind == "str" else {"type": "array", "items": words}


def _meanings(section: str) -> dict[str, str]:
    """Key -> its meaning, from the table in a section of the docs."""
    text = DOCS.read_text("utf-8")
    part = re.split(r"^## ", text.partition(f"\n## {section}\n")[2], flags=re.M)[0]
    rows = [row.strip("|").split(" | ") for row in part.split("\n") if row.startswith("| `")]
    return {key: cells[-1].strip().replace("`", "") for cells in rows for key in re.findall(r"`(\w+)`", cells[0])}


if __name__ == "__main__":
    SCHEMA.parent.mkdir(exist_ok=True)
    SCHEMA.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", "utf-8")
