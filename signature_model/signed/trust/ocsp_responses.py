"""Read OCSP responses (RFC 6960): which certificate they are about, and who may have signed them."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from signature_model.credentials.certificates import UNREADABLE
from signature_model.credentials.extensions import maybe_extension
from signature_model.credentials.signature_values import Scheme, SignatureMethod, verifies

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509 import Certificate

_BIT_STRING_HEADER: Final = 1
_BROKEN: Final = "md5"
_MOST_STATUSES: Final = 50
"""The maximum number of statuses in a response. Responders usually return one: that of the requested certificate."""
_SHORTEST: Final = 1_024
"""The minimum length of an RSA key in bits. Anyone can break a shorter key, and then make any response."""


def maybe_response(encoded: bytes) -> ocsp.OCSPResponse | None:
    """Return a successful OCSP response in DER; None if it is not one, or has too many statuses."""
    try:
        response = ocsp.load_der_ocsp_response(encoded)
    except UNREADABLE:
        return None
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return None
    return response if len([*islice(response.responses, _MOST_STATUSES + 1)]) <= _MOST_STATUSES else None


def is_about(response: ocsp.OCSPSingleResponse, certificate: Certificate, issuer: Certificate) -> bool:
    """Whether a response is about a certificate of an issuer."""
    if response.serial_number != certificate.serial_number:
        return False
    hashes_of_issuer = _hashes_of(issuer, type(response.hash_algorithm))
    return (response.issuer_name_hash, response.issuer_key_hash) == hashes_of_issuer


@lru_cache(maxsize=64)
def _hashes_of(issuer: Certificate, algorithm: type[hashes.HashAlgorithm]) -> tuple[bytes, bytes]:
    """Return the hashes of an issuer's name and key."""
    key = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return _hashed(algorithm(), issuer.subject.public_bytes()), _hashed(algorithm(), _key_bits(key))


def has_only_known_extensions(response: ocsp.OCSPResponse) -> bool:
    """Whether a response has no critical extension, except a nonce (RFC 6960, 4.4). Raises errors for damaged ones."""
    from asn1crypto.ocsp import ResponseData  # noqa: PLC0415 - seldom needed, and slow to import

    data = ResponseData.load(response.tbs_response_bytes)
    extensions = [data["response_extensions"], *(each["single_extensions"] for each in data["responses"])]
    return not any(
        each["critical"].native and each["extn_id"].native != "nonce" for group in extensions for each in group
    )


def _key_bits(encoded: bytes) -> bytes:
    """Return the content of the bit string in a ``SubjectPublicKeyInfo`` (RFC 6960, 4.1.1)."""
    from signature_model.credentials.ber import elements  # noqa: PLC0415

    (whole,) = elements(encoded)
    _, bits = elements(whole.content)
    return bits.content[_BIT_STRING_HEADER:]


def may_respond(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer has certified a responder (RFC 6960, 4.2.2.2)."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (*UNREADABLE, InvalidSignature):
        return False
    return is_responder(certificate)


def is_responder(certificate: Certificate) -> bool:
    """Whether a certificate is for signing OCSP responses."""
    try:
        usage = maybe_extension(certificate, x509.ExtendedKeyUsage)
        return usage is not None and ExtendedKeyUsageOID.OCSP_SIGNING in usage and _may_sign(certificate)
    except UNREADABLE:
        return False


def _may_sign(certificate: Certificate) -> bool:
    usage = maybe_extension(certificate, x509.KeyUsage)
    return usage is None or usage.digital_signature or usage.content_commitment


def is_signed_by(response: ocsp.OCSPResponse, certificate: Certificate) -> bool:
    """Whether the key of a certificate verifies the signature, and neither key nor digest is broken."""
    digest, key = response.signature_hash_algorithm, certificate.public_key()
    if digest is None or digest.name == _BROKEN or (isinstance(key, RSAPublicKey) and key.key_size < _SHORTEST):
        return False
    if isinstance(key, RSAPublicKey):
        is_pss = response.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS
        scheme = Scheme.RSA_PSS if is_pss else Scheme.RSA
    else:
        scheme = Scheme.ECDSA
    method = SignatureMethod(scheme, digest)
    return bool(verifies(certificate, method, response.signature, response.tbs_response_bytes))


def _hashed(algorithm: hashes.HashAlgorithm, content: bytes) -> bytes:
    context = Hash(algorithm)
    context.update(content)
    return context.finalize()
