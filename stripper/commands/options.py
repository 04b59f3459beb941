"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from stripper.api import MODES
from stripper.model import host_of

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def _names(_: click.Context, __: click.Parameter, values: Sequence[str]) -> list[str]:
    return [name.strip() for value in values for name in value.split(",") if name.strip()]


def _host(_: click.Context, __: click.Parameter, value: str) -> str:
    if value and not host_of(value):
        raise click.BadParameter(f"{value!r} is no host; say it as bbc.com or https://www.bbc.com/news")
    return value


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose rules and the kind of input."""
    options: list[Decorator] = [
        click.option(
            "--select", multiple=True, metavar="NAME,...", callback=_names, help="Use only these rules or rule sets."
        ),
        click.option(
            "--ignore", multiple=True, metavar="NAME,...", callback=_names, help="Do without these rules or rule sets."
        ),
        click.option(
            "--site", default="", metavar="HOST", callback=_host, help="Where it came from: use that site's rules."
        ),
        click.option("--mode", "mode", type=click.Choice(list(MODES)), help="How much the article model may say."),
        click.option("--keep-more", "mode", flag_value="keep-more", help="When in doubt, let the article model keep."),
        click.option("--cut-more", "mode", flag_value="cut-more", help="When in doubt, let it cut."),
        click.option("--kind", type=click.Choice(["auto", "text", "html"]), default="auto", help="What the input is."),
    ]
    return sources(_add(options, command))


def sources(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say where rules come from."""
    options: list[Decorator] = [
        click.option(
            "--rules", "own", multiple=True, metavar="FILE|DIR", help="Rule files of your own; they come first."
        ),
        click.option("--isolated", is_flag=True, help="Use no rule files and settings but those named with --rules."),
        click.option("--skip-bad-rules", "skip_bad", is_flag=True, help="Leave out bad rule files, and warn."),
    ]
    return _add(options, command)


def _add(options: Sequence[Decorator], command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command
