"""Options that several subcommands share, and the checks of their values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from signature_model.api.exchange import Retries
from signature_model.api.services import SERVICES
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_transports.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]

CONTEXT: Final = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
    "auto_envvar_prefix": "SIGNERING",
}

FILE: Final = click.Path(path_type=Path)
"""A path. The code that opens it reports if it does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The connection options as they were given: the service, the credentials, and how to call."""

    environment: str | None = None
    service: str | None = None
    server_organization: str | None = None
    credentials: Path | None = None
    password_file: Path | None = None
    trust: Path | None = None
    sender: str | None = None
    transport: str | None = None
    retries: int = 4
    client_id: str | None = None
    broker_id: str | None = None
    token_endpoint: str | None = None
    token_trust: Path | None = None


def organization_number(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse a value that does not have the form of an organisation number."""
    if value is not None and not has_nine_digits(value):
        message = f"{quoted(value)} is not an organisation number, which has nine digits"
        raise click.BadParameter(message)
    return value


_CONNECTION: Final = (
    click.option("--environment", type=click.Choice([*SERVICES]), help="The environment of the service to call."),
    click.option(
        "--service",
        metavar="URL",
        help="Another URL for the service: an emulator or a gateway. Plain HTTP is only possible on this machine.",
    ),
    click.option(
        "--server-organization",
        metavar="NUMBER",
        callback=organization_number,
        help="The organisation in the certificate of the --service. [default: Posten, 984661185]",
    ),
    click.option(
        "--credentials",
        type=FILE,
        metavar="FILE",
        help="The enterprise certificate with its key: PKCS#12 (.p12, .pfx) or PEM.",
    ),
    click.option(
        "--password-file",
        type=FILE,
        metavar="FILE",
        help="A file with the password of --credentials. [default: SIGNERING_PASSWORD, or a prompt on a terminal]",
    ),
    click.option(
        "--trust",
        type=FILE,
        metavar="FILE_OR_FOLDER",
        help="The trust anchors for the server: a PEM or DER file, or a folder of such files.",
    ),
    click.option(
        "--sender",
        metavar="NUMBER",
        callback=organization_number,
        help="The sender's organisation number. [default: the one in the certificate]",
    ),
    click.option(
        "--transport",
        type=click.Choice(["requests", "httpx", "httpx2"]),
        help="The HTTP library. [default: the first one that is installed]",
    ),
    click.option(
        "--retries",
        type=click.IntRange(min=0),
        default=Retries().times,
        metavar="N",
        show_default=True,
        help="How often to retry a call that is safe to repeat. Job creation is never retried.",
    ),
    click.option(
        "--client-id",
        metavar="ID",
        help="Authenticate by token: the client id that was issued with the --broker-id.",
    ),
    click.option("--broker-id", metavar="ID", help="The broker id, which is not an organisation number."),
    click.option(
        "--token-endpoint", metavar="URL", help="Where tokens are issued. [default: that of the --environment]"
    ),
    click.option(
        "--token-trust",
        type=FILE,
        metavar="FILE_OR_FOLDER",
        help="The trust anchors for the token endpoint. [default: public authorities]",
    ),
)

_OUTPUT: Final = (
    click.option("--json", is_flag=True, help="Print JSON, one value per line; also errors, on standard error."),
    click.option("-q", "--quiet", is_flag=True, help="Print only results and errors."),
    click.option("-v", "--verbose", count=True, help="Also print progress; twice: every call."),
)


def calling(function: Function) -> Function:
    """Add the connection options; the function gets their ``Settings`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, **options: Any) -> Any:  # noqa: ANN401 - as the function
        _refuse_two_services(click.get_current_context())
        settings = Settings(**{each.name: options.pop(each.name) for each in fields(Settings)})
        return function(*before, settings, **options)

    return _with(_CONNECTION, wrapper)


def _refuse_two_services(ctx: click.Context) -> None:
    """Refuse ``--environment`` if a variable names another service: the user may have forgotten the variable."""
    environment, service = map(ctx.get_parameter_source, ("environment", "service"))
    if environment is ParameterSource.COMMANDLINE and service is ParameterSource.ENVIRONMENT:
        message = "--environment and SIGNERING_SERVICE name two services: unset the variable, or give --service as well"
        raise click.UsageError(message)


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


def speaking(function: Function) -> Function:
    """Add the output options; the function gets its ``Output`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, json: bool, quiet: bool, verbose: int, **options: Any) -> Any:  # noqa: ANN401 - as the function
        output = Output(is_json=json, verbosity=verbose - quiet)
        with output.logging():
            return function(*before, output, **options)

    return _with(_OUTPUT, wrapper)


def _with(options: tuple[Function, ...], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function
