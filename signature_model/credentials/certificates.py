"""Facts about X.509 certificates: whose they are and what they are good for.

Certificates come from strangers, and ``cryptography`` parses most parts of them on first use. Nothing here raises for
what a certificate contains. Who issued them, and who vouches for that, is for ``chains``; their keys are for
``enterprise``.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID, PublicKeyAlgorithmOID

from signature_model.errors import CredentialsError
from signature_model.type_checks import require_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

Arguments = TypeVarTuple("Arguments")
Value = TypeVar("Value")

# What reading a part of a certificate raises: TypeError for string types that do not belong to the attribute, Warning
# where the program makes errors of warnings (over-long names, serial numbers that are not positive).
UNREADABLE = (
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

_MOST_REMEMBERED = 64
_BEGINNING = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----")  # the labels that OpenSSL writes


def remembered(work: Callable[[*Arguments], Value]) -> Callable[[*Arguments], Value]:
    """Work out once what never changes about certificates: an organisation seals all its bundles with the same.

    They are told apart by identity, anything else by its value: to hash a certificate takes as long as to read it.
    """
    known: dict[tuple[object, ...], tuple[tuple[object, ...], Value]] = {}

    @wraps(work)
    def known_or_worked_out(*given: *Arguments) -> Value:
        key = tuple([id(each) if isinstance(each, x509.Certificate) else each for each in given])
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            # What was given is kept, too: as long as a certificate lives, no other one has its identity.
            found = known[key] = given, work(*given)
        return found[1]

    return known_or_worked_out


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
    except UNREADABLE:
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
    except UNREADABLE:
        return False
    return usage is None or usage.digital_signature


def maybe_subject(certificate: x509.Certificate) -> x509.Name | None:
    """The subject's name, or None where it is malformed."""
    try:
        return certificate.subject
    except UNREADABLE:
        return None


def maybe_issuer(certificate: x509.Certificate) -> x509.Name | None:
    """The issuer's name, or None where it is malformed."""
    try:
        return certificate.issuer
    except UNREADABLE:
        return None


@remembered
def maybe_rsa_key(certificate: x509.Certificate) -> RSAPublicKey | None:
    """The public key, or None where it is malformed or of another kind, RSASSA-PSS included."""
    if certificate.public_key_algorithm_oid != PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5:
        return None
    try:
        key = certificate.public_key()
    except UNREADABLE:
        return None
    return key if isinstance(key, RSAPublicKey) else None


@remembered
def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether subject and issuer are the same name (RFC 5280, 3.2), as they are in a root.

    The signature is not looked at: roots older than their SHA-1 signature's good name are roots still.
    """
    subject = maybe_subject(certificate)
    return subject is not None and subject == maybe_issuer(certificate)


def maybe_validity(certificate: x509.Certificate) -> tuple[datetime, datetime] | None:
    """The first and the last moment, in UTC, or None where one of them is no date that there is."""
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except UNREADABLE:
        return None


def maybe_certificate(encoded: bytes) -> x509.Certificate | None:
    """The certificate that these bytes (DER) are, or None."""
    try:
        return x509.load_der_x509_certificate(encoded)
    except UNREADABLE:
        return None


def was_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether the aware ``moment`` lies within the certificate's validity, both ends included.

    A certificate whose validity cannot be read was never valid.
    """
    validity = maybe_validity(certificate)
    return validity is not None and validity[0] <= moment <= validity[1]


def load_certificates(content: bytes) -> tuple[x509.Certificate, ...]:
    """Read PEM (one certificate or many, among other things) or DER (one).

    Raises CredentialsError where there is no certificate, a malformed one, or one that is cut short.
    """
    require_type("content", content, bytes)
    try:
        if b"-----BEGIN" in content:
            return _from_pem(content)
        return (x509.load_der_x509_certificate(content),)
    except UNREADABLE as error:
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
