"""Options that several subcommands share, and the checks of their values."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import wraps
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from signature_model.api.services import SERVICES
from signature_model.console import configuration
from signature_model.jobs.identifiers import has_nine_digits
from signature_model.masking import quoted
from signature_transports.settings import Settings, setting_names

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

HOW_TO_OVERWRITE: Final = "use --force to overwrite it"
"""The hint when a file is in the way, in commands with this option."""


def organization_number(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Refuse a value that does not have the form of an organisation number."""
    if value is not None and not has_nine_digits(value):
        message = f"{quoted(value)} is not an organisation number, which has nine digits"
        raise click.BadParameter(message)
    return value


def _without_password(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuse a typed password: other users of the machine can see a command line."""
    is_typed = ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE
    if value is not None and is_typed and "@" in value:
        message = "give a URL with user name and password in SIGNERING_PROXY: others can see a command line"
        raise click.BadParameter(message)
    return value


_SECONDS: Final = click.FloatRange(min=0, min_open=True)


def _of_this_user() -> configuration.Configuration | None:
    """Return the user's configuration, if any. A file in the working folder must not decide which server is trusted."""
    file = Path(click.get_app_dir("signering")) / "signering.toml"
    return configuration.read(str(file)) if file.is_file() else None


_CREDENTIALS: Final = (
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

_CONNECTION: Final = (
    click.option(
        "--environment",
        type=click.Choice([*SERVICES]),
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
    *_CREDENTIALS,
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
        default=Settings().retries,
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
        help="The time limit for each silence of the server. [default: 10; 60 for calls with documents]",
    ),
    click.option(
        "--proxy",
        metavar="URL",
        callback=_without_password,
        help="An HTTP proxy for HTTPS. Variables such as HTTPS_PROXY are not used.",
    ),
    click.option("--user-agent", metavar="TEXT", help="A text to add to the User-Agent."),
    configuration.option(setting_names(), _of_this_user, "~/.config/signering/signering.toml, if it exists."),
)

_SOURCES: Final = (
    ParameterSource.DEFAULT,
    ParameterSource.DEFAULT_MAP,
    ParameterSource.ENVIRONMENT,
    ParameterSource.COMMANDLINE,
)
"""The sources of values; each overrides those before it."""

_OUTPUT: Final = (
    click.option("--json", is_flag=True, help="Print JSON, one value per line; also errors, on standard error."),
    click.option("-q", "--quiet", is_flag=True, help="Print only results and errors."),
    click.option("-v", "--verbose", count=True, help="Also print progress; twice: every call."),
)


class Subcommand(click.Command):
    """A subcommand whose help has its own options first, and only the names of those that `signering` describes."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in groups."""
        options = [each for each in self.get_params(ctx) if isinstance(each, click.Option)]
        connecting, printing = _names(_CONNECTION), _names(_OUTPUT)
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
    options = click.Command(None, params=_params(_CONNECTION)).params
    title = "Connection, for every subcommand that calls the service"
    _write_group(title, [each for each in options if isinstance(each, click.Option)], ctx, formatter)


def _names(decorators: tuple[Function, ...]) -> set[str | None]:
    return {each.name for each in _params(decorators)}


def _params(decorators: tuple[Function, ...]) -> list[click.Parameter]:
    found: list[click.Parameter] = click.command()(_with(decorators, lambda: None)).params
    return found


def _write_group(title: str, options: list[click.Option], ctx: click.Context, formatter: click.HelpFormatter) -> None:
    rows = [row for each in options if (row := each.get_help_record(ctx)) is not None]
    with formatter.section(title):
        formatter.write_dl(rows)


def with_connection_options(function: Function) -> Function:
    """Add the connection options; the function gets their ``Settings`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, **options: Any) -> Any:  # noqa: ANN401 - as the function
        settings = Settings(**{each.name: options.pop(each.name) for each in fields(Settings)})
        return function(*before, _typed(click.get_current_context(), settings), **options)

    return _with(_CONNECTION, wrapper)


def with_certificate_options(function: Function) -> Function:
    """Add the options of the enterprise certificate; the function gets ``Settings`` as an additional argument."""

    @wraps(function)
    def wrapper(*before: Any, credentials: Path | None, password_file: Path | None, **options: Any) -> Any:  # noqa: ANN401 - as the function
        settings = Settings(credentials=credentials, password_file=password_file)
        return function(*before, settings, **options)

    return _with(_CREDENTIALS, wrapper)


def _typed(ctx: click.Context, settings: Settings) -> Settings:
    """Return the settings. A typed environment overrides a service in a variable, and both override the file."""

    def weight(name: str) -> int:
        source = ctx.get_parameter_source(name)
        return _SOURCES.index(source) if source in _SOURCES else 0

    outdone = [name for name in ("service", "server_organization") if 0 < weight(name) < weight("environment")]
    cleared: dict[str, Any] = dict.fromkeys(outdone)
    return replace(settings, **cleared)


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

    return _with(_OUTPUT, wrapper)


def _with(options: tuple[Function, ...], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function
