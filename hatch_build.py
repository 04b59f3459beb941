"""Puts the shipped rules, parsed and indexed, into the wheel: no first run has to wait for it."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PreparedRules(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from stripper import catalogue, rule_cache

            data = rule_cache.pack(catalogue.prepared_signature(), catalogue.bind(catalogue.shipped()))
        finally:
            sys.path.remove(self.root)
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(self.folder.name, "rules.tables")
        with open(path, "wb") as file:
            file.write(data)
        build_data["force_include"][path] = "stripper/data/rules.tables"
