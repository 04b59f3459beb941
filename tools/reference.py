"""The reference, generated from the code: `python tools/reference.py PART`.

    cli     the command line, from click, as Markdown
    keys    the keys of rule files, from ruleset.py, as Markdown
    man     brings man/stripper.1 up to date, which the wheel installs as share/man/man1/stripper.1
    jsonl   brings the table in docs/jsonl.md up to date
    batch   brings the table in docs/batch.md up to date

The site has `cli` and `keys` as pages (tools/site.py), which are printed and not kept.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from stripper import __version__, rule_file, ruleset
from stripper.batch import row as batch_row
from stripper.commands import front
from stripper.renderers.jsonl import FIELDS

ROOT = Path(__file__).parent.parent
JSONL = ROOT / "docs" / "jsonl.md"
BATCH = ROOT / "docs" / "batch.md"
MAN = ROOT / "man" / "stripper.1"
_KINDS = {"str": "string", "int": "number", "bool": "true or false", "tuple[str, ...]": "list of strings"}
_GLOBS = ("line", "phrase", "previous", "next", "unless", "markers")


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield each command with its full name and a context to ask for its help."""
    top = click.Context(front, info_name="stripper", **front.context_settings)
    for name in front.list_commands(top):
        command = front.get_command(top, name)
        assert command is not None
        context = click.Context(command, parent=top, info_name=name)
        if isinstance(command, click.Group):
            for sub in command.list_commands(context):
                below = command.get_command(context, sub)
                assert below is not None
                yield f"stripper {name} {sub}", below, click.Context(below, parent=context, info_name=sub)
        else:
            yield f"stripper {name}", command, context


def _usage(name: str, command: click.Command, context: click.Context) -> str:
    return " ".join([name, *command.collect_usage_pieces(context)])


def _options(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    options = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]
    records = [option.get_help_record(context) for option in options]
    return [record for record in records if record]


def _prose(text: str | None) -> list[str]:
    """The paragraphs of a help text, examples without their heading and mark."""
    parts = inspect.cleandoc(text or "").split("\n\n")
    return [part.removeprefix("\b\n").removeprefix("Examples:\n") for part in parts if part.strip()]


def cli() -> str:
    """Return the page on the command line."""
    out = ["# The command line", "", "`stripper FILE` is short for `stripper clean FILE`.", ""]
    for name, command, context in commands():
        out += [f"## {name}", "", "```text", _usage(name, command, context), "```", ""]
        for part in _prose(command.help):
            out += [part, ""]
        out += ["| option | meaning |", "|---|---|"]
        out += [
            f"| `{o.replace('|', chr(92) + '|')}` | {h.replace('|', chr(92) + '|')} |"
            for o, h in _options(command, context)
        ]
        out += ["", *(["```text", *_prose(command.epilog), "```", ""] if command.epilog else [])]
    return "\n".join(out)


def keys() -> str:
    """Return the page on the keys of a rule: names, types and defaults as ruleset.py declares them."""
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    meanings = dict(re.findall(r"`(\w+)` \(([^)`]+)\)", page))  # those of the file's head are told of in a sentence
    told = re.findall(r"^\| (`.+?`) \|.*?\| (.*) \|$", page, re.MULTILINE)
    meanings |= {key: text for names, text in told for key in re.findall(r"`(\w+)`", names)}
    for names, text in told:  # `within` is told of beside `near`
        for key in re.findall(r"`(\w+)`", text):
            meanings.setdefault(key, f"for {names}: {text}")
    source = inspect.getsource(ruleset.Stated)
    out = [
        "# The keys of a rule",
        "",
        "As the code declares them. [Rule files](../rules.md) tells what they are for.",
        "",
    ]
    out += ["## What the rule is", "", "| key | type | default | meaning |", "|---|---|---|---|"]
    for row in source.split("\n"):
        comment = re.fullmatch(r"    # (.*)", row)
        declared = re.fullmatch(r"    (\w+): (.+?) = (.*)", row)
        if comment:
            out += [
                "",
                f"## {comment[1].split('; ')[0].rstrip('.')}",
                "",
                "| key | type | default | meaning |",
                "|---|---|---|---|",
            ]
        elif declared and declared[1] in rule_file.RULE_KEYS and out[-1].startswith("|"):
            name, kind, default = declared.groups()
            kind = "globs" if name in _GLOBS else _KINDS.get(kind, "list of pairs")
            choices = rule_file.CHOICES.get(name)
            kind = " or ".join(f"`{c}`" for c in choices) if choices else kind
            out.append(f"| `{name}` | {kind} | `{default}` | {meanings.get(name, '')} |")
    return "\n".join(out) + "\n"


def fields() -> str:
    """Return docs/jsonl.md with the table of fields as jsonl.py states it."""
    return _with_table(JSONL, FIELDS)


def batch_rows() -> str:
    """Return docs/batch.md with the table of fields as batch/row.py states it."""
    return _with_table(BATCH, batch_row.FIELDS)


def _with_table(page: Path, told: dict[str, tuple[str, str]]) -> str:
    rows = ["| field | type | meaning |", "|---|---|---|"]
    rows += [f"| `{name}` | {kind} | {meaning} |" for name, (kind, meaning) in told.items()]
    return re.sub(
        r"\| field \|.*?\n\n", lambda _: "\n".join(rows) + "\n\n", page.read_text("utf-8"), count=1, flags=re.DOTALL
    )


def man() -> str:
    """Return the man page, in the man macros of roff."""

    def roff(text: str) -> str:
        text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "")
        return "\n".join("\\&" + row if row.startswith((".", "'")) else row for row in text.split("\n"))

    out = [
        f'.TH STRIPPER 1 "" "stripper {__version__}"',
        ".SH NAME",
        "stripper \\- take the boilerplate out of page dumps",
    ]
    out += [".SH SYNOPSIS"]
    for name, command, context in commands():
        out += [".B " + roff(name.removesuffix(" clean")), roff(" ".join(command.collect_usage_pieces(context))), ".br"]
    for name, command, context in commands():
        out.append(f'.SH "{roff(name).upper()}"')
        for part in _prose(command.help):
            out += [".PP", roff(part)]
        for option, meaning in _options(command, context):
            out += [".TP", ".B " + roff(option), roff(meaning)]
        for part in _prose(command.epilog):
            out += [".PP", ".nf", roff(part), ".fi"]
    out += [".SH EXIT STATUS", ".TP", ".B 0", "Done.", ".TP", ".B 1"]
    out += [
        "\\-\\-check found something to remove, rule tests failed, or pages of a batch did.",
        ".TP",
        ".B 2",
        "A mistake, or unreadable input.",
    ]
    out += [
        ".SH ENVIRONMENT",
        ".TP",
        ".B NO_COLOR",
        "No colours on a terminal.",
        ".TP",
        ".B PAGER",
        "Shows long views.",
    ]
    out += [".TP", ".B STRIPPER_CACHE_DIR", "Where parsed rules are cached."]
    out += [".TP", ".B STRIPPER_STATE_DIR", "Where \\-\\-in\\-place notes what it cut."]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    printed, kept = (
        {"cli": cli, "keys": keys},
        {"man": (man, MAN), "jsonl": (fields, JSONL), "batch": (batch_rows, BATCH)},
    )
    part = sys.argv[1] if len(sys.argv) == 2 else ""
    if part in printed:
        sys.stdout.write(printed[part]())
    elif part in kept:
        make, page = kept[part]
        page.write_text(make(), "utf-8")
    else:
        sys.exit(__doc__)
