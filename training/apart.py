"""Work that falls into parts, done by as many processes as there are cores; the answers do not depend on how many."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")
_PARTS_A_CORE = 8
_work: Callable[[int], Any]


def apart(work: Callable[[int], T], count: int) -> list[T]:
    """Return [work(0), ..., work(count - 1)]. The processes are forks: they see what this one has in memory, and only
    the answers are copied."""
    global _work
    _work, cores = work, os.cpu_count() or 1
    with get_context("fork").Pool(min(cores, count)) as pool:
        return pool.map(_call, range(count), chunksize=max(1, min(200, count // (cores * _PARTS_A_CORE))))


def _call(part: int) -> Any:
    return _work(part)
