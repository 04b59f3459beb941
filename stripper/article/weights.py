"""The model's one data file: a line of JSON, then bytes. Written by training/export.py, read here, checked by CRC-32.

Layout: MAGIC, then the header (JSON, one line), then `parts` one after another in the header's order. No pickle, no
marshal: a damaged or foreign file raises WeightsError, nothing is executed.
"""

from __future__ import annotations

import os
import sys
from array import array
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from stripper.errors import StripperError

from .bins import CODES
from .network import LANE, Network, make_ramp
from .words import BUCKETS, Table

if TYPE_CHECKING:
    from .trees import Trees

MAGIC = b"stripper article model\n"
FORMAT = 3
FILE, HTML_FILE = (os.path.join(os.path.dirname(__file__), name) for name in ("article.weights", "html.weights"))


class WeightsError(StripperError):
    """The article model's data file is missing, damaged or of another format."""


class Model(NamedTuple):
    """All that was learnt: weights of hashed words, the networks of both stages, and the figures for deciding."""

    words: Table
    first: Network
    second: Network
    decide: dict[str, Any]
    about: dict[str, Any]
    marks: bytes = b""
    """Of each hashed word of class names its weight (see `marks.py`); only the model for HTML has them."""
    trees: Trees | None = None
    """They and the second network are asked, and the mean of both counts; only the model for HTML has them."""


@cache
def model(html: bool = False) -> Model:
    """Return the shipped model for text dumps, or that for HTML, loaded once a process. Raises WeightsError."""
    return load(HTML_FILE if html else FILE)


def load(path: str | os.PathLike[str]) -> Model:
    """Read a model file. Raises WeightsError when it is missing, damaged or of another format."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise WeightsError(f"cannot read the article model {path}: {error.strerror}; reinstall stripper") from error
    header, body = _open(data, path)
    parts, at = {}, 0
    for name, size in header["parts"]:
        parts[name] = body[at : at + size]
        at += size
    return Model(
        _table(parts["words"]),
        _network(header["first"], parts["first"]),
        _network(header["second"], parts["second"]),
        header["decide"],
        header["about"],
        parts.get("marks", b""),
        _trees(header["trees"], parts["trees"]) if "trees" in parts else None,
    )


def _open(data: bytes, path: str | os.PathLike[str]) -> tuple[dict[str, Any], bytes]:
    """Check the file and return its header and body."""
    import json
    from zlib import crc32

    if not data.startswith(MAGIC):
        raise WeightsError(f"{path} is not an article model; reinstall stripper")
    try:
        end = data.index(b"\n", len(MAGIC))
        header = json.loads(data[len(MAGIC) : end])
        found = header["format"], header["crc32"]
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{path}: the article model's header is damaged; reinstall stripper") from error
    if found[0] != FORMAT:
        raise WeightsError(f"{path} has format {found[0]}, this stripper reads {FORMAT}; reinstall stripper")
    body = data[end + 1 :]
    if crc32(body) != found[1]:
        raise WeightsError(f"{path} is damaged: its checksum does not match; reinstall stripper")
    return header, body


def _table(part: bytes) -> Table:
    """Return the table of words; it stands in the file as it is, since unpacking it would cost start-up time."""
    table = array("q", part)
    if sys.byteorder == "big":
        table.byteswap()
    if len(table) != BUCKETS:
        raise WeightsError(f"the article model has a word table of {len(table)} places, expected {BUCKETS}")
    return table


def _trees(header: dict[str, Any], part: bytes) -> Trees:
    from .trees import read_trees  # only the model for HTML has trees

    return read_trees(header, part)


def _network(header: dict[str, Any], part: bytes) -> Network:
    """Unpack a network: little-endian 16-bit lanes, features one after another, the base last.

    A feature's rows are one vector a code, then the mean vector of its codes in training.
    """
    size = LANE * len(header["out"])
    rows = [int.from_bytes(part[i : i + size], "little") for i in range(0, len(part), size)]
    vectors, typical, at = [], [], 0
    for codes in header["sizes"]:
        seen = rows[at : at + codes]
        vectors.append((*seen, *seen[-1:] * (CODES - codes)))  # codes not met in training count as the largest met
        typical.append(rows[at + codes])
        at += codes + 1
    ramp = make_ramp(header["zero"], header["top"])
    out = tuple(header["out"])
    names = tuple(map(sys.intern, header["names"]))
    return Network(names, tuple(vectors), tuple(typical), rows[at], ramp, out, header["out_bias"])
