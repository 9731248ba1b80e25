"""The faults that can be ordered, with a sentence for each, and the orders that are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.preview.words import counted
from signature_transports.emulator.faults import Fault
from signature_transports.emulator.urls import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_transports.emulator.faults import Order

_OPERATIONS: Final[Mapping[str, str]] = {
    "ping": "Ping",
    "create": "Create a job",
    "poll": "Poll a queue",
    "confirm": "Confirm a change",
    "cancel": "Cancel a job",
    "xades": "Download a signer's XAdES",
    "pades": "Download a job's PAdES",
    "delete-documents": "Delete documents",
    "archive": "Download from long-term storage",
    "redirect": "Get a new redirect URL",
    "status": "Ask for a status by token",
    "token": "Get an OAuth 2 token",
}
_CONNECTION, _OTHER, _CHANGED, _TOKEN = "Connection", "Another response", "A changed response", "Token"
_FAULTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "drop-before": (
        _CONNECTION,
        "Break before",
        "The connection breaks before the service acts. Nothing has happened.",
    ),
    "drop-after": (_CONNECTION, "Break after", "The service acts, but its response is lost. The client cannot know."),
    "slow": (_CONNECTION, "Slow", "The response takes as many seconds as you say below."),
    "truncated": (_CONNECTION, "Half a body", "The connection ends in the middle of the response's body."),
    "429": (_OTHER, "429", "The organisation has made too many calls and is blocked for 30 seconds."),
    "401": (_OTHER, "401", "The service refuses the token or the certificate before it acts."),
    "500": (_OTHER, "500", "The service fails with an error of its own."),
    "502": (_OTHER, "502", "A gateway cannot reach the service. The body is empty."),
    "503": (_OTHER, "503", "The service is not available for the moment. The body is empty."),
    "504": (_OTHER, "504", "A gateway has waited too long for the service. The body is empty."),
    "html": (_OTHER, "HTML page", "A gateway responds with a page of its own instead of XML."),
    "unknown-status": (
        _CHANGED,
        "Unknown status",
        "The first signer has a status that clients do not know yet. For polls.",
    ),
    "unknown-element": (_CHANGED, "Unknown elements", "The XML has elements that clients do not know yet."),
    "expires-in-text": (_TOKEN, "Lifetime as text", "The lifetime of the token is a text, not a number."),
    "expires-soon": (_TOKEN, "Short lifetime", "The token is valid for ten seconds only."),
}
"""For each fault: its group, its title and what it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultChoice:
    """A fault that can be ordered."""

    name: str
    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An open order: the operation, the fault, and how often it will still happen."""

    operation: str
    fault: FaultChoice
    times: str


def operations() -> tuple[tuple[str, str], ...]:
    """Return the operations that faults can be ordered for: names, and words."""
    return tuple((each.value, _operation(each)) for each in Operation)


def groups() -> tuple[tuple[str, tuple[FaultChoice, ...]], ...]:
    """Return all faults in groups with titles."""
    found: dict[str, list[FaultChoice]] = {}
    for each in Fault:
        found.setdefault(_FAULTS.get(each.value, (_CHANGED, "", ""))[0], []).append(_choice(each))
    return tuple((title, tuple(choices)) for title, choices in found.items())


def rows(orders: Iterable[Order]) -> tuple[OrderRow, ...]:
    """Return the open orders."""
    return tuple(
        OrderRow(operation=_operation(each.operation), fault=_choice(each.fault), times=_times(each.times))
        for each in orders
    )


def _choice(fault: Fault) -> FaultChoice:
    _, title, words = _FAULTS.get(fault.value, ("", fault.value.replace("-", " ").capitalize(), ""))
    return FaultChoice(name=fault.value, title=title, words=words)


def _operation(operation: Operation) -> str:
    return _OPERATIONS.get(operation.value, operation.value)


def _times(times: int | None) -> str:
    return "every call" if times is None else f"the next {'call' if times == 1 else counted(times, 'call')}"
