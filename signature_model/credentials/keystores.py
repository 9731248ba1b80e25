"""Opening what private keys are kept in: PKCS#12 containers (RFC 7292) and PEM.

Owns telling apart what goes wrong on the way, and bounding the size of keys: proving that the factors of an RSA key are
primes takes minutes where they are large enough. How much work unlocking may be is for ``key_derivations`` to bound,
and whether key and certificates are of any use for ``enterprise`` to say.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key, pkcs12

from signature_model.credentials.ber import INTEGER, SEQUENCE, elements
from signature_model.credentials.key_bags import key_bags
from signature_model.credentials.key_derivations import require_affordable
from signature_model.errors import CredentialsError
from signature_model.type_checks import require_type

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

LARGEST_CONTAINER: Final = 1 << 18
"""Bytes of a PKCS#12 container; honest ones have a few thousand."""

LARGEST_KEY: Final = 3 << 10
"""Bytes of an encoded key; one of RSA with 4,096 bits has 2,400."""
LARGEST_KEYS: Final = 8 << 10
"""Bytes of all keys of a container, of which the first is used."""
LARGEST_FACTOR: Final = 2_304
"""Bits of a prime factor; those of an RSA key with 4,096 bits, the most that issuers certify, have 2,048."""

_KEY_STORE_MAGIC = b"\xfe\xed\xfe\xed"
_PKCS12_VERSION = b"\x03"
_KEY = b"PRIVATE KEY-----"
_BEGIN = b"-----BEGIN "
_BEGIN_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_END_ENCRYPTED = b"-----END ENCRYPTED PRIVATE KEY-----"

# Warning where the program makes errors of warnings: containers with BER lengths, certificates with odd serial numbers.
# InternalError is what OpenSSL's complaints about some keys of Diffie-Hellman become.
_UNREADABLE = (ValueError, TypeError, Warning, InternalError, UnsupportedAlgorithm, x509.InvalidVersion)


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
        _require_modest_keys(content, secret)
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
        block = _first_block(before)
        _require_size(len(block) * 3 // 4)
        return _validated(load_pem_private_key(block, secret, unsafe_skip_rsa_key_validation=True))
    body, end, _ = after.partition(_END_ENCRYPTED)
    if not end:
        msg = "cut short"
        raise ValueError(msg)
    encoded = b64decode(body)
    require_affordable(encoded)
    return _validated(_unlocked(encoded, secret))


def _first_block(content: bytes) -> bytes:
    """From the first line that begins a key to the next that ends one."""
    label = content.index(_KEY)
    start, end = content.rfind(_BEGIN, 0, label), content.find(_KEY, label + 1)
    return content[max(start, 0) : end + len(_KEY) if end >= 0 else None]


def _require_modest_keys(content: bytes, secret: bytes | None) -> None:
    """Refuse a container with a key that is too large, or that cannot be read to see that. Raises CredentialsError too.

    A key that is locked with the empty password is taken as it is: it opens in its container alone.
    """
    left = LARGEST_KEYS
    for bag in key_bags(content):
        left -= len(bag.encoded)
        if left < 0:
            raise CredentialsError(_TOO_LARGE, _USE_SMALLER)
        if secret or not bag.is_locked:
            _require_factors(_unlocked(bag.encoded, secret if bag.is_locked else None))


def _unlocked(encoded: bytes, secret: bytes | None) -> PrivateKeyTypes:
    """The key, whatever its numbers are, from PKCS#8 in DER, encrypted or not."""
    _require_size(len(encoded))
    return load_der_private_key(encoded, secret, unsafe_skip_rsa_key_validation=True)


def _validated(key: PrivateKeyTypes) -> PrivateKeyTypes:
    """The key, proven to be one. Raises ValueError."""
    _require_factors(key)
    return key.private_numbers().private_key() if isinstance(key, RSAPrivateKey) else key


def _require_factors(key: PrivateKeyTypes) -> None:
    if isinstance(key, RSAPrivateKey):
        numbers = key.private_numbers()
        if max(numbers.p, numbers.q).bit_length() > LARGEST_FACTOR:
            raise CredentialsError(_TOO_LARGE, _USE_SMALLER)


def _require_size(size: int) -> None:
    if size > LARGEST_KEY:
        raise CredentialsError(_TOO_LARGE, _USE_SMALLER)


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


_TOO_LARGE = "the private key is larger than any that issuers certify"
_USE_SMALLER = "use a key of RSA with 2,048 to 4,096 bits"
