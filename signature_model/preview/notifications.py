"""The notifications to a signer: when and how the service sends them.

This depends on how long the job is available, and on the known addresses.

Source: the service's documentation, notifications.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signature_model.jobs.moments import later
from signature_model.jobs.norwegian_time import norway
from signature_model.jobs.signers import Lookup, Signer
from signature_model.rules.scheduling import LONGEST_WITHOUT_REMINDER

if TYPE_CHECKING:
    from collections.abc import Collection

    from signature_model.jobs.flows import AnySigner


class Channel(StrEnum):
    """A way to notify a signer."""

    EMAIL = "e-mail"
    SMS = "SMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notification: when, how, and whether it is a reminder."""

    moment: datetime
    channel: Channel
    is_reminder: bool


_REMINDERS: Final = (
    (timedelta(days=10), timedelta(days=5), timedelta(days=2)),
    (timedelta(days=6), timedelta(days=3), timedelta(days=2)),
    (timedelta(days=4), timedelta(days=2), timedelta(days=1)),
    (timedelta(), timedelta(days=1), timedelta(days=1)),
)
"""Reminders.

Each row has the least time that the job is available, and then how long before the deadline the e-mail and the SMS are
sent.
"""
_NIGHT, _MORNING = 22, 8
"""Hours in Norway. Between them, no SMS is sent unless the deadline makes it necessary."""


def channels_of(signer: AnySigner) -> frozenset[Channel]:
    """Return how a signer can be notified; empty for a direct job. A lookup is assumed to find all addresses."""
    if not isinstance(signer, Signer):
        return frozenset()
    if isinstance(signer.notify, Lookup):
        return frozenset(Channel) if signer.notify.sms else frozenset({Channel.EMAIL})
    found = {Channel.EMAIL: signer.contact.email, Channel.SMS: signer.contact.sms}
    return frozenset(channel for channel, address in found.items() if address is not None)


def notices(opened: datetime, available_for: timedelta, channels: Collection[Channel]) -> tuple[Notice, ...]:
    """Return everything that is sent to a signer who never acts, in the order of time.

    ``opened`` is when the signer got the job, and ``channels`` are the channels with a known address.
    """
    deadline = later(opened, available_for)
    first, reminders = _plan(available_for, channels)
    planned = [(opened, channel, False) for channel in first]
    planned += [(deadline - before, channel, True) for channel, before in reminders.items()]
    sent = (
        Notice(
            moment=_outside_night(moment, deadline) if channel is Channel.SMS else moment,
            channel=channel,
            is_reminder=is_reminder,
        )
        for moment, channel, is_reminder in planned
    )
    return tuple(sorted(sent, key=lambda each: (each.moment, each.channel)))


def _plan(
    available_for: timedelta, channels: Collection[Channel]
) -> tuple[Collection[Channel], dict[Channel, timedelta]]:
    """Return the channels of the first notification, and the reminders: channels with the time before the deadline."""
    if available_for <= LONGEST_WITHOUT_REMINDER:
        return channels, {}
    mail, sms = next((mail, sms) for least, mail, sms in _REMINDERS if available_for >= least)
    if len(channels) < len(Channel):
        return channels, dict.fromkeys(channels, mail)
    return (Channel.EMAIL,), {Channel.EMAIL: mail, Channel.SMS: sms}


def _outside_night(moment: datetime, deadline: datetime) -> datetime:
    """Return the moment or, at night, the next morning if that is before the deadline."""
    local = moment.astimezone(norway())
    if _MORNING <= local.hour < _NIGHT:
        return moment
    day = local.date() + timedelta(days=local.hour >= _NIGHT)
    morning = datetime(day.year, day.month, day.day, _MORNING, tzinfo=local.tzinfo).astimezone(moment.tzinfo)
    return morning if morning < deadline else moment
