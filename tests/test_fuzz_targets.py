"""The targets of `fuzz/` hold for their seeds and for some damage, so that they stay as the code is."""

from __future__ import annotations

import random
import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "fuzz"))

from many import made, pieces_of
from targets import TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_holds(name: str) -> None:
    one, _ = TARGETS[name]
    assert all(one(seed) for seed in seeds(name))
    chance = random.Random(7)
    pieces = pieces_of(name)
    taken = [one(made(pieces, chance)) for _ in range(40 if name == "html" else 150)]
    assert name == "mail" or any(taken)
