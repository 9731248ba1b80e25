"""Opening what private keys are kept in: PKCS#12 containers (RFC 7292) and PEM.

Owns telling apart what goes wrong on the way. How much work opening may be is for ``key_derivations`` to bound, and
whether key and certificates are of any use for ``enterprise`` to say.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key, pkcs12

from signature_model.credentials.ber import INTEGER, SEQUENCE, elements
from signature_model.credentials.key_derivations import require_affordable
from signature_model.errors import CredentialsError
from signature_model.values import require_type

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

LARGEST_CONTAINER: Final = 1 << 20
"""Bytes of a PKCS#12 container; honest ones have a few thousand."""

_KEY_STORE_MAGIC = b"\xfe\xed\xfe\xed"
_PKCS12_VERSION = b"\x03"
_KEY = b"PRIVATE KEY-----"
_BEGIN_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_END_ENCRYPTED = b"-----END ENCRYPTED PRIVATE KEY-----"

# Warning where the program makes errors of warnings: containers with BER lengths, certificates with odd serial numbers.
_UNREADABLE = (ValueError, TypeError, Warning, UnsupportedAlgorithm, x509.InvalidVersion)


def read_pkcs12(
    content: bytes, password: str | bytes | None
) -> tuple[PrivateKeyTypes | None, tuple[x509.Certificate, ...]]:
    """The private key (the first, if there are several) and all certificates, the key's own first.

    An absent and an empty password are the same. Raises CredentialsError for whatever else than a PKCS#12 container
    of this password.
    """
    secret = _secret(password)
    _require_pkcs12(content)
    try:
        found = pkcs12.load_pkcs12(content, secret)
    except _UNREADABLE as error:
        msg = "the password does not open the PKCS#12 container"
        hint = (
            "check the password, a line feed at its end included; if it is right, the container is damaged"
            if secret
            else "give the container's password; it is not the empty one"
        )
        raise CredentialsError(msg, hint) from error
    all_of_them = [each for each in (found.cert, *found.additional_certs) if each is not None]
    return found.key, tuple(each.certificate for each in all_of_them)


def read_pem_key(content: bytes, password: str | bytes | None) -> PrivateKeyTypes:
    """The private key from PEM, encrypted or not. Raises CredentialsError."""
    secret = _secret(password)
    if _KEY not in content:
        msg = "there is no PEM private key"
        raise CredentialsError(msg, "a PEM key has a line like -----BEGIN PRIVATE KEY-----")
    try:
        return _pem_key(content, secret)
    except TypeError as error:  # a password without need, or needed and not there
        msg = "the private key is not encrypted, but a password was given" if secret else "the private key is encrypted"
        raise CredentialsError(msg, "leave the password out" if secret else "give its password") from error
    except _UNREADABLE as error:
        msg = "the private key cannot be read" + (" with this password" if secret else "")
        raise CredentialsError(msg, "check the password, and that the file is whole" if secret else None) from error


def _pem_key(content: bytes, secret: bytes | None) -> PrivateKeyTypes:
    """The first key. Only one labelled as encrypted can ask for work; what is bounded is what is opened."""
    before, _, after = content.partition(_BEGIN_ENCRYPTED)
    if _KEY in before:
        return load_pem_private_key(before, secret)
    body, end, _ = after.partition(_END_ENCRYPTED)
    if not end:
        msg = "cut short"
        raise ValueError(msg)
    encoded = b64decode(body)
    require_affordable(encoded)
    return load_der_private_key(encoded, secret)


def _secret(password: str | bytes | None) -> bytes | None:
    require_type("password", password, str | bytes | None)
    secret = password.encode(errors="replace") if isinstance(password, str) else password
    if secret and b"\0" in secret:  # OpenSSL's binding would panic, and print the password
        msg = "the password holds a NUL character, which no container's password can"
        raise CredentialsError(msg, "if it was read from a file, check the file's encoding: UTF-16 has such characters")
    return secret or None


def _require_pkcs12(content: bytes) -> None:
    if len(content) > LARGEST_CONTAINER:
        msg = f"more than {LARGEST_CONTAINER} bytes: no PKCS#12 container"
        raise CredentialsError(msg)
    if content.startswith(_KEY_STORE_MAGIC):
        msg = "this is a Java key store (JKS), no PKCS#12 container"
        raise CredentialsError(msg, "convert it: keytool -importkeystore -deststoretype pkcs12")
    if b"-----BEGIN " in content:
        msg = "this is PEM, no PKCS#12 container"
        raise CredentialsError(msg, "use Credentials.from_pem")
    if content[:1] != bytes([SEQUENCE]):
        msg = "this is no PKCS#12 container"
        raise CredentialsError(msg, "containers are binary files, usually called .p12 or .pfx")
    _require_version(content)


def _require_version(content: bytes) -> None:
    try:
        outer = next(elements(content))
        version = next(elements(outer.content), None)
        require_affordable(outer.content)
    except ValueError as error:
        msg = "this is no PKCS#12 container, or a damaged one"
        raise CredentialsError(msg, "is the file whole?") from error
    if version is None or (version.identifier, version.content) != (INTEGER, _PKCS12_VERSION):
        msg = "this is no PKCS#12 container but something else in DER"
        raise CredentialsError(msg, "a certificate or a key alone is not enough: give the container, or both as PEM")
