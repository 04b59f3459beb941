"""The mistakes a user can make. The library raises them; only a command prints them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self


class StripperError(Exception):
    """A mistake that the user can mend. Its text is one plain sentence, with what to do next."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Else an exception is made again from its text alone: a pool would wait for a worker's RuleError for ever.
        return self._again, (self.args, vars(self))

    @classmethod
    def _again(cls, args: tuple[Any, ...], told: dict[str, Any]) -> Self:
        error = cls.__new__(cls, *args)
        vars(error).update(told)
        return error


class RuleError(StripperError):
    """A rule file that cannot be used.

    `path` and `line` (from 1; 0 when the whole file is meant) say where; they open the message.
    """

    def __init__(self, path: str, line: int, message: str) -> None:
        self.path, self.line, self.message = path, line, message
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")


class InputError(StripperError):
    """An input that cannot be read as a dump: binary, vanished, no permission, a folder."""


class UnknownNameError(StripperError):
    """A name that stands for nothing: a rule, a rule set, a format."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        self.name = name
        super().__init__(f"no {what} is called '{name}'{nearest(name, known)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the known name nearest to `name`, or an empty string."""
    from difflib import get_close_matches  # a cold path: difflib costs start-up time

    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean '{close[0]}'?" if close else ""
