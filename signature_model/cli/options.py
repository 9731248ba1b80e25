"""What the values of the options of ``validate-bundle`` may be, and the options that only tell something."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from signature_model.rules.catalogue import CATALOGUE, unknown_codes
from signature_model.xml.lexical import maybe_time

if TYPE_CHECKING:
    from collections.abc import Sequence


def code_prefixes(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Split code prefixes at the commas; an unknown one is wrong usage."""
    if value is None:
        return ()
    codes = tuple(each.strip().upper() for each in value.split(","))
    for unknown in unknown_codes(codes):
        message = f"no rule's code begins with {unknown!r}; --rules lists them"
        raise click.BadParameter(message)
    return codes


def moment(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Read a moment with a time zone; ``now`` asks the clock."""
    if value is None:
        return None
    named = datetime.now(UTC) if value == "now" else maybe_time(value)
    if named is None or named.tzinfo is None:
        message = f"{value!r} is neither `now` nor like 2030-01-31T12:00:00+01:00"
        raise click.BadParameter(message)
    return named


def names(_ctx: click.Context, _param: click.Parameter, values: Sequence[str]) -> Sequence[str]:
    """Refuse a path without a name: somebody's variable was empty."""
    if "" in values:
        message = "a path is empty"
        raise click.BadParameter(message)
    return values


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


def list_rules(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    """Print the catalogue and leave, for ``--rules``."""
    if not wanted or ctx.resilient_parsing:
        return
    from signature_model.reports import rules  # noqa: PLC0415 - seldom needed

    click.echo(rules.table(CATALOGUE.values()), nl=False)
    ctx.exit()
