"""PKCS#12 containers (RFC 7292) whose parts can be changed and encrypted again with the right password.

Otherwise no mutation would pass the checksum. The encryption is always the same: PBES2 with AES-256-CBC (RFC 8018),
with zeros as salts and initialisation vectors.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fuzz.mutators.der import OCTET_STRING, Node, maybe_nodes, tlv
from fuzz.sender import certificates
from signature_model.strategies.authority import key

PASSWORD: Final = "hemmelig"  # noqa: S105 - protects nothing

_SEQUENCE, _SET, _OID, _INTEGER, _NULL = 0x30, 0x31, 6, 2, 5
_EXPLICIT, _IMPLICIT = 0xA0, 0x80
_DATA: Final = tlv(_OID, bytes.fromhex("2a864886f70d010701"))
_ENCRYPTED: Final = tlv(_OID, bytes.fromhex("2a864886f70d010706"))
_CERTIFICATE_BAG: Final = tlv(_OID, bytes.fromhex("2a864886f70d010c0a0103"))
_KEY_BAG: Final = tlv(_OID, bytes.fromhex("2a864886f70d010c0a0102"))
_OPEN_KEY_BAG: Final = tlv(_OID, bytes.fromhex("2a864886f70d010c0a0101"))
_X509: Final = tlv(_OID, bytes.fromhex("2a864886f70d01091601"))
_LOCAL_KEY_ID: Final = tlv(_OID, bytes.fromhex("2a864886f70d010915"))
_PBES2: Final = tlv(_OID, bytes.fromhex("2a864886f70d01050d"))
_PBKDF2: Final = tlv(_OID, bytes.fromhex("2a864886f70d01050c"))
_HMAC_SHA256: Final = tlv(_OID, bytes.fromhex("2a864886f70d0209"))
_AES: Final = tlv(_OID, bytes.fromhex("60864801650304012a"))
_SHA256: Final = tlv(_OID, bytes.fromhex("608648016503040201"))
_SALT, _VECTOR = bytes(8), bytes(16)
_BLOCK: Final = 64
_BITS: Final = 128
_MOST_ROUNDS: Final = 1_000


def container(*, pieces: tuple[bytes, bytes] | None = None, rounds: int = 1) -> bytes:
    """Return a container with encrypted parts: the bags of the certificates, and the key."""
    bags, secret = pieces or (bags_of_certificates(), pkcs8())
    locked_key = tlv(_SEQUENCE, _scheme(rounds), tlv(OCTET_STRING, _locked(secret, rounds)))
    key_bag = tlv(_SEQUENCE, _KEY_BAG, tlv(_EXPLICIT, locked_key), _attributes())
    encrypted = tlv(_SEQUENCE, _DATA, _scheme(rounds), tlv(_IMPLICIT, _locked(bags, rounds)))
    safe = tlv(
        _SEQUENCE,
        tlv(_SEQUENCE, _ENCRYPTED, tlv(_EXPLICIT, tlv(_SEQUENCE, tlv(_INTEGER, b"\0"), encrypted))),
        tlv(_SEQUENCE, _DATA, tlv(_EXPLICIT, tlv(OCTET_STRING, tlv(_SEQUENCE, key_bag)))),
    )
    return with_check_sum(safe, rounds)


def with_check_sum(safe: bytes, rounds: int = 1) -> bytes:
    """Return a container of any content, with the checksum for the right password."""
    digest = hmac.digest(_derived(rounds), safe, "sha256")
    algorithm = tlv(_SEQUENCE, _SHA256, tlv(_NULL))
    return tlv(
        _SEQUENCE,
        tlv(_INTEGER, b"\3"),
        tlv(_SEQUENCE, _DATA, tlv(_EXPLICIT, tlv(OCTET_STRING, safe))),
        tlv(
            _SEQUENCE,
            tlv(_SEQUENCE, algorithm, tlv(OCTET_STRING, digest)),
            tlv(OCTET_STRING, _SALT),
            b"" if rounds == 1 else tlv(_INTEGER, _number(rounds)),  # DER omits the default, which is one
        ),
    )


def safe_of(content: bytes) -> bytes | None:
    """Return the content that the checksum covers, or None."""
    node = _at(maybe_nodes(content), 0, 1, 1, 0)
    return None if node is None else node.encoded()[_head(node) :]


def opened(content: bytes) -> tuple[bytes, bytes] | None:
    """Decrypt a container that ``container`` has made and return the bags and the key; None for any other container."""
    nodes = maybe_nodes(content)
    bags = _at(nodes, 0, 1, 1, 0, 0, 0, 1, 0, 1, 2)
    secret = _at(nodes, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1)
    if bags is None or secret is None:
        return None
    found = tuple(_maybe_unlocked(each.content) for each in (bags, secret))
    return None if found[0] is None or found[1] is None else (found[0], found[1])


def has_hidden_key(bags: bytes) -> bool:
    """Whether there is a key among the encrypted certificates; its cost is unknown before it is decrypted."""
    return _KEY_BAG in bags or _OPEN_KEY_BAG in bags


def bags_of_certificates() -> bytes:
    """Return the certificates in their bags, the key's own certificate first."""
    return tlv(_SEQUENCE, *(_certificate_bag(each.public_bytes(Encoding.DER)) for each in certificates()))


def pkcs8() -> bytes:
    """Return the key in PKCS#8."""
    return key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _certificate_bag(encoded: bytes) -> bytes:
    held = tlv(_SEQUENCE, _X509, tlv(_EXPLICIT, tlv(OCTET_STRING, encoded)))
    return tlv(_SEQUENCE, _CERTIFICATE_BAG, tlv(_EXPLICIT, held), _attributes())


def _attributes() -> bytes:
    return tlv(_SET, tlv(_SEQUENCE, _LOCAL_KEY_ID, tlv(_SET, tlv(OCTET_STRING, b"\1"))))


def _scheme(rounds: int) -> bytes:
    function = tlv(_SEQUENCE, _HMAC_SHA256, tlv(_NULL))
    parameters = tlv(_SEQUENCE, tlv(OCTET_STRING, _SALT), tlv(_INTEGER, _number(rounds)), function)
    derivation, cipher = tlv(_SEQUENCE, _PBKDF2, parameters), tlv(_SEQUENCE, _AES, tlv(OCTET_STRING, _VECTOR))
    return tlv(_SEQUENCE, _PBES2, tlv(_SEQUENCE, derivation, cipher))


def _number(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _cipher(rounds: int = 1) -> Cipher[CBC]:
    secret = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), _SALT, rounds)
    return Cipher(AES256(secret), CBC(_VECTOR))


def _locked(content: bytes, rounds: int) -> bytes:
    padder, encryptor = PKCS7(_BITS).padder(), _cipher(rounds).encryptor()
    return encryptor.update(padder.update(content) + padder.finalize()) + encryptor.finalize()


def _maybe_unlocked(content: bytes) -> bytes | None:
    unpadder, decryptor = PKCS7(_BITS).unpadder(), _cipher().decryptor()
    try:
        return unpadder.update(decryptor.update(content) + decryptor.finalize()) + unpadder.finalize()
    except ValueError:
        return None


def _derived(rounds: int) -> bytes:
    """Derive the key of the checksum (RFC 7292, appendix B.2, with SHA-256); one block is enough."""
    text = PASSWORD.encode("utf-16-be") + b"\0\0"
    block = b"\3" * _BLOCK + _stretched(_SALT) + _stretched(text)
    for _ in range(min(rounds, _MOST_ROUNDS)):
        block = hashlib.sha256(block).digest()
    return block


def _stretched(content: bytes) -> bytes:
    length = -(-len(content) // _BLOCK) * _BLOCK
    return (content * (length // len(content) + 1))[:length]


def _at(nodes: list[Node] | None, *path: int) -> Node | None:
    """Return the element at a path of indices."""
    found: Node | None = None
    for place in path:
        if nodes is None or place >= len(nodes):
            return None
        found, nodes = nodes[place], nodes[place].inner
    return found


def _head(node: Node) -> int:
    """Return the number of bytes of an element's identifier and length."""
    encoded = node.encoded()
    return 2 + (encoded[1] & 0x7F if encoded[1] & 0x80 else 0)
