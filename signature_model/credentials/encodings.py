"""Errors in the encoding of a certificate that `cryptography` accepts or does not name, but other programs refuse."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

from signature_model.credentials.ber import SEQUENCE, elements
from signature_model.credentials.certificates import UNREADABLE

_NULL = b"\5\0"
"""Parameters of an algorithm that has none; some programs leave them out."""


def has_malformed_key(certificate: x509.Certificate) -> bool:
    """Whether the encoding of the public key is wrong for its algorithm (RFC 3279, 2.3).

    Most programs cannot read such a key.

    A key of an unknown algorithm and a key with unusable numbers count as well-formed.
    """
    try:
        certificate.public_key()
    except UnsupportedAlgorithm:
        return False
    except UNREADABLE:
        return _key_numbers(certificate) is None
    return False


def _key_numbers(certificate: x509.Certificate) -> object:
    from asn1crypto import x509 as asn1  # noqa: PLC0415 - seldom needed, and slow to import

    try:
        return asn1.Certificate.load(certificate.public_bytes(Encoding.DER)).public_key["public_key"].native
    except ValueError:
        return None


def has_two_algorithms(certificate: x509.Certificate) -> bool:
    """Whether the certificate states two different algorithms of its signature.

    The one that is signed and the one outside must be equal (RFC 5280, 4.1.1.2).
    """
    (whole,) = elements(certificate.public_bytes(Encoding.DER))
    body, outside, _ = elements(whole.content)
    signed = next(each for each in elements(body.content) if each.identifier == SEQUENCE)
    return signed.content.removesuffix(_NULL) != outside.content.removesuffix(_NULL)


def has_malformed_extension(certificate: x509.Certificate) -> bool:
    """Whether an extension occurs twice, or a critical one cannot be decoded.

    Programs must refuse such a certificate (RFC 5280, 4.2).
    """
    try:
        _ = certificate.extensions
    except x509.DuplicateExtension:
        return True
    except UNREADABLE:
        return _has_malformed_critical_extension(certificate)
    return False


def _has_malformed_critical_extension(certificate: x509.Certificate) -> bool:
    from asn1crypto import x509 as asn1  # noqa: PLC0415 - seldom needed, and slow to import

    try:
        listed = asn1.Certificate.load(certificate.public_bytes(Encoding.DER))["tbs_certificate"]["extensions"]
        critical = [each for each in listed if each["critical"].native]
        _ = [each["extn_value"].parsed.native for each in critical if "." not in each["extn_id"].native]
    except ValueError:
        return True
    return False
