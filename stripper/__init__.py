"""stripper: clean article text from raw page dumps, by rules that give their reasons.

    >>> import stripper
    >>> stripper.strip("Skip to content\\n\\nRain fell.\\n").text
    'Rain fell.\\n'

Importing it costs next to nothing; each name is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["InputError", "Result", "Rule", "RuleError", "RuleSet", "StripperError", "Verdict", "strip"]

if TYPE_CHECKING:
    from stripper.api import Result, strip
    from stripper.errors import InputError, RuleError, StripperError
    from stripper.model import Verdict
    from stripper.ruleset import Rule, RuleSet

_HOMES = {
    "strip": "api", "Result": "api", "Verdict": "model", "Rule": "ruleset", "RuleSet": "ruleset",
    "InputError": "errors", "RuleError": "errors", "StripperError": "errors",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'stripper' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"stripper.{_HOMES[name]}"), name)
