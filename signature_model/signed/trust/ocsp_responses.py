"""Read OCSP responses (RFC 6960): which certificate they are about, and who may have signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asn1crypto.ocsp import ResponseData
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from signature_model.credentials.certificates import UNREADABLE
from signature_model.credentials.signature_values import Scheme, SignatureMethod, verifies

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509 import Certificate

_BIT_STRING_HEADER: Final = 1
_BROKEN: Final = "md5"
_SHORTEST: Final = 1_024
"""The minimum length of an RSA key in bits. Anyone can break a shorter key, and then make any response."""


def maybe_response(encoded: bytes) -> ocsp.OCSPResponse | None:
    """Return a successful OCSP response in DER; None if it is not one."""
    try:
        response = ocsp.load_der_ocsp_response(encoded)
    except UNREADABLE:
        return None
    return response if response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL else None


def is_about(response: ocsp.OCSPSingleResponse, certificate: Certificate, issuer: Certificate) -> bool:
    """Whether a response is about a certificate of an issuer."""
    if response.serial_number != certificate.serial_number:
        return False
    algorithm = response.hash_algorithm
    key = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    same_name = response.issuer_name_hash == _hashed(algorithm, issuer.subject.public_bytes())
    return same_name and response.issuer_key_hash == _hashed(algorithm, _key_bits(key))


def has_only_known_extensions(response: ocsp.OCSPResponse) -> bool:
    """Whether a response has no critical extension, except a nonce (RFC 6960, 4.4). Raises errors for damaged ones."""
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
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        return ExtendedKeyUsageOID.OCSP_SIGNING in usage and _may_sign(certificate)
    except (*UNREADABLE, x509.ExtensionNotFound):
        return False


def _may_sign(certificate: Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


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
