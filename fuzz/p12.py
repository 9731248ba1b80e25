"""For all bytes, `Credentials` raises nothing but CredentialsError and stays within a second and 300 MB.

Credentials from `from_pkcs12` and `from_pem` can sign, and report doubtful properties. Excluded are keys within
encrypted contents, and keys with an empty password: their cost cannot be limited before they are decrypted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fuzz.keystores import PASSWORD, container, has_hidden_key, opened, safe_of, with_check_sum
from fuzz.mutators.der import der_changed
from fuzz.mutators.texts import tokens_changed
from fuzz.sender import certificates, pem_of_certificates, pem_of_key
from signature_model import Credentials
from signature_model.errors import CredentialsError
from signature_model.strategies.authority import MOMENT, key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.mutators.dice import Dice

LONGEST: Final = 64 * 1024

_BEGIN: Final = b"-----BEGIN "


def check(content: bytes) -> None:
    """Open the bytes as a container with the right password and without one, and as PEM."""
    for password in (PASSWORD, None):
        try:
            found = (
                Credentials.from_pem(content, content, password)
                if _BEGIN in content
                else Credentials.from_pkcs12(content, password)
            )
        except CredentialsError as error:
            str(error).encode()
        else:
            _use(found)


def seeds() -> Iterator[bytes]:
    """Yield encrypted and plain containers, and certificates and keys as PEM, together and alone."""
    yield container()
    yield container(rounds=100)
    yield with_check_sum(b"\x30\0")
    yield certificates()[0].public_bytes(Encoding.DER)
    yield key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    yield pem_of_certificates() + pem_of_key()
    yield pem_of_key() + certificates()[0].public_bytes(Encoding.PEM)
    yield pem_of_certificates() + key().private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    yield pem_of_certificates()


def mutated(content: bytes, most: int, dice: Dice) -> bytes:
    """Change a container, usually inside its encryption; or change PEM."""
    if _BEGIN in content:
        return tokens_changed(content, most, dice, [_BEGIN]) if dice.one_in(2) else dice.plain(content, most)
    if dice.one_in(3) and (pieces := opened(content)) is not None:
        bags, secret = pieces
        if dice.one_in(2) and not has_hidden_key(bags := der_changed(bags, most, dice)):
            return container(pieces=(bags, secret))[:most]
        return container(pieces=(pieces[0], der_changed(secret, most, dice)))[:most]
    if dice.one_in(2) and (safe := safe_of(content)) is not None:
        return with_check_sum(der_changed(safe, most, dice))[:most]
    return der_changed(content, most, dice)


def _use(found: Credentials) -> None:
    found.sign(b"anything")
    for each in found.problems(MOMENT):
        each.encode()
    repr(found)
