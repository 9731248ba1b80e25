"""``signering doctor``: check the configuration without contacting the service."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from signature_model.clients.submissions import Caller
from signature_model.console.errors import Unusable
from signature_model.console.moments import moment
from signature_model.console.trust import trust_files
from signature_model.credentials.certificates import organization_number
from signature_model.errors import CredentialsError
from signature_transports.cli import checks
from signature_transports.cli.checks import Check, Health, failed, passed
from signature_transports.cli.connections import library_of, service_of
from signature_transports.cli.keys import maybe_credentials, maybe_trust_anchors
from signature_transports.cli.options import CONTEXT, calling, speaking
from signature_transports.connections import installed
from signature_transports.settings import maybe_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from signature_model.console.moments import Moment
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

FORMAT = 1
"""The version of the JSON."""

EPILOG = """\
\b
Example:
  signering doctor --environment production --credentials our.p12 --trust anchors/
"""


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.option(
    "--now",
    metavar="DATETIME",
    callback=moment,
    help="Check for this time, like 2030-01-31T12:00:00+01:00. [default: now]",
)
@speaking
@calling
def command(output: Output, settings: Settings, *, now: Moment | None) -> int:
    """Check your configuration without contacting the service.

    Checks the HTTP library, the service's URL, the clock, the certificate, the trust anchors (by their fingerprints)
    and the sender's number. The exit status is 1 if there is an error, and 0 otherwise.
    """
    found = list(_checks(settings, datetime.now(UTC), None if now is None else now.value))
    counts = Counter(each.health for each in found)
    record = {"format": FORMAT, "healthy": not counts[Health.ERROR], "diagnoses": [asdict(each) for each in found]}
    lines = [line for each in found for line in _lines(each)]
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


def _checks(settings: Settings, clock: datetime, now: datetime | None) -> Iterator[Check]:
    environment, moment_meant = maybe_environment(settings), now or clock
    yield _of_library(settings)
    yield _of_service(settings)
    yield from checks.of_clock(clock, dict(_changes(settings)))
    try:
        anchors = maybe_trust_anchors(settings)
    except Unusable as error:
        yield failed("trust", str(error))
        settings = replace(settings, trust=None)
    else:
        found = None if anchors is None else checks.of_anchors(anchors, environment, moment_meant)
        yield from [_missing("trust", "--trust", settings)] if found is None else found
    try:
        credentials = maybe_credentials(settings)
    except (CredentialsError, Unusable) as error:
        yield failed("certificate", str(error), getattr(error, "hint", None))
        credentials = None
    else:
        found = None if credentials is None else checks.of_certificate(credentials, environment, moment_meant)
        yield from [_missing("certificate", "--credentials", settings)] if found is None else found
    certified = None if credentials is None else organization_number(credentials.certificate)
    yield from checks.of_sender(Caller(sender=settings.sender, credentials=credentials).maybe_sender(), certified)


def _of_library(settings: Settings) -> Check:
    try:
        return passed("transport", f"{library_of(settings)} (installed: {', '.join(installed())})")
    except Unusable as error:
        return failed("transport", str(error))


def _of_service(settings: Settings) -> Check:
    if settings.service is None and settings.environment is None:
        return failed("service", "none is given", "give an --environment, or the URL of a --service")
    return passed("service", service_of(settings).root)


def _missing(part: str, option: str, settings: Settings) -> Check:
    if settings.service is not None and service_of(settings).is_plain:
        return passed(part, f"none is given with {option}, and unencrypted HTTP needs none")
    return failed(part, "none is given, and every call needs it", f"give it with {option}")


def _changes(settings: Settings) -> Iterator[tuple[str, datetime]]:
    """Return when the files that the options name were changed, if they exist."""
    files: list[Path] = [] if settings.credentials is None else [settings.credentials]
    for file in [*files, *([] if settings.trust is None else trust_files(settings.trust))]:
        with suppress(OSError):
            yield str(file), datetime.fromtimestamp(file.stat().st_mtime, UTC)
