"""The operations of the portal flow: what is sent, and what the response means. Each operation is a flow.

Source: portal flow, steps 1 to 3.
"""

from __future__ import annotations

import logging
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model import __version__
from signature_model.api.exchange import Manner, exchange, is_shut_out, is_too_early, send_now, turn
from signature_model.api.flow import wait
from signature_model.api.http import MAX_DOCUMENT, MESSAGE, TRANSFER, Request, Sink
from signature_model.api.messages.multipart import framed
from signature_model.api.messages.reading import maybe_refusal, parse_created_job, parse_status_change
from signature_model.api.polling import poll_of
from signature_model.api.refusals import require_success
from signature_model.errors import (
    AlreadyFinished,
    NoAnswer,
    NotOffered,
    OutcomeUnknown,
    ServiceError,
    SigningError,
    UnexpectedAnswer,
    UnreadableInput,
)
from signature_model.manifests.requests import write_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO, TypeVar

    from signature_model.api.flow import Flow
    from signature_model.api.http import Response
    from signature_model.api.responses import CreatedJob, Poll, Signature, StatusChange
    from signature_model.api.services import Service
    from signature_model.jobs.requests import JobRequest

    T = TypeVar("T")

_log = logging.getLogger(__name__)

LONGEST_SEAL_WAIT: Final = 2.0
"""Seconds. The service refuses a seal whose signing time is more than five seconds off when it arrives."""

_AGENT: Final = ("User-Agent", f"posten-signering/{__version__} (Python)")
_PLAIN: Final = ("Accept-Encoding", "identity")
_EMPTY: Final = ("Content-Length", "0")
_XML: Final = "application/xml"
_DOCUMENT: Final = "application/octet-stream, application/xml"
_MAYBE_BY_US: Final = "an earlier attempt, whose response was lost, may have cancelled it: see the next status change"
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """The portal flow of a service. Each method returns a flow for ``run`` or ``run_async``.

    ``sender`` is the organisation number of the sender, also if a broker sends for it. Every flow can raise NoAnswer,
    ServiceError and UnexpectedAnswer. Flows that use a URL from the service raise ForeignUrl before they send.
    """

    service: Service
    manner: Manner = field(default_factory=Manner)

    def ping(self, sender: str) -> Flow[str]:
        """Return what the service says about the caller and the organisation that it sends for."""
        answer = yield from exchange(_request("GET", self.service.sender_url(sender), accept="*/*"), self.manner)
        return require_success(answer.response, "the ping").body.decode("utf-8", errors="replace")

    def create(
        self, sender: str, request: JobRequest, bundle: bytes, seal_again: Callable[[], bytes] | None = None
    ) -> Flow[CreatedJob]:
        """Create a job from its request and its sealed bundle.

        A creation that may have reached the service is never repeated. Raises OutcomeUnknown if the job may have been
        created, NoAnswer only if nothing has reached the service.

        ``seal_again`` builds the bundle again after a wait that was too long for its seal. With it, a creation is
        repeated if the service refused it because the organisation called too often: then nothing was created. For the
        same reason, a creation whose token was refused is repeated once with a new token.
        """
        is_renewed = False
        repeats = 0 if seal_again is None else self.manner.retries.times
        while True:
            waited = yield from turn(self.manner.limit)
            if seal_again is not None and (is_renewed or waited > LONGEST_SEAL_WAIT):
                bundle = seal_again()
            try:
                response = yield from send_now(self._creation(sender, request, bundle), self.manner.limit)
                if response.is_token_refused and not is_renewed:
                    is_renewed = True
                    continue
                if repeats <= 0 or not is_shut_out(response):
                    return _read(require_success(response, "the creation"), parse_created_job)
                repeats -= 1
            except (NoAnswer, ServiceError, UnexpectedAnswer) as error:
                if _was_not_created(error):
                    raise
                msg = f"it is unknown whether the job was created: {error.message}"
                digest = sha256(bundle).hexdigest()
                raise OutcomeUnknown(msg, reference=request.reference, bundle_sha256=digest) from error

    def _creation(self, sender: str, request: JobRequest, bundle: bytes) -> Request:
        creation = framed(write_request(request), bundle)
        return _request(
            "POST",
            self.service.jobs_url(sender),
            ("Content-Type", creation.content_type),
            ("Content-Length", str(sum(map(len, creation.pieces)))),
            body=creation.pieces,
        )

    def poll(self, sender: str, polling_queue: str | None) -> Flow[Poll[StatusChange]]:
        """Fetch the next status change of a queue, if there is one; None is the default queue.

        A change that was fetched leaves the queue. It returns after ten minutes unless it is confirmed.
        """
        answer = yield from exchange(_request("GET", self.service.poll_url(sender, polling_queue)), self.manner)
        response = answer.response
        if is_too_early(response):
            return poll_of(response, None, self.service, _now())
        response = require_success(response, "the poll")
        is_empty = response.status == HTTPStatus.NO_CONTENT
        change = None if is_empty else _read(response, parse_status_change)
        return poll_of(response, change, self.service, _now())

    def next_change(self, sender: str, polling_queue: str | None, after: float = 0) -> Flow[tuple[StatusChange, float]]:
        """Poll in ``after`` seconds, and then whenever it is permitted, until there is a status change.

        Returns the change and the seconds to wait before the next poll.
        """
        yield from wait(after)
        while True:
            poll = yield from self.poll(sender, polling_queue)
            if poll.change is not None:
                return poll.change, poll.wait.total_seconds()
            yield from wait(poll.wait.total_seconds())

    def confirm(self, change: StatusChange) -> Flow[None]:
        """Confirm that a status change was processed, so that the service does not deliver it again.

        If the service does not know the change any more, that is logged as a warning: another program was faster, or
        the response to an earlier confirmation was lost. In both cases the change is not delivered again.
        """
        posted = _request("POST", self.service.own(change.confirmation_url), _EMPTY)
        answer = yield from exchange(posted, self.manner)
        if answer.response.status in _GONE and (answer.was_repeated or maybe_refusal(answer.response.body)):
            _log.warning("the status change of job %d was already confirmed", change.signature_job_id)
            return
        require_success(answer.response, "the confirmation")

    def cancel(self, job: CreatedJob | StatusChange) -> Flow[None]:
        """Cancel a job. Raises AlreadyFinished if it is too late, NotOffered if the change has no URL for it."""
        url = _offered(job.cancellation_url, "the job can no longer be cancelled")
        answer = yield from exchange(_request("POST", self.service.own(url), _EMPTY), self.manner)
        hint = _MAYBE_BY_US if answer.was_repeated else None
        require_success(answer.response, "the cancellation", hint, conflict=AlreadyFinished)

    def delete_documents(self, change: StatusChange) -> Flow[None]:
        """Delete a completed job's documents from the service. Raises NotOffered if that is not possible yet."""
        url = _offered(change.delete_documents_url, "the documents cannot be deleted yet, or no longer")
        answer = yield from exchange(_request("DELETE", self.service.own(url)), self.manner)
        if not (answer.was_repeated and answer.response.status in _GONE):  # else an earlier attempt has deleted them
            require_success(answer.response, "the deletion")

    def xades(self, signature: Signature) -> Flow[bytes]:
        """Download the signature (XAdES) of one signer. Raises NotOffered if the signer has not signed."""
        return self.fetch(_xades_of(signature))

    def save_xades(self, signature: Signature, file: BinaryIO) -> Flow[int]:
        """Write the XAdES of one signer to a binary file, as ``save`` does. Raises what ``xades`` raises."""
        return self.save(_xades_of(signature), file)

    def pades(self, change: StatusChange) -> Flow[bytes]:
        """Download the signed document (PAdES) with the signatures so far. Raises NotOffered if there are none."""
        return self.fetch(_pades_of(change))

    def save_pades(self, change: StatusChange, file: BinaryIO) -> Flow[int]:
        """Write the PAdES to a binary file, as ``save`` does. Raises what ``pades`` raises."""
        return self.save(_pades_of(change), file)

    def archived_pades(self, sender: str, document_id: str) -> Flow[bytes]:
        """Download a signed document from long-term storage."""
        return self._fetch(self._archived(sender, document_id))

    def save_archived_pades(self, sender: str, document_id: str, file: BinaryIO) -> Flow[int]:
        """Write a signed document from long-term storage to a binary file, as ``save`` does."""
        return self._save(self._archived(sender, document_id), file)

    def fetch(self, url: str) -> Flow[bytes]:
        """Download a ``xades_url``, a ``pades_url`` or the URL of an archived document."""
        return (yield from self._fetch(self.service.own(url)))

    def save(self, url: str, file: BinaryIO) -> Flow[int]:
        """Download a signed document to a binary file, piece by piece. Returns its size in bytes.

        If the file is seekable, a failed download leaves nothing in it, and a lost response is requested again.
        """
        return (yield from self._save(self.service.own(url), file))

    def _archived(self, sender: str, document_id: str) -> str:
        """Return the URL of an archived document. Raises ForeignUrl for an id that would be a step in the path."""
        # Slashes are encoded here, but not accepted in URLs from elsewhere.
        self.service.own(self.service.archived_pades_url(sender, re.sub(r"[/\\]", "-", document_id)))
        return self.service.archived_pades_url(sender, document_id)

    def _fetch(self, url: str) -> Flow[bytes]:
        answer = yield from exchange(_download(url, None), self.manner)
        body = answer.response.body
        _require_document(answer.response, len(body))
        return body

    def _save(self, url: str, file: BinaryIO) -> Flow[int]:
        sink = Sink(file)
        with ExitStack() as failing:
            failing.callback(sink.rewind)
            answer = yield from exchange(_download(url, sink), self.manner)
            _require_document(answer.response, sink.taken)
            failing.pop_all()
        return sink.taken


def _request(
    method: str, url: str, *headers: tuple[str, str], accept: str = _XML, body: tuple[bytes, ...] = ()
) -> Request:
    sent = (("Accept", accept), _PLAIN, _AGENT, *headers)
    return Request(method=method, url=url, headers=sent, body=body, timeouts=TRANSFER if body else MESSAGE)


def _download(url: str, sink: Sink | None) -> Request:
    return Request(
        method="GET",
        url=url,
        headers=(("Accept", _DOCUMENT), _PLAIN, _AGENT),
        timeouts=TRANSFER,
        limit=MAX_DOCUMENT,
        sink=sink,
    )


def _read(response: Response, parse: Callable[[bytes], T]) -> T:
    try:
        return parse(response.body)
    except UnreadableInput as error:
        kind = response.headers.get("content-type", "no content type")
        message = f"the response with status {response.status} ({kind}) cannot be used: {error.message}"
        raise UnexpectedAnswer(message, status=response.status, body=response.body) from error


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a poll time needs a present moment where the service shows no clock


def _was_not_created(error: SigningError) -> bool:
    """Whether it is certain that no job was created: nothing was sent, or the service itself refused it."""
    if isinstance(error, NoAnswer):
        return not error.was_sent
    if isinstance(error, ServiceError):
        return error.status < HTTPStatus.INTERNAL_SERVER_ERROR and error.status != HTTPStatus.REQUEST_TIMEOUT
    return False


def _require_document(response: Response, size: int) -> None:
    require_success(response, "the download")
    if not size:
        msg = "the download: the response is empty"
        raise UnexpectedAnswer(msg, status=response.status)


def _xades_of(signature: Signature) -> str:
    return _offered(signature.xades_url, "the signer has not signed, so there is no XAdES")


def _pades_of(change: StatusChange) -> str:
    return _offered(change.pades_url, "no signer has signed, so there is no PAdES")


def _offered(url: str | None, reason: str) -> str:
    if url is None:
        msg = f"{reason}: the service has given no URL for it"
        raise NotOffered(msg)
    return url
