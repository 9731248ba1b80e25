"""The folder of certificates that an emulator with TLS needs, and its clients.

``client.p12`` (password ``emulator``) is an enterprise certificate with its chain, ``trust-anchors/root.pem`` what a
client has to trust, ``server.pem`` the server's certificate, chain and key. All are made on first use and kept.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from errno import EEXIST
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from signature_model.api.services import POSTEN
from signature_model.console.files import PRIVATE, write_file
from signature_transports.emulator.signing.authority import issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path


CLIENT: Final = "999999999"
"""The organisation number in the client's certificate."""
PASSWORD: Final = "emulator"  # noqa: S105 - it protects nothing
_VALIDITY: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFolder:
    """Where the certificates lie; call ``fill`` before the rest is used."""

    path: Path

    @property
    def client(self) -> Path:
        """The client's key store."""
        return self.path / "client.p12"

    @property
    def anchors(self) -> Path:
        """The folder of what a client has to trust."""
        return self.path / "trust-anchors"

    @property
    def anchor(self) -> Path:
        """The root that both sides trust."""
        return self.anchors / "root.pem"

    @property
    def server(self) -> Path:
        """The server's certificate, chain and key."""
        return self.path / "server.pem"

    def fill(self, now: datetime) -> None:
        """Make them all, unless they are there or another process is making them. ``now`` is aware.

        Raises OSError where the folder cannot be written, FileExistsError where only some are there: those may be
        somebody's own.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with _alone_in(self.path):
            belonging = (self.client, self.anchor, self.server)
            there = [each for each in belonging if each.exists()]
            if not there:
                self.anchors.mkdir(exist_ok=True)
                _make(self, now)
            elif len(there) < len(belonging):
                reason = "is there, and others that belong to it are not; name another folder, or remove it"
                raise FileExistsError(EEXIST, reason, str(there[0]))


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Have no other process here meanwhile, where the system can lock a folder; Windows cannot."""
    try:
        import fcntl  # noqa: PLC0415 - not everywhere
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # this unlocks it, as the end of the process does


def _make(folder: CertificateFolder, now: datetime) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # making an RSA key takes a tenth of a second and holds no lock
        other = elsewhere.submit(_rsa_key)
        client_key = _rsa_key()
        server_key = other.result()
    root_key, issuing_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, issuing_name = _name("Emulator Root CA", POSTEN), _name("Emulator Class 3 CA", POSTEN)
    root = _certificate(root_name, root_key.public_key(), root_name, root_key, now, is_authority=True)
    issuing = _certificate(issuing_name, issuing_key.public_key(), root_name, root_key, now, is_authority=True)
    client = _certificate(_name("Emulator Client", CLIENT), client_key.public_key(), issuing_name, issuing_key, now)
    server = _certificate(_name("Emulator", POSTEN), server_key.public_key(), issuing_name, issuing_key, now)
    encryption = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2_000).build(PASSWORD.encode())
    store = pkcs12.serialize_key_and_certificates(b"client", client_key, client, [issuing, root], encryption)
    key = server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_file(folder.client, store, overwrite=True, mode=PRIVATE)
    write_file(folder.server, _pem([server, issuing]) + key, overwrite=True, mode=PRIVATE)
    write_file(folder.anchor, _pem([root]), overwrite=True, mode=PRIVATE)


def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common_name: str, number: str) -> x509.Name:
    """A name as in the certificates that are issued to organisations today (SEID 2)."""
    attributes = (
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Emulator"),
        (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _certificate(  # noqa: PLR0913 - what a certificate says
    subject: x509.Name,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
    *,
    is_authority: bool = False,
) -> x509.Certificate:
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),  # clocks differ
        not_valid_after=now + _VALIDITY,
    )
    usages = ("key_cert_sign", "crl_sign") if is_authority else ("digital_signature",)
    constraints = x509.BasicConstraints(ca=is_authority, path_length=None)
    return issue(builder, key, issuer_key, *usages, constraints=constraints)


def _pem(certificates: Sequence[x509.Certificate]) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)
