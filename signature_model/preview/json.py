"""An overview as a JSON object; ``overview.schema.json`` beside this module states its shape. Id numbers are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.masking import masked
from signature_model.preview import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from signature_model.findings import Finding
    from signature_model.preview.overviews import DocumentOverview, JobOverview, SealOverview, SignerState
    from signature_model.preview.previews import PreviewedGroup, PreviewedSigner

FORMAT = 1
"""The version of the shape."""


def as_object(overview: JobOverview) -> dict[str, Any]:
    """Return the overview as JSON values. Times are in ISO 8601, durations in seconds."""
    seen = overview.preview
    return {
        "format": FORMAT,
        "flow": seen.flow,
        "title": masked(seen.title),
        "notification_title": _masked(seen.notification_title),
        "description": _masked(overview.description),
        "sender": {
            "organization_number": overview.sender,
            "sector": overview.sector,
            "polling_queue": _masked(overview.polling_queue),
        },
        "reference": _masked(overview.reference),
        "required_authentication": seen.required_authentication,
        "identifier_in_signed_documents": seen.identifier_in_signed_documents,
        "opens": _time(seen.opens),
        "ends": _time(seen.ends),
        "longest_life": int(seen.longest_life.total_seconds()),
        "documents": [_document(each) for each in overview.documents],
        "groups": [_group(each, overview.states) for each in seen.groups],
        "refused_for": {sector: [masked(each) for each in reasons] for sector, reasons in seen.refused_for.items()},
        "seal": overview.seal and _seal(overview.seal),
        "findings": [_finding(each) for each in overview.report.findings],
    }


def _document(document: DocumentOverview) -> dict[str, Any]:
    return {
        "title": masked(document.title),
        "name": _masked(document.name),
        "mime": masked(document.mime),
        "size": document.size,
        "pages": document.page_count,
        "pdf_version": document.pdf_version,
        "pdfa": document.pdfa,
    }


def _group(group: PreviewedGroup, states: Mapping[int, SignerState]) -> dict[str, Any]:
    return {
        "number": group.number,
        "available_for": int(group.available_for.total_seconds()),
        "earliest": _time(group.earliest),
        "latest": _time(group.latest),
        "signers": [_signer(group, each, states.get(each.place)) for each in group.signers],
    }


def _signer(group: PreviewedGroup, signer: PreviewedSigner, state: SignerState | None) -> dict[str, Any]:
    """Return a signer. The notifications are for the latest possible opening."""
    sent = () if group.latest is None else group.notices(signer, group.latest)
    return {
        "place": signer.place,
        "identified_by": words.address(signer.signer),
        "channels": sorted(signer.channels),
        "signature_type": signer.signature_type,
        "status": None if state is None else {"status": masked(state.status), "since": _time(state.since)},
        "notifications": [
            {"moment": _time(each.moment), "channel": each.channel, "is_reminder": each.is_reminder} for each in sent
        ],
    }


def _seal(seal: SealOverview) -> dict[str, Any]:
    return {
        "signed_by": _masked(seal.signed_by),
        "organization_number": seal.organization_number,
        "signing_time": _time(seal.signing_time),
        "valid_from": _time(seal.valid_from),
        "valid_until": _time(seal.valid_until),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "member": _masked(finding.member),
        "line": finding.line,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _masked(text: str | None) -> str | None:
    return None if text is None else masked(text)
