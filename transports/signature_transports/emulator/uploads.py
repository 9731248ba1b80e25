"""Validate uploads as the service does: the multipart body with the job request and the bundle.

The emulator refuses every upload with an error by our rules, and everything else that the service is known to refuse. A
request for a new redirect URL has no content; it is only validated.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from signature_model.api.messages.direct_writing import UPDATE
from signature_model.api.messages.multipart import BUNDLE_TYPE, REQUEST_TYPE, MalformedMultipart, parts
from signature_model.credentials.certificates import organization_number
from signature_model.errors import UnreadableInput
from signature_model.findings import Severity
from signature_model.jobs.context import SigningFlow
from signature_model.manifests.requests import parse_direct_request, parse_request
from signature_model.masking import excerpt
from signature_model.validation.inspection import inspect_bundle
from signature_model.validation.validators import validate_inspected
from signature_model.xml.schemas import SCHEMAS
from signature_model.xml.trees import MANIFEST, parse, root_in_words
from signature_transports.emulator.replies import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml import etree

    from signature_model.jobs.context import Context
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.requests import AnyJobRequest
    from signature_model.validation.inspection import InspectedBundle

MAX_UPLOAD: Final = 64 * 1024 * 1024
"""The maximum size of a body in bytes. The rules check the service's own limit, which is for documents."""

SCHEMA: Final = "SCHEMA_VALIDATION_ERROR"
ASICE: Final = "ASICE_VALIDATION_FAILED"

_MANIFEST_CODES: Final = "PSR1"
_SIGNING_TIME_OFF: Final = "PSR515"
_SEALED_BY_ANOTHER: Final = "PSR514"
_MAX_MESSAGE: Final = 1_000


def read_upload(
    content_type: str, body: tuple[bytes, ...], sender: str, sealers: Collection[str], context: Context
) -> tuple[AnyJobRequest, AnyJob]:
    """Return the job request, and the job with its documents. Raises Refused if the service does not accept them.

    The context names the flow. ``sealers`` are the organisations that may seal for the sender, including the sender.
    The signing time of the seal is checked only if the context has a ``now``.
    """
    request, bundle = _parts_of(content_type, body)
    read = _read_request(request, SigningFlow(context.flow or SigningFlow.PORTAL))
    job = _accepted_job(inspect_bundle(bundle, context.schema), sealers, context)
    if job.sender.organization_number != sender:
        raise _refused(
            ASICE, f"the sender is {job.sender.organization_number} in the manifest, but {sender} in the URL"
        )
    return read, job


def read_signer_update(body: tuple[bytes, ...]) -> None:
    """Validate the request for a new redirect URL. It has no content, and may be empty.

    Raises Refused if it is invalid.
    """
    content = b"".join(body)
    if not content:
        return
    try:
        root = parse(content)
    except UnreadableInput as fault:
        raise _refused(SCHEMA, f"the request: {fault.message}") from fault
    if root.tag != f"{{{MANIFEST}}}{UPDATE}":
        raise _refused(SCHEMA, f"the root element is {root_in_words(root)}, not `{UPDATE}`")
    _require_valid(root, SigningFlow.DIRECT, "the request")


def _parts_of(content_type: str, body: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    if sum(map(len, body)) > MAX_UPLOAD:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ASICE, f"the body has more than {MAX_UPLOAD:,} bytes")
    try:
        found = parts(content_type, b"".join(body))
    except MalformedMultipart as fault:
        raise _refused(SCHEMA, f"{fault}") from fault
    if not found or found[0].media_type != REQUEST_TYPE:
        raise _refused(SCHEMA, f"the first part must be the job request, with content type {REQUEST_TYPE}")
    if len(found) == 1 or found[1].media_type != BUNDLE_TYPE:
        raise _refused(ASICE, f"the second part must be the document bundle, with content type {BUNDLE_TYPE}")
    return found[0].content, found[1].content


def _read_request(content: bytes, flow: SigningFlow) -> AnyJobRequest:
    try:
        is_direct = flow is SigningFlow.DIRECT
        request = parse_direct_request(content) if is_direct else parse_request(content)
    except UnreadableInput as fault:
        raise _refused(SCHEMA, f"the job request: {fault.message}") from fault
    _require_valid(parse(content), flow, "the job request")
    return request


def _require_valid(root: etree._Element, flow: SigningFlow, what: str) -> None:
    faults = SCHEMAS[flow].faults(root)
    if faults:
        raise _refused(SCHEMA, "; ".join(f"{what}: {each.where}: {each.message}" for each in faults))


def _accepted_job(bundle: InspectedBundle, sealers: Collection[str], context: Context) -> AnyJob:
    """Return the job of a bundle that the service accepts. Raises Refused."""
    findings = validate_inspected(bundle, context).findings
    refused = [each for each in findings if each.severity is Severity.ERROR or each.code == _SIGNING_TIME_OFF]
    if not refused and _sealer_of(bundle) not in sealers:
        refused = [each for each in findings if each.code == _SEALED_BY_ANOTHER]
    if refused or bundle.job is None:
        is_of_manifest = any(each.code.startswith(_MANIFEST_CODES) for each in refused)
        raise _refused(SCHEMA if is_of_manifest else ASICE, "; ".join(map(str, refused)))
    return bundle.job


def _sealer_of(bundle: InspectedBundle) -> str | None:
    """Return the organisation that sealed the bundle."""
    return None if bundle.sealed_by is None else organization_number(bundle.sealed_by)


def _refused(code: str, message: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, code, excerpt(message, _MAX_MESSAGE))
