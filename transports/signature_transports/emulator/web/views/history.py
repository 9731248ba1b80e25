"""The history of a job: everything that has happened to it, for signers and sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.api.statuses import JobStatus, SignerStatus
from signature_model.preview.timeline import GroupState
from signature_transports.emulator.web.views.people import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from signature_transports.emulator.jobs.timelines import JobTimeline, Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """An entry in the history of a job. ``kind`` is the name of an icon."""

    moment: datetime
    kind: str
    words: str


def history(timeline: JobTimeline) -> tuple[HistoryEntry, ...]:
    """Return what has happened to a job, the latest first."""
    found = sorted(_entries(timeline), key=lambda each: each.moment)
    return tuple(reversed(found))


def _entries(timeline: JobTimeline) -> Iterator[HistoryEntry]:
    job = timeline.job
    yield HistoryEntry(moment=job.created, kind="job", words=f"{job.sender} created the job")
    for period in timeline.periods:
        if period.state is not GroupState.PLANNED and job.opened is not None:
            yield HistoryEntry(moment=period.opens, kind="group", words=f"Group {period.number} got the job")
    for each in timeline.notifications:
        if each.is_sent:
            kind = f"{'Reminder' if each.notice.is_reminder else 'Notification'} by {each.notice.channel}"
            yield HistoryEntry(moment=each.notice.moment, kind=_icon(each), words=f"{kind} to {each.name}")
    for signer in job.signers:
        if signer.status not in {SignerStatus.WAITING, SignerStatus.NOT_APPLICABLE}:
            icon = "check" if signer.status is SignerStatus.SIGNED else "cross"
            yield HistoryEntry(moment=signer.since, kind=icon, words=f"{signer.name}: {in_words(signer.status)}")
    if job.ended is not None:
        is_complete = job.status is JobStatus.COMPLETED_SUCCESSFULLY
        kind, words = ("check", "The job was completed") if is_complete else ("cross", "The job failed")
        yield HistoryEntry(moment=job.ended, kind=kind, words=words)


def _icon(notification: Notification) -> str:
    return "mail" if notification.notice.channel == "e-mail" else "phone"
