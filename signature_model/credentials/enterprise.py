"""``Credentials``: the enterprise certificate with its chain and its private key, which may be in hardware.

This module matches key and certificates and reports what is wrong with them. ``keystores`` opens containers,
``certificates`` reads facts, ``seals`` writes the signature.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.x509 import Certificate

from signature_model.credentials.certificates import (
    load_certificates,
    maybe_issuer,
    maybe_rsa_key,
    maybe_subject,
    maybe_validity,
    organization_number,
)
from signature_model.credentials.chains import chain_of
from signature_model.credentials.issuer_names import write_name
from signature_model.credentials.keystores import LARGEST_CONTAINER, read_pem_key, read_pkcs12
from signature_model.credentials.passwords import Password
from signature_model.credentials.signing import USE_RSA, require_valid, signature_of
from signature_model.credentials.suitability import problems_of
from signature_model.errors import CredentialsError
from signature_model.type_checks import require_aware, require_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Credentials:
    """An enterprise certificate and the means to sign with its key.

    ``chain`` begins with the certificate and leads towards the root, as far as the issuers are known. ``private_key``
    is None if the key is kept elsewhere and only ``sign`` reaches it. Create credentials with ``from_pkcs12``,
    ``from_pem`` or ``from_signer``. They raise CredentialsError for credentials that cannot sign; ``problems`` returns
    what else may be wrong.
    """

    certificate: Certificate
    chain: tuple[Certificate, ...]
    private_key: RSAPrivateKey | None = field(compare=False)
    _signer: Callable[[bytes], bytes] = field(compare=False)

    @classmethod
    def from_pkcs12(
        cls,
        source: bytes | str | os.PathLike[str],
        password: Password | str | bytes | None,
        *,
        extra_certificates: Sequence[Certificate] | bytes = (),
    ) -> Credentials:
        """Load credentials from a PKCS#12 container (``.p12``, ``.pfx``), given as bytes or as a path.

        The enterprise certificate is found by the container's key. ``extra_certificates`` adds issuers that are not in
        the container: objects, PEM or DER.
        """
        secret = Password.of(password)
        del password
        require_type("source", source, bytes | str | os.PathLike)
        content = source if isinstance(source, bytes) else _content(Path(source))
        key, certificates = read_pkcs12(content, secret)
        if key is None:
            msg = f"the container has no private key (certificates found: {len(certificates)})"
            raise CredentialsError(msg, "export the certificate again together with its private key")
        return cls._from_key(_rsa(key), (*certificates, *_certificates("extra_certificates", extra_certificates)))

    @classmethod
    def from_pem(
        cls,
        certificates: bytes,
        key: bytes,
        password: Password | str | bytes | None = None,
        *,
        extra_certificates: Sequence[Certificate] | bytes = (),
    ) -> Credentials:
        """Load credentials from PEM: the certificate and its issuers in any order, and the private key."""
        secret = Password.of(password)
        del password
        require_type("certificates", certificates, bytes)
        require_type("key", key, bytes)
        found = (*load_certificates(certificates), *_certificates("extra_certificates", extra_certificates))
        return cls._from_key(_rsa(read_pem_key(key, secret)), found)

    @classmethod
    def from_signer(cls, certificates: Sequence[Certificate] | bytes, sign: Callable[[bytes], bytes]) -> Credentials:
        """Create credentials for a key that does not leave its hardware or service.

        The enterprise certificate comes first in ``certificates``. ``sign`` receives the bytes to sign (not their
        digest) and returns their RSA PKCS#1 v1.5 signature with SHA-256. Its exceptions are not caught. Each signature
        is verified before it is used.
        """
        found = _certificates("certificates", certificates)
        if not callable(sign):
            msg = f"sign must be callable, not {type(sign).__name__}"
            raise TypeError(msg)
        if not found:
            msg = "there are no certificates"
            raise CredentialsError(msg, "pass the enterprise certificate first, then its issuers")
        if (public_key := maybe_rsa_key(found[0])) is None:
            msg = "the certificate's key is not a usable RSA key"
            raise CredentialsError(msg, USE_RSA)
        _require_nameable(found[0])

        def signer(data: bytes) -> bytes:
            signature = sign(data)
            require_valid(signature, data, public_key)
            return signature

        return cls(certificate=found[0], chain=chain_of(found[0], found), private_key=None, _signer=signer)

    @classmethod
    def _from_key(cls, key: RSAPrivateKey, certificates: Sequence[Certificate]) -> Credentials:
        certificate = _certificate_of(key, certificates)
        _require_nameable(certificate)
        return cls(
            certificate=certificate,
            chain=chain_of(certificate, certificates),
            private_key=key,
            _signer=lambda data: signature_of(key, data),
        )

    @property
    def organization_number(self) -> str | None:
        """The number (nine digits) of the organisation that the certificate is issued to, or None."""
        return organization_number(self.certificate)

    @property
    def not_valid_after(self) -> datetime | None:
        """When the certificate expires, in UTC; None if its validity cannot be read."""
        validity = maybe_validity(self.certificate)
        return validity and validity[1]

    @property
    def subject(self) -> str | None:
        """The name of the certificate's subject as in RFC 2253, the most specific part first; None if unreadable."""
        name = maybe_subject(self.certificate)
        return None if name is None else write_name(name)

    def sign(self, data: bytes) -> bytes:
        """Sign the data with RSA PKCS#1 v1.5 and SHA-256. Raises CredentialsError if the signature is not valid."""
        return self._signer(data)

    def problems(self, now: datetime | None = None) -> tuple[str, ...]:
        """Return reasons why the service may refuse the credentials. Validity is only checked at ``now`` (aware)."""
        if now is not None:
            require_aware("now", now)
        return tuple(problems_of(self.certificate, self.chain, now))

    def __repr__(self) -> str:
        until = self.not_valid_after and self.not_valid_after.isoformat()
        return f"Credentials(organization_number={self.organization_number!r}, not_valid_after={until!r})"


_LONGEST_SERIAL_NUMBER = 320  # bits; RFC 5280, 4.1.2.2 permits half of it
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, 2.2
_ORDER_ANOTHER = "order another certificate from the issuer"


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_CONTAINER + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a valid path"
        msg = f"the file {str(path)!r} cannot be read: {reason}"
        raise CredentialsError(msg, "check the path and the permissions") from error


def _certificates(name: str, given: Sequence[Certificate] | bytes) -> tuple[Certificate, ...]:
    if isinstance(given, bytes):
        return load_certificates(given)
    require_type(name, given, Iterable)
    certificates = tuple(given)
    for index, each in enumerate(certificates):
        require_type(f"{name}[{index}]", each, Certificate)
    return certificates


def _rsa(key: PrivateKeyTypes) -> RSAPrivateKey:
    if not isinstance(key, RSAPrivateKey):
        msg = f"the private key is not an RSA key but a {type(key).__name__}"
        raise CredentialsError(msg, USE_RSA)
    return key


def _certificate_of(key: RSAPrivateKey, certificates: Sequence[Certificate]) -> Certificate:
    public_key = key.public_key()
    fitting = [each for each in certificates if maybe_rsa_key(each) == public_key]
    if not fitting:
        msg = f"no certificate belongs to the private key (certificates found: {len(certificates)})"
        raise CredentialsError(
            msg, ("the key and the certificates do not belong together, or the certificate of the key is missing")
        )
    # A renewed certificate may have the same key: the one that is valid longest is in use.
    return max(fitting, key=_until)


def _until(certificate: Certificate) -> datetime:
    validity = maybe_validity(certificate)
    return datetime.min.replace(tzinfo=UTC) if validity is None else validity[1]


def _require_nameable(certificate: Certificate) -> None:
    """Refuse a certificate that a seal cannot name by its issuer's name and serial number (XAdES, 7.2.2)."""
    issuer = maybe_issuer(certificate)
    if issuer is None or _NO_XML.search(write_name(issuer)):
        msg = "the name of the certificate's issuer is malformed, so a seal cannot name the certificate"
        raise CredentialsError(msg, _ORDER_ANOTHER)
    if certificate.serial_number.bit_length() > _LONGEST_SERIAL_NUMBER:
        msg = f"the certificate's serial number is longer than {_LONGEST_SERIAL_NUMBER} bits, so a seal cannot name it"
        raise CredentialsError(msg, _ORDER_ANOTHER)
