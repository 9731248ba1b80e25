"""``signering doctor``: check the configuration and, if asked, call the service."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from signature_model.api.services import DIFIQA
from signature_model.clients.submissions import Caller
from signature_model.console.errors import Unusable
from signature_model.console.moments import moment
from signature_model.console.naming import used_file
from signature_model.console.streams import is_terminal
from signature_model.console.trust import read_trust_anchors, trust_files
from signature_model.credentials.certificates import organization_number
from signature_model.errors import CredentialsError, SigningError
from signature_model.masking import masked
from signature_transports.calls import maybe_proxy_variable
from signature_transports.cli import checks
from signature_transports.cli.checks import Check, Health, failed, passed, warning
from signature_transports.cli.connections import (
    library_of,
    maybe_authentication,
    open_connection,
    service_of,
    token_endpoint_of,
)
from signature_transports.cli.help import Subcommand
from signature_transports.cli.keys import maybe_credentials, maybe_trust_anchors
from signature_transports.cli.options import CONTEXT, with_output_options
from signature_transports.cli.service_options import maybe_overridden_service, with_connection_options
from signature_transports.connection_options import ConnectionOptions
from signature_transports.http_libraries import installed
from signature_transports.settings import maybe_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from cryptography.x509 import Certificate

    from signature_model.console.moments import Moment
    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.context import Environment
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

FORMAT = 1
"""The version of the JSON."""

EPILOG = """\
\b
Examples:
  signering doctor --environment production --credentials our.p12 --trust anchors/
  signering doctor --connect
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.option(
    "--now",
    metavar="DATETIME",
    callback=moment,
    help="Check for this time, like 2030-01-31T12:00:00+01:00. [default: now]",
)
@click.option("--connect", is_flag=True, help="Also call the service, if there is no error, to ask who you are.")
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, now: Moment | None, connect: bool) -> int:
    """Check your configuration, and with --connect also the connection.

    Checks the HTTP library, the service's URL, the proxy, the clock, the certificate, the trust anchors (by their
    fingerprints), the token options and the sender's number. Without --connect, nothing is sent. The exit status is 1
    if there is an error, and 0 otherwise.
    """
    found = list(_checks(settings, datetime.now(UTC), None if now is None else now.value, connect=connect))
    counts = Counter(each.health for each in found)
    record = {"format": FORMAT, "healthy": not counts[Health.ERROR], "diagnoses": [asdict(each) for each in found]}
    lines = [line for each in found for line in (_aligned if is_terminal(sys.stdout) else _lines)(each)]
    warnings, errors = _counted(counts[Health.WARNING], "warning"), _counted(counts[Health.ERROR], "error")
    summary = f"{counts[Health.OK]} ok, {warnings}, {errors}"
    output.result(json.dumps(record, ensure_ascii=False), *lines, summary)
    return int(counts[Health.ERROR] > 0)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _lines(check: Check) -> Iterator[str]:
    yield f"{check.part}: {check.health}: {check.message}"
    if check.hint is not None:
        yield f"    {check.hint}"


def _aligned(check: Check) -> Iterator[str]:
    """Return a check in columns, as wide as the terminal."""
    lead = f"{check.health:<8}{check.part:<13}"
    width = max(shutil.get_terminal_size().columns, len(lead) + 30)
    for number, text in enumerate(filter(None, (check.message, check.hint))):
        first, rest = (" " * len(lead) if number else lead), " " * len(lead)
        yield from wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _checks(settings: Settings, clock: datetime, now: datetime | None, *, connect: bool) -> Iterator[Check]:
    found = [*_of_configuration(), _of_library(settings), *_of_service(settings), *_of_proxy(settings)]
    found += checks.check_clock(clock, dict(_changes(settings)))
    anchors, anchor_checks = _of_anchors(settings, now or clock)
    credentials, credential_checks = _of_credentials(
        settings if anchors else replace(settings, trust=None), now or clock
    )
    found += [*anchor_checks, *credential_checks, *_of_token(settings, now or clock)]
    certified = None if credentials is None else organization_number(credentials.certificate)
    found += checks.check_sender(Caller(sender=settings.sender, credentials=credentials).maybe_sender(), certified)
    yield from found
    if connect:
        is_sound = all(each.health is not Health.ERROR for each in found)
        yield _of_call(settings, credentials) if is_sound else warning("call", "not tried, because of the errors above")


def _of_configuration() -> Iterator[Check]:
    file = used_file(click.get_current_context())
    if file is not None:
        yield passed("configuration", file)


def _of_library(settings: Settings) -> Check:
    try:
        return passed("transport", f"{library_of(settings)} (installed: {', '.join(installed())})")
    except Unusable as error:
        return failed("transport", str(error))


def _of_service(settings: Settings) -> Iterator[Check]:
    if settings.service is None and settings.environment is None:
        yield failed("service", "not given", "give an --environment, or the URL of a --service")
        return
    service, unused = service_of(settings), maybe_overridden_service()
    if service == DIFIQA:
        yield warning(
            "service", f"{service.root}: Posten no longer uses this environment", "use --environment difitest"
        )
    elif settings.service is not None and settings.environment is not None:
        said = f"calls go to this URL; the environment {settings.environment} is used only to validate jobs"
        yield passed("service", service.root, said)
    else:
        yield passed("service", service.root, unused)


def _of_proxy(settings: Settings) -> Iterator[Check]:
    try:
        place = ConnectionOptions(proxy=settings.proxy, user_agent=settings.user_agent).proxy_place
    except ValueError as error:
        yield failed("connection", str(error))
        return
    if place is not None:
        yield passed("proxy", place)
    elif variable := maybe_proxy_variable():
        yield passed("proxy", f"no proxy: {variable} is set, but not used", "if you need a proxy, give it with --proxy")


def _of_anchors(settings: Settings, now: datetime) -> tuple[tuple[Certificate, ...] | None, Iterable[Check]]:
    try:
        anchors = maybe_trust_anchors(settings)
    except Unusable as error:
        return None, [failed("trust", str(error), error.hint)]
    environment = _compared_environment(settings)
    if anchors is None:
        needed = [] if environment is None else [*checks.check_anchors((), environment, now)][1:]
        return None, [_missing("trust", "--trust", settings), *needed]
    return anchors, checks.check_anchors(anchors, environment, now)


def _compared_environment(settings: Settings) -> Environment | None:
    """Return the environment that certificates are compared with.

    It is None for a service with its own URL, which may accept other issuers.
    """
    return None if settings.service is not None else maybe_environment(settings)


def _of_credentials(settings: Settings, now: datetime) -> tuple[Credentials | None, Iterable[Check]]:
    try:
        credentials = maybe_credentials(settings)
    except (CredentialsError, Unusable) as error:
        return None, [failed("certificate", str(error), getattr(error, "hint", None))]
    if credentials is None:
        return None, [_missing("certificate", "--credentials", settings)]
    return credentials, checks.check_certificate(credentials, _compared_environment(settings), now)


def _of_token(settings: Settings, now: datetime) -> Iterator[Check]:
    """Check the options for authentication by token, if one of them is given."""
    try:
        authentication = maybe_authentication(settings)
        if authentication is None:
            return
        endpoint = token_endpoint_of(authentication, settings)
        trust = None if settings.token_trust is None else read_trust_anchors(settings.token_trust)
    except (click.UsageError, Unusable) as error:
        yield failed("token", error.message if isinstance(error, click.UsageError) else str(error))
        return
    checked = "public authorities and the host name" if trust is None else _counted(len(trust), "trust anchor")
    yield passed("token", f"client {authentication.client_id}, from {endpoint}, which is checked by {checked}")
    for each in checks.check_anchors(trust or (), None, now):
        yield replace(each, part="token")


def _of_call(settings: Settings, credentials: Credentials | None) -> Check:
    try:
        with open_connection(replace(settings, retries=0), credentials) as connection:
            said = masked(connection.portal.ping().strip())
    except SigningError as error:
        return failed("call", error.message, error.hint)
    return passed("call", f"the service says: {said}")


def _missing(part: str, option: str, settings: Settings) -> Check:
    if settings.service is not None and service_of(settings).is_plain:
        return passed(part, f"not given with {option}; unencrypted HTTP does not need it")
    return failed(part, "not given, but every call needs it", f"give it with {option}")


def _changes(settings: Settings) -> Iterator[tuple[str, datetime]]:
    """Return the times of the last changes of the files that the options name, if they exist."""
    files: list[Path] = [] if settings.credentials is None else [settings.credentials]
    for file in [*files, *([] if settings.trust is None else trust_files(settings.trust))]:
        with suppress(OSError):
            yield str(file), datetime.fromtimestamp(file.stat().st_mtime, UTC)
