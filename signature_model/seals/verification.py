"""Verify a seal over the files of its bundle: find the covered files, whether they are intact, and who sealed them.

This module records facts, and the rules decide what is wrong. Sources: W3C XML Signature 1.1 section 3.2, ETSI TS 101
903.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from signature_model.containers.media_types import XML
from signature_model.containers.names import MANIFEST, is_reserved
from signature_model.containers.references import maybe_member, readings
from signature_model.credentials.certificates import maybe_rsa_key
from signature_model.credentials.chains import chain_of
from signature_model.credentials.signature_values import verifies
from signature_model.credentials.usage import Chain
from signature_model.seals.algorithms import C14N_10, CANONICALISATIONS, DIGESTS
from signature_model.seals.key_info import differing_parts, names_another_key
from signature_model.seals.reading import maybe_encoded_certificate, read_seal
from signature_model.seals.signature_methods import RSA_SIGNATURES
from signature_model.xml.trees import path_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.x509 import Certificate

    from signature_model.containers.contents import BundleContents
    from signature_model.seals.contents import NamedCertificate, Reference, Seal, SignedProperties


class CheckedFile(NamedTuple):
    """A file reference, the member that it means (None if there is no such member), and whether the member is intact.

    ``intact`` is None if that cannot be verified: the member could not be read, or the reference does not follow the
    profile.
    """

    reference: Reference
    member: str | None
    intact: bool | None


class Verification(NamedTuple):
    """The result of verifying one signature.

    ``signature_valid`` and ``properties_intact`` are None if they cannot be verified. ``chain`` begins with the
    certificate whose key verifies the signature, or else with the first certificate; it is None if the seal has no
    certificate. ``other_keys`` are the places in ``KeyInfo`` that name another key.
    """

    seal: Seal
    files: tuple[CheckedFile, ...]
    properties_intact: bool | None
    signature_valid: bool | None
    chain: Chain | None
    other_keys: tuple[str, ...]

    @property
    def sealed_by(self) -> Certificate | None:
        """The certificate of the seal; None if the seal has no certificate."""
        return None if self.chain is None else self.chain.certificates[0]


class SealedBundle(NamedTuple):
    """A verification and the files of the bundle."""

    verification: Verification
    files: BundleContents

    @property
    def properties(self) -> SignedProperties | None:
        """The signed properties, if the signature covers them."""
        return self.verification.seal.properties

    @property
    def files_known_to_be_missing(self) -> frozenset[str]:
        """All names that a missing manifest or document could have. Another rule reports the missing file."""
        hrefs = [MANIFEST] if self.files.job is None else [each.href for each in self.files.job.documents if each.href]
        return frozenset(name for href in hrefs for name in readings(href) if self.files.member_of(href) is None)

    def differing_parts(self, named: NamedCertificate) -> tuple[str, ...]:
        """Return the parts of a name that differ from the certificate that the signature verifies with."""
        certificate = self.verification.sealed_by
        return () if certificate is None else differing_parts(named, certificate)

    def media_types(self) -> dict[str, str]:
        """Return the media types of the files that the manifest describes, and of the manifest."""
        documents = () if self.files.job is None else self.files.job.documents
        types = {self.files.member_of(each.href): each.mime for each in reversed(documents) if each.href and each.mime}
        return {name: mime for name, mime in types.items() if name and not is_reserved(name)} | {MANIFEST: XML}


def verify(signature: etree._Element, names: Collection[str], members: Mapping[str, bytes]) -> Verification:
    """Verify a schema-valid ``ds:Signature`` over the files of a bundle.

    ``names`` are all files of the bundle, ``members`` the contents of those that could be read.
    """
    seal = read_seal(signature)
    verifying = _verifying_certificate(seal)
    chain = _maybe_chain(seal.encoded_certificates, verifying or 0)

    digests: dict[tuple[str, str], bytes | None] = {}
    return Verification(
        seal=seal,
        files=tuple([_checked(each, names, members, digests) for each in seal.files]),
        properties_intact=_properties_intact(seal),
        signature_valid=verifying is not None or (False if _is_checkable(seal) else None),
        chain=chain,
        other_keys=tuple(
            [path_of(each) for each in seal.other_keys if chain and names_another_key(each, chain.certificates[0])]
        ),
    )


@lru_cache(maxsize=16)  # an organisation seals all its bundles with the same certificates
def _maybe_chain(encoded: tuple[str, ...], leaf: int) -> Chain | None:
    """Return the chain of the certificate at index ``leaf``. ``encoded`` are all certificates in a seal, in base64."""
    certificates = [each for each in map(maybe_encoded_certificate, encoded) if each is not None]
    return Chain.of(chain_of(certificates[leaf], certificates)) if certificates else None


def _checked(
    reference: Reference,
    names: Collection[str],
    members: Mapping[str, bytes],
    digests: dict[tuple[str, str], bytes | None],
) -> CheckedFile:
    """Check a reference to a file. ``digests`` has the digests so far, because several references may mean one file."""
    member, algorithm = maybe_member(reference.uri or "", names), reference.digest_algorithm
    if member is None or reference.transforms:
        return CheckedFile(reference=reference, member=member, intact=None)
    if (member, algorithm) not in digests:
        digest, content = DIGESTS.get(algorithm), members.get(member)
        digests[member, algorithm] = None if digest is None or content is None else digest(content)
    found = digests[member, algorithm]
    return CheckedFile(reference=reference, member=member, intact=None if found is None else found == reference.digest)


def _properties_intact(seal: Seal) -> bool | None:
    if seal.properties is None:
        return None
    (reference,) = seal.properties_references
    digest = DIGESTS.get(reference.digest_algorithm)
    if digest is None or not are_known(reference.transforms):
        return None
    octets = octets_of(seal.properties.element, reference.transforms)
    return octets is not None and digest(octets) == reference.digest


def are_known(canonicalisations: Collection[str]) -> bool:
    """Whether all of these transforms are canonicalisations that can be computed."""
    return CANONICALISATIONS.keys() >= set(canonicalisations)


def octets_of(element: etree._Element, canonicalisations: Sequence[str]) -> bytes | None:
    """Return the octets of an element after these known canonicalisations; None if it has no canonical form."""
    # Without a transform, C14N 1.0 turns the nodes into octets (XML Signature, 4.4.3.2).
    first, *others = canonicalisations or (C14N_10,)
    try:
        octets = CANONICALISATIONS[first](element)
        for each in others:  # each reads the octets as XML again (4.4.3.2)
            octets = CANONICALISATIONS[each](etree.fromstring(octets))
    except etree.C14NError:  # libxml2 cannot parse the name of a namespace
        return None
    return octets


def _is_checkable(seal: Seal) -> bool:
    """Whether the algorithms are known, and the first certificate has the kind of key that the signature needs."""
    known = seal.signature_algorithm in RSA_SIGNATURES and seal.canonicalisation in CANONICALISATIONS
    return known and (not seal.certificates or maybe_rsa_key(seal.certificates[0]) is not None)


def _verifying_certificate(seal: Seal) -> int | None:
    """Return the index of the certificate that verifies the signature; None if no certificate does.

    If several certificates have this key, choose the certificate that the signed properties name, or else the first.
    """
    method = RSA_SIGNATURES.get(seal.signature_algorithm)
    if method is None or not are_known([seal.canonicalisation]):
        return None
    signed = octets_of(seal.signed_info, [seal.canonicalisation])
    if signed is None:
        return None
    tried: set[RSAPublicNumbers | None] = set()
    for index, each in enumerate(seal.certificates):
        if tried and _rsa_numbers(seal, index) in tried:
            continue
        if verifies(each, method, seal.signature, signed):
            return index if _is_named(seal, index) else _named_for_same_key(seal, index)
        tried.add(_rsa_numbers(seal, index))
    return None


def _named_for_same_key(seal: Seal, index: int) -> int:
    """Return the index of a certificate with the same key that the signed properties name, or else the given index."""
    numbers = _rsa_numbers(seal, index)
    same_key = (other for other in range(len(seal.certificates)) if _rsa_numbers(seal, other) == numbers)
    return next((other for other in same_key if _is_named(seal, other)), index)


def _rsa_numbers(seal: Seal, index: int) -> RSAPublicNumbers | None:
    key = maybe_rsa_key(seal.certificates[index])
    return None if key is None else key.public_numbers()


def _is_named(seal: Seal, index: int) -> bool:
    named = () if seal.properties is None else seal.properties.certificates_named
    return not any(differing_parts(each, seal.certificates[index]) for each in named)
