"""The faults that can be ordered, in groups with titles, and the orders that are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.preview.words import counted
from signature_transports.emulator.fault_names import MEANINGS, Fault
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
_SIGNED: Final = "A signed document"
_FAULTS: Final[Mapping[Fault, tuple[str, str]]] = {
    Fault.DROP_BEFORE: (_CONNECTION, "Break before"),
    Fault.DROP_AFTER: (_CONNECTION, "Break after"),
    Fault.SLOW: (_CONNECTION, "Slow"),
    Fault.TRUNCATED: (_CONNECTION, "Half a body"),
    Fault.TOO_MANY_CALLS: (_OTHER, "429"),
    Fault.UNAUTHORIZED: (_OTHER, "401"),
    Fault.INTERNAL_ERROR: (_OTHER, "500"),
    Fault.BAD_GATEWAY: (_OTHER, "502"),
    Fault.UNAVAILABLE: (_OTHER, "503"),
    Fault.GATEWAY_TIMEOUT: (_OTHER, "504"),
    Fault.HTML: (_OTHER, "HTML page"),
    Fault.UNKNOWN_STATUS: (_CHANGED, "Unknown status"),
    Fault.UNKNOWN_ELEMENT: (_CHANGED, "Unknown elements"),
    Fault.EXPIRES_IN_TEXT: (_TOKEN, "Lifetime as text"),
    Fault.EXPIRES_SOON: (_TOKEN, "Short lifetime"),
    Fault.OTHER_DOCUMENT: (_SIGNED, "Another document"),
    Fault.OTHER_SIGNER: (_SIGNED, "Another signer"),
    Fault.BROKEN_SEAL: (_SIGNED, "Broken seal"),
    Fault.LEVEL_B: (_SIGNED, "Level B"),
    Fault.UNTRUSTED: (_SIGNED, "Untrusted certificate"),
    Fault.EXPIRED: (_SIGNED, "Expired certificate"),
    Fault.REVOKED: (_SIGNED, "Revoked certificate"),
}
"""For each fault: its group and its title."""


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
        found.setdefault(_FAULTS[each][0], []).append(_choice(each))
    return tuple((title, tuple(choices)) for title, choices in found.items())


def rows(orders: Iterable[Order]) -> tuple[OrderRow, ...]:
    """Return the open orders."""
    return tuple(
        OrderRow(operation=_operation(each.operation), fault=_choice(each.fault), times=_times(each.times))
        for each in orders
    )


def _choice(fault: Fault) -> FaultChoice:
    return FaultChoice(name=fault.value, title=_FAULTS[fault][1], words=MEANINGS[fault])


def _operation(operation: Operation) -> str:
    return _OPERATIONS.get(operation.value, operation.value)


def _times(times: int | None) -> str:
    return "every call" if times is None else f"the next {'call' if times == 1 else counted(times, 'call')}"
