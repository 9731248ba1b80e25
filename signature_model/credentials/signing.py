"""Sign with an RSA key in memory, and verify the signatures of a key that is kept elsewhere."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from signature_model.errors import CredentialsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

USE_RSA = "order an RSA certificate: the service accepts only RSA seals"


def signature_of(key: RSAPrivateKey, data: bytes) -> bytes:
    """Return the signature of the data. Raises CredentialsError if the key is too short."""
    try:
        return key.sign(data, PKCS1v15(), SHA256())
    except ValueError as error:
        msg = f"a key of {key.key_size} bits cannot sign with SHA-256"
        raise CredentialsError(msg, USE_RSA) from error


def require_valid(signature: object, data: bytes, key: RSAPublicKey) -> None:
    """Raise CredentialsError, with the probable cause, if a signer did not return the signature of the data."""
    if not isinstance(signature, bytes):
        msg = f"the signer returned {type(signature).__name__}, not bytes"
        raise CredentialsError(msg, "return the raw signature, not its text or the whole response of a service")
    try:
        key.verify(signature, data, PKCS1v15(), SHA256())
    except InvalidSignature as error:
        msg = f"the signer's signature does not verify with the certificate: {_flaw(signature, data, key)}"
        raise CredentialsError(msg, "sign with the certificate's key, RSA PKCS#1 v1.5 and SHA-256") from error


def _flaw(signature: bytes, data: bytes, key: RSAPublicKey) -> str:
    expected = (key.key_size + 7) // 8
    if len(signature) != expected:
        return f"it has {len(signature)} bytes instead of {expected}, so it is from another key, or encoded"
    try:
        recovered = key.recover_data_from_signature(signature, PKCS1v15(), None)
    except InvalidSignature:
        return "it was made with another key, or with PSS padding"
    digest = sha256(data).digest()
    if recovered.endswith(sha256(digest).digest()):
        return "the right key signed the digest of the digest; hash the data only once"
    if recovered == digest:
        return "the right key signed the digest without the DigestInfo that names SHA-256"
    return "the right key signed other data, or used another digest algorithm"
