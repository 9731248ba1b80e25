"""The loops over the status changes of a queue, which the clients of both flows share.

A change is confirmed when the loop asks for the next one, so a loop that ends early leaves it to be delivered again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from signature_model.api.flow import Stopped, run, run_async

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from signature_model.api.flow import AsyncStop, AsyncTransport, Flow, Stop, Transport

Change = TypeVar("Change")


class Operations(Protocol[Change]):
    """The operations of a flow that a loop needs: those of ``api.portal`` or ``api.direct``."""

    def next_change(self, sender: str, polling_queue: str | None, after: float = 0) -> Flow[tuple[Change, float]]:
        """Return the next status change, and the seconds to wait before the next poll."""

    def confirm(self, change: Change, /) -> Flow[None]:
        """Confirm that a status change was processed."""


def changes(
    operations: Operations[Change], sender: str, polling_queue: str | None, transport: Transport, stop: Stop | None
) -> Iterator[Change]:
    """Yield the status changes of a queue as they arrive, until ``stop`` is set."""
    after = 0.0
    while stop is None or not stop.is_set():
        try:
            change, after = run(operations.next_change(sender, polling_queue, after), transport, stop)
        except Stopped:
            return
        yield change
        run(operations.confirm(change), transport)


async def async_changes(
    operations: Operations[Change],
    sender: str,
    polling_queue: str | None,
    transport: AsyncTransport,
    stop: AsyncStop | None,
) -> AsyncIterator[Change]:
    """Yield the status changes of a queue as they arrive, until ``stop`` is set."""
    after = 0.0
    while stop is None or not stop.is_set():
        try:
            change, after = await run_async(operations.next_change(sender, polling_queue, after), transport, stop)
        except Stopped:
            return
        yield change
        await run_async(operations.confirm(change), transport)
