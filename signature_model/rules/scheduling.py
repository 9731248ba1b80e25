"""PSR4xx: when a job opens, and for how long. Facts: the job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.jobs.norwegian_time import in_words
from signature_model.rules.registry import Need, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from signature_model.jobs.context import Context
    from signature_model.jobs.portal import PortalJob

MAX_AVAILABLE_FOR = timedelta(seconds=7_776_000)
"""90 days. (Source: portal flow, Availability.)"""

LONGEST_WITHOUT_REMINDER = timedelta(hours=24)
"""Signers of a job that is open for this long get no reminder. (Source: notifications.)"""

_SECONDS = "availability/available-seconds"
_ACTIVATION = "availability/activation-time"


@rule(
    "PSR401",
    Severity.ERROR,
    source="portal",
    hint="write 7776000 or less; each group of signers gets the full time",
)
def available_too_long(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A job can be open for at most 90 days.

    The service refuses jobs with more than 7,776,000 `available-seconds` after the upload. The time starts again for
    each group of signers with the same order, so a job with several groups can be open for more than 90 days.
    """
    available = _available_for(job)
    if available is not None and available > MAX_AVAILABLE_FOR:
        yield _SECONDS, _too_long(available)


@rule(
    "PSR402",
    Severity.NOTE,
    source="create",
    need=Need.NOW,
    hint="remove `activation-time` if the job should open immediately",
)
def activation_in_the_past(job: PortalJob, context: Context) -> Iterator[Problem]:
    """An activation time in the past opens the job immediately.

    This is allowed, and has the same effect as no activation time. Check whether you meant a later time.
    """
    activation = _activation_time(job)
    if activation is None or activation.utcoffset() is None or context.now is None:
        return
    if activation < context.now:
        yield _ACTIVATION, f"{in_words(activation)} is in the past: the job opens immediately"


@rule("PSR403", Severity.WARNING, source="xsd", hint="end it with Z or an offset like +01:00")
def activation_without_zone(job: PortalJob, _: Context) -> Iterator[Problem]:
    """An activation time without a UTC offset is ambiguous.

    The schema allows a `dateTime` without an offset. In Norway, the job may open one or two hours too early or too
    late.
    """
    activation = _activation_time(job)
    if activation is not None and activation.utcoffset() is None:
        yield _ACTIVATION, f"{in_words(activation)} has no UTC offset"


@rule("PSR404", Severity.WARNING, source="portal", hint="remove `available-seconds` to get 30 days")
def never_available(job: PortalJob, _: Context) -> Iterator[Problem]:
    """No signer can sign a job that is available for 0 seconds.

    The job expires when it opens. Without `available-seconds`, each group of signers has 30 days.
    """
    if _available_for(job) == timedelta(0):
        yield _SECONDS, "available for 0 seconds"


@rule("PSR405", Severity.NOTE, source="notifications", hint="for a reminder, let the job be open for two days or more")
def no_reminder(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Signers of a job that is open for 24 hours or less get no reminder.

    The service notifies them once, when the job opens for them. If the job is open for two days or more, the service
    reminds them before the deadline.
    """
    available = _available_for(job)
    if available is not None and timedelta(0) < available <= LONGEST_WITHOUT_REMINDER:
        yield _SECONDS, "open for 24 hours or less: signers get no reminder"


def _too_long(available: timedelta) -> str:
    if available == timedelta(days=available.days):
        return f"open for {available.days:,} days; the maximum is 90 (7,776,000 seconds)"
    least = "at least " if available == timedelta.max else ""
    return f"open for {least}{available // timedelta(seconds=1):,} seconds; the maximum is 7,776,000 (90 days)"


def _available_for(job: PortalJob) -> timedelta | None:
    return None if job.availability is None else job.availability.available_for


def _activation_time(job: PortalJob) -> datetime | None:
    return None if job.availability is None else job.availability.activation_time
