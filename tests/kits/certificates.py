"""Certificate authorities and enterprise certificates for tests.

Keys are generated once per process and cached by name. Certificates look like those of Buypass and Commfides, SEID 1 or
SEID 2, unless a test asks for an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

NUMBER: Final = "984661185"
SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2034, 1, 1, tzinfo=UTC)
MOMENT: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)

PASSWORD: Final = "hemmelig"


def key_usage(*permitted: str) -> x509.KeyUsage:
    """Return a key usage that permits the named operations, as in ``key_usage("digital_signature")``."""
    kinds = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    signing = ("key_cert_sign", "crl_sign")
    named = {kind: kind in permitted for kind in (*kinds, *signing)}
    return x509.KeyUsage(**named, encipher_only=False, decipher_only=False)


SIGNING: Final = key_usage("digital_signature")
ISSUING: Final = key_usage("key_cert_sign", "crl_sign")
AUTHORITY: Final = x509.BasicConstraints(ca=True, path_length=None)


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:  # noqa: ARG001 - the key of the cache
    """Return the RSA-2048 key with this name, the same throughout a test session."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def elliptic_key() -> ec.EllipticCurvePrivateKey:
    """Return a key of the wrong kind."""
    return ec.generate_private_key(ec.SECP256R1())


def name(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """Return a distinguished name in the given order, with one attribute in each RDN."""
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])


def seid1(number: str = NUMBER) -> x509.Name:
    """Return an enterprise's name as in older certificates."""
    return name(
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Blåbærskogen AS"),
        (NameOID.COMMON_NAME, "Blåbærskogen AS"),
        (NameOID.SERIAL_NUMBER, number),
    )


def seid2(number: str = NUMBER) -> x509.Name:
    """Return an enterprise's name as in present certificates."""
    return name(
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Blåbærskogen AS"),
        (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"),
        (NameOID.COMMON_NAME, "Blåbærskogen AS"),
    )


def issuer_name(common_name: str) -> x509.Name:
    """Return the name of an authority, with the attribute that Java writes in hexadecimal."""
    return name(
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, "Tillitstjenester AS"),
        (NameOID.ORGANIZATION_IDENTIFIER, "NTRNO-983163327"),
        (NameOID.COMMON_NAME, common_name),
    )


IDENTIFIERS: Final = (x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier)


def certificate(  # noqa: PLR0913 - all fields of a certificate
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    issuer_key: rsa.RSAPrivateKey,
    *,
    since: datetime = SINCE,
    until: datetime = UNTIL,
    extensions: Sequence[x509.ExtensionType] = (),
    critical: bool = True,
    algorithm: SHA256 | SHA384 | SHA512 | None = None,
    serial_number: int | None = None,
) -> x509.Certificate:
    """Return a certificate with exactly these extensions; key identifiers are never critical (RFC 5280, 4.2.1)."""
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=serial_number or x509.random_serial_number(),
        not_valid_before=since,
        not_valid_after=until,
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=critical and not isinstance(extension, IDENTIFIERS))
    return builder.sign(issuer_key, algorithm or SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A root, and an authority below it that issues enterprise certificates."""

    root: x509.Certificate
    issuing: x509.Certificate
    root_key: rsa.RSAPrivateKey
    issuing_key: rsa.RSAPrivateKey

    @property
    def issuers(self) -> tuple[x509.Certificate, ...]:
        """Return the certificates that follow an enterprise certificate in its chain."""
        return self.issuing, self.root

    def issue(
        self,
        subject: x509.Name | None = None,
        *,
        key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None,
        usage: x509.ExtensionType | None = SIGNING,
        since: datetime = SINCE,
        until: datetime = UNTIL,
    ) -> x509.Certificate:
        """Issue an enterprise certificate, valid by default; with the ``usage`` None, it has no key usage."""
        return certificate(
            seid2() if subject is None else subject,
            self.issuing.subject,
            key or rsa_key("enterprise"),
            self.issuing_key,
            since=since,
            until=until,
            extensions=() if usage is None else (usage,),
        )


@cache
def authority(title: str = "Skogen") -> Authority:
    """Return the authority with this title; authorities with different titles are unrelated."""
    root_key, issuing_key = rsa_key(f"{title} root"), rsa_key(f"{title} issuing")
    root_name, issuing_name = issuer_name(f"{title} Root CA"), issuer_name(f"{title} Class 3 CA")
    return Authority(
        root=certificate(root_name, root_name, root_key, root_key, extensions=(AUTHORITY, ISSUING)),
        issuing=certificate(issuing_name, root_name, issuing_key, root_key, extensions=(AUTHORITY, ISSUING)),
        root_key=root_key,
        issuing_key=issuing_key,
    )


@cache
def enterprise() -> x509.Certificate:
    """Return the sender's certificate, the same throughout a test session."""
    return authority().issue()


def container(
    leaf: x509.Certificate | None,
    others: Sequence[x509.Certificate] = (),
    *,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None,
    password: str = PASSWORD,
) -> bytes:
    """Return a PKCS#12 container with AES and few rounds."""
    encryption = (
        PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2).build(password.encode()) if password else NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates(None, key, leaf, others, encryption)


def pem(*certificates: x509.Certificate) -> bytes:
    """Return the certificates as PEM, one after another."""
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def pem_key(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: str = "") -> bytes:
    """Return a private key as PEM, encrypted if there is a password."""
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def changed(certificate: x509.Certificate, old: bytes, new: bytes) -> x509.Certificate:
    """Replace these bytes everywhere in the encoding of a certificate; both must have the same length."""
    encoded = certificate.public_bytes(Encoding.DER)
    assert old in encoded
    assert len(old) == len(new)
    return x509.load_der_x509_certificate(encoded.replace(old, new))
