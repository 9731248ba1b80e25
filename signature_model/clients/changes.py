"""The loops over the status changes of a queue, which the clients of both flows share.

A change is confirmed when the loop asks for the next one, unless the caller confirms. If a loop ends early, the service
delivers its last change again.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from signature_model.api.flow import Stopped, run, run_async

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from signature_model.api.flow import AsyncStop, AsyncTransport, Flow, Stop, Transport

Change = TypeVar("Change")


class Operations(Protocol[Change]):
    """The operations of a flow that a loop needs: from ``api.portal`` or ``api.direct``."""

    def next_change(
        self, sender: str, polling_queue: str | None, after: float = 0, *, until_empty: bool = False
    ) -> Flow[tuple[Change, float] | None]:
        """Return the next status change and the seconds to wait before the next poll; None if the queue is empty."""

    def confirm(self, change: Change, /) -> Flow[None]:
        """Confirm that a status change was processed."""


@dataclass(frozen=True, slots=True)
class Queue(Generic[Change]):
    """A polling queue of a sender.

    The loops over it end if ``until_empty`` and the queue is empty, and confirm each change if ``confirm``.
    """

    operations: Operations[Change]
    sender: str
    polling_queue: str | None
    _: KW_ONLY
    until_empty: bool
    confirm: bool

    def changes(self, transport: Transport, stop: Stop | None) -> Iterator[Change]:
        """Yield the status changes as they arrive, until ``stop`` is set."""
        after = 0.0
        while stop is None or not stop.is_set():
            try:
                found = run(self._next(after), transport, stop)
            except Stopped:
                return
            if found is None:
                return
            change, after = found
            yield change
            if self.confirm:
                run(self.operations.confirm(change), transport)

    async def async_changes(self, transport: AsyncTransport, stop: AsyncStop | None) -> AsyncIterator[Change]:
        """Yield the status changes as they arrive, until ``stop`` is set."""
        after = 0.0
        while stop is None or not stop.is_set():
            try:
                found = await run_async(self._next(after), transport, stop)
            except Stopped:
                return
            if found is None:
                return
            change, after = found
            yield change
            if self.confirm:
                await run_async(self.operations.confirm(change), transport)

    def _next(self, after: float) -> Flow[tuple[Change, float] | None]:
        return self.operations.next_change(self.sender, self.polling_queue, after, until_empty=self.until_empty)
