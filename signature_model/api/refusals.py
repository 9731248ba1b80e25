"""Telling an answer that serves from one that does not, and saying what the latter means."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model.api.exchange import is_passing
from signature_model.api.http import maybe_encoding
from signature_model.api.messages.reading import maybe_refusal
from signature_model.errors import ServiceError, UnexpectedAnswer
from signature_model.masking import excerpt, masked, quoted

if TYPE_CHECKING:
    from signature_model.api.http import Response

_HINTS: Final = {
    "NOT_AUTHORIZED": "is the certificate the sender's own, for authentication, and of this environment?",
    "BROKER_NOT_AUTHORIZED": "the sender has to permit this broker, in the service's administration, before it sends",
    "SCHEMA_VALIDATION_ERROR": "`validate-bundle` names what the schema refuses, before it is sent",
    "ASICE_VALIDATION_FAILED": "`validate-bundle --now now` names what is wrong with the bundle, before it is sent",
    "ARCHIVED_DOCUMENT_NOT_FOUND": "only jobs of senders with long-term storage are archived, once confirmed",
}
_LATER: Final = "it may pass: try again later"


def require_success(
    response: Response, deed: str, hint: str | None = None, *, conflict: type[ServiceError] = ServiceError
) -> Response:
    """The answer, if it is a whole one that the deed has succeeded with. Raises ServiceError, UnexpectedAnswer.

    The hint is for a refusal that the service's own words give none for; ``conflict`` is what status 409 means.
    """
    if not response.is_success:
        raise _refused(response, deed, hint, conflict)
    if response.is_cut:
        raise _unexpected(response, f"{deed}: the answer is larger than any honest one, and was not read to its end")
    encoding = maybe_encoding(response.headers)
    if encoding is not None:
        raise _unexpected(response, f"{deed}: the answer is encoded as {quoted(encoding)}, which was not asked for")
    return response


def _refused(
    response: Response, deed: str, hint: str | None, conflict: type[ServiceError]
) -> ServiceError | UnexpectedAnswer:
    if response.status < HTTPStatus.BAD_REQUEST:
        place = response.headers.get("location")
        leads = "" if place is None else f" to {quoted(place)}, which is never followed"
        return _unexpected(response, f"{deed}: answered with status {response.status}{leads}")
    code, said, its_type = _service_words(response)
    is_retryable = is_passing(response)
    kind = conflict if response.status == HTTPStatus.CONFLICT else ServiceError
    return kind(
        f"{deed}: {excerpt(': '.join(filter(None, (code, said))), 500) or _in_words(response)}",
        _HINTS.get(code or "") or hint or (_LATER if is_retryable else None),
        status=response.status,
        code=code,
        type=its_type,
        said=said,
        body=response.body,
        is_retryable=is_retryable,
    )


def _service_words(response: Response) -> tuple[str | None, str | None, str | None]:
    """Code, message and type as the service tells them, masked; None for each that it does not tell."""
    refusal = maybe_refusal(response.body)
    if refusal is None:
        return None, None, None
    return masked(refusal.code) or None, masked(refusal.message) or None, masked(refusal.type) or None


def _in_words(response: Response) -> str:
    try:
        phrase = f" ({HTTPStatus(response.status).phrase})"
    except ValueError:
        phrase = ""
    kind = response.headers.get("content-type", "no content type")
    return (
        f"status {response.status}{phrase}, without the service's words: {len(response.body):,} bytes, {quoted(kind)}"
    )


def _unexpected(response: Response, message: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(message, status=response.status, body=response.body)
