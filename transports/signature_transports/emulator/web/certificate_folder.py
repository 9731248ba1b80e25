"""The folder of certificates for an emulator with TLS and its clients. They are created on first use and kept.

``client.p12`` (password ``emulator``) is an enterprise certificate with its chain, ``trust-anchors/root.pem`` is the
root that clients must trust, and ``server.pem`` is the server's certificate, chain and key. ``signers-anchors`` has the
roots that verify the signed documents; they are the same for every emulator.
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
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from signature_model.api.services import POSTEN
from signature_model.console.errors import Unusable
from signature_model.console.files import PRIVATE, write_file
from signature_model.credentials.certificates import load_certificates
from signature_model.credentials.enterprise import Credentials
from signature_model.errors import CredentialsError
from signature_transports.emulator.signing.anchors import anchors_by_name
from signature_transports.emulator.signing.pki.certificates import issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path


CLIENT: Final = "999999999"
"""The organisation number in the client's certificate."""
PASSWORD: Final = "emulator"  # noqa: S105 - not a secret
_VALIDITY: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFolder:
    """The paths of the certificates. Call ``fill`` before you use them."""

    path: Path

    @property
    def client(self) -> Path:
        """The client's key store."""
        return self.path / "client.p12"

    @property
    def anchors(self) -> Path:
        """The folder of certificates that clients must trust."""
        return self.path / "trust-anchors"

    @property
    def anchor(self) -> Path:
        """The root that both sides trust."""
        return self.anchors / "root.pem"

    @property
    def signers_anchors(self) -> Path:
        """The folder of certificates that verify the signed documents."""
        return self.path / "signers-anchors"

    @property
    def server(self) -> Path:
        """The server's certificate, chain and key."""
        return self.path / "server.pem"

    @property
    def thumbprint(self) -> str:
        """The SHA-256 of the client's certificate, in hexadecimal."""
        return _certificates_in(self.client)[0].fingerprint(SHA256()).hex()

    def fill(self, now: datetime) -> None:
        """Create the certificates if there are none. ``now`` is aware.

        Raises OSError if the folder cannot be written, FileExistsError if only some of the files exist (they may be
        the user's own), and Unusable if a certificate cannot be used at this time.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with _locked(self.path):
            needed = (self.client, self.anchor, self.server)
            found = [each for each in needed if each.exists()]
            if not found:
                self.anchors.mkdir(exist_ok=True)
                _make(self, now)
            elif len(found) < len(needed):
                reason = "exists, but other files of the folder are missing; remove it, or name another folder"
                raise FileExistsError(EEXIST, reason, str(found[0]))
            else:
                _require_usable(self, now)
            self.signers_anchors.mkdir(exist_ok=True)
            for name, certificate in anchors_by_name().items():
                write_file(self.signers_anchors / f"{name}.pem", _pem([certificate]), overwrite=True, mode=PRIVATE)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes out of the folder. Windows cannot lock folders: there, nothing is locked."""
    try:
        import fcntl  # noqa: PLC0415 - missing on Windows
    except ImportError:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # unlocks it


def _require_usable(folder: CertificateFolder, now: datetime) -> None:
    """Raise Unusable if a file of the folder cannot be read, or if a certificate is not valid now."""
    for path in (folder.anchor, folder.server, folder.client):
        if reason := _why_unusable(path, now):
            msg = f"{path} {reason}; to get new certificates, remove the folder {folder.path}, or name another"
            raise Unusable(msg)


def _why_unusable(path: Path, now: datetime) -> str | None:
    try:
        certificates = _certificates_in(path)
    except CredentialsError as error:
        return f"cannot be used: {error.message}"
    for each in certificates:
        if now > each.not_valid_after_utc:
            return f"has a certificate that expired on {each.not_valid_after_utc:%Y-%m-%d}"
        if now < each.not_valid_before_utc:
            return f"has a certificate that is valid only from {each.not_valid_before_utc:%Y-%m-%d %H:%M} UTC on"
    return None


def _certificates_in(path: Path) -> tuple[x509.Certificate, ...]:
    if path.suffix == ".pem":
        return load_certificates(path.read_bytes())
    return Credentials.from_pkcs12(path.read_bytes(), PASSWORD).chain


def _make(folder: CertificateFolder, now: datetime) -> None:
    with ThreadPoolExecutor(1) as executor:  # an RSA key takes a tenth of a second, without Python's lock
        other = executor.submit(_rsa_key)
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
    """Return a name as in current enterprise certificates (SEID 2)."""
    attributes = (
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Emulator"),
        (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"),
        (NameOID.COMMON_NAME, common_name),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def _certificate(  # noqa: PLR0913 - the fields of a certificate
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
