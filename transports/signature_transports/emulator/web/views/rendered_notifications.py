"""Notifications as the signer would get them, in Norwegian: e-mails and text messages.

The wording is ours, because the service's own is not published. As in the service, they are generic without a
non-sensitive title, and never contain the title of the job.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.jobs.norwegian_time import in_norway
from signature_model.preview.notifications import Channel
from signature_transports.emulator.web.views.people import colour, initials

if TYPE_CHECKING:
    from datetime import datetime

    from signature_transports.emulator.jobs.timelines import Notification

SENDER: Final = "Posten signering"
_MONTHS: Final = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedNotification:
    """An e-mail or a text message. ``to`` is the address, or where it is looked up; ``subject`` is for e-mails."""

    job: int
    place: int
    name: str
    initials: str
    colour: int
    to: str
    is_email: bool
    is_reminder: bool
    is_sent: bool
    moment: datetime
    subject: str
    paragraphs: tuple[str, ...]


def rendered(notification: Notification) -> RenderedNotification:
    """Return a notification as the signer would see it."""
    notice = notification.notice
    is_email = notice.channel is Channel.EMAIL
    return RenderedNotification(
        job=notification.job,
        place=notification.place,
        name=notification.name,
        initials=initials(notification.name),
        colour=colour(notification.place),
        to=notification.to or "address from the contact register",
        is_email=is_email,
        is_reminder=notice.is_reminder,
        is_sent=notification.is_sent,
        moment=notice.moment,
        subject=_subject(notification),
        paragraphs=_email(notification) if is_email else (_sms(notification),),
    )


def _subject(notification: Notification) -> str:
    what = f"«{notification.title}»" if notification.title else "Et dokument"
    return (
        f"Påminnelse: {what} venter på signaturen din"
        if notification.notice.is_reminder
        else f"{what} er klart til signering"
    )


def _email(notification: Notification) -> tuple[str, ...]:
    what = f"dokumentet «{notification.title}»" if notification.title else "et dokument"
    first = (
        f"Du har fortsatt ikke signert {what} fra organisasjon {_number(notification.sender)}."
        if notification.notice.is_reminder
        else f"Organisasjon {_number(notification.sender)} har sendt deg {what} til signering."
    )
    return "Hei!", first, f"Fristen er {_norwegian(notification.deadline)}."


def _sms(notification: Notification) -> str:
    what = f"«{notification.title}»" if notification.title else "Et dokument"
    verb = "venter fortsatt på" if notification.notice.is_reminder else "venter på"
    return (
        f"{what} fra organisasjon {_number(notification.sender)} {verb} signaturen din. "
        f"Frist: {_norwegian(notification.deadline)}. Logg inn på signering.posten.no. Hilsen {SENDER}"
    )


def _number(sender: str) -> str:
    """Return an organisation number in groups of three digits, as Norwegians write it."""
    return " ".join(sender[at : at + 3] for at in range(0, len(sender), 3))


def _norwegian(moment: datetime) -> str:
    local = in_norway(moment)
    return f"{local.day}. {_MONTHS[local.month - 1]} {local.year} kl. {local:%H.%M}"
