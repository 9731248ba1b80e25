"""Open PKCS#12 containers (RFC 7292) and PEM private keys.

Each failure gets its own message. The size of keys is bounded, because OpenSSL needs minutes to prove that very large
factors of an RSA key are primes. ``pkcs12_limits`` bounds the work of decryption; ``enterprise`` validates the result.
"""

from __future__ import annotations

import warnings
from base64 import b64decode
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key, pkcs12

from signature_model.credentials.ber import INTEGER, SEQUENCE, elements
from signature_model.credentials.passwords import Password
from signature_model.credentials.pkcs12_limits import key_bags, require_affordable
from signature_model.errors import CredentialsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

LARGEST_CONTAINER: Final = 1 << 18
"""The maximum size of a PKCS#12 container in bytes. Real containers have a few thousand."""

LARGEST_KEY: Final = 3 << 10
"""The maximum size of an encoded key in bytes. An RSA key of 4,096 bits has 2,400."""
LARGEST_KEYS: Final = 8 << 10
"""The maximum size of all keys in a container in bytes; the first key is used."""
LARGEST_FACTOR: Final = 2_304
"""The maximum length of a prime factor in bits.

Issuers certify RSA keys of at most 4,096 bits, whose factors have 2,048.
"""

_KEY_STORES = {b"\xfe\xed\xfe\xed": "JKS", b"\xce\xce\xce\xce": "JCEKS"}
"""Java's own formats, by the first bytes (JDK: JavaKeyStore, JceKeyStore). No maintained Python library reads them."""
_PKCS12_VERSION = b"\x03"
_KEY = b"PRIVATE KEY-----"
_BEGIN = b"-----BEGIN "
_BEGIN_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"
_END_ENCRYPTED = b"-----END ENCRYPTED PRIVATE KEY-----"

_NONE = Password(b"")
# Warning if the program turns warnings into errors; InternalError if OpenSSL refuses some Diffie-Hellman keys.
_UNREADABLE = (ValueError, TypeError, Warning, InternalError, UnsupportedAlgorithm, x509.InvalidVersion)


def read_pkcs12(
    content: bytes, password: Password | str | bytes | None
) -> tuple[PrivateKeyTypes | None, tuple[x509.Certificate, ...]]:
    """Return the first private key, and all certificates with the key's own first.

    An empty password is the same as no password. Raises CredentialsError if the content is not a PKCS#12 container, or
    if the password does not open it.
    """
    secret = Password.of(password)
    del password
    secret.require_usable()
    _require_pkcs12(content)
    try:
        found = _opened(content, secret)
    except _UNREADABLE as error:
        if not secret:
            msg = "the PKCS#12 container does not open without a password"
            raise CredentialsError(msg, "give its password; if it has none, the container is damaged") from error
        msg = "the password does not open the PKCS#12 container"
        raise CredentialsError(msg, f"{secret.hint}; if it is right, the container is damaged") from error
    all_of_them = [each for each in (found.cert, *found.additional_certs) if each is not None]
    return found.key, tuple(each.certificate for each in all_of_them)


def _opened(content: bytes, secret: Password) -> pkcs12.PKCS12KeyAndCertificates:
    try:
        _require_small_keys(content, secret)
        return pkcs12.load_pkcs12(content, secret.encoded or None)
    except Warning:  # the program turns warnings into errors; `cryptography` warns of BER, which some issuers write
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _require_small_keys(content, secret)
            return pkcs12.load_pkcs12(content, secret.encoded or None)


def read_pem_key(content: bytes, password: Password | str | bytes | None) -> PrivateKeyTypes:
    """Return the private key from PEM, encrypted or not. Raises CredentialsError."""
    secret = Password.of(password)
    del password
    secret.require_usable()
    if _KEY not in content:
        msg = "no PEM private key found"
        raise CredentialsError(msg, "a PEM private key begins with a line such as -----BEGIN PRIVATE KEY-----")
    try:
        return _pem_key(content, secret)
    except TypeError as error:  # a password that is not needed, or is missing
        msg = "the private key is not encrypted, but a password was given" if secret else "the private key is encrypted"
        raise CredentialsError(msg, "omit the password" if secret else "enter its password") from error
    except _UNREADABLE as error:
        msg = "the private key cannot be read" + (" with this password" if secret else "")
        raise CredentialsError(
            msg, f"{secret.hint}; also check that the file is complete" if secret else None
        ) from error


def _pem_key(content: bytes, secret: Password) -> PrivateKeyTypes:
    """Load the first key. Only a key with the label ENCRYPTED can need key derivation by PKCS#5 or PKCS#12."""
    before, _, after = content.partition(_BEGIN_ENCRYPTED)
    if _KEY in before:
        block = _first_block(before)
        _require_size(len(block) * 3 // 4)
        return _validated(load_pem_private_key(block, secret.encoded or None, unsafe_skip_rsa_key_validation=True))
    body, end, _ = after.partition(_END_ENCRYPTED)
    if not end:
        msg = "the key is cut short"
        raise ValueError(msg)
    encoded = b64decode(body)
    require_affordable(encoded)
    return _validated(_loaded(encoded, secret))


def _first_block(content: bytes) -> bytes:
    """Return the block from the first line that begins a key to the next line that ends one."""
    label = content.index(_KEY)
    start, end = content.rfind(_BEGIN, 0, label), content.find(_KEY, label + 1)
    return content[max(start, 0) : end + len(_KEY) if end >= 0 else None]


def _require_small_keys(content: bytes, secret: Password) -> None:
    """Raise CredentialsError for a key that is too large, and ValueError (or the like) for a key that cannot be read.

    A key that is encrypted with the empty password is not checked: it can only be opened within its container.
    """
    left = LARGEST_KEYS
    for bag in key_bags(content):
        left -= len(bag.encoded)
        if left < 0:
            raise CredentialsError(_TOO_LARGE, _USE_SMALLER)
        if secret or not bag.is_encrypted:
            _require_factors(_loaded(bag.encoded, secret if bag.is_encrypted else _NONE))


def _loaded(encoded: bytes, secret: Password) -> PrivateKeyTypes:
    """Load a key from PKCS#8 in DER, encrypted or not, without validating its numbers."""
    _require_size(len(encoded))
    return load_der_private_key(encoded, secret.encoded or None, unsafe_skip_rsa_key_validation=True)


def _validated(key: PrivateKeyTypes) -> PrivateKeyTypes:
    """Validate the key's numbers. Raises ValueError."""
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


def _require_pkcs12(content: bytes) -> None:
    if len(content) > LARGEST_CONTAINER:
        msg = f"this is not a PKCS#12 container: it has more than {LARGEST_CONTAINER:,} bytes"
        raise CredentialsError(msg)
    if (kind := _KEY_STORES.get(content[:4])) is not None:
        msg = f"this is a Java key store ({kind}), not a PKCS#12 container"
        paths = f"-srckeystore FILE -srcstoretype {kind} -destkeystore our.p12 -deststoretype PKCS12"
        raise CredentialsError(msg, f"convert it: keytool -importkeystore {paths}")
    if b"-----BEGIN " in content:
        msg = "this is PEM, not a PKCS#12 container"
        raise CredentialsError(msg, "use Credentials.from_pem")
    if content[:1] != bytes([SEQUENCE]):
        msg = "this is not a PKCS#12 container"
        raise CredentialsError(msg, "a PKCS#12 container is a binary file, usually named .p12 or .pfx")
    _require_version(content)


def _require_version(content: bytes) -> None:
    try:
        outer = next(elements(content))
        version = next(elements(outer.content), None)
        require_affordable(outer.content)
    except ValueError as error:
        msg = "this is not a PKCS#12 container, or it is damaged"
        raise CredentialsError(msg, "check that the file is complete") from error
    if version is None or (version.identifier, version.content) != (INTEGER, _PKCS12_VERSION):
        msg = "this is DER, but not a PKCS#12 container"
        raise CredentialsError(msg, "a certificate or a key alone is not enough: use a container, or both as PEM")
    if extra := len(content) - len(outer.encoded):
        msg = f"the PKCS#12 container is followed by other content ({extra:,} bytes)"
        raise CredentialsError(
            msg, "export the container again, or remove the bytes after it, which a text editor may have added"
        )


_TOO_LARGE = "the private key is larger than the keys that issuers certify"
_USE_SMALLER = "use an RSA key of 2,048 to 4,096 bits"
