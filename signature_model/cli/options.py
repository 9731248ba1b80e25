"""What the values of the options of ``validate-bundle`` may be, and how a shell completes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from signature_model.console.reading import STANDARD_INPUT
from signature_model.rules.catalogue import CATALOGUE, unknown_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

LIST = "\0"
"""Stands before the names of lists among the paths, where nothing else can have it."""


def code_prefixes(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Split code prefixes at the commas; an unknown one is wrong usage."""
    if value is None:
        return ()
    codes = tuple(each.strip().upper() for each in value.split(","))
    for unknown in unknown_codes(codes):
        message = f"no rule's code begins with {unknown!r}; --rules lists them"
        raise click.BadParameter(message)
    return codes


def names(_ctx: click.Context, _param: click.Parameter, values: Sequence[str]) -> Sequence[str]:
    """Refuse a path without a name: somebody's variable was empty."""
    named = [each.removeprefix(LIST) for each in values]
    if "" in named:
        message = "a path is empty"
        raise click.BadParameter(message)
    if named.count(STANDARD_INPUT) > 1:
        message = "standard input can be read once only"
        raise click.BadParameter(message)
    return values


def files(_ctx: click.Context, _param: click.Parameter, _incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the names of files."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell needs it

    return [CompletionItem("", type="file")]


def codes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the last of the codes between commas, with what the rules are called."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell needs it

    before, comma, begun = incomplete.rpartition(",")
    found = (rule for code, rule in CATALOGUE.items() if code.startswith(begun.upper()))
    return [CompletionItem(f"{before}{comma}{rule.code}", help=rule.name) for rule in found]


def explain(ctx: click.Context, _param: click.Parameter, code: str | None) -> None:
    """Print one rule and leave, for ``--explain``."""
    if code is None or ctx.resilient_parsing:
        return
    from signature_model.reports import rules  # noqa: PLC0415 - seldom needed

    if code.upper() not in CATALOGUE:
        message = f"there is no rule {code!r}; --rules lists them"
        raise click.BadParameter(message)
    click.echo(rules.explanation(CATALOGUE[code.upper()]), nl=False)
    ctx.exit()
