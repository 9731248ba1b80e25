"""What a record says, for people: the job, its signers with their status, what can be done. Id numbers are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectStatus
from signature_model.api.responses import Signature, StatusChange
from signature_model.masking import masked
from signature_model.preview import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.api.records import Record

_OPERATIONS: Final = {
    "cancellation_url": "cancel",
    "status_url": "status",
    "confirmation_url": "confirm",
    "pades_url": "download the signed documents",
    "delete_documents_url": "delete the documents",
}
"""What a URL of a record is for, by the name of its field."""


def record_object(record: Record) -> dict[str, Any]:
    """Return what a record says as JSON values."""
    return {
        "signature_job_id": record.signature_job_id,
        "reference": None if record.reference is None else masked(record.reference),
        "status": _status(record),
        "signers": [{"signer": who, "status": status, "since": since} for who, status, since in _signers(record)],
        "operations": _operations(record),
    }


def record_lines(record: Record) -> Iterator[str]:
    """Return what a record says as lines."""
    yield f"Job            {record.signature_job_id}"
    if record.reference is not None:
        yield f"Reference      {masked(record.reference)}"
    yield f"Status         {_status(record) or 'created'}"
    for number, (who, status, since) in enumerate(_signers(record), 1):
        yield f"Signer {number:<7} {who}{f': {status}' if status else ''}{f', since {since}' if since else ''}"
    yield f"You can        {', '.join(_operations(record)) or 'wait for a status change'}"


def _status(record: Record) -> str | None:
    return masked(record.status.strip()) if isinstance(record, StatusChange | DirectStatus) else None


def _signers(record: Record) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield who each signer is, the status, and since when."""
    if isinstance(record, DirectCreatedJob):
        for link in record.signers:
            yield masked(link.signer or "the only signer"), None, None
    elif isinstance(record, StatusChange | DirectStatus):
        for each in record.signatures:
            since = None if each.since is None else words.moment(each.since)
            yield _who(each), masked(each.status.strip()), since


def _who(signature: Signature | DirectSignature) -> str:
    if isinstance(signature, DirectSignature):
        return masked(signature.signer or "the only signer")
    contacts = ", ".join(filter(None, (signature.email, signature.sms)))
    return masked(signature.personal_identification_number or contacts or "unknown")


def _operations(record: Record) -> list[str]:
    possible = [words for name, words in _OPERATIONS.items() if getattr(record, name, None)]
    if any(getattr(each, "xades_url", None) for each in getattr(record, "signatures", ())):
        possible.append("download the signatures")
    return possible
