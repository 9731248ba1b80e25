"""Creation of a job in either flow.

It is sent once, because the service would create a second job from a second request.

A creation that may have reached the service is never repeated: the caller gets an error that says that its outcome is
unknown. A creation is repeated only after a response that proves that nothing was created.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from signature_model.api.calls import read, request_to
from signature_model.api.exchange import is_blocked, send_now, wait_for_turn
from signature_model.api.http import TRANSFER
from signature_model.api.messages.multipart import frame_parts
from signature_model.api.refusals import require_success
from signature_model.errors import NoAnswer, OutcomeUnknown, ServiceError, SigningError, UnexpectedAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model.api.exchange import Manner
    from signature_model.api.flow import Flow
    from signature_model.api.http import Request

LONGEST_SEAL_WAIT: Final = 2.0
"""The longest wait in seconds. The service refuses a seal whose signing time differs from its own clock by more than
five seconds.
"""

Created = TypeVar("Created")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob(Generic[Created]):
    """A job to create: the URL, the job request as XML with its reference, and the function that reads the response.

    ``hint`` says what to do if it is unknown whether the job was created.
    """

    url: str
    request: bytes
    reference: str | None
    parse: Callable[[bytes], Created]
    hint: str | None = None


def create(
    job: NewJob[Created], bundle: bytes, manner: Manner, seal_again: Callable[[], bytes] | None = None
) -> Flow[Created]:
    """Create a job from its request and its sealed bundle.

    Raises OutcomeUnknown if the job may have been created, NoAnswer only if nothing has reached the service.

    ``seal_again`` builds the bundle again after a wait that was too long for its seal. With it, a creation is repeated
    if the service refused it because the organisation called too often. If the service refused the token, the creation
    is repeated once with a new token. In both cases, the refused request created nothing.
    """
    is_renewed = False
    repeats = 0 if seal_again is None else manner.retries.times
    while True:
        waited = yield from wait_for_turn(manner.limit)
        if seal_again is not None and (is_renewed or waited > LONGEST_SEAL_WAIT):
            bundle = seal_again()
        try:
            response = yield from send_now(_request(job, bundle), manner.limit)
            if response.is_token_refused and not is_renewed:
                is_renewed = True
                continue
            if repeats <= 0 or not is_blocked(response):
                return read(require_success(response, "the creation"), job.parse)
            repeats -= 1
        except (NoAnswer, ServiceError, UnexpectedAnswer) as error:
            if _was_not_created(error):
                raise
            msg = f"it is unknown whether the job was created: {error.message}"
            digest = sha256(bundle).hexdigest()
            raise OutcomeUnknown(msg, job.hint, reference=job.reference, bundle_sha256=digest) from error


def _request(job: NewJob[Created], bundle: bytes) -> Request:
    creation = frame_parts(job.request, bundle)
    length = str(sum(map(len, creation.pieces)))
    headers = (("Content-Type", creation.content_type), ("Content-Length", length))
    return request_to("POST", job.url, *headers, body=creation.pieces, timeouts=TRANSFER)


def _was_not_created(error: SigningError) -> bool:
    """Whether it is certain that no job was created: nothing was sent, or the service itself refused it."""
    if isinstance(error, NoAnswer):
        return not error.was_sent
    if isinstance(error, ServiceError):
        return error.status < HTTPStatus.INTERNAL_SERVER_ERROR and error.status != HTTPStatus.REQUEST_TIMEOUT
    return False
