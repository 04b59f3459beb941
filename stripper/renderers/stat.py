"""The statistics of a cleaning: the lines and words that each rule set cut, their share of the dump, and a bar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stripper.model import Judgement
from stripper.page import count_words
from stripper.renderers.fit import cells, pad
from stripper.renderers.rows import Row, rule_style
from stripper.renderers.visible import visible

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LONGEST_BAR = 40


@dataclass(slots=True)
class Count:
    """What one rule set did in one dump."""

    lines: int = 0
    trims: int = 0
    words: int = 0

    def add(self, more: Count) -> None:
        """Count what another dump, or another rule, did as well."""
        self.lines += more.lines
        self.trims += more.trims
        self.words += more.words


def by_rule(result: Judgement) -> dict[str, Count]:
    """Return for the id of each rule that cut something what it cut."""
    found: dict[str, Count] = {}
    for i, verdict in result.spoken.items():
        if verdict.action == "keep":
            continue
        count = found.setdefault(verdict.rule, Count())
        line = result.dump.lines[i]
        if verdict.action == "drop":
            count.lines += 1
            count.words += count_words(line)
        else:
            count.trims += 1
            count.words += sum(count_words(line[start:end]) for start, end in verdict.cuts)
    return found


def counts(result: Judgement) -> dict[str, Count]:
    """Return for each rule set that cut something what it cut, most words first."""
    found: dict[str, Count] = {}
    for rule, count in by_rule(result).items():
        found.setdefault(visible(rule.rpartition("/")[0]), Count()).add(count)
    return dict(sorted(found.items(), key=lambda item: (-item[1].words, -item[1].lines, item[0])))


def words(result: Judgement) -> int:
    """Return the words of the whole dump."""
    return sum(count_words(line) for line in result.dump.lines)


def rows(result: Judgement, width: int) -> Iterator[Row]:
    """Yield a head with the totals, then a row for each rule set."""
    yield from _rows(visible(result.dump.name), counts(result), len(result.dump.lines), words(result), width)


@dataclass(slots=True)
class Sum:
    """The counts of several dumps together."""

    files: int = 0
    lines: int = 0
    words: int = 0
    sets: dict[str, Count] = field(default_factory=dict)

    def add(self, result: Judgement) -> None:
        """Count one more dump."""
        self.files += 1
        self.lines += len(result.dump.lines)
        self.words += words(result)
        for name, count in counts(result).items():
            self.sets.setdefault(name, Count()).add(count)

    def rows(self, width: int) -> Iterator[Row]:
        """Yield what `rows` yields, for all of the dumps."""
        ordered = dict(sorted(self.sets.items(), key=lambda item: (-item[1].words, item[0])))
        yield from _rows(f"{self.files} files", ordered, self.lines, self.words, width)


def _rows(name: str, found: dict[str, Count], lines: int, total: int, width: int) -> Iterator[Row]:
    gone, cut = sum(c.lines for c in found.values()), sum(c.words for c in found.values())
    summary = f": {gone} of {lines} lines and {cut} of {total} words would go ({percent(cut, total)})"
    yield [(name, "head"), (summary if found else ": clean", "")]
    if not found:
        return
    longest = max(cells(n) for n in found)
    digits = max(len(str(max(gone, cut))), 5)
    head = f"  {'':{longest}}  {'lines':>{digits}}  {'trims':>{digits}}  {'words':>{digits}}  share"
    yield [(head, "dim")]
    room = max(min(width - len(head) - 2, _LONGEST_BAR), 8)
    most = max(c.words for c in found.values()) or 1
    for set_name, count in found.items():
        figures = f"  {count.lines:>{digits}}  {count.trims:>{digits}}  {count.words:>{digits}}  "
        share = f"{percent(count.words, total):>5}  "
        style = rule_style(f"{set_name}/")
        drawn = (bar(count.words / most, room), style)
        yield [("  ", ""), *pad([(set_name, style)], longest), (figures + share, ""), drawn]


def percent(part: int, whole: int) -> str:
    """Return a share for people to read."""
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def bar(share: float, room: int) -> str:
    """Return a bar of `share` (0 to 1) of `room` cells, to the eighth of a cell; a sliver of what is not nothing."""
    eighths = max(round(share * room * 8), share > 0)
    full, rest = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[rest] if rest else "")
