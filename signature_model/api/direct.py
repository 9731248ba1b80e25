"""The operations of the direct flow: what is sent, and what the response means. Each operation is a flow.

The sender redirects signers to the service, and each comes back to an exit URL with a status query token. With it the
sender asks for the status. The token is a secret: no ``repr``, log or error shows it. Redirect URLs are for browsers:
they are checked here, and never called.

Source: direct flow, steps 1 to 5. ``creation``, ``queues`` and ``documents`` have what both flows share.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import quote

from signature_model.api import documents, queues
from signature_model.api.calls import read, request_to, require_offered
from signature_model.api.creation import NewJob, create
from signature_model.api.exchange import Manner, exchange
from signature_model.api.messages.direct_reading import parse_direct_job, parse_direct_signer, parse_direct_status
from signature_model.api.messages.direct_writing import write_signer_update
from signature_model.api.refusals import require_success
from signature_model.errors import CeremonyNotCompleted, ForeignUrl, InvalidStatusQueryToken, UnexpectedAnswer
from signature_model.jobs.context import SigningFlow
from signature_model.manifests.requests import write_request
from signature_model.masking import Secret, quoted
from signature_model.type_checks import require_type

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectSignerLink, DirectStatus
    from signature_model.api.flow import Flow
    from signature_model.api.http import Response
    from signature_model.api.responses import Poll
    from signature_model.api.services import Service
    from signature_model.jobs.requests import DirectJobRequest

_log = logging.getLogger(__name__)

_UPDATE: Final = write_signer_update()
_UPDATE_HEADERS: Final = (("Content-Type", "application/xml"), ("Content-Length", str(len(_UPDATE))))
_ERRORS: Final = {
    "SIGNING_CEREMONY_NOT_COMPLETED": CeremonyNotCompleted,
    "INVALID_STATUS_QUERY_TOKEN": InvalidStatusQueryToken,
}
_LOST: Final = "its redirect URLs are lost, so the job cannot be signed and will expire: you can send it again"
_SHORTEST: Final = 8
"""The minimum length of a token that is removed from responses. A shorter text may occur there by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """The direct flow of a service. Each method returns a flow for ``run`` or ``run_async``.

    ``sender`` is the organisation number of the sender, also if a broker sends for it. Every flow can raise NoAnswer,
    ServiceError and UnexpectedAnswer. Flows that use a URL from the service raise ForeignUrl before they send.
    """

    flow: ClassVar[SigningFlow] = SigningFlow.DIRECT

    service: Service
    manner: Manner = field(default_factory=Manner)

    def create(
        self, sender: str, request: DirectJobRequest, bundle: bytes, seal_again: Callable[[], bytes] | None = None
    ) -> Flow[DirectCreatedJob]:
        """Create a job from its request and its sealed bundle, as ``creation.create`` does.

        A redirect URL that does not lead to the service is left out, with a warning.
        """
        job = NewJob(
            url=self.service.direct_jobs_url(sender),
            request=write_request(request),
            reference=request.reference,
            parse=parse_direct_job,
            hint=_LOST,
        )
        created = yield from create(job, bundle, self.manner, seal_again)
        return replace(created, signers=[self._checked(each) for each in created.signers])

    def redirect_url(self, signer: DirectSignerLink | str) -> Flow[str]:
        """Return a new redirect URL for a signer, from the link or its ``signer_url``.

        It works once. Raises ForeignUrl if it does not lead to the service.
        """
        url = self.service.require_own(signer if isinstance(signer, str) else signer.signer_url)
        answer = yield from exchange(request_to("POST", url, *_UPDATE_HEADERS, body=(_UPDATE,)), self.manner)
        link = read(require_success(answer.response, "the request for a redirect URL"), parse_direct_signer)
        checked = self._checked(link).redirect_url
        if checked is None:
            msg = f"the redirect URL does not lead to a page of the service at {self.service.root}"
            raise ForeignUrl(msg, "do not redirect the signer to it: the response may have been tampered with")
        return checked

    def status(self, job: DirectCreatedJob, status_query_token: str) -> Flow[DirectStatus]:
        """Return the status of a job, by the token that a signer has brought back.

        Raises CeremonyNotCompleted if no signer has come back yet, InvalidStatusQueryToken if the service does not
        accept the token, and NotOffered for a job that was created with POLLING.
        """
        token = status_query_token = checked_token(status_query_token)
        url = self.service.require_own(
            require_offered(job.status_url, f"job {job.signature_job_id} was created with POLLING")
        )
        joint = "&" if "?" in url else "?"
        asked = Secret(f"{url}{joint}status_query_token={_encoded(token)}")
        answer = yield from exchange(request_to("GET", asked), self.manner)
        if answer.response.is_success:
            with suppress(UnexpectedAnswer):
                return read(require_success(answer.response, "the status"), parse_direct_status)
        clean = _without(token, answer.response)  # errors quote and keep it
        return read(require_success(clean, "the status", by_code=_ERRORS), parse_direct_status)

    def poll(self, sender: str, polling_queue: str | None) -> Flow[Poll[DirectStatus]]:
        """Fetch the next status change of a queue, if there is one; None is the default queue."""
        url = self.service.direct_poll_url(sender, polling_queue)
        return queues.poll(url, parse_direct_status, self.service, self.manner)

    def next_change(
        self, sender: str, polling_queue: str | None, after: float = 0, *, until_empty: bool = False
    ) -> Flow[tuple[DirectStatus, float] | None]:
        """Return the next status change of a queue, as ``queues.next_change`` does."""
        return queues.next_change(lambda: self.poll(sender, polling_queue), after, until_empty=until_empty)

    def confirm(self, status: DirectStatus) -> Flow[None]:
        """Confirm that a status was processed. If the service gave no URL for that, nothing is sent."""
        if status.confirmation_url is not None:
            yield from queues.confirm(status.confirmation_url, status.signature_job_id, self.service, self.manner)

    def delete_documents(self, status: DirectStatus) -> Flow[None]:
        """Delete a completed job's documents from the service. Raises NotOffered if that is not possible yet."""
        return documents.delete(status.delete_documents_url, self.service, self.manner)

    def xades(self, signature: DirectSignature) -> Flow[bytes]:
        """Download the signature (XAdES) of one signer. Raises NotOffered if the signer has not signed."""
        return documents.fetch(documents.xades_url(signature.xades_url, self.service), self.manner)

    def save_xades(self, signature: DirectSignature, file: BinaryIO) -> Flow[int]:
        """Write the XAdES of one signer to a binary file, as ``save`` does. Raises what ``xades`` raises."""
        return documents.save(documents.xades_url(signature.xades_url, self.service), file, self.manner)

    def pades(self, status: DirectStatus) -> Flow[bytes]:
        """Download the signed document (PAdES) with the signatures so far. Raises NotOffered if there are none."""
        return documents.fetch(documents.pades_url(status.pades_url, self.service), self.manner)

    def save_pades(self, status: DirectStatus, file: BinaryIO) -> Flow[int]:
        """Write the PAdES to a binary file, as ``save`` does. Raises what ``pades`` raises."""
        return documents.save(documents.pades_url(status.pades_url, self.service), file, self.manner)

    def save(self, url: str, file: BinaryIO) -> Flow[int]:
        """Download a signed document to a binary file, as ``documents.save`` does."""
        return documents.save(self.service.require_own(url), file, self.manner)

    def _checked(self, link: DirectSignerLink) -> DirectSignerLink:
        if link.redirect_url is None or self.service.has_page(link.redirect_url):
            return link
        of = quoted(link.signer_url)
        _log.warning("the redirect URL of %s does not lead to a page of the service; it is not used", of)
        return replace(link, redirect_url=None)


def checked_token(status_query_token: str) -> Secret:
    """Return a token as a secret. Raises TypeError, and ValueError for an empty text."""
    require_type("status_query_token", status_query_token, str)
    if not status_query_token.strip():
        msg = "the status query token is empty"
        raise ValueError(msg)
    return Secret(status_query_token)


def _without(token: str, response: Response) -> Response:
    """Return the response without the token, in case the service has repeated it."""
    if len(token) < _SHORTEST:
        return response
    body = response.body
    for form in (token, _encoded(token), quote(token, errors="replace")):
        body = body.replace(form.encode(errors="replace"), b"***")
    return replace(response, body=body)


def _encoded(token: str) -> Secret:
    return Secret(quote(token, safe="", errors="replace"))
