"""The commands that change a ledger, and a log that records each before it runs."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Command(StrEnum):
    """A method of the ledger that changes it. Apart from these, only time changes a ledger."""

    CREATE = "create"
    ACT = "act"
    CANCEL = "cancel"
    POLL = "poll"
    CONFIRM = "confirm"
    DELETE_DOCUMENTS = "delete-documents"
    REDIRECT = "redirect"
    VISIT = "visit"


class CommandLog(Protocol):
    """Records commands, so that the same commands can be run again."""

    def record(self, moment: datetime, command: Command, *arguments: object) -> None:
        """Record a command and its arguments (a job by its number). If this raises, the command does not run."""

    def remove_document(self, moment: datetime, content: bytes) -> None:
        """Record that no job contains this document any more."""
