"""The options of the subcommands that call the service or seal, and their ``Settings``."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from signature_model.api.environments import ENVIRONMENT_NAMES
from signature_model.console import configuration
from signature_transports.cli.options import FILE, organization_number, with_options

if TYPE_CHECKING:
    from pathlib import Path

    from signature_transports.cli.options import Function
    from signature_transports.settings import Settings


def _without_password(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a password on the command line, which other users of the machine can see."""
    is_typed = ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE
    if value is not None and is_typed and "@" in value:
        message = (
            "give a URL with user name and password in SIGNERING_PROXY: other users of this machine can see a command "
            "line"
        )
        raise click.BadParameter(message)
    return value


def _setting_names() -> tuple[str, ...]:
    from signature_transports.settings import setting_names  # noqa: PLC0415 - `--help` does not need it

    return setting_names()


def _of_this_user() -> configuration.Configuration | None:
    """Return the user's configuration, if there is one.

    A file in the working folder must not decide which server is trusted.
    """
    from pathlib import Path  # noqa: PLC0415 - slow to import

    file = Path(click.get_app_dir("signering")) / "signering.toml"
    return configuration.read(str(file)) if file.is_file() else None


_SECONDS: Final = click.FloatRange(min=0, min_open=True)


CREDENTIALS: Final = (
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
)

CONNECTION: Final = (
    click.option(
        "--environment",
        type=click.Choice(ENVIRONMENT_NAMES),
        help="The environment of the service to call. Posten no longer uses difiqa.",
    ),
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
    *CREDENTIALS,
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
        help="The sender's organisation number. [default: the number in the certificate]",
    ),
    click.option(
        "--transport",
        type=click.Choice(["requests", "httpx", "httpx2"]),
        help="The HTTP library. [default: the first one that is installed]",
    ),
    click.option(
        "--retries",
        type=click.IntRange(min=0),
        metavar="N",
        help="How often to retry a call that is safe to repeat. Job creation is never retried. [default: 4]",
    ),
    click.option(
        "--client-id",
        metavar="ID",
        help="Authenticate by token: the client id that was issued with the --broker-id.",
    ),
    click.option("--broker-id", metavar="ID", help="The broker id, which is not an organisation number."),
    click.option(
        "--token-endpoint",
        metavar="URL",
        help="The URL where tokens are issued. [default: the URL for the --environment]",
    ),
    click.option(
        "--token-trust",
        type=FILE,
        metavar="FILE_OR_FOLDER",
        help="The trust anchors for the token endpoint. [default: public authorities]",
    ),
    click.option(
        "--connect-timeout",
        type=_SECONDS,
        metavar="SECONDS",
        help="The time limit for connecting. [default: 5; 10 for calls with documents]",
    ),
    click.option(
        "--read-timeout",
        type=_SECONDS,
        metavar="SECONDS",
        help="The time limit for each wait for the server. [default: 10; 60 for calls with documents]",
    ),
    click.option(
        "--proxy",
        metavar="URL",
        callback=_without_password,
        help="An HTTP proxy for HTTPS. Variables such as HTTPS_PROXY are not used.",
    ),
    click.option("--user-agent", metavar="TEXT", help="A text to add to the User-Agent."),
    configuration.option(_setting_names, _of_this_user, "~/.config/signering/signering.toml, if it exists."),
)

_SOURCES: Final = (
    ParameterSource.DEFAULT,
    ParameterSource.DEFAULT_MAP,
    ParameterSource.ENVIRONMENT,
    ParameterSource.COMMANDLINE,
)
"""The sources of values; each overrides those before it."""


def with_connection_options(function: Function) -> Function:
    """Add the connection options; the function gets their ``Settings`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, **options: Any) -> Any:  # noqa: ANN401 - as the function
        from dataclasses import fields  # noqa: PLC0415 - `--help` does not need it

        from signature_transports.settings import Settings  # noqa: PLC0415

        values = {each.name: options.pop(each.name) for each in fields(Settings)}
        settings = Settings(**{name: value for name, value in values.items() if value is not None})
        return function(*before, _without_overridden(click.get_current_context(), settings), **options)

    return with_options(CONNECTION, wrapper)


def with_certificate_options(function: Function) -> Function:
    """Add the options of the enterprise certificate; the function gets ``Settings`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, credentials: Path | None, password_file: Path | None, **options: Any) -> Any:  # noqa: ANN401 - as the function
        from signature_transports.settings import Settings  # noqa: PLC0415 - as above

        settings = Settings(credentials=credentials, password_file=password_file)
        return function(*before, settings, **options)

    return with_options(CREDENTIALS, wrapper)


def _without_overridden(ctx: click.Context, settings: Settings) -> Settings:
    """Return the settings. A typed environment overrides a service in a variable; both override the file."""
    from dataclasses import replace  # noqa: PLC0415 - as above

    outdone = [name for name in ("service", "server_organization") if _is_overridden(ctx, name)]
    cleared: dict[str, Any] = dict.fromkeys(outdone)
    return replace(settings, **cleared)


def maybe_overridden_service() -> str | None:
    """Say why the service that a variable or a file names is not used; None if there is no such service."""
    ctx = click.get_current_context()
    if not _is_overridden(ctx, "service"):
        return None
    is_variable = ctx.get_parameter_source("service") is ParameterSource.ENVIRONMENT
    place = "SIGNERING_SERVICE" if is_variable else "the service in the configuration file"
    is_typed = ctx.get_parameter_source("environment") is ParameterSource.COMMANDLINE
    winner = "a typed --environment" if is_typed else "SIGNERING_ENVIRONMENT"
    return f"{place} is not used: {winner} overrides it"


def _is_overridden(ctx: click.Context, name: str) -> bool:
    return 0 < _precedence(ctx, name) < _precedence(ctx, "environment")


def _precedence(ctx: click.Context, name: str) -> int:
    source = ctx.get_parameter_source(name)
    return _SOURCES.index(source) if source in _SOURCES else 0
