"""Read X.509 certificates and facts about them: the organisation, the key, the key usage, the validity.

Certificates may be hostile, and ``cryptography`` parses most parts only on first use. No function here raises for the
content of a certificate that has been loaded. Issuers and trust are in ``chains``, private keys in ``enterprise``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID, PublicKeyAlgorithmOID

from signature_model.credentials.extensions import maybe_extension
from signature_model.errors import CredentialsError
from signature_model.masking import masked
from signature_model.type_checks import require_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

# Reading a part of a certificate raises one of these: TypeError for a string type that the attribute does not allow,
# Warning if the program turns warnings into errors (over-long names, serial numbers that are not positive).
UNREADABLE = (
    ValueError,
    TypeError,
    Warning,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)

# The attributes that may hold the organisation number, best first: SEID 2 certificates, SEID 1 certificates, others.
_NUMBER_SOURCES = (
    (NameOID.ORGANIZATION_IDENTIFIER, re.compile(r"(?:NTRNO-)?([0-9]{9})\Z")),
    (NameOID.SERIAL_NUMBER, re.compile(r"([0-9]{9})\Z")),
    (NameOID.COMMON_NAME, re.compile(r"([0-9]{9})(?![0-9])")),
)

_NORWEGIAN_SOURCES = ((NameOID.ORGANIZATION_IDENTIFIER, re.compile(r"NTRNO-([0-9]{9})\Z")),)
"""The attributes whose numbers are always Norwegian."""

_LONGEST_IN_DECIMAL = 512
"""Bits of a serial number in decimal. Python refuses to write numbers of more than 4,300 digits."""
_DIGITS = 11
_MOST_ATTRIBUTES = 100
"""The maximum number of attributes in a name. Longer names come from attackers, and each attribute takes time."""

_BEGIN = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----")  # the labels that OpenSSL writes


def organization_number(certificate: x509.Certificate) -> str | None:
    """Return the number (nine digits) of the organisation that the certificate is issued to, or None.

    The sources are organizationIdentifier (``NTRNO-984661185`` or the digits alone), then serialNumber, then a common
    name that begins with the number. If one kind of attribute has two different numbers, the result is None. If the
    subject is in another country, digits alone are a number of that country.
    """
    if (subject := maybe_subject(certificate)) is None:
        return None
    countries = {str(each.value).upper() for each in subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)}
    for oid, pattern in _NUMBER_SOURCES if countries <= {"NO"} else _NORWEGIAN_SOURCES:
        values = [attribute.value for attribute in subject.get_attributes_for_oid(oid)]
        matches = [pattern.match(value) for value in values if isinstance(value, str)]
        if numbers := {match[1] for match in matches if match}:
            return numbers.pop() if len(numbers) == 1 else None
    return None


def unsuitability(certificate: x509.Certificate) -> Iterator[str]:
    """Yield each reason why the certificate cannot seal a bundle."""
    if maybe_rsa_key(certificate) is None:
        yield "its key is not a usable RSA key; seals are signed with RSA and SHA-256"
    try:
        usage = maybe_extension(certificate, x509.KeyUsage)
    except UNREADABLE:
        yield "its extensions are malformed, so its key usage cannot be read"
    else:
        if usage and not (usage.digital_signature or usage.content_commitment):
            encrypts = usage.key_encipherment or usage.data_encipherment or usage.key_agreement
            pair = "this is the encryption certificate of a pair from Buypass or Commfides; " if encrypts else ""
            yield f"its key usage permits no signatures: {pair}use the certificate for authentication and signature"
    if organization_number(certificate) is None:
        yield (
            "its subject has no organisation number (in organizationIdentifier, as NTRNO-984661185, or in "
            "serialNumber): this is not an enterprise certificate"
        )


def can_authenticate(certificate: x509.Certificate) -> bool:
    """Whether the key usage permits digital signatures, which TLS needs. A missing key usage permits everything."""
    try:
        usage = maybe_extension(certificate, x509.KeyUsage)
    except UNREADABLE:
        return False
    return usage is None or usage.digital_signature


def may_issue(certificate: x509.Certificate) -> bool:
    """Whether the certificate may issue others: no readable extension forbids it (RFC 5280, 4.2.1.3 and 4.2.1.9)."""
    try:
        extensions = {type(each.value): each.value for each in certificate.extensions}
    except UNREADABLE:
        return True
    usage, constraints = extensions.get(x509.KeyUsage), extensions.get(x509.BasicConstraints)
    may_sign = not isinstance(usage, x509.KeyUsage) or usage.key_cert_sign
    return may_sign and (not isinstance(constraints, x509.BasicConstraints) or constraints.ca)


def maybe_subject(certificate: x509.Certificate) -> x509.Name | None:
    """Return the subject's name, or None if it is malformed or has too many attributes."""
    try:
        return _maybe_short(certificate.subject)
    except UNREADABLE:
        return None


def maybe_issuer(certificate: x509.Certificate) -> x509.Name | None:
    """Return the issuer's name, or None if it is malformed or has too many attributes."""
    try:
        return _maybe_short(certificate.issuer)
    except UNREADABLE:
        return None


def _maybe_short(name: x509.Name) -> x509.Name | None:
    return name if sum(map(len, name.rdns)) <= _MOST_ATTRIBUTES else None


def maybe_key(certificate: x509.Certificate) -> CertificatePublicKeyTypes | None:
    """Return the public key, or None if it is malformed or of an unknown kind."""
    try:
        return certificate.public_key()
    except UNREADABLE:
        return None


def maybe_rsa_key(certificate: x509.Certificate) -> RSAPublicKey | None:
    """Return the public key, or None if it is malformed or of another kind. RSASSA-PSS is another kind."""
    if certificate.public_key_algorithm_oid != PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5:
        return None
    return cast("RSAPublicKey | None", maybe_key(certificate))


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Whether subject and issuer are the same name (RFC 5280, 3.2), as in a root.

    The signature is not verified, so an old root with a SHA-1 signature also counts.
    """
    subject = maybe_subject(certificate)
    return subject is not None and subject == maybe_issuer(certificate)


def maybe_validity(certificate: x509.Certificate) -> tuple[datetime, datetime] | None:
    """Return the first and the last moment in UTC, or None if one of them is not a possible date."""
    try:
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except UNREADABLE:
        return None


def maybe_certificate(encoded: bytes) -> x509.Certificate | None:
    """Load a certificate from DER, or return None if the bytes are not a certificate."""
    try:
        return x509.load_der_x509_certificate(encoded)
    except UNREADABLE:
        return None


def serial_text(number: int) -> str:
    """Return a serial number in decimal, or in hexadecimal if it is far longer than RFC 5280 (4.1.2.2) allows.

    A number of eleven digits may be a national id number, so it is masked.
    """
    text = str(number) if number.bit_length() <= _LONGEST_IN_DECIMAL else f"{number:#x}"
    return masked(text) if len(text) == _DIGITS else text


def is_revocation_list(encoded: bytes) -> bool:
    """Whether the bytes are a certificate revocation list in DER."""
    try:
        x509.load_der_x509_crl(encoded)
    except UNREADABLE:
        return False
    return True


def was_valid(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether the certificate was valid at the aware ``moment``; both ends of its validity are included.

    A certificate whose validity cannot be read was never valid.
    """
    validity = maybe_validity(certificate)
    return validity is not None and validity[0] <= moment <= validity[1]


def load_certificates(content: bytes) -> tuple[x509.Certificate, ...]:
    """Load the certificates from PEM (one or more, other blocks are ignored), or one certificate from DER.

    Raises CredentialsError if there is no certificate, or if one is malformed or cut short.
    """
    require_type("content", content, bytes)
    try:
        if b"-----BEGIN" in content:
            return _from_pem(content)
        return (x509.load_der_x509_certificate(content),)
    except UNREADABLE as error:
        msg = f"no certificate found in {len(content):,} bytes"
        raise CredentialsError(msg, "use X.509 certificates in PEM, or one certificate in DER") from error


def _from_pem(content: bytes) -> tuple[x509.Certificate, ...]:
    certificates = tuple(x509.load_pem_x509_certificates(content))
    begun = len(_BEGIN.findall(content))
    if len(certificates) != begun:  # `cryptography` skips a block that does not end
        msg = f"only {len(certificates)} of {begun} certificates can be read"
        raise CredentialsError(msg, "check that the file is complete: each needs a line -----END CERTIFICATE-----")
    return certificates
