"""Verification of the signed documents that the service returns: XAdES and PAdES, offline.

    from signature_model.signed import Sent, validate_pades, validate_xades

    sent = Sent.from_bundle(bundle)
    report = validate_xades(content, sent, Context(trust_anchors=anchors, now=now))

A report is valid, invalid or undecided. It is never valid without trust anchors, and nothing is fetched.
"""

from signature_model.signed.packages import EvidencePackage, read_package, write_package
from signature_model.signed.report import SignedReport, Verdict
from signature_model.signed.sent import Sent, SentDocument, SentSigner
from signature_model.signed.signature_facts import CertificateFacts, SignatureFacts, SignerFacts
from signature_model.signed.trust.revocation_facts import RevocationFacts
from signature_model.signed.trust.trusted_lists import TrustedList
from signature_model.signed.validation.earlier import EarlierReport
from signature_model.signed.validation.packages import PackageReport, validate_package
from signature_model.signed.validation.validators import validate_pades, validate_signed, validate_xades

__all__ = [
    "CertificateFacts",
    "EarlierReport",
    "EvidencePackage",
    "PackageReport",
    "RevocationFacts",
    "Sent",
    "SentDocument",
    "SentSigner",
    "SignatureFacts",
    "SignedReport",
    "SignerFacts",
    "TrustedList",
    "Verdict",
    "read_package",
    "validate_package",
    "validate_pades",
    "validate_signed",
    "validate_xades",
    "write_package",
]
