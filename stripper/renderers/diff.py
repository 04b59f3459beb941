"""The unified diff of a cleaning, such that `patch -p1` turns the dump into the clean text.

The judge knows what became of each line, so nothing has to be compared: linear in the dump.
Format: GNU diffutils manual, "Detailed Description of Unified Format".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from stripper.model import Judgement

CONTEXT = 3
_OPEN = "\n\\ No newline at end of file"


def render(result: Judgement) -> str:
    """Return the diff, empty when nothing changed."""
    lines, changes = result.dump.lines, result.changes
    if not changes:
        return ""
    if result.dump.newline != "\n":
        # To `patch`, a file without "\n" is one line.
        lines, changes = [result.dump.text], {0: result.text or None}
    open_end = not result.dump.text.endswith("\n")
    # The letters of a name are those of the file system, whatever the encoding of the text is.
    name = result.dump.name
    ascii_only = result.dump.encoding != "utf-8"
    out = [f"--- {label('a/', name, ascii_only)}", f"+++ {label('b/', name, ascii_only)}"]
    shift = 0
    for first, end, changed in stretches(sorted(changes), len(lines)):
        hunk = list(_body(lines, changes, first, end, open_end))
        new = end - first - sum(changes[i] is None for i in changed)
        out.append(head(first, end - first, first + shift, new))
        out += hunk
        shift += new - (end - first)
    return "\n".join(out) + "\n"


def label(prefix: str, name: str, ascii_only: bool = False) -> str:
    """Return a file name as `patch` reads it: without a leading slash, quoted where it has odd characters."""
    name = prefix + name.lstrip("/")
    if any(c in '"\\' or not c.isprintable() for c in name) or (ascii_only and not name.isascii()):
        octets = name.encode("utf-8", "surrogateescape")
        return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:03o}" for b in octets) + '"'
    return name + "\t" if " " in name else name


def stretches(changed: Sequence[int], total: int) -> Iterator[tuple[int, int, list[int]]]:
    """Yield (first line, end, changed lines in it) of each hunk; hunks whose contexts touch are one."""
    group: list[int] = []
    for i in changed:
        if group and i - group[-1] > 2 * CONTEXT + 1:
            yield max(group[0] - CONTEXT, 0), min(group[-1] + CONTEXT + 1, total), group
            group = []
        group.append(i)
    yield max(group[0] - CONTEXT, 0), min(group[-1] + CONTEXT + 1, total), group


def _body(
    lines: Sequence[str], changes: Mapping[int, str | None], first: int, end: int, open_end: bool
) -> Iterator[str]:
    for i in range(first, end):
        mark = _OPEN if open_end and i == len(lines) - 1 else ""
        if i not in changes:
            yield f" {lines[i]}{mark}"
        else:
            yield f"-{lines[i]}{mark}"
            rest = changes[i]
            if rest is not None:
                yield f"+{rest}{mark}"


def head(first: int, count: int, new_first: int, new_count: int) -> str:
    """Return the row that heads a hunk."""
    return f"@@ -{_range(first, count)} +{_range(new_first, new_count)} @@"


def _range(first: int, count: int) -> str:
    start = first + 1 if count else first
    return f"{start}" if count == 1 else f"{start},{count}"
