"""The faults that can be injected, in groups with titles, and the faults that have not happened yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.preview.words import counted
from signature_transports.emulator.fault_names import DESCRIPTIONS, Fault
from signature_transports.emulator.urls import Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_transports.emulator.faults import InjectedFault

_OPERATIONS: Final[Mapping[Operation, str]] = {
    Operation.PING: "Ping",
    Operation.CREATE: "Create a job",
    Operation.POLL: "Poll a queue",
    Operation.CONFIRM: "Confirm a change",
    Operation.CANCEL: "Cancel a job",
    Operation.XADES: "Download a signer's XAdES",
    Operation.PADES: "Download a job's PAdES",
    Operation.DELETE_DOCUMENTS: "Delete documents",
    Operation.ARCHIVE: "Download from long-term storage",
    Operation.REDIRECT: "Get a new redirect URL",
    Operation.STATUS: "Ask for a status by token",
    Operation.TOKEN: "Get an OAuth 2 token",
}
_TITLES: Final[Mapping[str, Mapping[Fault, str]]] = {
    "Connection": {
        Fault.DROP_BEFORE: "Break before",
        Fault.DROP_AFTER: "Break after",
        Fault.SLOW: "Slow",
        Fault.TRUNCATED: "Half a body",
    },
    "Another response": {
        Fault.UNAUTHORIZED: "401",
        Fault.TOO_MANY_CALLS: "429",
        Fault.INTERNAL_ERROR: "500",
        Fault.BAD_GATEWAY: "502",
        Fault.UNAVAILABLE: "503",
        Fault.GATEWAY_TIMEOUT: "504",
        Fault.HTML: "HTML page",
    },
    "A response that clients do not know": {
        Fault.UNKNOWN_STATUS: "Unknown status",
        Fault.UNKNOWN_ELEMENT: "Unknown elements",
        Fault.EXPIRES_IN_TEXT: "Token: lifetime as text",
        Fault.EXPIRES_SOON: "Token: short lifetime",
    },
    "Faulty signed documents, for downloads": {
        Fault.OTHER_DOCUMENT: "Another document",
        Fault.OTHER_SIGNER: "Another signer",
        Fault.BROKEN_SEAL: "Broken seal",
        Fault.LEVEL_B: "Level B",
        Fault.UNTRUSTED: "Not trusted",
        Fault.EXPIRED: "Expired",
        Fault.REVOKED: "Revoked",
    },
}
"""The title of each fault, in groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultChoice:
    """A fault that can be injected."""

    name: str
    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedFaultRow:
    """A fault that has not happened yet: the operation, the fault, and how many more times it will happen."""

    operation: str
    fault: FaultChoice
    times: str


def operations() -> tuple[tuple[str, str], ...]:
    """Return the operations that faults can be injected into: names, and words."""
    return tuple((each.value, words) for each, words in _OPERATIONS.items())


def groups() -> tuple[tuple[str, tuple[FaultChoice, ...]], ...]:
    """Return all faults in groups with titles."""
    return tuple((title, tuple(map(_choice, faults))) for title, faults in _TITLES.items())


def rows(injected: Iterable[InjectedFault]) -> tuple[InjectedFaultRow, ...]:
    """Return the faults that have not happened yet."""
    return tuple(
        InjectedFaultRow(operation=_OPERATIONS[each.operation], fault=_choice(each.fault), times=_times(each.times))
        for each in injected
    )


def _choice(fault: Fault) -> FaultChoice:
    title = next(faults[fault] for faults in _TITLES.values() if fault in faults)
    return FaultChoice(name=fault.value, title=title, words=DESCRIPTIONS[fault])


def _times(times: int | None) -> str:
    return "every call" if times is None else f"the next {'call' if times == 1 else counted(times, 'call')}"
