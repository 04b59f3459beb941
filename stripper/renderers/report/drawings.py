"""Drawings of a dump in SVG: a minimap in the colours of the rule sets, and a sparkline of where the cuts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape

from stripper.model import Judgement

_MAP_ROWS, _MAP_WIDTH = 500, 100
_ROW_CHARACTERS = 90
"""Characters of a line that fill a row of the report, about; a longer line is drawn as several rows."""
_SPARKS = 60


def minimap(result: Judgement, name: str, families: Mapping[str, int]) -> str:
    """Return the dump as thin bars as long as its lines, those that go in the colour of their rule set."""
    heights = [max(-(-len(line) // _ROW_CHARACTERS), 1) for line in result.dump.lines]
    total = sum(heights)
    rows = min(total, _MAP_ROWS)
    weights: list[Counter[str]] = [Counter() for _ in range(rows)]
    lengths = [0] * rows
    at = 0
    for i, (line, height) in enumerate(zip(result.dump.lines, heights, strict=True)):
        verdict = result.spoken.get(i)
        kind = f"f{families[verdict.rule.rpartition('/')[0]]}" if verdict and verdict.action == "drop" else "kept"
        for row in range(at * rows // total, max((at + height) * rows // total, at * rows // total + 1)):
            length = min(len(line.strip()), _ROW_CHARACTERS)
            weights[row][kind] += length
            lengths[row] = max(lengths[row], length)
        at += height
    paths: dict[str, str] = {}
    for row, (weight, length) in enumerate(zip(weights, lengths, strict=True)):
        if length:
            width = max(length * _MAP_WIDTH // _ROW_CHARACTERS, 2)
            kind = weight.most_common(1)[0][0]
            paths[kind] = paths.get(kind, "") + f"M0 {row}h{width}v.8h-{width}z"
    drawn = "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in sorted(paths.items()))
    return (
        f'<div class="map"><svg viewBox="0 0 {_MAP_WIDTH} {max(rows, 1)}" height="{max(rows * 3, 12)}" '
        f'preserveAspectRatio="none" role="img" aria-label="Minimap of {escape(name)}">{drawn}</svg>'
        '<div class="window"></div></div>\n'
    )


def sparkline(result: Judgement, name: str) -> str:
    """Return which share of the characters goes, from the head of the dump to its end, as a small area chart."""
    lines = result.dump.lines
    columns = max(min(len(lines), _SPARKS), 1)
    cut, whole = [0] * columns, [0] * columns
    for i, line in enumerate(lines):
        verdict, column = result.spoken.get(i), i * columns // len(lines)
        whole[column] += len(line)
        cut[column] += len(line) if verdict and verdict.action == "drop" else 0
    points = [20 - round(18 * c / w) if w else 20 for c, w in zip(cut, whole, strict=True)]
    path = "M0 20" + "".join(f"V{y}h1" for y in points) + "V20z"
    return (
        f'<svg class="spark" viewBox="0 0 {columns} 20" preserveAspectRatio="none" role="img" '
        f'aria-label="Where {escape(name)} is cut"><path d="{path}"/></svg>'
    )
