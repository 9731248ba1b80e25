"""Turn unsuccessful responses into exceptions."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model.api.exchange import is_temporary
from signature_model.api.http import maybe_encoding, maybe_retry_after
from signature_model.api.messages.reading import maybe_refusal
from signature_model.errors import (
    CeremonyNotCompleted,
    InvalidStatusQueryToken,
    ServiceError,
    UnexpectedAnswer,
)
from signature_model.masking import excerpt, masked, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.api.http import Response

_HINTS: Final = {
    "NOT_AUTHORIZED": "check that the certificate is the sender's, permits authentication, and is for this environment",
    "BROKER_NOT_AUTHORIZED": "the sender must permit this broker in the service's administration",
    "SIGNATURE_JOB_NOT_FOUND": (
        "this sender has no such job: it is a job of another environment, or it was deleted after the last confirmation"
    ),
    "SCHEMA_VALIDATION_ERROR": "run `validate-bundle` to see what the schema refuses",
    "ASICE_VALIDATION_FAILED": (
        "run `validate-bundle --now now` to see what is wrong with the bundle, and check this machine's clock:"
        " the service accepts a seal for 5 seconds only"
    ),
    "FEATURE_NOT_AVAILABLE": "ask the service to activate this feature for the sender, for example the identifier NAME",
    "SIGNING_CEREMONY_NOT_COMPLETED": CeremonyNotCompleted.default_hint,
    "INVALID_STATUS_QUERY_TOKEN": InvalidStatusQueryToken.default_hint,
    "ARCHIVED_DOCUMENT_NOT_FOUND": (
        "only senders with long-term storage have an archive, and a job is archived after its last confirmation"
    ),
}
_NO_CODES: Final[Mapping[str, type[ServiceError]]] = {}
_CHECK_URL: Final = "check the URL of the service: it ends with /api, like https://api.signering.posten.no/api"
_CHECK_CALLER: Final = (
    "check that the certificate or the token is the sender's own or a broker's, and is for this environment"
)
_BY_STATUS: Final = {
    HTTPStatus.UNAUTHORIZED: _CHECK_CALLER,
    HTTPStatus.FORBIDDEN: _CHECK_CALLER,
    HTTPStatus.NOT_FOUND: _CHECK_URL,
    HTTPStatus.METHOD_NOT_ALLOWED: _CHECK_URL,
}
"""Hints for responses without an error code."""
_LATER: Final = "try again later"


def require_success(
    response: Response,
    operation: str,
    hint: str | None = None,
    *,
    conflict: type[ServiceError] = ServiceError,
    by_code: Mapping[str, type[ServiceError]] = _NO_CODES,
) -> Response:
    """Return a response with status 2xx that is complete. Raises ServiceError, UnexpectedAnswer.

    ``hint`` is used if there is no hint for the service's error code. ``by_code`` maps error codes to exception
    classes, and ``conflict`` is the class for status 409.
    """
    if not response.is_success:
        raise _refused(response, operation, hint, conflict, by_code)
    if response.is_cut:
        raise _unexpected(response, f"{operation}: the response is too large, so the rest was not read")
    encoding = maybe_encoding(response.headers)
    if encoding is not None:
        raise _unexpected(
            response, f"{operation}: the response has the encoding {quoted(encoding)}, which was not requested"
        )
    return response


def _refused(
    response: Response,
    operation: str,
    hint: str | None,
    conflict: type[ServiceError],
    by_code: Mapping[str, type[ServiceError]],
) -> ServiceError | UnexpectedAnswer:
    if response.status < HTTPStatus.BAD_REQUEST:
        place = response.headers.get("location")
        redirect = "" if place is None else f", a redirect to {quoted(place)}, which is not followed"
        return _unexpected(response, f"{operation}: the response has status {response.status}{redirect}")
    code, said, its_type = _service_words(response)
    is_retryable = is_temporary(response)
    kind = by_code.get(code or "") or (conflict if response.status == HTTPStatus.CONFLICT else ServiceError)
    return kind(
        f"{operation}: {excerpt(': '.join(filter(None, (code, said))), 500) or _description(response)}",
        _HINTS.get(code or "") or hint or _general_hint(response, code, is_retryable=is_retryable),
        status=response.status,
        code=code,
        type=its_type,
        said=said,
        body=response.body,
        is_retryable=is_retryable,
        retry_after=maybe_retry_after(response) if is_retryable else None,
    )


def _general_hint(response: Response, code: str | None, *, is_retryable: bool) -> str | None:
    if code is None and response.status in _BY_STATUS:
        return _BY_STATUS[HTTPStatus(response.status)]
    return _LATER if is_retryable else None


def _service_words(response: Response) -> tuple[str | None, str | None, str | None]:
    """Return the service's error code, message and type, masked; None for each that is missing."""
    refusal = maybe_refusal(response.body)
    if refusal is None:
        return None, None, None
    return masked(refusal.code) or None, masked(refusal.message) or None, masked(refusal.type) or None


def _description(response: Response) -> str:
    """Describe a response that has no error document."""
    try:
        phrase = f" ({HTTPStatus(response.status).phrase})"
    except ValueError:
        phrase = ""
    kind = response.headers.get("content-type", "no content type")
    return f"status {response.status}{phrase} without an error document: {len(response.body):,} bytes, {quoted(kind)}"


def _unexpected(response: Response, message: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message, status=response.status, body=response.body)
