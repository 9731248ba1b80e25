"""The overview of jobs: a row for each job, and links to the jobs with each status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.api.statuses import JobStatus, SignerStatus
from signature_transports.emulator.web.views.people import person
from signature_transports.emulator.web.views.queues import in_queue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from signature_transports.emulator.jobs.views import JobView
    from signature_transports.emulator.web.views.people import Person


PATHS: Final = {
    "/in-progress": JobStatus.IN_PROGRESS,
    "/completed": JobStatus.COMPLETED_SUCCESSFULLY,
    "/failed": JobStatus.FAILED,
}
"""The paths of the overviews of jobs with one status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """An overview: its path, the status of its jobs (None: any), and how many there are."""

    path: str
    status: JobStatus | None
    words: str
    count: int


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
        in_queue(job.polling_queue) if job.is_polled else None,
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


def with_status(jobs: Sequence[JobView], path: str) -> tuple[JobView, ...]:
    """Return the jobs for the overview at a path: all, or those with one status."""
    status = PATHS.get(path)
    return tuple(each for each in jobs if status in {None, each.status})


def filters(jobs: Sequence[JobView]) -> tuple[Filter, ...]:
    """Return the overviews of jobs: of all, and of each status."""
    statuses = [each.status for each in jobs]
    some = (
        Filter(path=path, status=status, words=path[1:].replace("-", " "), count=statuses.count(status))
        for path, status in PATHS.items()
    )
    return (Filter(path="/", status=None, words="in total", count=len(jobs)), *some)
