"""A learnt rule file brought up to date: what is new is added, what no page shows any more is marked. The rest of the
file, its comments and its layout stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stripper import globs
from stripper.errors import StripperError
from stripper.folding import fold, key
from stripper.learning.evidence import Evidence
from stripper.learning.made import Made, sound
from stripper.matchers import first_glob
from stripper.rule_file import parse
from stripper.ruleset import Rule

if TYPE_CHECKING:
    from stripper.learning import Learnt

_STALE = "stale: "
_BELOW = "previous"
_ASLEEP = 0.1
"""The share of the pages that a file may sleep on, before it gets more markers."""
_SHOWN = 5
"""Stale lines that a comment names."""


@dataclass(frozen=True)
class Updated:
    """The new text of the file, how many lines, markers and rules were added, and the rules that are stale, all or in
    part."""

    toml: str
    lines: int
    markers: int
    rules: Sequence[str]
    stale: Sequence[str]


def update(source: str, path: str, learnt: Learnt) -> Updated:
    """Return the rule file `source` with what was learnt. Raises RuleError for a bad file, StripperError without
    tomlkit."""
    try:
        import tomlkit
    except ImportError:
        raise StripperError("--update keeps your comments by tomlkit: pip install 'page-stripper[learn]'") from None
    mine = parse(source, "mine", path)
    document: Any = tomlkit.parse(source)
    tables = document.get("rule", {})
    markers = _wake(document, mine.rules, learnt)
    lines = 0
    added: list[str] = []
    text: list[str] = []
    for made in learnt.rules:
        new, takes = _unknown(made, mine.rules), _takes(tables.get(made.name), made)
        if takes:
            _put_below(tables[made.name], made)
        if not new:
            continue
        lines += len(new.globs)
        if takes:
            for glob, seen in zip(new.globs, new.seen, strict=True):
                tables[made.name]["line"].add_line(glob, comment=seen, indent="  ")
        else:
            new = new.called(_free(made.name, tables, added))
            added.append(new.name)
            text.append(new.toml())
    stale = _mark(parse(tomlkit.dumps(document), "mine", path).rules, tables, learnt.evidence)
    whole = tomlkit.dumps(document)
    whole = "\n".join([whole.rstrip("\n") + "\n", *text]) if text else whole
    parse(whole, "mine", path)
    return Updated(whole, lines, markers, added, stale)


def _wake(document: Any, rules: Sequence[Rule], learnt: Learnt) -> int:
    """Add the learnt markers to those of the file where it would sleep on many of the pages; return how many."""
    known = rules[0].markers if rules else ()
    asleep = [leaf for leaf in learnt.evidence.leaves if not any(first_glob(known, line) for line in leaf.keys)]
    new = [glob for glob in learnt.markers if glob not in known]
    if not known or len(asleep) <= _ASLEEP * len(learnt.evidence.leaves):
        return 0
    for glob in new:
        document["markers"].append(glob)
    return len(new)


def _takes(table: Any, made: Made) -> bool:
    """Whether a rule of the file is one for plain lines, as the learnt one is, so that more lines mean the same
    there."""
    plain = table is not None and set(table) <= {"why", "line", "drops", "keeps", _BELOW} and "line" in table
    return plain and made.key == "line" and set(made.more) == set(table) & {_BELOW}


def _heads(made: Made) -> Sequence[str]:
    return parse(made.toml(), "learnt", "learnt.toml").rules[0].previous


def _put_below(table: Any, made: Made) -> None:
    """Let the lines of a rule stand below those as well that the learnt one says."""
    for glob in _heads(made):
        if glob not in table[_BELOW]:
            table[_BELOW].append(glob)


def _free(name: str, tables: Any, added: Sequence[str]) -> str:
    taken = {*tables, *added}
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _unknown(made: Made, rules: Sequence[Rule]) -> Made | None:
    """What of a learnt rule the file does not speak of yet, with examples; None where that is nothing."""
    whole = made.key == "line"
    known = {parts for rule in rules for glob in getattr(rule, made.key) for parts in _parts(glob, whole)}
    starred = [parts for parts in known if len(parts) > 1]
    new = [
        (glob, seen)
        for glob, seen in zip(made.globs, made.seen, strict=True)
        if globs.segments(glob, whole) not in known
        and not (whole and any(globs.matches_line(parts, key(fold(glob))) for parts in starred))
    ]
    if len(new) in (0, len(made.globs)):
        return made if new else None
    lines = [glob.replace("#", "1") for glob, _ in new]
    if _BELOW in made.more:
        lines = [f"{head.replace('#', '1')}\n- {line}" for line in lines for head in _heads(made)[:_SHOWN]]
    return sound(replace(made, globs=[g for g, _ in new], seen=[s for _, s in new], drops=[*made.drops, *lines]))


def _parts(glob: str, whole: bool) -> list[globs.Segments]:
    return [globs.segments(variant, whole) for variant in globs.expand(glob)]


def _mark(rules: Sequence[Rule], tables: Any, evidence: Evidence) -> list[str]:
    """Say in a comment beside the name of each rule which of its lines stand on no page, and return those rules."""
    there = {line for leaf in evidence.leaves for line in leaf.keys}
    stale = []
    for rule in rules:
        name = rule.id.rpartition("/")[2]
        gone = [glob for glob in rule.line if not any(_stands(parts, there) for parts in _parts(glob, True))]
        said = ""
        if gone:
            stale.append(name)
            which = "no line of it stands" if len(gone) == len(rule.line) else _listed(gone)
            said = f"{_STALE}{which} on any of {len(evidence.leaves)} pages"
        _comment(tables[name], said)
    return stale


def _listed(gone: Sequence[str]) -> str:
    more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
    first = ", ".join(f'"{glob}"' for glob in gone[:_SHOWN])
    return f"{first}{more} {'do' if len(gone) > 1 else 'does'} not stand"


def _stands(parts: globs.Segments, there: Collection[str]) -> bool:
    return parts[0] in there if len(parts) == 1 else any(globs.matches_line(parts, line) for line in there)


def _comment(table: Any, said: str) -> None:
    """Put a comment behind the header of a table, in the place of an older one of this kind; others stay before it."""
    before = table.trivia.comment.removeprefix("#").strip()
    own = before.partition(_STALE)[0].strip()
    if said or _STALE in before:
        text = " ".join(filter(None, (own, said)))
        table.trivia.comment = f"# {text}" if text else ""
        table.trivia.comment_ws = " " if text else ""
