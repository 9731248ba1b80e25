"""The overview of jobs: a row for each job, and counts above them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.api.statuses import JobStatus, SignerStatus
from signature_transports.emulator.web.views.people import person
from signature_transports.emulator.web.views.queues import queue_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from signature_transports.emulator.jobs.views import JobView
    from signature_transports.emulator.web.views.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job. ``label`` says what the ``moment`` is; both are empty before the job opens."""

    id: int
    title: str
    status: JobStatus
    people: tuple[Person, ...]
    signed: int
    label: str
    moment: datetime | None
    facts: tuple[str, ...]


def job_row(job: JobView) -> JobRow:
    """Return the row of a job."""
    label, moment = ("ended", job.ended) if job.ended else ("deadline", job.deadline)
    facts = (
        f"{job.flow} flow",
        f"sender {job.sender}",
        job.reference and f"reference {job.reference}",
        queue_name(job.polling_queue) if job.is_polled and not job.polling_queue else None,
        f"queue {queue_name(job.polling_queue)}" if job.is_polled and job.polling_queue else None,
    )
    people = tuple(map(person, job.signers))
    return JobRow(
        id=job.id,
        title=job.title,
        status=job.status,
        people=people,
        signed=sum(each.status is SignerStatus.SIGNED for each in people),
        label=label,
        moment=moment,
        facts=tuple(filter(None, facts)),
    )


def counts(jobs: Iterable[JobView]) -> dict[JobStatus, int]:
    """Return how many of the jobs have each status."""
    statuses = [each.status for each in jobs]
    return {status: statuses.count(status) for status in JobStatus}
