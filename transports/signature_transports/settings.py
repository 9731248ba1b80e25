"""The settings of a connection, as the options of the commands and the ``SIGNERING_*`` variables give them."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from signature_model.api.retries import Retries
from signature_model.api.services import SERVICES, Service
from signature_model.console import configuration
from signature_model.console.errors import Unusable
from signature_model.errors import SigningError
from signature_model.jobs.context import Environment
from signature_model.masking import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX: Final = "SIGNERING_"
"""The beginning of the names of all variables."""
PASSWORD: Final = "SIGNERING_PASSWORD"  # noqa: S105 - the name of the variable
CONFIG: Final = "SIGNERING_CONFIG"
"""The variable that names a configuration file."""
_OF_A_URL: Final = ("service", "server_organization")
"""Settings that are not needed with an environment."""
_NAME: Final = re.compile(r"\{(\w+)\}")


class SettingsError(SigningError, ValueError):
    """Settings are missing or contradict each other, so nothing was sent.

    The message is a template: the names of settings are in braces, because an argument, an option and a variable have
    different names. ``str(error)`` and ``message`` have the names of arguments.
    """

    default_hint = "help(signature_transports.connect) lists the settings; each has a variable, too"

    def __init__(self, template: str) -> None:
        super().__init__(_NAME.sub(r"\1", template))
        self.args = (template,)

    def in_terms_of(self, named: Callable[[str], str]) -> str:
        """Return the message with the names that a function returns for the settings."""
        return _NAME.sub(lambda found: named(found[1]), str(self.args[0]))


def option_of(name: str) -> str:
    """Return the option of the commands for a setting."""
    return f"--{name.replace('_', '-')}"


def variable_of(name: str) -> str:
    """Return the environment variable for a setting."""
    return PREFIX + name.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings as they were given: the service, the files of the credentials, and how to call."""

    environment: str | None = None
    service: str | None = None
    server_organization: str | None = None
    credentials: Path | None = None
    password_file: Path | None = None
    trust: Path | None = None
    sender: str | None = None
    transport: str | None = None
    retries: int = Retries().times
    client_id: str | None = None
    broker_id: str | None = None
    token_endpoint: str | None = None
    token_trust: Path | None = None
    connect_timeout: float | None = None
    read_timeout: float | None = None
    proxy: str | None = None
    user_agent: str | None = None

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> Settings:
        """Return the settings in environment variables, and in the file that ``SIGNERING_CONFIG`` names.

        A variable overrides the file. An empty variable counts as not set. Raises SettingsError.
        """
        file = variables.get(CONFIG)
        from_file = _texts_in(file) if file else {}
        texts = {each.name: variables.get(variable_of(each.name), "") for each in fields(cls)}
        given = {name: text for name, text in texts.items() if text}
        if "environment" in given:
            from_file = {name: text for name, text in from_file.items() if name not in _OF_A_URL}
        return cls(**{name: _converted(name, text) for name, text in (from_file | given).items()})


def setting_names() -> tuple[str, ...]:
    """Return the names of all settings in configuration files."""
    return tuple(option_of(each.name).lstrip("-") for each in fields(Settings))


def service_of(settings: Settings) -> Service:
    """Return the service that the settings name. Raises SettingsError for a contradiction, ValueError for a bad URL."""
    if settings.service is not None:
        return Service(root=settings.service, environment=maybe_environment(settings) or Environment.TEST)
    if settings.environment is None:
        msg = "which service? Give {environment}, or its URL with {service}"
        raise SettingsError(msg)
    if settings.server_organization is not None:
        msg = "{server_organization} can only be used with {service}; with {environment}, the server is always Posten's"
        raise SettingsError(msg)
    return environment_named(settings.environment)


def environment_named(name: str) -> Service:
    """Return the service's environment with this name. Raises SettingsError."""
    if name not in SERVICES:
        msg = f"{{environment}} must be one of {', '.join(SERVICES)}, not {quoted(name)}"
        raise SettingsError(msg)
    return SERVICES[name]


def maybe_environment(settings: Settings) -> Environment | None:
    """Return the environment that jobs are validated for; None if only a URL is given."""
    return None if settings.environment is None else environment_named(settings.environment).environment


_KINDS: Final[dict[str, Callable[[str], Any]]] = {
    "credentials": Path,
    "password_file": Path,
    "trust": Path,
    "token_trust": Path,
    "retries": int,
    "connect_timeout": float,
    "read_timeout": float,
}


def _texts_in(file: str) -> dict[str, str]:
    """Return the settings in a configuration file. Raises SettingsError."""
    try:
        found = configuration.read(file)
        found.require_known(setting_names())
        texts = {name.replace("-", "_"): str(value) for name, value in found.settings.items()}
        return {name: found.path(text) if _KINDS.get(name) is Path else text for name, text in texts.items()}
    except Unusable as error:
        msg = str(error).replace("{", "").replace("}", "")
        raise SettingsError(msg) from error


def _converted(name: str, text: str) -> Any:  # noqa: ANN401 - the type of the field
    try:
        return _KINDS.get(name, str)(text)
    except ValueError as error:
        msg = f"{{{name}}} must be a number, not {quoted(text)}"
        raise SettingsError(msg) from error
