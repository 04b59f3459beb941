"""The HTML report: one file that shows dumps with their cuts, and gathers what its reader would decide otherwise.

Self-contained: no request leaves the page, and its Content Security Policy allows only the style and the script
in it, by their hashes. Page text is escaped once, in `markup`. Readable without JavaScript; what needs it is
`report.js`, beside `report.css` and `template.html`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from stripper.model import Judgement
from stripper.renderers.report.drawings import minimap, sparkline
from stripper.renderers.report.markup import Evidence, line_chunks
from stripper.renderers.stat import Count, counts, percent, words
from stripper.renderers.visible import visible
from stripper.ruleset import Rule

_GOLDEN_ANGLE = 137.508
"""Degrees between the hues of neighbouring rule sets: any few of them are far apart."""


def render(results: Sequence[Judgement], rules: Mapping[str, Rule] | None = None) -> str:
    """Return the report on `results` as an HTML document; `rules` are those in force, by id."""
    families = _families(results)
    style = _asset("report.css") + "".join(
        f".f{k}{{--hue:{(k * _GOLDEN_ANGLE + 230) % 360:.0f}}}\n" for k in range(len(families))
    )
    script = _asset("report.js")
    names = [visible(result.dump.name) for result in results]
    evidence = Evidence(rules or {})
    named = enumerate(zip(results, names, strict=True), 1)
    return Template(_asset("template.html")).substitute(
        policy=_policy(style, script),
        title=escape(names[0] if len(names) == 1 else f"{len(names)} dumps"),
        style=style,
        script=script,
        summary=_summary(results),
        index=_index(results, names) if len(results) > 1 else "",
        legend=_legend(results, families),
        dumps="".join(_dump(k, result, name, families, evidence) for k, (result, name) in named),
        rules=_rules(results, families, evidence),
    )


@cache
def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """The Content Security Policy: nothing but this style and this script, no request, no form, no frame."""
    hashes = [b64encode(sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _families(results: Sequence[Judgement]) -> dict[str, int]:
    """The rule sets that cut something, by name, numbered."""
    names = {v.rule.rpartition("/")[0] for r in results for v in r.spoken.values() if v.action != "keep"}
    return {name: k for k, name in enumerate(sorted(names))}


def _summary(results: Sequence[Judgement]) -> str:
    lines = sum(len(r.dump.lines) for r in results)
    gone = sum(rest is None for r in results for rest in r.changes.values())
    total = sum(words(r) for r in results)
    cut = sum(c.words for r in results for c in counts(r).values())
    return f"{gone:,} of {lines:,} lines and {cut:,} of {total:,} words would go ({percent(cut, total)})."


def _index(results: Sequence[Judgement], names: Sequence[str]) -> str:
    rows = []
    for k, (result, name) in enumerate(zip(results, names, strict=True), 1):
        total, cut = words(result), sum(c.words for c in counts(result).values())
        rows.append(
            f'<tr><th scope="row"><a href="#d{k}">{escape(name)}</a></th><td>{len(result.dump.lines):,}</td>'
            f"<td>{total:,}</td><td>{percent(cut, total)}</td><td>{sparkline(result, name)}</td></tr>\n"
        )
    return (
        '<section class="index" aria-labelledby="index-head"><h2 id="index-head">The dumps</h2>\n'
        '<div class="wide"><table>'
        '<thead><tr><th scope="col">file</th><th scope="col">lines</th><th scope="col">words</th>'
        '<th scope="col">cut</th><th scope="col">where, from head to end</th></tr></thead>\n<tbody>'
        + "".join(rows)
        + "</tbody></table></div></section>\n"
    )


def _legend(results: Sequence[Judgement], families: Mapping[str, int]) -> str:
    sums: dict[str, Count] = {name: Count() for name in families}
    for result in results:
        for name, count in counts(result).items():
            sums[name].lines += count.lines + count.trims
    return "".join(
        f'<li class="f{k}"><label><input type="checkbox" checked data-family="{k}"> '
        f'<span class="swatch"></span>{escape(visible(name))} '
        f'<span class="count">{sums[name].lines:,}</span></label></li>\n'
        for name, k in families.items()
    )


def _dump(k: int, result: Judgement, name: str, families: Mapping[str, int], evidence: Evidence) -> str:
    total, cut = words(result), sum(c.words for c in counts(result).values())
    sure = "" if result.confidence is None else f", article found with confidence {result.confidence:.2f}"
    facts = f"{len(result.dump.lines):,} lines, {percent(cut, total)} of the words cut{sure}"
    return (
        f'<section class="dump" id="d{k}" aria-labelledby="d{k}-head" data-name="{escape(name)}">\n'
        f'<h2 id="d{k}-head">{escape(name)} <span class="facts">{facts}</span></h2>\n<div class="page">'
        f'<div class="lines">\n'
        f"{line_chunks(result, families, evidence)}</div>\n{minimap(result, name, families)}</div></section>\n"
    )


def _rules(results: Sequence[Judgement], families: Mapping[str, int], evidence: Evidence) -> str:
    times: dict[str, int] = {}
    for result in results:
        for verdict in result.spoken.values():
            if verdict.action != "keep":
                times[verdict.rule] = times.get(verdict.rule, 0) + 1
    return "".join(
        f'<tr class="f{families[rule.rpartition("/")[0]]}"><th scope="row"><span class="swatch"></span>'
        f"{escape(visible(rule))}</th>"
        f"<td>{escape(visible(evidence.why(rule)))}</td><td>{count:,}</td></tr>\n"
        for rule, count in sorted(times.items(), key=lambda item: (-item[1], item[0]))
    )
