"""The content of a record or a job request, for people: the job, and its signers with their status.

Id numbers are masked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from signature_model.api.direct_responses import DirectCreatedJob, DirectSignature, DirectStatus
from signature_model.api.responses import Signature, StatusChange
from signature_model.jobs.direct import DirectSigner
from signature_model.jobs.requests import DirectJobRequest
from signature_model.jobs.signers import Signer
from signature_model.masking import masked
from signature_model.preview import words
from signature_model.preview.overviews import SignerState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.api.records import Record
    from signature_model.jobs.flows import AnySigner
    from signature_model.jobs.requests import AnyJobRequest
    from signature_transports.cli.records import AnyChange

FORMAT: Final = 1
"""The version of the JSON."""
_WIDTH: Final = 14
_OPERATIONS: Final = {
    "cancellation_url": "cancel",
    "status_url": "status",
    "confirmation_url": "confirm",
    "pades_url": "download the signed documents",
    "delete_documents_url": "delete the documents",
}
"""The purpose of each URL of a record, by the name of its field."""


def record_object(record: Record) -> dict[str, Any]:
    """Return the content of a record as JSON values; ``record.schema.json`` beside this module states the shape."""
    return {
        "format": FORMAT,
        "signature_job_id": record.signature_job_id,
        "reference": None if record.reference is None else masked(record.reference),
        "status": _status(record),
        "signers": [
            {
                "signer": who,
                "status": None if state is None else masked(state.status),
                "since": None if state is None or state.since is None else state.since.isoformat(),
            }
            for who, state in signers_in(record)
        ],
        "operations": _operations(record),
    }


def record_lines(record: Record) -> Iterator[str]:
    """Return the content of a record as lines."""
    signers = [
        (f"Signer {number}", who if state is None else f"{who}: {words.state(state)}")
        for number, (who, state) in enumerate(signers_in(record), 1)
    ]
    *facts, last = record_facts(record)
    return lines((*facts, *signers, last))


def record_facts(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the facts about the job: a label and a text each. The last fact is what you can do next."""
    yield "Job", str(record.signature_job_id)
    if record.reference is not None:
        yield "Reference", masked(record.reference)
    yield "Status", words.status(_status(record) or "created")
    yield "You can", ", ".join(_operations(record)) or "wait for a status change"


def signers_in(record: Record) -> Iterator[tuple[str, SignerState | None]]:
    """Yield the identification of each signer, and the status if the record states it."""
    if isinstance(record, DirectCreatedJob):
        for link in record.signers:
            yield masked(link.signer or "the only signer"), None
    elif isinstance(record, StatusChange | DirectStatus):
        for each in record.signatures:
            yield _who(each), _state(each)


def states_in(change: AnyChange, signers: Sequence[AnySigner]) -> dict[int, SignerState]:
    """Return the statuses of a job's signers by their places, if a status change of the same flow contains them."""
    return {
        place: _state(found) for place, each in enumerate(signers) if (found := _signature_of(change, each)) is not None
    }


def _signature_of(change: AnyChange, signer: AnySigner) -> Signature | DirectSignature | None:
    if isinstance(change, StatusChange):
        return change.signature_of(signer) if isinstance(signer, Signer) else None
    return change.signature_of(signer) if isinstance(signer, DirectSigner) else None


def request_object(request: AnyJobRequest) -> dict[str, Any]:
    """Return a job request as JSON values."""
    return {
        "format": FORMAT,
        "flow": request.flow,
        **{label.lower().replace(" ", "_"): text for label, text in request_facts(request)},
    }


def request_facts(request: AnyJobRequest) -> Iterator[tuple[str, str]]:
    """Yield the facts in a job request: a label and a text each."""
    if request.reference is not None:
        yield "Reference", masked(request.reference)
    if request.polling_queue is not None:
        yield "Polling queue", masked(request.polling_queue)
    if isinstance(request, DirectJobRequest):
        if request.status_retrieval is not None:
            yield "Status by", request.status_retrieval
        if request.exit_urls is not None:
            yield "Completion URL", masked(request.exit_urls.completion_url)
            yield "Rejection URL", masked(request.exit_urls.rejection_url)
            yield "Error URL", masked(request.exit_urls.error_url)


def lines(facts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Return labels and texts as aligned lines."""
    return (f"{label:<{_WIDTH}} {text}" for label, text in facts)


def _status(record: Record) -> str | None:
    return masked(record.status.strip()) if isinstance(record, StatusChange | DirectStatus) else None


def _state(signature: Signature | DirectSignature) -> SignerState:
    return SignerState(status=signature.status.strip(), since=signature.since)


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
