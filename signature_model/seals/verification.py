"""Holding a seal against the bundle it came with: which files it covers, what is intact, and who sealed it.

Facts only; what they are worth is said by the rules. Sources: W3C XML Signature 1.1 section 3.2, ETSI TS 101 903.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from signature_model.containers.names import MANIFEST, is_reserved, maybe_member, readings
from signature_model.credentials.certificates import maybe_rsa_key
from signature_model.seals.algorithms import C14N_10, CANONICALISATIONS, DIGESTS, RSA_SIGNATURES
from signature_model.seals.reading import read_seal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cryptography.hazmat.primitives import hashes
    from cryptography.x509 import Certificate
    from lxml import etree

    from signature_model.files import BundleFiles
    from signature_model.seals.reading import Reference, Seal, SignedProperties


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file reference, the member it means (None: there is none), and whether that is what was sealed.

    ``intact`` is None where it cannot be told: the member could not be read, or the reference asks for something that
    is not of the profile.
    """

    reference: Reference
    member: str | None
    intact: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of verifying one signature.

    ``signature_valid`` and ``properties_intact`` are None where they cannot be told. ``sealed_by`` is the certificate
    whose key verifies the signature, else the first one; None if there is no certificate at all.
    """

    seal: Seal
    files: tuple[CheckedFile, ...]
    properties_intact: bool | None
    signature_valid: bool | None
    sealed_by: Certificate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBundle:
    """A verification together with the files that it is about."""

    verification: Verification
    files: BundleFiles

    @property
    def properties(self) -> SignedProperties | None:
        """The signed properties that can be trusted to be the signature's own."""
        return self.verification.seal.properties

    @property
    def files_known_to_be_missing(self) -> frozenset[str]:
        """Every name that a missing manifest or document may go by: reported once, and not as a reference too."""
        hrefs = [MANIFEST] if self.files.job is None else [each.href or "" for each in self.files.job.documents]
        return frozenset(name for href in hrefs for name in readings(href) if self.files.member_of(href) is None)

    def mime_of(self, member: str | None) -> str | None:
        """The media type that the manifest gives a file; None where it says nothing."""
        if member == MANIFEST:
            return "application/xml"
        documents = () if self.files.job is None or member is None or is_reserved(member) else self.files.job.documents
        return next((each.mime for each in documents if self.files.member_of(each.href or "") == member), None)


def verify(signature: etree._Element, names: Collection[str], members: Mapping[str, bytes]) -> Verification:
    """Verify a schema-valid ``ds:Signature`` over the files of a bundle.

    ``names`` are all files of the bundle, ``members`` the contents of those that could be read.
    """
    seal = read_seal(signature)
    sealed_by = _verifying_certificate(seal)
    return Verification(
        seal=seal,
        files=tuple(_checked(each, names, members) for each in seal.files),
        properties_intact=_properties_intact(seal),
        signature_valid=sealed_by is not None if _is_checkable(seal) else None,
        sealed_by=sealed_by or next(iter(seal.certificates), None),
    )


def _checked(reference: Reference, names: Collection[str], members: Mapping[str, bytes]) -> CheckedFile:
    member = maybe_member(reference.uri or "", names)
    content = None if member is None or reference.transforms else members.get(member)
    return CheckedFile(reference=reference, member=member, intact=_is_intact(reference, content))


def _is_intact(reference: Reference, content: bytes | None) -> bool | None:
    digest = DIGESTS.get(reference.digest_algorithm)
    return None if digest is None or content is None else digest(content) == reference.digest


def _properties_intact(seal: Seal) -> bool | None:
    if seal.properties is None:
        return None
    (reference,) = seal.properties_references
    # Without a transform, XML Signature (4.4.3.2) turns a node set into bytes by C14N 1.0.
    transform, *more = reference.transforms or (C14N_10,)
    canonicalise = None if more else CANONICALISATIONS.get(transform)
    content = None if canonicalise is None else canonicalise(seal.properties.element)
    return _is_intact(reference, content)


def _is_checkable(seal: Seal) -> bool:
    """Whether the algorithms are known, and the certificates not all of another kind than the signature needs."""
    known = seal.signature_algorithm in RSA_SIGNATURES and seal.canonicalisation in CANONICALISATIONS
    return known and (not seal.certificates or any(maybe_rsa_key(each) for each in seal.certificates))


def _verifying_certificate(seal: Seal) -> Certificate | None:
    digest = RSA_SIGNATURES.get(seal.signature_algorithm)
    canonicalise = CANONICALISATIONS.get(seal.canonicalisation)
    if digest is None or canonicalise is None:
        return None
    signed = canonicalise(seal.signed_info)
    return next((each for each in seal.certificates if _verifies(each, seal.signature, signed, digest)), None)


def _verifies(certificate: Certificate, signature: bytes, signed: bytes, digest: hashes.HashAlgorithm) -> bool:
    key = maybe_rsa_key(certificate)
    if key is None:
        return False
    try:
        key.verify(signature, signed, PKCS1v15(), digest)
    except InvalidSignature:
        return False
    return True
