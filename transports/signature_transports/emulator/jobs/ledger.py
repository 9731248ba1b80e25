"""All jobs in the service, the queues of their status changes, and the schedule of due tasks.

The ledger reads no clock and uses no lock. Callers pass the time, and call ``run_due`` first. The cost of a call does
not depend on the number of jobs.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final

from signature_model.api.statuses import JobStatus
from signature_model.jobs.context import SigningFlow
from signature_model.jobs.moments import EARLIEST_TIME, later
from signature_model.xml.lexical import maybe_whole
from signature_transports.emulator.errors import AlreadyUsed, NotPossible, UnknownJob
from signature_transports.emulator.events import Event
from signature_transports.emulator.jobs.command_log import Command
from signature_transports.emulator.jobs.document_store import DocumentStore
from signature_transports.emulator.jobs.job import Job, new_job
from signature_transports.emulator.jobs.lifecycle import apply_event, open_next_group, why_not
from signature_transports.emulator.jobs.messages import status_of
from signature_transports.emulator.jobs.people import names_of
from signature_transports.emulator.jobs.queues import REDELIVERED_AFTER, QueuedChange, Queues
from signature_transports.emulator.jobs.redirects import Redirects
from signature_transports.emulator.jobs.schedule import Schedule
from signature_transports.emulator.jobs.signing_methods import why_not_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest
    from signature_transports.emulator.jobs.command_log import CommandLog
    from signature_transports.emulator.jobs.lifecycle import Progress
    from signature_transports.emulator.jobs.messages import JobUrls
    from signature_transports.emulator.jobs.queues import PollResult, Queue, QueueName
    from signature_transports.emulator.jobs.redirects import Redirect
    from signature_transports.emulator.jobs.signing_methods import SigningMethod
    from signature_transports.emulator.settings import Settings

DOCUMENTS_KEPT_FOR: Final = timedelta(days=40)
"""How long after a job's end the service keeps its documents, without long-term storage."""


class Ledger:
    """All jobs. ``ids`` yields their numbers; ``forget`` is called with the numbers of jobs that lose their documents.

    Commands are recorded in the ``log`` before they run. ``latest`` is the time of the last ``run_due``.
    """

    def __init__(
        self,
        settings: Settings,
        urls: JobUrls,
        ids: Iterator[int],
        forget: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._settings = settings
        self._urls = urls
        self._ids = ids
        self._forget = forget
        self._random = Random(settings.seed)  # noqa: S311 - chooses waits
        self._jobs: dict[int, Job] = {}
        self._queues = Queues()
        self._schedule = Schedule()
        self._documents = DocumentStore()
        self._redirects = Redirects(settings.seed)
        self.log: CommandLog | None = None
        self.latest = EARLIEST_TIME

    def run_due(self, now: datetime) -> None:
        """Run all tasks that are due, each at its own moment."""
        self.latest = now
        for task in self._schedule.due(now):
            task.action(task.moment, task.job, *task.details)

    def jobs(self, latest: int | None = None) -> tuple[Job, ...]:
        """Return the jobs in the order of their creation: all, or the given number of the latest."""
        return tuple(islice(reversed(self._jobs.values()), latest))[::-1]

    def __len__(self) -> int:
        return len(self._jobs)

    def queues(self) -> tuple[tuple[QueueName, Queue], ...]:
        """Return the queues that have not been forgotten."""
        return self._queues.all()

    def job(self, number: int, sender: str | None = None, flow: SigningFlow | None = None) -> Job:
        """Return a job, of that sender and flow if they are given. Raises UnknownJob."""
        job = self._jobs.get(number)
        if job is None or sender not in {None, job.sender} or flow not in {None, job.flow}:
            msg = f"there is no job {number}"
            raise UnknownJob(msg)
        return job

    def maybe_stored(self, document: str, sender: str) -> Job | None:
        """Return the sender's job whose signed document has this id in long-term storage, or None."""
        number = maybe_whole(document) if document.isdigit() else None
        job = None if number is None else self._jobs.get(number)
        return job if job is not None and job.is_stored and job.sender == sender else None

    def create(self, request: AnyJobRequest, content: AnyJob, now: datetime) -> Job:
        """Create a job from a valid upload. It opens at its activation time, or immediately."""
        self._record(now, Command.CREATE, request, content)
        sector = self._settings.sector_of(content.sender.organization_number)
        job = new_job(next(self._ids), request, self._documents.add(content), sector, now)
        self._jobs[job.id] = job
        if job.flow is SigningFlow.DIRECT:
            job.redirects = {place: self._redirects.add(job, place) for place in range(len(content.signers))}
        activation = job.activation
        if activation is None or activation <= now:
            self._open_next_group(now, job.id)
        else:
            self._schedule.add(activation, self._open_next_group, job.id)
        return job

    def act(self, number: int, place: int, event: Event, now: datetime, method: SigningMethod | None = None) -> None:
        """Apply an event to a signer. ``method`` is the electronic identity of a signature.

        Raises UnknownJob and NotPossible.
        """
        job = self.job(number)
        reason = why_not(job.progress, event, place)
        if reason is None and method is not None:
            reason = why_not_by(method, job.content, job.content.signers[place], job.progress.sector)
        if reason is not None:
            msg = f"job {number}: {reason}"
            raise NotPossible(msg)
        self._record(now, Command.ACT, number, place, event, *([] if method is None else [method]))
        self._apply(job, event, now, place, method)

    def cancel(self, job: Job, now: datetime) -> None:
        """Cancel a job for the sender. Raises NotPossible if the job has ended."""
        progress = apply_event(job.progress, Event.CANCEL, now)
        self._record(now, Command.CANCEL, job.id)
        self._update(job, progress, now)

    def add_redirect(self, job: Job, place: int, now: datetime) -> None:
        """Make a new redirect URL for a signer of a direct job. Raises NotPossible if the signer cannot sign."""
        if place not in job.progress.open_to:
            msg = f"this signer of job {job.id} cannot sign: the status is {job.progress.states[place].status}"
            raise NotPossible(msg)
        self._record(now, Command.REDIRECT, job.id, place)
        job.redirects[place] = self._redirects.add(job, place)

    def visit(self, token: str, session: str | None, new_session: str, now: datetime) -> Redirect:
        """Use a redirect URL in a browser, which gets a new session at its first visit.

        Raises UnknownJob, and AlreadyUsed for a browser that does not have the session.
        """
        redirect = self._redirects.redirect(token)
        if not redirect.session:
            self._record(now, Command.VISIT, token, new_session)
            redirect.session = new_session
        elif redirect.session != session:
            msg = "this redirect URL has been used; it works only once"
            raise AlreadyUsed(msg)
        return redirect

    def poll(self, queue: QueueName, now: datetime) -> PollResult:
        """Fetch the next change of a sender's queue. It is delivered again if it is not confirmed in time."""
        self._record(now, Command.POLL, *queue)
        polled = self._queues.poll(queue, now, self._settings.wait(self._random))
        if polled.change is not None:
            number = polled.change.value.signature_job_id
            self._schedule.add(later(now, REDELIVERED_AFTER), self._redeliver, number, polled.change)
        return polled

    def confirm(self, job: Job, number: int) -> bool:
        """Confirm a job's change. Return False if no change of that number was ever delivered.

        When the last change of a portal job is confirmed, the service deletes the job or moves it to long-term storage.
        For a direct job whose status is not polled, this has no effect.
        """
        change = job.unconfirmed.get(number)
        if change is None:
            return 0 < number <= job.changes
        if not change.was_delivered:
            return False
        self._record(self.latest, Command.CONFIRM, job.id, number)
        change.is_done = True
        del job.unconfirmed[number]
        if change.value.known_status is JobStatus.IN_PROGRESS:
            return True
        for each in job.unconfirmed.values():
            each.is_done = True
        job.unconfirmed.clear()
        if job.flow is SigningFlow.PORTAL:
            self._store_or_delete(job)
        return True

    def delete_documents(self, job: Job) -> None:
        """Delete the job's documents for the sender."""
        self._record(self.latest, Command.DELETE_DOCUMENTS, job.id)
        self._remove_documents(job)
        job.is_stored = False

    def _record(self, moment: datetime, command: Command, *arguments: object) -> None:
        if self.log is not None:
            self.log.record(moment, command, *arguments)

    def _open_next_group(self, moment: datetime, number: int) -> None:
        """Open a job for its next group of signers, unless it has ended."""
        job = self._jobs.get(number)
        if job is None or job.progress.ended is not None:
            return
        job.progress = progress = open_next_group(job.progress, moment)
        self._schedule.add(later(moment, progress.available_for), self._expire, number, progress.group)
        for place in progress.open_to:
            persona = self._settings.persona_of(names_of(progress.signers[place]))
            if persona is not None:
                self._schedule.add(later(moment, persona.after), self._act_by_persona, number, place, persona.does)

    def _expire(self, moment: datetime, number: int, group: int) -> None:
        """End a job if it is still open for this group."""
        job = self._jobs.get(number)
        if job is not None and job.progress.group == group and job.progress.open_to:
            self._apply(job, Event.EXPIRE, moment)

    def _act_by_persona(self, moment: datetime, number: int, place: int, event: Event) -> None:
        """Apply the event of a signer's persona, if it is possible."""
        job = self._jobs.get(number)
        if job is not None and why_not(job.progress, event, place) is None:
            self._apply(job, event, moment, place)

    def _redeliver(self, _: datetime, _number: int, change: QueuedChange) -> None:
        if not change.is_done:
            self._queues.put(change)

    def _remove_old_documents(self, _: datetime, number: int) -> None:
        job = self._jobs.get(number)
        if job is not None and not self._has_long_term_storage(job):
            self._remove_documents(job)

    def _apply(
        self, job: Job, event: Event, moment: datetime, place: int = -1, method: SigningMethod | None = None
    ) -> None:
        if job.flow is SigningFlow.DIRECT and place >= 0:
            job.returned[place] = self._redirects.status_query_token(job, place)
        self._update(job, apply_event(job.progress, event, moment, place, method), moment)

    def _update(self, job: Job, progress: Progress, moment: datetime) -> None:
        """Set a job's progress, queue the status change, and run or schedule the next steps."""
        job.progress = progress
        job.changes += 1
        if job.is_polled:
            change = QueuedChange(value=status_of(job, self._urls), queue=job.queue)
            job.unconfirmed[job.changes] = change
            self._queues.put(change)
        if progress.is_group_done:
            self._open_next_group(moment, job.id)
        elif progress.ended is not None:
            job.is_stored = job.flow is SigningFlow.DIRECT and self._has_long_term_storage(job)
            self._schedule.add(later(moment, DOCUMENTS_KEPT_FOR), self._remove_old_documents, job.id)

    def _has_long_term_storage(self, job: Job) -> bool:
        has_storage = job.sender in self._settings.long_term_storage
        return has_storage and job.progress.status is JobStatus.COMPLETED_SUCCESSFULLY

    def _store_or_delete(self, job: Job) -> None:
        job.is_stored = self._has_long_term_storage(job)
        if not job.is_stored:
            self._remove_documents(job)
            del self._jobs[job.id]
            self._schedule.discard(job.id)

    def _remove_documents(self, job: Job) -> None:
        if not job.has_documents:
            return
        unused = self._documents.remove(job.content)
        job.drop_documents()
        self._forget(job.id)
        if self.log is not None:
            for content in unused:
                self.log.remove_document(self.latest, content)
