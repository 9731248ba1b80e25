"""Options that subcommands share, and checks of their values. ``service_options`` has the options of a connection."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model.masking import quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path

    Function = Callable[..., Any]

CONTEXT: Final = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    "auto_envvar_prefix": "SIGNERING",
}


class _File(click.Path):
    """Like ``click.Path(path_type=Path)``, but imports ``pathlib`` only if there is a value."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Path:
        """Return the path."""
        from pathlib import Path  # noqa: PLC0415 - slow to import

        return Path(value)


FILE: Final = _File()
"""A path. If it does not exist, the code that opens it reports the error."""

HOW_TO_OVERWRITE: Final = "use --force to overwrite it, or give another path"
"""The hint for a file that exists already, in commands with this option."""

OUTPUT: Final = (
    click.option(
        "--json", is_flag=True, help="Print JSON, one value per line. Errors are JSON, too, on standard error."
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print only results and errors."),
    click.option("-v", "--verbose", count=True, help="Also print progress; with -vv, print every call."),
)
"""How a subcommand prints."""


def organization_number(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse a value that does not have the form of an organisation number."""
    from signature_model.jobs.identifiers import has_nine_digits  # noqa: PLC0415 - `--help` does not need it

    if value is not None and not has_nine_digits(value):
        message = f"{quoted(value)} is not an organisation number, which has nine digits"
        raise click.BadParameter(message)
    return value


def text(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse a value that is not valid UTF-8, because it could not be sent."""
    if value is not None and not _is_text(value):
        message = f"{quoted(value)} is not UTF-8"
        raise click.BadParameter(message)
    return value


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def with_output_options(function: Function) -> Function:
    """Add the output options; the function gets its ``Output`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, json: bool, quiet: bool, verbose: int, **options: Any) -> Any:  # noqa: ANN401 - as the function
        from signature_transports.cli.output import Output  # noqa: PLC0415 - `--help` writes no report

        output = Output(is_json=json, verbosity=verbose - quiet)
        with output.logging():
            return function(*before, output, **options)

    return with_options(OUTPUT, wrapper)


def with_options(options: tuple[Function, ...], function: Function) -> Function:
    """Decorate a function with options, in their order."""
    for option in reversed(options):
        function = option(function)
    return function
