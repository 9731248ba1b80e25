"""Holding a seal against the bundle it came with: which files it covers, what is intact, and who sealed it.

Facts only; what they are worth is said by the rules. Sources: W3C XML Signature 1.1 section 3.2, ETSI TS 101 903.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from lxml import etree

from signature_model.containers.media_types import XML
from signature_model.containers.names import MANIFEST, is_reserved
from signature_model.containers.references import maybe_member, readings
from signature_model.credentials.certificates import maybe_rsa_key
from signature_model.seals.algorithms import C14N_10, CANONICALISATIONS, DIGESTS, RSA_SIGNATURES
from signature_model.seals.key_info import names_another_key
from signature_model.seals.reading import read_seal
from signature_model.xml.trees import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from cryptography.hazmat.primitives import hashes
    from cryptography.x509 import Certificate

    from signature_model.containers.contents import BundleContents
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
    whose key verifies the signature, else the first one; None if there is no certificate at all. ``other_keys`` are the
    places in ``KeyInfo`` that name another key.
    """

    seal: Seal
    files: tuple[CheckedFile, ...]
    properties_intact: bool | None
    signature_valid: bool | None
    sealed_by: Certificate | None
    other_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBundle:
    """A verification together with the files that it is about."""

    verification: Verification
    files: BundleContents

    @property
    def properties(self) -> SignedProperties | None:
        """The signed properties that can be trusted to be the signature's own."""
        return self.verification.seal.properties

    @property
    def files_known_to_be_missing(self) -> frozenset[str]:
        """Every name that a missing manifest or document may go by: reported once, and not as a reference too."""
        hrefs = [MANIFEST] if self.files.job is None else [each.href for each in self.files.job.documents if each.href]
        return frozenset(name for href in hrefs for name in readings(href) if self.files.member_of(href) is None)

    def media_types(self) -> dict[str, str]:
        """The media types of the files as far as the manifest gives them, its own included."""
        documents = () if self.files.job is None else self.files.job.documents
        types = {self.files.member_of(each.href): each.mime for each in reversed(documents) if each.href and each.mime}
        return {name: mime for name, mime in types.items() if name and not is_reserved(name)} | {MANIFEST: XML}


def verify(signature: etree._Element, names: Collection[str], members: Mapping[str, bytes]) -> Verification:
    """Verify a schema-valid ``ds:Signature`` over the files of a bundle.

    ``names`` are all files of the bundle, ``members`` the contents of those that could be read.
    """
    seal = read_seal(signature)
    verifying = _verifying_certificate(seal)
    sealed_by = verifying or next(iter(seal.certificates), None)

    @cache  # however many references there are to a file
    def digest_of(member: str, algorithm: str) -> bytes | None:
        digest, content = DIGESTS.get(algorithm), members.get(member)
        return None if digest is None or content is None else digest(content)

    return Verification(
        seal=seal,
        files=tuple([_checked(each, names, digest_of) for each in seal.files]),
        properties_intact=_properties_intact(seal),
        signature_valid=verifying is not None or (False if _is_checkable(seal) else None),
        sealed_by=sealed_by,
        other_keys=tuple(
            [path_of(each) for each in seal.other_keys if sealed_by is not None and names_another_key(each, sealed_by)]
        ),
    )


def _checked(
    reference: Reference, names: Collection[str], digest_of: Callable[[str, str], bytes | None]
) -> CheckedFile:
    member = maybe_member(reference.uri or "", names)
    digest = None if member is None or reference.transforms else digest_of(member, reference.digest_algorithm)
    intact = None if digest is None else digest == reference.digest
    return CheckedFile(reference=reference, member=member, intact=intact)


def _properties_intact(seal: Seal) -> bool | None:
    if seal.properties is None:
        return None
    (reference,) = seal.properties_references
    # Without a transform, XML Signature (4.4.3.2) turns a node set into bytes by C14N 1.0.
    transforms = [CANONICALISATIONS.get(each) for each in reference.transforms or (C14N_10,)]
    digest, node, octets = DIGESTS.get(reference.digest_algorithm), seal.properties.element, b""
    if None in transforms or digest is None:
        return None
    try:
        for canonicalise in filter(None, transforms):
            octets = canonicalise(node)
            node = etree.fromstring(octets)  # a further transform reads the octets as XML again (4.4.3.2)
    except etree.C14NError:
        return False
    return digest(octets) == reference.digest


def _is_checkable(seal: Seal) -> bool:
    """Whether the algorithms are known, and the enterprise's certificate is of the kind that the signature needs."""
    known = seal.signature_algorithm in RSA_SIGNATURES and seal.canonicalisation in CANONICALISATIONS
    return known and (not seal.certificates or maybe_rsa_key(seal.certificates[0]) is not None)


def _verifying_certificate(seal: Seal) -> Certificate | None:
    digest = RSA_SIGNATURES.get(seal.signature_algorithm)
    canonicalise = CANONICALISATIONS.get(seal.canonicalisation)
    if digest is None or canonicalise is None:
        return None
    try:
        signed = canonicalise(seal.signed_info)
    except etree.C14NError:  # libxml2 cannot parse the name of a namespace
        return None
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
