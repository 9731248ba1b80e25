"""Where the values of options come from, and the names of files in messages, with the option that names the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from pathlib import Path

USED_FILE: Final = "signature_model.configuration"
"""The key in the metadata of a context for the configuration file that the command uses."""


def named(file: Path) -> str:
    """Return the path, and in parentheses the option that names it. Only the path if no option of a command does."""
    ctx = click.get_current_context(silent=True)
    for param in () if ctx is None else ctx.command.params:
        if ctx is not None and isinstance(param, click.Option) and file in _values(ctx.params.get(str(param.name))):
            return f"{file} ({_origin(ctx, param)})"
    return str(file)


def used_file(ctx: click.Context) -> str | None:
    """Return the configuration file that a command uses, or None."""
    file: str | None = ctx.meta.get(USED_FILE)
    return file


def variable_of(param: click.Parameter, ctx: click.Context) -> str:
    """Return the environment variable of an option, in words."""
    name = param.envvar if isinstance(param.envvar, str) else f"{ctx.auto_envvar_prefix}_{str(param.name).upper()}"
    return f"the environment variable {name}"


def _values(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _origin(ctx: click.Context, param: click.Option) -> str:
    option, source = param.opts[0], ctx.get_parameter_source(str(param.name))
    if source is ParameterSource.ENVIRONMENT:
        return f"{option}, from {variable_of(param, ctx)}"
    return f"{option}, from {used_file(ctx)}" if source is ParameterSource.DEFAULT_MAP else option
