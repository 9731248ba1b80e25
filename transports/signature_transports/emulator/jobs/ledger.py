"""Every job that the service holds, the queues of their changes, and what falls due.

Knows nothing of HTTP, reads no clock and takes no lock: whoever calls it says what the time is, and looks at the clock
(``look``) before anything else. What a call costs does not depend on how many jobs there are.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final

from signature_model.api.statuses import JobStatus
from signature_model.xml.lexical import in_utc, maybe_whole
from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.command_log import Deed, NoLog
from signature_transports.emulator.jobs.document_store import Shelf
from signature_transports.emulator.jobs.job import Job, status_change
from signature_transports.emulator.jobs.lifecycle import begun, happened, is_group_done, opened_next, why_not
from signature_transports.emulator.jobs.moments import LONG_AGO, later
from signature_transports.emulator.jobs.queues import AGAIN_AFTER, Change, Queues
from signature_transports.emulator.jobs.schedule import Agenda

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from signature_model.jobs.signers import Signer
    from signature_transports.emulator.jobs.command_log import Log
    from signature_transports.emulator.jobs.job import Places
    from signature_transports.emulator.jobs.lifecycle import Course
    from signature_transports.emulator.jobs.queues import Name, Polled, Queue
    from signature_transports.emulator.settings import Persona, Settings
    from signature_transports.emulator.uploads import Upload

DELETABLE_AFTER: Final = timedelta(hours=24)
"""From so long after its completion a job's documents can be deleted by the sender."""
KEPT_FOR: Final = timedelta(days=40)
"""So long after a job's end its documents are gone, unless the sender has long-term storage."""


class Ledger:
    """All jobs. ``ids`` gives their numbers; ``places`` says where what belongs to a job is found.

    ``log`` is told what is done before it is done, and ``forget`` the numbers of jobs whose documents are gone.
    ``latest`` is when the clock was last looked at.
    """

    def __init__(
        self,
        settings: Settings,
        places: Places,
        ids: Iterator[int],
        log: Log | None = None,
        forget: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._settings = settings
        self._places = places
        self._ids = ids
        self._log = log or NoLog()
        self._forget = forget
        self._random = Random(settings.seed)  # noqa: S311 - chooses waits
        self._jobs: dict[int, Job] = {}
        self._queues = Queues()
        self._agenda = Agenda()
        self._shelf = Shelf()
        self.latest = LONG_AGO

    def look(self, now: datetime) -> None:
        """Have everything happen that has fallen due, each at its own moment."""
        self.latest = now
        for due in self._agenda.due(now):
            due.action(due.moment, due.job, *due.details)

    def jobs(self, latest: int | None = None) -> tuple[Job, ...]:
        """The jobs that are held, in the order of their creation: all, or so many of the latest."""
        return tuple(islice(reversed(self._jobs.values()), latest))[::-1]

    @property
    def held(self) -> int:
        """How many jobs are held."""
        return len(self._jobs)

    def queues(self) -> tuple[tuple[Name, Queue], ...]:
        """All queues that are remembered."""
        return self._queues.all()

    def job(self, number: int, sender: str | None = None) -> Job:
        """One job; of that sender, where one is given. Raises UnknownJob."""
        job = self._jobs.get(number)
        if job is None or sender not in {None, job.sender}:
            msg = f"there is no job {number}"
            raise UnknownJob(msg)
        return job

    def maybe_stored(self, document: str, sender: str) -> Job | None:
        """The job of that sender that is in long-term storage under this name, its number; None where there is none."""
        found = maybe_whole(document) if document.isdigit() else None
        job = None if found is None else self._jobs.get(found)
        return job if job is not None and job.is_stored and job.sender == sender else None

    def create(self, upload: Upload, now: datetime) -> Job:
        """Take in a job that has been judged. It opens at its activation time, or at once."""
        self._log.note(now, Deed.CREATE, upload)
        sender, availability = upload.job.sender.organization_number, upload.job.availability
        available_for = None if availability is None else availability.available_for
        course = begun(upload.job.signers, self._settings.sector_of(sender), available_for, now)
        job = Job(
            id=next(self._ids),
            request=upload.request,
            content=self._shelf.with_documents_kept(upload.job),
            created=now,
            course=course,
        )
        self._jobs[job.id] = job
        activation = None if availability is None else in_utc(availability.activation_time)
        if activation is None or activation <= now:
            self._open_next(now, job.id)
        else:
            self._agenda.put_down(activation, self._open_next, job.id)
        return job

    def act(self, number: int, place: int, event: Event, now: datetime) -> None:
        """Have a signer do something, or something happen to them. Raises UnknownJob and NotPossible."""
        job = self.job(number)
        if reason := why_not(job.course, event, place):
            msg = f"job {number}: {reason}"
            raise NotPossible(msg)
        self._log.note(now, Deed.ACT, number, place, event)
        self._happen(job, event, now, place)

    def cancel(self, job: Job, now: datetime) -> None:
        """Cancel a job for the sender. Raises NotPossible for one that has ended."""
        course = happened(job.course, Event.CANCEL, now)
        self._log.note(now, Deed.CANCEL, job.id)
        self._go_on(job, course, now)

    def poll(self, sender: str, name: str | None, now: datetime) -> Polled:
        """Fetch the next change of a sender's queue; one that is not confirmed in ten minutes is queued again."""
        self._log.note(now, Deed.POLL, sender, name)
        polled = self._queues.poll((sender, name), now, self._settings.wait(self._random))
        if polled.change is not None:
            number = polled.change.value.signature_job_id
            self._agenda.put_down(later(now, AGAIN_AFTER), self._queue_again, number, polled.change)
        return polled

    def confirm(self, job: Job, number: int) -> bool:
        """Confirm one of a job's changes; False where none of that number was ever delivered.

        With its last change a job leaves the service, or goes into long-term storage if it was completed.
        """
        change = job.outstanding.get(number)
        if change is None:
            return 0 < number <= job.changes
        if not change.was_delivered:
            return False
        self._log.note(self.latest, Deed.CONFIRM, job.id, number)
        change.is_done = True
        del job.outstanding[number]
        if change.value.known_status is JobStatus.IN_PROGRESS:
            return True
        job.is_stored = self._is_kept(job)
        self._forget_changes(job)
        if not job.is_stored:
            self._take_documents(job)
            del self._jobs[job.id]
            self._agenda.strike_out(job.id)
        return True

    def is_deletable(self, job: Job, now: datetime) -> bool:
        """Whether the sender can delete the documents of a job: they are there, and all signed a day ago."""
        ended = job.course.ended
        if ended is None or job.course.status is not JobStatus.COMPLETED_SUCCESSFULLY or not job.has_documents:
            return False
        return now >= later(ended, DELETABLE_AFTER)

    def delete_documents(self, job: Job) -> None:
        """Delete the documents of a job for the sender."""
        self._log.note(self.latest, Deed.DELETE_DOCUMENTS, job.id)
        self._take_documents(job)
        job.is_stored = False

    def _open_next(self, moment: datetime, number: int) -> None:
        """Give a job to its next group of signers, unless it has ended."""
        job = self._jobs.get(number)
        if job is None or job.course.ended is not None:
            return
        job.course = opened_next(job.course, moment)
        self._agenda.put_down(later(moment, job.course.available_for), self._expire, number, job.course.group)
        for place in job.course.open_to:
            if persona := self._persona_of(job.course.signers[place]):
                self._agenda.put_down(later(moment, persona.after), self._play, number, place, persona.does)

    def _expire(self, moment: datetime, number: int, group: int) -> None:
        """End a job whose open group has had its time."""
        job = self._jobs.get(number)
        if job is not None and job.course.group == group and job.course.open_to:
            self._happen(job, Event.EXPIRE, moment)

    def _play(self, moment: datetime, number: int, place: int, event: Event) -> None:
        """Have a signer do what is in their nature, where that is possible."""
        job = self._jobs.get(number)
        if job is not None and why_not(job.course, event, place) is None:
            self._happen(job, event, moment, place)

    def _queue_again(self, _: datetime, _number: int, change: Change) -> None:
        if not change.is_done:
            self._queues.put(change)

    def _let_documents_go(self, _: datetime, number: int) -> None:
        job = self._jobs.get(number)
        if job is not None and not self._is_kept(job):
            self._take_documents(job)

    def _happen(self, job: Job, event: Event, moment: datetime, place: int = -1) -> None:
        self._go_on(job, happened(job.course, event, moment, place), moment)

    def _go_on(self, job: Job, course: Course, moment: datetime) -> None:
        """Have a job come so far: tell its sender, and see to what follows."""
        job.course = course
        job.changes += 1
        queue = job.sender, job.request.polling_queue
        change = Change(value=status_change(job, job.changes, self._places), number=job.changes, queue=queue)
        job.outstanding[change.number] = change
        self._queues.put(change)
        if is_group_done(job.course):
            self._open_next(moment, job.id)
        elif job.course.ended is not None:
            self._agenda.put_down(later(moment, KEPT_FOR), self._let_documents_go, job.id)

    def _is_kept(self, job: Job) -> bool:
        has_storage = job.sender in self._settings.long_term_storage
        return has_storage and job.course.status is JobStatus.COMPLETED_SUCCESSFULLY

    def _take_documents(self, job: Job) -> None:
        if job.has_documents:
            gone = self._shelf.take_away(job.content)
            job.drop_documents()
            self._forget(job.id)
            for content in gone:
                self._log.forget(self.latest, content)

    def _forget_changes(self, job: Job) -> None:
        for change in job.outstanding.values():
            change.is_done = True
        job.outstanding.clear()

    def _persona_of(self, signer: Signer) -> Persona | None:
        contact = (signer.contact.email, signer.contact.sms)
        for name in filter(None, (signer.personal_identification_number, *contact)):
            if name in self._settings.personas:
                return self._settings.personas[name]
        return self._settings.persona
