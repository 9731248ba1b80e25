"""Facts about X.509 certificates: whose they are, what they are good for, who issued them and who vouches for that.

Certificates come from strangers, and ``cryptography`` parses most parts of them on first use. Nothing here raises for
what a certificate contains. Keys and their use belong to ``enterprise``, names as text to ``issuer_names``.
"""

from __future__ import annotations

import re
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, PublicKeyAlgorithmOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store, VerificationError

from signature_model.errors import CredentialsError
from signature_model.values import require_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cryptography.x509.verification import Policy

LONGEST_CHAIN: Final = 10
"""Certificates in a chain; enterprise chains have three, seldom four."""

_MOST_FALSE_ISSUERS = 50

# What reading a part of a certificate raises: TypeError for string types that do not belong to the attribute, Warning
# where the program makes errors of warnings (over-long names, serial numbers that are not positive).
_UNREADABLE = (
    ValueError,
    TypeError,
    Warning,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)

# Where the organisation number stands, best source first: SEID 2 certificates, SEID 1 certificates, neither.
_NUMBER_SOURCES = (
    (NameOID.ORGANIZATION_IDENTIFIER, re.compile(r"(?:NTRNO-)?([0-9]{9})\Z")),
    (NameOID.SERIAL_NUMBER, re.compile(r"([0-9]{9})\Z")),
    (NameOID.COMMON_NAME, re.compile(r"([0-9]{9})(?![0-9])")),
)

_BEGINNING = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----")  # the labels that OpenSSL writes


# An organisation seals all its bundles with one certificate: what never changes about it is worked out once.
remembered = lru_cache(maxsize=64)


@remembered
def organization_number(certificate: x509.Certificate) -> str | None:
    """The nine digits of the organisation the certificate is issued to, or None.

    Read from organizationIdentifier (``NTRNO-984661185`` or bare), else serialNumber, else a common name that begins
    with them. Several different numbers in one kind of attribute are as good as none.
    """
    if (subject := maybe_subject(certificate)) is None:
        return None
    for oid, pattern in _NUMBER_SOURCES:
        values = [attribute.value for attribute in subject.get_attributes_for_oid(oid)]
        matches = [pattern.match(value) for value in values if isinstance(value, str)]
        if numbers := {match[1] for match in matches if match}:
            return numbers.pop() if len(numbers) == 1 else None
    return None


@remembered
def unsuitability(certificate: x509.Certificate) -> tuple[str, ...]:
    """Why the certificate cannot seal, one reason at a time; empty for one that can."""
    return tuple(_unsuitability(certificate))


def _unsuitability(certificate: x509.Certificate) -> Iterator[str]:
    if maybe_rsa_key(certificate) is None:
        yield "its key is not a usable RSA key, and the seal's signature algorithm is RSA with SHA-256"
    try:
        usage = _key_usage(certificate)
    except _UNREADABLE:
        yield "its extensions are malformed, so that its key usage cannot be read"
    else:
        if usage and not (usage.digital_signature or usage.content_commitment):
            pair = "this is the encryption certificate of the pair that Buypass and Commfides deliver; "
            encrypts = usage.key_encipherment or usage.data_encipherment or usage.key_agreement
            yield (
                f"its key usage permits no signatures: {pair if encrypts else ''}"
                "use the one for authentication and signature"
            )
    if organization_number(certificate) is None:
        yield (
            "its subject holds no organisation number (in organizationIdentifier, as NTRNO-984661185, or in "
            "serialNumber): this is not an enterprise certificate"
        )


def can_authenticate(certificate: x509.Certificate) -> bool:
    """Whether the key usage, if there is one, permits digital signatures, as TLS needs them."""
    try:
        usage = _key_usage(certificate)
    except _UNREADABLE:
        return False
    return usage is None or usage.digital_signature


def maybe_subject(certificate: x509.Certificate) -> x509.Name | None:
    """The subject's name, or None where it is malformed."""
    try:
        return certificate.subject
    except _UNREADABLE:
        return None


def maybe_issuer(certificate: x509.Certificate) -> x509.Name | None:
    """The issuer's name, or None where it is malformed."""
    try:
        return certificate.issuer
    except _UNREADABLE:
        return None


@remembered
def maybe_rsa_key(certificate: x509.Certificate) -> RSAPublicKey | None:
    """The public key, or None where it is malformed or of another kind, RSASSA-PSS included."""
    if certificate.public_key_algorithm_oid != PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5:
        return None
    try:
        key = certificate.public_key()
    except _UNREADABLE:
        return None
    return key if isinstance(key, RSAPublicKey) else None


@remembered
def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether subject and issuer are the same name (RFC 5280, 3.2), as they are in a root.

    The signature is not looked at: roots older than their SHA-1 signature's good name are roots still.
    """
    subject = maybe_subject(certificate)
    return subject is not None and subject == maybe_issuer(certificate)


def reaches_root(chain: Sequence[x509.Certificate]) -> bool:
    """Whether the chain, leaf first, ends in a self-issued certificate."""
    return bool(chain) and is_self_issued(chain[-1])


def chain_of(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The leaf, its issuer, the issuer's issuer and so on, as far as ``others`` lead, at most LONGEST_CHAIN.

    An issuer has the name and the key that the certificate's issuer name and signature ask for; where several do, a
    root is taken first. What does not belong to the chain is left out. Says nothing about trust.
    """
    return _chain(leaf, tuple(others))


def maybe_validity(certificate: x509.Certificate) -> tuple[datetime, datetime] | None:
    """The first and the last moment, in UTC, or None where one of them is no date that there is."""
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except _UNREADABLE:
        return None


def maybe_certificate(encoded: bytes) -> x509.Certificate | None:
    """The certificate that these bytes (DER) are, or None."""
    try:
        return x509.load_der_x509_certificate(encoded)
    except _UNREADABLE:
        return None


@remembered
def _chain(leaf: x509.Certificate, others: tuple[x509.Certificate, ...]) -> tuple[x509.Certificate, ...]:
    chain = [leaf]
    candidates = dict.fromkeys(others)
    while len(chain) < LONGEST_CHAIN and not is_self_issued(chain[-1]):
        candidates.pop(chain[-1], None)
        issuers = list(_issuers(chain[-1], candidates))
        if not issuers:
            break
        chain.append(next(filter(is_self_issued, issuers), issuers[0]))
    return tuple(chain)


def was_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether the aware ``moment`` lies within the certificate's validity, both ends included.

    A certificate whose validity cannot be read was never valid.
    """
    validity = maybe_validity(certificate)
    return validity is not None and validity[0] <= moment <= validity[1]


def is_trusted(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: Iterable[x509.Certificate],
    moment: datetime | None,
) -> bool:
    """Whether a path leads from the leaf, by way of ``others``, to one of the anchors at the aware ``moment``.

    Anchors are roots, issuing certificates, or the leaf itself: who names it vouches for it. The leaf's own expiry is
    another question (``was_valid``), so a moment outside its validity is moved to the nearest one within, and None
    stands for the first.
    """
    validity, vouched_for = maybe_validity(leaf), list(anchors)
    if validity is None or not vouched_for:
        return False
    since, until = validity
    within = min(max(moment or since, since), until).astimezone(UTC)
    verifier = (
        PolicyBuilder()
        .store(Store(vouched_for))
        .time(within)
        .extension_policies(ca_policy=_ISSUER_POLICY, ee_policy=ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    try:
        verifier.verify(leaf, list(others))
    except (VerificationError, *_UNREADABLE):
        return False
    return True


def load_certificates(content: bytes) -> tuple[x509.Certificate, ...]:
    """Read PEM (one certificate or many, among other things) or DER (one).

    Raises CredentialsError where there is no certificate, a malformed one, or one that is cut short.
    """
    require_type("content", content, bytes)
    try:
        if b"-----BEGIN" in content:
            return _from_pem(content)
        return (x509.load_der_x509_certificate(content),)
    except _UNREADABLE as error:
        msg = f"no certificate can be read from these {len(content)} bytes"
        raise CredentialsError(msg, "give X.509 certificates as PEM, or one as DER") from error


def _from_pem(content: bytes) -> tuple[x509.Certificate, ...]:
    certificates = tuple(x509.load_pem_x509_certificates(content))
    begun = len(_BEGINNING.findall(content))
    if len(certificates) != begun:  # what does not end is passed over in silence
        msg = f"only {len(certificates)} of the {begun} certificates that begin here can be read"
        raise CredentialsError(msg, "is the file whole? each must end in a line -----END CERTIFICATE-----")
    return certificates


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _issuers(certificate: x509.Certificate, candidates: Iterable[x509.Certificate]) -> Iterator[x509.Certificate]:
    false = 0
    for candidate in candidates:
        try:
            certificate.verify_directly_issued_by(candidate)
        except InvalidSignature:  # the name fits, the key does not: the only refusal that costs time
            false += 1
            if false == _MOST_FALSE_ISSUERS:
                return
        except _UNREADABLE:  # mostly: another name
            continue
        else:
            yield candidate


def _require_certificate_signing(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        msg = "an issuer's key usage must permit signing certificates"
        raise ValueError(msg)


def _permit_clients(_policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None) -> None:
    purposes = {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usage is not None and purposes.isdisjoint(usage):
        msg = "an issuer limited to other purposes issues no enterprise certificates"
        raise ValueError(msg)


# The web's policy refuses issuers without key usage or with basicConstraints not marked critical, which RFC 5280 asks
# of those who issue (4.2.1.3, 4.2.1.9) and older authorities did not do. What protects is required here too: an issuer
# is an authority (`cryptography` sees to that wherever the extension is present), may sign certificates, and may issue
# what opens the service's door, for the same certificate seals.
_ISSUER_POLICY = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _require_certificate_signing)
    .may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _permit_clients)
)
