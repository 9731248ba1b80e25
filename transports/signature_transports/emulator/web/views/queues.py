"""Queues and status changes in words: waiting, delivered and confirmed changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from signature_model.masking import excerpt
from signature_model.preview.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signature_model.jobs.context import SigningFlow
    from signature_transports.emulator.jobs.views import JobView, QueueView


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCard:
    """A queue: its name, a sentence about it, and the jobs that wait.

    ``more`` counts the waiting jobs that are not shown.

    ``permitted`` is when the next poll is permitted, or None if that is now.
    """

    name: str
    sender: str
    flow: SigningFlow
    words: str
    waiting: tuple[int, ...]
    more: int
    permitted: datetime | None


def queue_name(name: str | None) -> str:
    """Return the name of a queue in words."""
    return "the default queue" if name is None else excerpt(name) or "the queue with an empty name"


def in_queue(name: str | None) -> str:
    """Return the name of a queue for the end of a sentence."""
    return f"queue {excerpt(name)}" if name else queue_name(name)


def queue_card(queue: QueueView, now: datetime, most: int) -> QueueCard:
    """Return a queue with at most this number of jobs."""
    count = len(queue.waiting)
    return QueueCard(
        name=queue_name(queue.name),
        sender=queue.sender,
        flow=queue.flow,
        words=_waiting(count, in_queue(queue.name)),
        waiting=queue.waiting[:most],
        more=max(0, count - most),
        permitted=queue.permitted if queue.permitted > now else None,
    )


def waiting_in(queues: Sequence[QueueView]) -> int:
    """Return the number of changes that wait in the queues."""
    return sum(len(each.waiting) for each in queues)


def changes_of(job: JobView, queues: Sequence[QueueView]) -> tuple[str, ...]:
    """Return sentences about the status changes of a job."""
    if not job.is_polled:
        return ("The sender asks for the status with the token that a signer brings back. Nothing is queued.",)
    waiting = Counter(chain.from_iterable(each.waiting for each in queues))[job.id]
    delivered = len(job.unconfirmed) - waiting
    sentences = []
    if waiting:
        sentences.append(_waiting(waiting, in_queue(job.polling_queue)))
    if delivered:
        verb, them = ("was", "it") if delivered == 1 else ("were", "them")
        sentences.append(
            f"{counted(delivered, 'change')} {verb} delivered and not confirmed. "
            f"The service delivers {them} again 10 minutes after the delivery."
        )
    if not sentences:
        sentences.append(f"No change waits in {in_queue(job.polling_queue)}, and all delivered changes are confirmed.")
    return tuple(sentences)


def _waiting(count: int, queue: str) -> str:
    if not count:
        return f"Nothing waits in {queue}."
    return f"{counted(count, 'change')} {'waits' if count == 1 else 'wait'} in {queue}."
