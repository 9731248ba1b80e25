"""The help of the subcommands, with options in groups. Only `signering --help` describes the connection options."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import click

from signature_transports.cli.options import OUTPUT, with_options
from signature_transports.cli.service_options import CONNECTION

if TYPE_CHECKING:
    from signature_transports.cli.options import Function


class Subcommand(click.Command):
    """A subcommand. Its help has its own options first, and only names the options that `signering` describes."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in groups."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        connecting, printing = _names(CONNECTION), _names(OUTPUT)
        own = [each for each in options if each.name not in connecting | printing]
        for title, group in (("Options", own), ("Output", [each for each in options if each.name in printing])):
            _write_group(title, group, ctx, formatter)
        shared = [each.opts[-1] for each in options if each.name in connecting]
        if shared:
            with formatter.section("Connection"):
                words = f"{', '.join(shared)}: `signering --help` describes them."
                formatter.write_text(f"\b\n{fill(words, formatter.width - 2, break_on_hyphens=False)}")


def write_connection_options(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options that connect to the service, for the help of `signering`."""
    options = click.Command(None, params=_params(CONNECTION)).params
    title = "Connection, for every subcommand that calls the service"
    _write_group(title, [each for each in options if isinstance(each, click.Option)], ctx, formatter)


def _names(decorators: tuple[Function, ...]) -> set[str | None]:
    return {each.name for each in _params(decorators)}


def _params(decorators: tuple[Function, ...]) -> list[click.Parameter]:
    found: list[click.Parameter] = click.command()(with_options(decorators, lambda: None)).params
    return found


def _write_group(title: str, options: list[click.Option], ctx: click.Context, formatter: click.HelpFormatter) -> None:
    rows = [row for each in options if (row := each.get_help_record(ctx)) is not None]
    with formatter.section(title):
        formatter.write_dl(rows)
