"""PSR4xx: when a job opens, and for how long. Subject: the job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.rules.registry import Need, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from signature_model.jobs.context import Context
    from signature_model.jobs.portal import PortalJob

MAX_AVAILABLE_FOR = timedelta(seconds=7_776_000)
"""90 days. (Source: portal flow, Availability.)"""

LONGEST_WITHOUT_REMINDER = timedelta(hours=24)
"""Jobs that are open no longer get no reminder. (Source: notifications.)"""

_SECONDS = "availability/available-seconds"
_ACTIVATION = "availability/activation-time"


@rule(
    "PSR401",
    Severity.ERROR,
    source="portal",
    hint="make it 7776000 or less; each group of signers gets the whole time anew",
)
def available_too_long(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A job can be open for at most 90 days.

    The service refuses jobs with more than 7,776,000 `available-seconds`, after the upload. The time runs anew for
    each group of signers with the same order, so a job with several groups can live longer than 90 days in all.
    """
    available = _available_for(job)
    if available is not None and available > MAX_AVAILABLE_FOR:
        seconds = available // timedelta(seconds=1)
        days = f" ({available.days:,} days)" if available == timedelta(days=available.days) else ""
        more = " or more" if available == timedelta.max else ""
        yield _SECONDS, f"open for {seconds:,} seconds{more}{days}, where 7,776,000 (90 days) is the most"


@rule("PSR402", Severity.NOTE, source="create", need=Need.NOW, hint="leave `activation-time` out if that is meant")
def activation_in_the_past(job: PortalJob, context: Context) -> Iterator[Problem]:
    """An activation time in the past opens the job at once.

    That is allowed, and the same as giving no activation time. It is worth a look where a later opening was meant.
    """
    activation = _activation_time(job)
    if activation is None or activation.utcoffset() is None or context.now is None:
        return
    if activation < context.now:
        yield _ACTIVATION, f"{activation.isoformat()} is past: the job opens at once"


@rule("PSR403", Severity.WARNING, source="xsd", hint="end it with Z or an offset like +01:00")
def activation_without_zone(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An activation time without a time zone means another moment to every reader.

    The schema allows a `dateTime` without a UTC offset. In Norway it can be off by one hour or two.
    """
    activation = _activation_time(job)
    if activation is not None and activation.utcoffset() is None:
        yield _ACTIVATION, f"{activation.isoformat()} has no UTC offset"


@rule("PSR404", Severity.WARNING, source="portal", hint="leave `available-seconds` out for 30 days")
def never_available(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A job that is available for 0 seconds cannot be signed by anybody.

    It expires as soon as it opens. Leaving `available-seconds` out gives each group of signers 30 days.
    """
    if _available_for(job) == timedelta(0):
        yield _SECONDS, "available for 0 seconds"


@rule("PSR405", Severity.NOTE, source="notifications")
def no_reminder(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Signers of a job that is open for 24 hours or less get no reminder.

    They are notified once, when the job opens to them. From two days on, the service reminds them before the deadline.
    """
    available = _available_for(job)
    if available is not None and timedelta(0) < available <= LONGEST_WITHOUT_REMINDER:
        yield _SECONDS, "open for 24 hours or less: signers get no reminder"


def _available_for(job: PortalJob) -> timedelta | None:
    return None if job.availability is None else job.availability.available_for


def _activation_time(job: PortalJob) -> datetime | None:
    return None if job.availability is None else job.availability.activation_time
