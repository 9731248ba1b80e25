"""The parts that only the JSON report of ``validate-signed`` has; ``signed_report.schema.json`` states their shape.

The page for people (``evidence``) is made from this JSON alone, so a stored report can be turned into a page later. All
id numbers are masked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MINYEAR, timedelta
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import hashes

from signature_model.credentials.certificates import maybe_subject, maybe_validity
from signature_model.masking import masked
from signature_model.reports.answers import answer
from signature_model.reports.signatures import as_object, moment_text

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from signature_model.jobs.context import Context
    from signature_model.reports.results import Result
    from signature_model.signed.report import SignedReport
    from signature_model.signed.sent import Sent
    from signature_model.signed.signature_facts import SignerFacts
    from signature_model.signed.trust.revocation_facts import RevocationFacts

RENEW_BEFORE_END: Final = timedelta(days=365)
"""How long before its end the evidence should be renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """The input of a validation of signed documents. ``command`` is the command line; id numbers in it are masked."""

    context: Context
    sent: Sent | None
    command: tuple[str, ...]


def basis_object(basis: Basis) -> dict[str, Any]:
    """Return the basis as JSON values."""
    context, sent = basis.context, basis.sent
    anchors, documents = context.trust_anchors, None if sent is None else sent.documents
    signers = None if sent is None else sent.signers
    return {
        "command": [masked(each) for each in basis.command],
        "now": moment_text(context.now),
        "environment": context.environment,
        "keep_until": moment_text(context.keep_until),
        "trust_anchors": None if anchors is None else [_anchor(each) for each in anchors],
        "documents": documents
        and [
            {
                "name": masked(each.name),
                "size": None if each.content is None else len(each.content),
                "sha256": digest.hex() if (digest := each.digests.get("sha256")) is not None else None,
            }
            for each in documents
        ],
        "signers": signers
        and [{"number": each.number and masked(each.number), "type": each.signature_type} for each in signers],
        "security_level": None if sent is None else sent.security_level,
    }


def signed_object(result: Result, report: SignedReport) -> dict[str, Any]:
    """Return the parts of a result other than findings and skipped layers."""
    until = report.verifiable_until
    return {
        "answer": answer(result, report),
        "undecided": [{"layer": each.layer, "why": masked(each.why)} for each in report.undecided],
        "left_out": [*dict.fromkeys(each.code for each in result.left_out)],
        "file": result.file and {"size": result.file.size, "sha256": result.file.sha256},
        "signers": [*map(_signer, report.signers)],
        "signatures": [*map(as_object, report.signatures)],
        "revocation_data": [*map(_revocation, report.revocation)],
        "ends": {
            "verifiable_until": moment_text(until),
            "renew_before": moment_text(None if until is None or until.year == MINYEAR else until - RENEW_BEFORE_END),
        },
    }


def _anchor(certificate: Certificate) -> dict[str, Any]:
    subject, validity = maybe_subject(certificate), maybe_validity(certificate)
    return {
        "subject": None if subject is None else masked(subject.rfc4514_string()),
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "not_after": moment_text(validity and validity[1]),
    }


def _signer(facts: SignerFacts) -> dict[str, Any]:
    return {
        "name": facts.name,
        "number": facts.number,
        "addressed": facts.is_addressed,
        "type": "advanced" if facts.is_advanced else "authenticated",
        "ordered_type": facts.ordered_type and facts.ordered_type.partition("_")[0].lower(),
        "security_level": facts.security_level,
        "covers": list(facts.covers),
        "method": facts.method,
        "signature": as_object(facts.signature),
    }


def _revocation(facts: RevocationFacts) -> dict[str, Any]:
    return {
        "kind": facts.kind,
        "sha256": facts.sha256,
        "made_at": moment_text(facts.made_at),
        "about": list(facts.about),
    }
