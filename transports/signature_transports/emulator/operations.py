"""The service's operations: what each does with the ledger, and what it answers.

Whatever the service says no to is raised as ``Refused``. Source: the service's documentation, environments and
endpoints; portal flow, steps 1 to 3.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from signature_model.api.exchange import POLL_TIME
from signature_model.api.messages.writing import write_created_job, write_status_change
from signature_model.api.responses import CreatedJob
from signature_model.jobs.context import Context
from signature_model.masking import excerpt
from signature_model.type_checks import require_aware
from signature_model.xml.lexical import time_text
from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.jobs.moments import LONG_AGO
from signature_transports.emulator.jobs.signed_jobs import signed_job
from signature_transports.emulator.replies import BYTES, TEXT, XML, Refused, done, reply
from signature_transports.emulator.uploads import accepted
from signature_transports.emulator.urls import Call, Operation, Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from threading import Lock

    from signature_model.api.http import Response
    from signature_model.api.responses import StatusChange
    from signature_transports.emulator.jobs.job import Job
    from signature_transports.emulator.jobs.ledger import Ledger
    from signature_transports.emulator.settings import Clock, Settings
    from signature_transports.emulator.signing.signatories import Signatories

_NOT_FOUND: Final = HTTPStatus.NOT_FOUND


@dataclass(slots=True, kw_only=True)
class Desk:
    """What the operations work with. ``latest`` is when the clock was last looked at; it never goes back."""

    settings: Settings
    urls: Urls
    ledger: Ledger
    signatories: Signatories
    clock: Clock
    lock: Lock
    latest: datetime = LONG_AGO

    @contextmanager
    def now(self) -> Iterator[datetime]:
        """The present moment, when all that is due has happened and nothing else can happen."""
        with self.lock:
            moment = self.clock.now()
            require_aware("what the clock shows", moment)
            self.latest = max(self.latest, moment.astimezone(UTC))
            self.ledger.look(self.latest)
            yield self.latest

    def look(self) -> datetime:
        """The present moment, when all that is due has happened."""
        with self.now() as moment:
            return moment


def perform(desk: Desk, call: Call) -> Response:
    """Do what a call asks for. Raises Refused."""
    media_type, operation = _OPERATIONS[call.operation]
    _require_acceptable(call, media_type)
    return operation(desk, call)


def _ping(_: Desk, call: Call) -> Response:
    whom = "itself" if call.caller == call.sender else call.sender
    return reply(f"organisation {call.caller}, on behalf of {whom}".encode(), TEXT)


def _create(desk: Desk, call: Call) -> Response:
    settings, now = desk.settings, desk.look()
    context = Context(
        sector=settings.sector_of(call.sender),
        environment=settings.environment,
        now=now if _is_seal_timed(desk) else None,
        trust_anchors=settings.trust_anchors,
    )
    sealers = {call.sender, *settings.brokers.get(call.sender, ())}
    upload = accepted(_header(call, "content-type") or "", call.request.body, call.sender, sealers, context)
    with desk.now() as now:
        job = desk.ledger.create(upload, now)
    created = CreatedJob(
        signature_job_id=job.id, cancellation_url=desk.urls.cancellation(job), reference=job.request.reference
    )
    return reply(write_created_job(created), XML)


def _is_seal_timed(desk: Desk) -> bool:
    """Whether the signing time of seals is held against them; those who seal need not know a clock of our own."""
    chosen = desk.settings.is_seal_timed
    return getattr(desk.clock, "is_true", True) if chosen is None else chosen


def _poll(desk: Desk, call: Call) -> Response:
    name = _queue_name(call.query)
    with desk.now() as now:
        polled = desk.ledger.poll(call.sender, name, now)
        change = None if polled.change is None else _delivered(desk, polled.change.value, now)
    headers = {POLL_TIME: time_text(polled.permitted)}
    if polled.is_too_early:
        message = f"the next poll of this queue is permitted at {headers[POLL_TIME]}"
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "TOO_EAGER_POLLING", message, headers)
    return done(headers) if change is None else reply(write_status_change(change), XML, headers=headers)


def _delivered(desk: Desk, change: StatusChange, now: datetime) -> StatusChange:
    """The change as it was at the event, with what can be done about the documents now."""
    job = desk.ledger.job(change.signature_job_id)
    is_deletable = desk.ledger.is_deletable(job, now)
    return replace(change, delete_documents_url=desk.urls.deletion(job)) if is_deletable else change


def _confirm(desk: Desk, call: Call) -> Response:
    with desk.now():
        if not desk.ledger.confirm(_job(desk, call), call.change):
            raise Refused(
                _NOT_FOUND, "STATUS_CHANGE_NOT_FOUND", f"job {call.job} has delivered no change {call.change}"
            )
    return done()


def _cancel(desk: Desk, call: Call) -> Response:
    with desk.now() as now:
        try:
            desk.ledger.cancel(_job(desk, call), now)
        except NotPossible as fault:
            raise Refused(HTTPStatus.CONFLICT, "SIGNATURE_JOB_FINISHED", str(fault)) from fault
    return done()


def _xades(desk: Desk, call: Call) -> Response:
    with desk.now():
        job = signed_job(_job(desk, call))
    if job is None or call.place not in dict(job.signed):
        raise Refused(_NOT_FOUND, "SIGNATURE_NOT_FOUND", f"there is no signature {call.place + 1} of job {call.job}")
    return reply(desk.signatories.xades(job, call.place), XML)


def _pades(desk: Desk, call: Call) -> Response:
    with desk.now():
        job = signed_job(_job(desk, call))
    if job is None:
        raise Refused(_NOT_FOUND, "SIGNED_DOCUMENT_NOT_FOUND", f"there is no signed document of job {call.job}")
    return reply(desk.signatories.pades(job), BYTES)


def _delete_documents(desk: Desk, call: Call) -> Response:
    with desk.now() as now:
        job = _job(desk, call)
        if not job.has_documents:
            raise Refused(_NOT_FOUND, "DOCUMENTS_NOT_FOUND", f"the documents of job {job.id} are gone")
        if not desk.ledger.is_deletable(job, now):
            message = f"documents can be deleted 24 hours after all have signed; job {job.id} is {job.course.status}"
            raise Refused(HTTPStatus.CONFLICT, "DOCUMENTS_NOT_DELETABLE", message)
        desk.ledger.delete_documents(job)
    return done()


def _archive(desk: Desk, call: Call) -> Response:
    with desk.now():
        job = desk.ledger.maybe_stored(call.document, call.sender)
        signed = None if job is None else signed_job(job)
    if signed is None:
        raise Refused(
            _NOT_FOUND, "ARCHIVED_DOCUMENT_NOT_FOUND", f"there is no archived document {excerpt(call.document)}"
        )
    return reply(desk.signatories.pades(signed), BYTES)


def _job(desk: Desk, call: Call) -> Job:
    try:
        return desk.ledger.job(call.job, call.sender)
    except UnknownJob as fault:
        raise Refused(_NOT_FOUND, "SIGNATURE_JOB_NOT_FOUND", str(fault)) from fault


def _queue_name(query: str) -> str | None:
    """The queue that is polled; the default one, None, where the parameter is absent or has no value at all."""
    given = [each for each in query.split("&") if each.partition("=")[0] == "polling_queue"]
    if not given or given == ["polling_queue"]:
        return None
    (name, *more) = (each.partition("=")[2].replace("+", " ") for each in given)
    try:
        if not more:
            return unquote_to_bytes(name).decode()
    except UnicodeDecodeError:
        pass
    raise Refused(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "polling_queue is there twice, or is not UTF-8")


def _header(call: Call, name: str) -> str | None:
    return next((value for key, value in call.request.headers if key.lower() == name), None)


def _require_acceptable(call: Call, media_type: str | None) -> None:
    accept = _header(call, "accept")
    if accept is None or media_type is None:
        return
    ranges = {each.partition(";")[0].strip().lower() for each in accept.split(",")}
    if not ranges & {media_type, f"{media_type.partition('/')[0]}/*", "*/*"}:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", f"the answer is {media_type}")


_OPERATIONS: Final[Mapping[Operation, tuple[str | None, Callable[[Desk, Call], Response]]]] = {
    Operation.PING: (TEXT, _ping),
    Operation.CREATE: (XML, _create),
    Operation.POLL: (XML, _poll),
    Operation.CONFIRM: (None, _confirm),
    Operation.CANCEL: (None, _cancel),
    Operation.XADES: (XML, _xades),
    Operation.PADES: (BYTES, _pades),
    Operation.DELETE_DOCUMENTS: (None, _delete_documents),
    Operation.ARCHIVE: (BYTES, _archive),
}
"""By operation: the media type of what it answers, and what it does."""
