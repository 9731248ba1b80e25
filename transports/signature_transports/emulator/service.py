"""The signing service as a machine in memory: requests go in, answers come out, and time passes only by its clock."""

from __future__ import annotations

from dataclasses import replace
from email.utils import format_datetime
from http import HTTPStatus
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from signature_transports.clocks import ManualClock
from signature_transports.emulator.errors import NotPossible
from signature_transports.emulator.events import Event
from signature_transports.emulator.faults import Dropped, Faults, shut_out
from signature_transports.emulator.jobs.command_log import NoLog
from signature_transports.emulator.jobs.ledger import Ledger
from signature_transports.emulator.jobs.signed_jobs import signed_job
from signature_transports.emulator.jobs.views import JobView, QueueView, job_view, queue_view
from signature_transports.emulator.journal import Journal
from signature_transports.emulator.operations import Desk, perform
from signature_transports.emulator.replies import Refused, refusal
from signature_transports.emulator.settings import Settings
from signature_transports.emulator.signing.signatories import Kept, Worthless
from signature_transports.emulator.throttle import Throttle
from signature_transports.emulator.urls import Astray, Call, Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from signature_model.api.http import Request, Response
    from signature_model.jobs.portal import Document
    from signature_transports.emulator.faults import Fault
    from signature_transports.emulator.jobs.command_log import Log
    from signature_transports.emulator.journal import Entry
    from signature_transports.emulator.settings import Clock
    from signature_transports.emulator.signing.signatories import Signatories

_NOBODY = ""
_AT_ONCE = 250
"""Jobs that are looked at while nobody is answered: ten milliseconds."""


class Emulator:
    """The service. Safe to share among threads.

    ``clock`` is a new ``ManualClock`` unless given, ``ids`` starts the numbering of jobs, anew at each reset, and
    ``signatories`` make the signed documents. The same calls, settings and times give the same answers. With a
    ``state`` it goes on where the last with that state has ended; its ``clock`` then has to be the state's.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Clock | None = None,
        signatories: Signatories | None = None,
        ids: Callable[[], Iterator[int]] = lambda: count(1),
        state: Log | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.clock = clock or ManualClock()
        self._ids = ids
        self._log = state or NoLog()
        self._lock = Lock()
        self.faults = Faults(self._lock)
        """What is to go wrong."""
        self._urls = Urls(self.settings.root)
        self._kept = Kept(signatories or Worthless())
        ledger = self._new_ledger()
        self._log.revive(ledger, self.settings)
        self._desk = Desk(
            settings=self.settings,
            urls=self._urls,
            ledger=ledger,
            signatories=self._kept,
            clock=self.clock,
            lock=self._lock,
            latest=ledger.latest,
        )
        self._throttle = Throttle(self.settings.calls_per_second)
        self._journal = Journal(self.settings.journal_length)

    def handle(self, request: Request, caller: str | None = None) -> Response:
        """Answer a request of an organisation: the one in its certificate, which is empty where there is none.

        Without a ``caller`` it is the sender itself. Of the url only what follows the host is looked at. Raises
        Dropped, which is a NoAnswer, for a call that is ordered to get none; an answer that is ordered to take its
        time is a ``Slow``.
        """
        asked = self._desk.urls.asked(request, caller)
        answer, fault = self._answered(asked)
        with self._desk.now() as now:
            self._journal.enter(now, asked, answer, fault)
        if answer is None:
            msg = f"the answer was dropped, as ordered: {fault}"
            raise Dropped(msg)
        return replace(answer, headers={"date": format_datetime(now, usegmt=True), **answer.headers})

    def jobs(self, latest: int | None = None) -> tuple[JobView, ...]:
        """The jobs that the service holds, in the order of their creation: all, or so many of the latest.

        Where they are many each is shown as it is when its turn comes, as calls are answered meanwhile.
        """
        with self._desk.now():
            held = self._desk.ledger.jobs(latest)
        views: list[JobView] = []
        for start in range(0, len(held), _AT_ONCE):
            with self._desk.now() as now:
                views += (job_view(job, now) for job in held[start : start + _AT_ONCE])
        return tuple(views)

    def held(self) -> int:
        """How many jobs the service holds."""
        with self._desk.now():
            return self._desk.ledger.held

    def job(self, number: int) -> JobView:
        """One job. Raises UnknownJob."""
        with self._desk.now() as now:
            return job_view(self._desk.ledger.job(number), now)

    def queues(self) -> tuple[QueueView, ...]:
        """The queues that were used since the last reset; of those in which nothing waits, the ones used of late."""
        with self._desk.now():
            return tuple(queue_view(*name, queue) for name, queue in self._desk.ledger.queues())

    def documents(self, number: int) -> tuple[Document, ...]:
        """The documents of a job, as they were sent; without content when they are deleted. Raises UnknownJob."""
        with self._desk.now():
            return tuple(self._desk.ledger.job(number).content.documents)

    def pades(self, number: int) -> bytes:
        """The signed document of a job. Raises UnknownJob, and NotPossible where nobody has signed, or it is gone."""
        with self._desk.now():
            signed = signed_job(self._desk.ledger.job(number))
        if signed is None:
            msg = f"job {number} has no signed document: nobody has signed, or it is deleted"
            raise NotPossible(msg)
        return self._desk.signatories.pades(signed)

    def act(self, number: int, signer: int, event: str) -> JobView:
        """Have something happen to a signer of a job, by their place from 0 and the event's name.

        Raises UnknownJob, and NotPossible where the service would not let it happen.
        """
        try:
            verb = Event(event)
        except ValueError as error:
            msg = f"there is no event {event!r}; there are {', '.join(Event)}"
            raise NotPossible(msg) from error
        with self._desk.now() as now:
            self._desk.ledger.act(number, signer, verb, now)
            return job_view(self._desk.ledger.job(number), now)

    def sign(self, number: int, signer: int) -> JobView:
        """Have a signer sign. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.SIGN)

    def reject(self, number: int, signer: int) -> JobView:
        """Have a signer reject. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.REJECT)

    def block(self, number: int, signer: int) -> JobView:
        """Have a signer enter too many wrong codes. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.BLOCK)

    def reserve(self, number: int, signer: int) -> JobView:
        """Have a signer turn out to have opted out of digital post. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.RESERVE)

    def lack_contact_information(self, number: int, signer: int) -> JobView:
        """Have the lookup of a signer's addresses find none. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.LACK_CONTACT_INFORMATION)

    def lack_name(self, number: int, signer: int) -> JobView:
        """Have the lookup of a signer's name find none. Raises UnknownJob and NotPossible."""
        return self.act(number, signer, Event.LACK_NAME)

    def journal(self) -> tuple[Entry, ...]:
        """The calls of late, oldest first."""
        with self._lock:
            return self._journal.entries()

    def reset(self) -> None:
        """Back to empty: no jobs, no faults, no journal. The clock stays as it is."""
        self.faults.clear()
        with self._lock:
            self._log.clear()
            self._kept.forget_all()
            self._desk.ledger = self._new_ledger()
            self._throttle = Throttle(self.settings.calls_per_second)
            self._journal = Journal(self.settings.journal_length)

    def _new_ledger(self) -> Ledger:
        return Ledger(self.settings, self._urls, self._ids(), self._log, self._kept.forget)

    def _answered(self, asked: Call | Astray) -> tuple[Response | None, Fault | None]:
        """The answer, None where it is dropped, and the fault that was ordered for it."""
        with self._desk.now() as now:
            is_shut_out = self._throttle.shuts_out(asked.caller or _NOBODY, now)
        if is_shut_out:
            return shut_out(), None
        if isinstance(asked, Astray):
            return refusal(_nothing_there(asked)), None
        answer, fault = self.faults.instead(asked.operation)
        if fault is not None:
            return answer, fault
        return self.faults.afterwards(asked.operation, self._performed(asked))

    def _performed(self, call: Call) -> Response:
        try:
            self._require_authorised(call)
            return perform(self._desk, call)
        except Refused as refused:
            return refusal(refused)

    def _require_authorised(self, call: Call) -> None:
        sender, caller = call.sender, call.caller
        if not caller:
            raise Refused(HTTPStatus.FORBIDDEN, "NOT_AUTHORIZED", "there is no certificate of an organisation")
        if self.settings.senders is not None and sender not in self.settings.senders:
            raise Refused(HTTPStatus.FORBIDDEN, "NOT_AUTHORIZED", f"organisation {sender} has no agreement")
        if caller != sender and caller not in self.settings.brokers.get(sender, ()):
            message = f"organisation {caller} may not send for {sender}"
            raise Refused(HTTPStatus.FORBIDDEN, "BROKER_NOT_AUTHORIZED", message)


def _nothing_there(astray: Astray) -> Refused:
    if not astray.permitted:
        return Refused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "there is nothing at this url")
    headers = {"allow": ", ".join(astray.permitted)}
    return Refused(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "nothing is called so here", headers)
