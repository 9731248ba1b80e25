"""``SignedReport``: the findings about a signed document, what was not checked, and the signatures as facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from signature_model.credentials.certificates import maybe_issuer, maybe_subject, maybe_validity
from signature_model.findings import Report, Severity
from signature_model.masking import masked, masked_repr
from signature_model.signed.evaluation import EvaluatedSignature, Kind, Trust
from signature_model.signed.identity import Identity, identity_of, method_of
from signature_model.signed.revocation import Status

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate

    from signature_model.findings import Finding, Skipped
    from signature_model.signed.evaluation import EvaluatedStamp

RULES_VERSION = "1"
"""The version of the rules about signed documents."""


class Verdict(StrEnum):
    """Valid, invalid, or undecided because trust anchors or evidence are missing (EN 319 102-1, 5.1.3)."""

    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


class RevocationState(StrEnum):
    """Whether the certificates of a signature were revoked at its time."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CertificateFacts:
    """A certificate in words: names as in RFC 4514, the serial number in decimal, the SHA-256 digest in hexadecimal."""

    subject: str
    issuer: str
    serial: str
    sha256: str
    not_before: datetime | None
    not_after: datetime | None

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignatureFacts:
    """One signature, whatever the verdict. ``number`` is masked; ``trusted`` is None without anchors.

    ``covers`` are the names of sent documents, ``member`` the file inside a PDF that has the signature.
    """

    kind: Kind
    name: str | None
    number: str | None
    organization: str | None
    method: str | None
    certificate: CertificateFacts | None
    claimed_at: datetime | None
    proved_at: datetime | None
    level: str | None
    revocation: RevocationState
    trusted: bool | None
    covers: tuple[str, ...]
    verifiable_until: datetime | None
    member: str | None = None

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReport:
    """The result of validating a signed document.

    ``undecided`` says why a document is not valid although it has no errors.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    signatures: tuple[SignatureFacts, ...] = ()
    undecided: tuple[Skipped, ...] = ()
    rules: str = RULES_VERSION

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple([each for each in self.findings if each.severity is Severity.ERROR])

    @property
    def verdict(self) -> Verdict:
        """Invalid with an error, undecided if something needed for the verdict is missing, otherwise valid."""
        if self.errors:
            return Verdict.INVALID
        return Verdict.UNDECIDED if self.undecided else Verdict.VALID

    @property
    def is_valid(self) -> bool:
        """Whether the document is proof: nothing is wrong, and nothing needed for the verdict is missing."""
        return self.verdict is Verdict.VALID

    @property
    def plain(self) -> Report:
        """The findings, and what was not checked; what makes the verdict undecided comes first."""
        skipped = dict.fromkeys((*self.undecided, *self.skipped))
        return Report(findings=self.findings, skipped=tuple(skipped), rules=self.rules)

    def __str__(self) -> str:
        return f"{self.plain}\n{self.verdict}"


def facts_of(signature: EvaluatedSignature, member: str | None = None) -> tuple[SignatureFacts, ...]:
    """Return a signature and its time-stamps as facts."""
    return (_signature(signature, member), *(_stamp(each, member) for each in signature.stamps))


def _signature(signature: EvaluatedSignature, member: str | None) -> SignatureFacts:
    read, statement = signature.read, next(iter(signature.read.statements), None)
    covered = [each.document.name for each in read.covered if each.document is not None and each.is_intact]
    who = signature.who if statement is None else statement.who
    by_statement = None if statement is None else statement.method
    return SignatureFacts(
        kind=signature.kind,
        name=_shown(who.name),
        number=_shown(who.number),
        organization=_organization(signature.who),
        method=_shown(by_statement or _maybe_method(read.certificate)),
        certificate=_maybe_facts(read.certificate),
        claimed_at=read.claimed_at,
        proved_at=signature.proved_at,
        level=signature.level,
        revocation=_revocation(signature.trust),
        trusted=_is_trusted(signature.trust),
        covers=tuple(dict.fromkeys(map(masked, covered))),
        verifiable_until=signature.verifiable_until,
        member=_shown(member),
    )


def _stamp(stamp: EvaluatedStamp, member: str | None) -> SignatureFacts:
    certificate = stamp.read.certificate
    who = Identity() if certificate is None else identity_of(certificate)
    facts = _maybe_facts(certificate)
    return SignatureFacts(
        kind=Kind.TIME_STAMP,
        name=_shown(who.name),
        number=None,
        organization=_organization(who),
        method=None,
        certificate=facts,
        claimed_at=stamp.read.generated_at,
        proved_at=stamp.read.generated_at if stamp.is_proof else None,
        level=None,
        revocation=_revocation(stamp.trust),
        trusted=_is_trusted(stamp.trust),
        covers=(),
        verifiable_until=None if facts is None else facts.not_after,
        member=_shown(member),
    )


def _shown(text: str | None) -> str | None:
    return None if text is None else masked(text)


def _organization(who: Identity) -> str | None:
    parts = [each for each in (who.organization, who.organization_number) if each]
    return _shown(" ".join(parts)) if parts else None


def _maybe_method(certificate: Certificate | None) -> str | None:
    return None if certificate is None else method_of(certificate)


def _maybe_facts(certificate: Certificate | None) -> CertificateFacts | None:
    if certificate is None:
        return None
    subject, issuer, validity = maybe_subject(certificate), maybe_issuer(certificate), maybe_validity(certificate)
    return CertificateFacts(
        subject=masked("" if subject is None else subject.rfc4514_string()),
        issuer=masked("" if issuer is None else issuer.rfc4514_string()),
        serial=str(certificate.serial_number),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        not_before=validity and validity[0],
        not_after=validity and validity[1],
    )


def _revocation(trust: Trust | None) -> RevocationState:
    if trust is not None and trust.revoked:
        return RevocationState.REVOKED
    certain = trust is not None and trust.revocations and all(e.status is Status.GOOD for e in trust.revocations)
    return RevocationState.GOOD if certain else RevocationState.UNKNOWN


def _is_trusted(trust: Trust | None) -> bool | None:
    return None if trust is None or trust.path is None else bool(trust.path)
