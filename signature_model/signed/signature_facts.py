"""The signatures and signers of a report as facts, independent of the verdict. National id numbers are masked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes

from signature_model.credentials.certificates import maybe_issuer, maybe_subject, maybe_validity, serial_text
from signature_model.masking import excerpt, masked, masked_repr
from signature_model.signed.evaluation.signatures import EvaluatedSignature, Kind
from signature_model.signed.identity import Identity, identity_of, method_of
from signature_model.signed.masked_numbers import fingerprint_of
from signature_model.signed.trust.revocation import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from cryptography.x509 import Certificate

    from signature_model.signed.evaluation.signers import FoundSigner
    from signature_model.signed.sent import Sent
    from signature_model.signed.trust.paths import EvaluatedStamp, Trust


_MOST_LETTERS: Final = 2_000
"""The maximum length of the name in a certificate."""


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
    """One signature, independent of the verdict. ``number`` is masked; ``trusted`` is None without anchors.

    ``covers`` are the names of sent documents, ``member`` the file inside a PDF that has the signature. If a packager
    ``states_signer``, ``name`` and ``number`` are those of the signer. ``also_states`` are the other signers that
    the same signature states, each as a name and a number.
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
    states_signer: bool = False
    also_states: tuple[str, ...] = ()

    __repr__ = masked_repr

    @property
    def person(self) -> str:
        """The name and the number, in words."""
        return _person(self.name, self.number)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignerFacts:
    """A signer according to the evidence.

    - ``is_addressed``: whether the number was addressed. It is None if that is not certain: the evidence has no number,
      the addressed signers are not known, or the signer may have been addressed without a number.
    - ``ordered_type``: the type of signature that was ordered for the number.
    - ``signature``: the signer's own signature, or the packager's if the signer was only authenticated.
    - ``fingerprint``: the same for two signers only if they have the same number.
    - ``key``: the same only for the same signer (see ``FoundSigner``). Compare fingerprints and keys in one process
      only.
    """

    name: str | None
    number: str | None
    is_addressed: bool | None
    is_advanced: bool
    ordered_type: str | None
    method: str | None
    security_level: int | None
    covers: tuple[str, ...]
    signature: SignatureFacts
    fingerprint: str | None = field(default=None, repr=False, compare=False)
    key: str | None = field(default=None, repr=False, compare=False)

    __repr__ = masked_repr


def facts_of(signature: EvaluatedSignature, member: str | None = None) -> tuple[SignatureFacts, ...]:
    """Return a signature and its time-stamps as facts."""
    return (_signature(signature, member), *(_stamp(each, member) for each in signature.stamps))


def signer_facts(
    found: Iterable[FoundSigner], sent: Sent, signatures: Sequence[EvaluatedSignature]
) -> tuple[SignerFacts, ...]:
    """Return the signers of one piece of evidence; ``signatures`` are all of its signatures."""
    everything = [name for each in signatures for name in _covered(each)]
    return tuple([_signer(each, sent, everything) for each in found])


def _signer(found: FoundSigner, sent: Sent, everything: Sequence[str]) -> SignerFacts:
    number = found.who.number
    addressed = [each for each in sent.signers or () if each.number is not None and each.number == number]
    by_number = all(each.number is not None for each in sent.signers or ())
    own = [name for each in (found.by, *found.also) for name in _covered(each)]
    is_known = sent.signers is not None and number is not None and (by_number or bool(addressed))
    return SignerFacts(
        name=_shown(found.who.name),
        number=_shown(number),
        is_addressed=bool(addressed) if is_known else None,
        is_advanced=found.is_advanced,
        ordered_type=next((each.signature_type for each in addressed if each.signature_type is not None), None),
        method=_shown(found.method),
        security_level=found.security_level,
        covers=tuple(dict.fromkeys(own or everything)),
        signature=_signature(found.by, found.member),
        fingerprint=None if number is None else fingerprint_of(number),
        key=None if found.key is None else fingerprint_of(found.key),
    )


def _covered(signature: EvaluatedSignature) -> list[str]:
    read = signature.read
    return [masked(each.document.name) for each in read.covered if each.document is not None and each.is_intact]


def _signature(signature: EvaluatedSignature, member: str | None) -> SignatureFacts:
    read, descriptions = signature.read, signature.signer_descriptions
    description = next(iter(descriptions), None)
    who = signature.who if description is None else description.who
    by_description = None if description is None else description.method
    return SignatureFacts(
        kind=signature.kind,
        name=_shown(who.name),
        number=_shown(who.number),
        organization=_organization(signature.who),
        method=_shown(by_description or _maybe_method(read.certificate)),
        certificate=_maybe_facts(read.certificate),
        claimed_at=read.claimed_at,
        proved_at=signature.proved_at,
        level=signature.level,
        revocation=_revocation(signature.trust),
        trusted=_is_trusted(signature.trust),
        covers=tuple(dict.fromkeys(_covered(signature))),
        verifiable_until=signature.verifiable_until,
        member=_shown(member),
        states_signer=description is not None,
        also_states=tuple([_person(_shown(each.who.name), _shown(each.who.number)) for each in descriptions[1:]]),
    )


def _person(name: str | None, number: str | None) -> str:
    return f"{name or 'unknown'}{'' if number is None else f' ({number})'}"


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
    """Mask a text and shorten it: names in certificates and descriptions have no maximum length."""
    return None if text is None else excerpt(text)


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
        subject=excerpt("" if subject is None else subject.rfc4514_string(), _MOST_LETTERS),
        issuer=excerpt("" if issuer is None else issuer.rfc4514_string(), _MOST_LETTERS),
        serial=serial_text(certificate.serial_number),
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        not_before=validity and validity[0],
        not_after=validity and validity[1],
    )


def _revocation(trust: Trust | None) -> RevocationState:
    if trust is None or trust.path == ():
        return RevocationState.UNKNOWN
    if trust.revoked:
        return RevocationState.REVOKED
    certain = trust.revocations and all(each.status is Status.GOOD for each in trust.revocations)
    return RevocationState.GOOD if certain else RevocationState.UNKNOWN


def _is_trusted(trust: Trust | None) -> bool | None:
    return None if trust is None or trust.path is None else bool(trust.path)
