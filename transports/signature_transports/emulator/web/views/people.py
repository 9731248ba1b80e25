"""Signers as people: their names, initials and colours, and the labels of their buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_transports.emulator.events import Event

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.lifecycle import AnyStatus
    from signature_transports.emulator.jobs.views import SignerView

_COLOURS: Final = 6
"""The number of colours in the style sheet."""
_EVENTS: Final = {
    Event.SIGN: "Sign as {}",
    Event.REJECT: "Reject as {}",
    Event.BLOCK: "Block {} after too many wrong codes",
    Event.RESERVE: "{} has opted out of digital post",
    Event.LACK_CONTACT_INFORMATION: "No contact information is found for {}",
    Event.LACK_NAME: "The name of {} is not found",
    Event.FAIL: "The signing fails with an error",
}
_STATUSES: Final = {"COMPLETED_SUCCESSFULLY": "completed"}
_COMMON: Final = frozenset({Event.SIGN, Event.REJECT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button: its event and its label. ``is_common`` is true for buttons that people use often."""

    event: Event
    words: str
    is_common: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A signer: the made-up name, its initials, the number of a colour from 1, and the status."""

    place: int
    name: str
    initials: str
    colour: int
    status: AnyStatus


def person(signer: SignerView) -> Person:
    """Return the person behind a signer."""
    return Person(
        place=signer.place,
        name=signer.name,
        initials=initials(signer.name),
        colour=colour(signer.place),
        status=signer.status,
    )


def colour(place: int) -> int:
    """Return the number of the colour of the signer at a place."""
    return place % _COLOURS + 1


def initials(name: str) -> str:
    """Return the first letters of the first and last part of a name, or the last characters of a number."""
    if not any(map(str.isalpha, name)):
        return name[-2:]
    parts = name.split()
    return "".join(part[0] for part in (parts[0], *parts[1:][-1:])).upper()


def first_name(name: str) -> str:
    """Return the first part of a person's name. Any other identification is returned unchanged."""
    parts = name.split()
    return parts[0] if parts and all(map(str.isalpha, parts)) else name


def actions(signer: SignerView) -> tuple[Action, ...]:
    """Return the buttons for everything that can happen to a signer now."""
    name = first_name(signer.name)
    return tuple(
        Action(
            event=event,
            words=_EVENTS.get(event, f"{event} {{}}").format(name),
            is_common=event in _COMMON,
        )
        for event in signer.events
    )


def in_words(status: str) -> str:
    """Return a status in words."""
    return _STATUSES.get(status, status.replace("_", " ").lower())
