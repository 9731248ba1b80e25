"""Perform the operations of the service's API on the ledger, and make their responses.

Source: the service's documentation, environments and endpoints; portal flow, steps 1 to 3; direct flow. The response of
a signer's URL after the signer has signed is not documented; here, the call is refused.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, Final

from signature_model.api.direct_responses import DirectStatus
from signature_model.api.exchange import POLL_TIME
from signature_model.api.messages.direct_writing import write_direct_job, write_direct_signer, write_direct_status
from signature_model.api.messages.writing import write_created_job, write_status_change
from signature_model.jobs.context import Context, SigningFlow
from signature_model.masking import excerpt
from signature_model.type_checks import require_aware
from signature_model.xml.lexical import time_text
from signature_transports.emulator.errors import NotPossible, UnknownJob
from signature_transports.emulator.jobs.job import signed_job
from signature_transports.emulator.jobs.messages import created_direct_job, created_job, direct_status, signer_link
from signature_transports.emulator.jobs.queues import QueueName
from signature_transports.emulator.replies import BYTES, TEXT, XML, Refused, no_content, reply
from signature_transports.emulator.uploads import read_signer_update, read_upload
from signature_transports.emulator.urls import Call, Operation, Urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from signature_model.api.http import Response
    from signature_model.api.responses import StatusChange

    AnyStatus = StatusChange | DirectStatus
    from signature_transports.emulator.jobs.job import Job
    from signature_transports.emulator.jobs.ledger import Ledger
    from signature_transports.emulator.settings import Clock, Settings
    from signature_transports.emulator.signing.makers import SignedDocumentMaker

_NOT_FOUND: Final = HTTPStatus.NOT_FOUND


@dataclass(slots=True, kw_only=True)
class Operations:
    """Performs calls on a ledger. The ledger is used only within ``now``."""

    settings: Settings
    urls: Urls
    ledger: Ledger
    maker: SignedDocumentMaker
    clock: Clock
    _lock: Lock = field(init=False, default_factory=Lock)
    _latest: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._latest = self.ledger.latest

    @contextmanager
    def now(self) -> Iterator[datetime]:
        """Lock the ledger and run the due tasks. Yield the current time, which never goes back."""
        with self._lock:
            moment = self.clock.now()
            require_aware("what the clock shows", moment)
            self._latest = max(self._latest, moment.astimezone(UTC))
            self.ledger.run_due(self._latest)
            yield self._latest

    def perform(self, call: Call) -> Response:
        """Perform a call. Raises Refused."""
        media_type, method = self._METHODS[call.operation]
        _require_acceptable(call, media_type)
        return method(self, call)

    def _ping(self, call: Call) -> Response:
        sender = "itself" if call.caller == call.sender else call.sender
        return reply(f"organisation {call.caller}, on behalf of {sender}".encode(), TEXT)

    def _create(self, call: Call) -> Response:
        with self.now() as now:
            context = Context(
                sector=self.settings.sector_of(call.sender),
                environment=self.settings.environment,
                now=now if self._is_seal_timed() else None,
                trust_anchors=self.settings.trust_anchors,
                flow=call.flow,
            )
        sealers = {call.sender, *self.settings.brokers.get(call.sender, ())}
        content_type = _header(call, "content-type") or ""
        request, content = read_upload(content_type, call.request.body, call.sender, sealers, context)
        with self.now() as now:
            job = self.ledger.create(request, content, now)
            if job.flow is SigningFlow.DIRECT:
                return reply(write_direct_job(created_direct_job(job, self.urls)), XML)
        return reply(write_created_job(created_job(job, self.urls)), XML)

    def _is_seal_timed(self) -> bool:
        """Return whether signing times are checked. By default, only if senders have the same time as the clock."""
        chosen = self.settings.is_seal_timed
        return getattr(self.clock, "is_real_time", True) if chosen is None else chosen

    def _poll(self, call: Call) -> Response:
        queue = QueueName(call.sender, call.queue, call.flow)
        with self.now() as now:
            polled = self.ledger.poll(queue, now)
            change = None if polled.change is None else self._delivered(polled.change.value, now)
        headers = {POLL_TIME: time_text(polled.permitted)}
        if polled.is_too_early:
            message = f"the next poll of this queue is permitted at {headers[POLL_TIME]}"
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "TOO_EAGER_POLLING", message, headers)
        return no_content(headers) if change is None else reply(_written(change), XML, headers=headers)

    def _status(self, call: Call) -> Response:
        with self.now() as now:
            job = self._job(call)
            if job.is_polled:
                raise Refused(_NOT_FOUND, "NOT_FOUND", f"the status of job {job.id} is retrieved by polling")
            if not job.returned:
                message = f"no signer of job {job.id} has come back yet"
                raise Refused(_NOT_FOUND, "SIGNING_CEREMONY_NOT_COMPLETED", message)
            if call.status_query_token not in job.returned.values():
                message = f"no signer of job {job.id} has brought back this token"
                raise Refused(HTTPStatus.FORBIDDEN, "INVALID_STATUS_QUERY_TOKEN", message)
            status = self._delivered(direct_status(job, self.urls), now)
        return reply(_written(status), XML)

    def _delivered(self, status: AnyStatus, now: datetime) -> AnyStatus:
        """Return a status as it was at the event, with the URL for deletion if that is possible now."""
        job = self.ledger.job(status.signature_job_id)
        return replace(status, delete_documents_url=self.urls.deletion(job)) if job.is_deletable(now) else status

    def _redirect(self, call: Call) -> Response:
        read_signer_update(call.request.body)
        with self.now() as now:
            job = self._job(call)
            if not 0 <= call.place < len(job.progress.signers):
                raise Refused(_NOT_FOUND, "SIGNER_NOT_FOUND", f"job {job.id} has no signer {call.place + 1}")
            try:
                self.ledger.add_redirect(job, call.place, now)
            except NotPossible as fault:
                code = "SIGNATURE_JOB_FINISHED" if job.progress.ended else "SIGNER_FINISHED"
                raise Refused(HTTPStatus.CONFLICT, code, str(fault)) from fault
            link = signer_link(job, call.place, self.urls)
        return reply(write_direct_signer(link), XML)

    def _confirm(self, call: Call) -> Response:
        with self.now():
            if not self.ledger.confirm(self._job(call), call.change):
                raise Refused(
                    _NOT_FOUND, "STATUS_CHANGE_NOT_FOUND", f"job {call.job} has not delivered a change {call.change}"
                )
        return no_content()

    def _cancel(self, call: Call) -> Response:
        with self.now() as now:
            try:
                self.ledger.cancel(self._job(call), now)
            except NotPossible as fault:
                raise Refused(HTTPStatus.CONFLICT, "SIGNATURE_JOB_FINISHED", str(fault)) from fault
        return no_content()

    def _xades(self, call: Call) -> Response:
        with self.now():
            job = signed_job(self._job(call))
        if job is None or call.place not in dict(job.signed):
            raise Refused(_NOT_FOUND, "SIGNATURE_NOT_FOUND", f"job {call.job} has no signature {call.place + 1}")
        return reply(self.maker.xades(job, call.place, call.fault), XML)

    def _pades(self, call: Call) -> Response:
        with self.now():
            job = signed_job(self._job(call))
        if job is None:
            raise Refused(_NOT_FOUND, "SIGNED_DOCUMENT_NOT_FOUND", f"job {call.job} has no signed document")
        return reply(self.maker.pades(job, call.fault), BYTES)

    def _delete_documents(self, call: Call) -> Response:
        with self.now() as now:
            job = self._job(call)
            if not job.has_documents:
                raise Refused(_NOT_FOUND, "DOCUMENTS_NOT_FOUND", f"the documents of job {job.id} are deleted")
            if not job.is_deletable(now):
                status = job.progress.status
                message = f"documents can be deleted 24 hours after all have signed; job {job.id} is {status}"
                raise Refused(HTTPStatus.CONFLICT, "DOCUMENTS_NOT_DELETABLE", message)
            self.ledger.delete_documents(job)
        return no_content()

    def _archive(self, call: Call) -> Response:
        with self.now():
            job = self.ledger.maybe_stored(call.document, call.sender)
            signed = None if job is None else signed_job(job)
        if signed is None:
            raise Refused(
                _NOT_FOUND, "ARCHIVED_DOCUMENT_NOT_FOUND", f"there is no archived document {excerpt(call.document)}"
            )
        return reply(self.maker.pades(signed, call.fault), BYTES)

    def _job(self, call: Call) -> Job:
        try:
            return self.ledger.job(call.job, call.sender, call.flow)
        except UnknownJob as fault:
            raise Refused(_NOT_FOUND, "SIGNATURE_JOB_NOT_FOUND", str(fault)) from fault

    _METHODS: ClassVar[Mapping[Operation, tuple[str | None, Callable[[Operations, Call], Response]]]] = {
        Operation.PING: (TEXT, _ping),
        Operation.CREATE: (XML, _create),
        Operation.POLL: (XML, _poll),
        Operation.CONFIRM: (None, _confirm),
        Operation.CANCEL: (None, _cancel),
        Operation.XADES: (XML, _xades),
        Operation.PADES: (BYTES, _pades),
        Operation.DELETE_DOCUMENTS: (None, _delete_documents),
        Operation.ARCHIVE: (BYTES, _archive),
        Operation.REDIRECT: (XML, _redirect),
        Operation.STATUS: (XML, _status),
    }
    """For each operation: the media type of its response, and the method that performs it."""


def _written(status: AnyStatus) -> bytes:
    return write_direct_status(status) if isinstance(status, DirectStatus) else write_status_change(status)


def _header(call: Call, name: str) -> str | None:
    return next((value for key, value in call.request.headers if key.lower() == name), None)


def _require_acceptable(call: Call, media_type: str | None) -> None:
    accept = _header(call, "accept")
    if accept is None or media_type is None:
        return
    ranges = {each.partition(";")[0].strip().lower() for each in accept.split(",")}
    if not ranges & {media_type, f"{media_type.partition('/')[0]}/*", "*/*"}:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", f"the response is {media_type}")
