"""What a ledger tells before it does it, so that another can be brought to where it is. Nobody listens, as a rule."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from signature_transports.emulator.jobs.ledger import Ledger
    from signature_transports.emulator.settings import Settings


class Deed(StrEnum):
    """What is done to a ledger, by its name; time alone does the rest."""

    CREATE = "create"
    ACT = "act"
    CANCEL = "cancel"
    POLL = "poll"
    CONFIRM = "confirm"
    DELETE_DOCUMENTS = "delete-documents"


class Log(Protocol):
    """Who listens. What it raises keeps the deed from being done."""

    def note(self, moment: datetime, deed: Deed, *details: object) -> None:
        """Take down what is about to be done: the arguments of the ledger's method, with numbers for jobs."""

    def forget(self, moment: datetime, content: bytes) -> None:
        """Take down that no job holds a document any more."""

    def revive(self, ledger: Ledger, settings: Settings) -> None:
        """Do everything that was taken down to a new ledger."""

    def clear(self) -> None:
        """Begin anew."""


class NoLog:
    """Nobody listens."""

    def note(self, moment: datetime, deed: Deed, *details: object) -> None:
        """Nothing is taken down."""

    def forget(self, moment: datetime, content: bytes) -> None:
        """Nothing is taken down."""

    def revive(self, ledger: Ledger, settings: Settings) -> None:
        """Nothing was taken down."""

    def clear(self) -> None:
        """Nothing was taken down."""
