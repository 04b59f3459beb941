"""Writes the one data file that the package reads (see stripper/article/weights.py for its layout)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from stripper.article import weights, words
from stripper.article.network import TOP
from training.kernels import CAP
from training.network import Network

FULL = 65000  # the largest sum a lane may reach


@dataclass(frozen=True)
class Packed:
    """A network or trees as the package reads them: the header's fields and the bytes."""

    header: dict[str, Any]
    body: bytes


def pack(net: Network) -> Packed:
    """Quantise a network to 16-bit lanes, scaled so that no sum of vectors can overflow one."""
    parts = np.split(net.table.astype(np.float64), net.offsets[1:])
    lows = [p.min(axis=0) for p in parts]
    reach = sum(p.max(axis=0) - low for p, low in zip(parts, lows, strict=True))
    start = net.bias + sum(lows)  # every lane's smallest possible sum
    lowest = float(min(start.min(), 0.0))
    highest = float(max((start + reach).max(), CAP))
    scale = (FULL - len(parts)) / (highest - lowest)
    whole = [np.vstack([p, mean]) for p, mean in zip(parts, net.typical, strict=True)]
    lanes = [np.round((p - low) * scale) for p, low in zip(whole, lows, strict=True)]
    base = np.round((start - lowest) * scale)
    rows = np.concatenate([*lanes, base[None, :]]).astype("<u2")
    header = {
        "names": list(net.names),
        "sizes": [len(p) for p in parts],
        "zero": round(-lowest * scale),
        "top": round((CAP - lowest) * scale),
        "out": [float(f"{x:.7g}") for x in net.out * CAP / TOP],
        "out_bias": float(f"{net.out_bias:.7g}"),
    }
    return Packed(header, rows.tobytes())


def write(
    path: Path,
    tables: tuple[words.Table, bytes],
    nets: tuple[Network, Network],
    trees: Packed | None,
    extra: dict[str, Any],
) -> None:
    """Write the model file: `tables` are those of words and of class names (empty for text), `extra` holds "decide" and
    "about"."""
    first, second = pack(nets[0]), pack(nets[1])
    parts = {
        "words": np.array(tables[0], dtype="<i8").tobytes(),
        **({"marks": tables[1]} if tables[1] else {}),
        "first": first.body,
        "second": second.body,
        **({"trees": trees.body} if trees else {}),
    }
    body = b"".join(parts.values())
    header = {
        "format": weights.FORMAT,
        "crc32": crc32(body),
        "parts": [[name, len(part)] for name, part in parts.items()],
        "first": first.header,
        "second": second.header,
        **({"trees": trees.header} if trees else {}),
        **extra,
    }
    line = json.dumps(header, separators=(",", ":"), ensure_ascii=True).encode()
    path.write_bytes(weights.MAGIC + line + b"\n" + body)
