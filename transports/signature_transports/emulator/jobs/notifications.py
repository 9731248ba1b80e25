"""When the service would notify a signer, and how: by the time that the job is available, and the addresses there are.

Source: the service's documentation, notifications.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from signature_model.jobs.signers import Lookup
from signature_model.rules.scheduling import LONGEST_WITHOUT_REMINDER
from signature_transports.emulator.jobs.moments import later
from signature_transports.emulator.jobs.norwegian_time import next_time, norwegian

if TYPE_CHECKING:
    from collections.abc import Collection

    from signature_model.jobs.signers import Signer


class Channel(StrEnum):
    """How a signer is notified."""

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
"""For jobs available at least so long: how long before the deadline the mail goes out, and the SMS."""
_NIGHT, _MORNING = 22, 8
"""O'clock, in Norway: no SMS is sent from the one to the other."""


def channels_of(signer: Signer) -> frozenset[Channel]:
    """How a signer can be notified; where addresses are looked up, they are taken to be found."""
    if isinstance(signer.notify, Lookup):
        return frozenset(Channel) if signer.notify.sms else frozenset({Channel.EMAIL})
    found = {Channel.EMAIL: signer.contact.email, Channel.SMS: signer.contact.sms}
    return frozenset(channel for channel, address in found.items() if address is not None)


def notices(opened: datetime, available_for: timedelta, channels: Collection[Channel]) -> tuple[Notice, ...]:
    """Everything that is sent to a signer who never acts, soonest first.

    ``opened`` is when the signer got the job, and ``channels`` are those that there is an address for.
    """
    deadline = later(opened, available_for)
    first, reminders = _plan(available_for, channels)
    planned = [(opened, channel, False) for channel in first]
    planned += [(deadline - before, channel, True) for channel, before in reminders.items()]
    sent = (
        Notice(
            moment=_awake(moment, deadline) if channel is Channel.SMS else moment,
            channel=channel,
            is_reminder=is_reminder,
        )
        for moment, channel, is_reminder in planned
    )
    return tuple(sorted(sent, key=lambda each: (each.moment, each.channel)))


def _plan(
    available_for: timedelta, channels: Collection[Channel]
) -> tuple[Collection[Channel], dict[Channel, timedelta]]:
    """The channels of the first notification, and those of the reminders with how long before the deadline."""
    if available_for <= LONGEST_WITHOUT_REMINDER:
        return channels, {}
    mail, sms = next((mail, sms) for least, mail, sms in _REMINDERS if available_for >= least)
    if len(channels) < len(Channel):
        return channels, dict.fromkeys(channels, mail)
    return (Channel.EMAIL,), {Channel.EMAIL: mail, Channel.SMS: sms}


def _awake(moment: datetime, deadline: datetime) -> datetime:
    """The moment, or the morning after it where it is in the night and the deadline lets it wait."""
    if _MORNING <= norwegian(moment).hour < _NIGHT:
        return moment
    morning = next_time(moment, _MORNING).astimezone(moment.tzinfo)
    return morning if morning < deadline else moment
