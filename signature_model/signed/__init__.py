"""Verification of the signed documents that the service returns: XAdES and PAdES, offline.

    from signature_model.signed import Sent, validate_pades, validate_xades

    sent = Sent.from_bundle(bundle)
    report = validate_xades(content, sent, Context(trust_anchors=anchors, now=now))

A report is valid, invalid or undecided. It is never valid without trust anchors, and nothing is fetched.
"""

from signature_model.signed.report import CertificateFacts, SignatureFacts, SignedReport, Verdict
from signature_model.signed.sent import Sent, SentDocument, SentSigner
from signature_model.signed.validators import validate_pades, validate_signed, validate_xades

__all__ = [
    "CertificateFacts",
    "Sent",
    "SentDocument",
    "SentSigner",
    "SignatureFacts",
    "SignedReport",
    "Verdict",
    "validate_pades",
    "validate_signed",
    "validate_xades",
]
