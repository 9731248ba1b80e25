"""The signing service in memory. It takes requests and returns responses. Its clock is its only source of time."""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from itertools import count
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

from signature_model.jobs.context import SigningFlow
from signature_transports.clocks import ManualClock
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.events import Event
from signature_transports.emulator.faults import Dropped, Faults
from signature_transports.emulator.handling import Handler
from signature_transports.emulator.jobs.job import signed_job
from signature_transports.emulator.jobs.ledger import Ledger
from signature_transports.emulator.jobs.signing_methods import SigningMethod
from signature_transports.emulator.jobs.timelines import sent_notifications, timeline_of, upcoming
from signature_transports.emulator.jobs.views import JobView, QueueView, Visit, job_view, queue_view
from signature_transports.emulator.journal import Journal
from signature_transports.emulator.operations import Operations
from signature_transports.emulator.settings import Settings
from signature_transports.emulator.signing.makers import SignedDocumentCache, maker_of
from signature_transports.emulator.urls import Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from signature_model.api.http import Request, Response
    from signature_model.jobs.portal import Document
    from signature_transports.emulator.jobs.timelines import JobTimeline, Notification
    from signature_transports.emulator.journal import Entry
    from signature_transports.emulator.settings import Clock
    from signature_transports.emulator.signing.makers import SignedDocumentMaker
    from signature_transports.emulator.state.replay import State
    from signature_transports.emulator.tokens import TokenCounts

_JOBS_PER_LOCK: Final = 250
"""The number of jobs that are shown while other calls wait, which takes ten milliseconds."""


class Emulator:
    """The signing service. Threads can share it.

    ``clock`` is by default a new ``ManualClock``. ``maker`` makes the signed documents. ``ids`` returns the
    numbers of the jobs, and is called again at each reset. The same calls, settings and times give the same responses.
    With a ``state``, the emulator continues where the last one with that state ended; ``clock`` must then be the
    state's clock.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        maker: SignedDocumentMaker | None = None,
        ids: Callable[[], Iterator[int]] = lambda: count(1),
        state: State | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.clock = clock or ManualClock()
        self._ids = ids
        self._state = state
        self.faults = Faults(self.settings.signed_form)
        """The injected faults."""
        self._signed_documents = SignedDocumentCache(maker or maker_of(self.settings))
        ledger = self._new_ledger()
        if state is not None:
            state.replay(ledger, self.settings)
            ledger.log = state
        self._operations = Operations(
            settings=self.settings,
            urls=Urls(self.settings.root),
            ledger=ledger,
            maker=self._signed_documents,
            clock=self.clock,
        )
        self._handler = Handler(settings=self.settings, operations=self._operations, faults=self.faults)
        self._journal = Journal(self.settings.journal_length)

    def handle(self, request: Request, caller: str | None = None, thumbprint: str | None = None) -> Response:
        """Return the response to a request.

        ``caller`` is the organisation in the caller's certificate, empty if there is none; None stands for the sender
        itself. ``thumbprint`` is the SHA-256 of that certificate. The scheme and host of the URL are ignored. Raises
        Dropped, which is a NoAnswer, for a call whose response is lost by a fault. A response that a fault
        delays is a ``Slow``.
        """
        asked, response, fault = self._handler.handle(request, caller, thumbprint)
        with self._operations.now() as now:
            self._journal.add(now, asked, response, fault)
        if response is None:
            msg = f"the response was dropped by the injected fault {fault}"
            raise Dropped(msg)
        return replace(response, headers={"date": format_datetime(now, usegmt=True), **response.headers})

    def jobs(self, latest: int | None = None) -> tuple[JobView, ...]:
        """Return the jobs in the order of their creation: all, or the given number of the latest.

        Other calls run in between. If there are many jobs, they are therefore not all shown at the same moment.
        """
        with self._operations.now():
            held = self._operations.ledger.jobs(latest)
        views: list[JobView] = []
        for first in range(0, len(held), _JOBS_PER_LOCK):
            with self._operations.now() as now:
                views += (job_view(job, now) for job in held[first : first + _JOBS_PER_LOCK])
        return tuple(views)

    def held(self) -> int:
        """Return the number of jobs."""
        with self._operations.now():
            return len(self._operations.ledger)

    def job(self, number: int) -> JobView:
        """Return one job. Raises UnknownJob."""
        with self._operations.now() as now:
            return job_view(self._operations.ledger.job(number), now)

    def timeline(self, number: int) -> JobTimeline:
        """Return when the groups of a job have it, and the notifications of its signers. Raises UnknownJob."""
        with self._operations.now() as now:
            return timeline_of(self._operations.ledger.job(number), now)

    def notifications(self, latest: int) -> tuple[Notification, ...]:
        """Return the notifications that the signers of the latest jobs were sent."""
        with self._operations.now() as now:
            held = self._operations.ledger.jobs(latest)
            return tuple(each for job in held for each in sent_notifications(job, now))

    def upcoming(self, latest: int) -> dict[str, datetime]:
        """Return the times of the next ``opening``, ``notification`` and ``deadline`` of the latest jobs, if any."""
        with self._operations.now() as now:
            return upcoming(self._operations.ledger.jobs(latest), now)

    def queues(self) -> tuple[QueueView, ...]:
        """Return the queues that were used since the last reset. Empty queues are forgotten after a time."""
        with self._operations.now():
            return tuple(queue_view(name, queue) for name, queue in self._operations.ledger.queues())

    def documents(self, number: int) -> tuple[Document, ...]:
        """Return the documents of a job as they were sent, without content if deleted. Raises UnknownJob."""
        with self._operations.now():
            return tuple(self._operations.ledger.job(number).content.documents)

    def pades(self, number: int) -> bytes:
        """Return the signed document of a job. Raises UnknownJob, and NotPossible if there is none."""
        with self._operations.now():
            signed = signed_job(self._operations.ledger.job(number))
        if signed is None:
            msg = f"job {number} has no signed document: no signer has signed, or the document is deleted"
            raise NotPossible(msg)
        return self._signed_documents.pades(signed)

    def act(self, number: int, signer: int, event: str, method: str | None = None) -> JobView:
        """Apply an event to a signer of a job. ``signer`` is the place from 0; ``event`` is the event's name.

        ``method`` is what the signer signs with, such as ``"Buypass"``, by default BankID. Raises UnknownJob, and
        NotPossible if the service does not allow it.
        """
        try:
            known = Event(event)
        except ValueError as error:
            msg = f"{event!r} is not a known event; use one of {', '.join(Event)}"
            raise NotPossible(msg) from error
        chosen = None if method is None else _method(known, method)
        with self._operations.now() as now:
            ledger = self._operations.ledger
            ledger.act(number, signer, known, now, chosen)
            return job_view(ledger.job(number), now)

    def sign(self, number: int, signer: int, method: str | None = None) -> JobView:
        """Let a signer sign, by default with BankID. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.SIGN, method)

    def reject(self, number: int, signer: int) -> JobView:
        """Let a signer reject. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.REJECT)

    def block(self, number: int, signer: int) -> JobView:
        """Block a signer for too many wrong codes. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.BLOCK)

    def reserve(self, number: int, signer: int) -> JobView:
        """Mark a signer as having opted out of digital post. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.RESERVE)

    def lack_contact_information(self, number: int, signer: int) -> JobView:
        """Let the lookup find no addresses of a signer. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.LACK_CONTACT_INFORMATION)

    def lack_name(self, number: int, signer: int) -> JobView:
        """Let the lookup find no name of a signer. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.LACK_NAME)

    def fail(self, number: int, signer: int) -> JobView:
        """Let an unexpected error happen while a signer of a direct job signs. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.FAIL)

    def cancel(self, number: int) -> JobView:
        """Cancel a job of the portal flow for its sender. Raises UnknownJob, and NotPossible if the job has ended."""
        with self._operations.now() as now:
            ledger = self._operations.ledger
            ledger.cancel(ledger.job(number, flow=SigningFlow.PORTAL), now)
            return job_view(ledger.job(number), now)

    def visit(self, token: str, session: str | None = None) -> Visit:
        """Use a redirect URL with that token, as a signer's browser does. A new browser has no ``session`` yet.

        Raises UnknownJob, and AlreadyUsed if another browser has used the URL.
        """
        with self._operations.now() as now:
            ledger = self._operations.ledger
            redirect = ledger.visit(token, session, token_urlsafe(), now)
            view = job_view(ledger.job(redirect.job), now)
        return Visit(job=view, signer=view.signers[redirect.place], session=redirect.session)

    def redirect(self, number: int, signer: int) -> str:
        """Return the token of a new redirect URL for a signer of a direct job. Raises UnknownJob and NotPossible."""
        with self._operations.now() as now:
            job = self._operations.ledger.job(number, flow=SigningFlow.DIRECT)
            self._operations.ledger.add_redirect(job, signer, now)
            return job.redirects[signer]

    def journal(self) -> tuple[Entry, ...]:
        """Return the latest calls, oldest first."""
        with self._operations.now():
            return self._journal.entries()

    def tokens(self) -> TokenCounts:
        """Return how many tokens were issued since the last reset, and how many of them are valid."""
        with self._operations.now() as now:
            return self._handler.tokens.counts(now)

    def revoke_tokens(self) -> None:
        """Make all tokens invalid."""
        with self._operations.now():
            self._handler.tokens.revoke()

    def reset(self) -> None:
        """Remove all jobs, faults and journal entries. The clock is not changed."""
        self.faults.clear()
        with self._operations.now():
            if self._state is not None:
                self._state.clear()
            self._signed_documents.clear()
            self._operations.ledger = self._new_ledger()
            self._operations.ledger.log = self._state
            self._handler.reset()
            self._journal = Journal(self.settings.journal_length)

    def _new_ledger(self) -> Ledger:
        return Ledger(self.settings, Urls(self.settings.root), self._ids(), self._signed_documents.forget)


def _method(event: Event, name: str) -> SigningMethod:
    if event is not Event.SIGN:
        msg = f"`{event}` does not take `method`; only `sign` does"
        raise NotPossible(msg)
    try:
        return SigningMethod(name)
    except ValueError as error:
        msg = f"{name!r} is not a known method; use one of {', '.join(SigningMethod)}"
        raise NotPossible(msg) from error
