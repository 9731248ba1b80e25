"""Throw-away authorities for signed documents: people's eIDs, packagers and seals, time-stamps, with revocation data.

People's keys are elliptic. The others are RSA keys, whose signatures have one length: asn1crypto takes minutes to write
structures of some lengths. Each authority is a root that issues directly.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from asn1crypto import algos, cms, core, pdf, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.kits.certificates import AUTHORITY, ISSUING, key_usage, name, rsa_key
from tests.kits.jobs import KARI

Key = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey

assert pdf, "it adds an attribute to those of CMS, which must be known before attributes are made"

SIGNED_AT: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW: Final = datetime(2026, 12, 1, tzinfo=UTC)
SINCE: Final = datetime(2024, 1, 1, tzinfo=UTC)
PERSON_UNTIL: Final = datetime(2028, 1, 1, tzinfo=UTC)
STAMP_UNTIL: Final = datetime(2031, 1, 1, tzinfo=UTC)
ROOT_UNTIL: Final = datetime(2046, 1, 1, tzinfo=UTC)
DAY: Final = timedelta(days=1)

_PEOPLE: Final = "Folk BankID"
_TIMES: Final = "Tid"
NON_REPUDIATION: Final = key_usage("content_commitment")
STAMPING: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
_QC_STATEMENTS: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
QUALIFIED: Final = x509.UnrecognizedExtension(_QC_STATEMENTS, bytes.fromhex("300a3008060604008e460101"))


@cache
def key(title: str) -> ec.EllipticCurvePrivateKey:  # noqa: ARG001 - the key of the cache
    """Return the elliptic key with this title."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, kw_only=True, eq=False)
class Holder:
    """A certificate with its key and the authority that issued it."""

    certificate: x509.Certificate
    key: Key
    issuer: "Root"

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True, kw_only=True, eq=False)
class Root:
    """An authority: a root that issues certificates, OCSP responses and CRLs."""

    certificate: x509.Certificate
    key: Key

    def issue(
        self,
        subject: x509.Name,
        *extensions: x509.ExtensionType,
        own_key: Key | None = None,
        since: datetime = SINCE,
        until: datetime = PERSON_UNTIL,
    ) -> Holder:
        """Issue a certificate with these extensions."""
        own_key = own_key or key(subject.rfc4514_string())
        issued = _certificate(subject, self.certificate.subject, own_key, self.key, extensions, since, until)
        return Holder(certificate=issued, key=own_key, issuer=self)

    def response(  # noqa: PLR0913 - what tests change
        self,
        holder: Holder,
        *,
        at: datetime = SIGNED_AT,
        revoked: datetime | None = None,
        until: datetime | None = None,
        by: Holder | None = None,
        sha: SHA1 | SHA256 | None = None,
        status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
        reason: x509.ReasonFlags | None = None,
        extension: tuple[x509.ExtensionType, bool] | None = None,
    ) -> bytes:
        """Return an OCSP response about a certificate, signed by the authority or by a responder."""
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=holder.certificate,
            issuer=self.certificate,
            algorithm=sha or SHA1(),  # noqa: S303 - as usual for OCSP
            cert_status=status if revoked is None else ocsp.OCSPCertStatus.REVOKED,
            this_update=at,
            next_update=until or at + DAY,
            revocation_time=revoked,
            revocation_reason=reason,
        )
        certificate, own_key = (self.certificate, self.key) if by is None else (by.certificate, by.key)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        builder = builder.certificates([certificate])
        if extension is not None:
            builder = builder.add_extension(extension[0], critical=extension[1])
        digest = None if isinstance(own_key, ed25519.Ed25519PrivateKey) else SHA256()
        return builder.sign(own_key, digest).public_bytes(Encoding.DER)

    def crl(
        self,
        *revoked: tuple[Holder, datetime],
        at: datetime = SIGNED_AT,
        extensions: Sequence[x509.ExtensionType] = (),
        reason: x509.ReasonFlags | None = None,
    ) -> bytes:
        """Return a CRL that lists these certificates."""
        builder = x509.CertificateRevocationListBuilder(
            issuer_name=self.certificate.subject, last_update=at, next_update=at + 7 * DAY
        )
        for holder, since in revoked:
            entry = x509.RevokedCertificateBuilder(holder.certificate.serial_number, since)
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            builder = builder.add_revoked_certificate(entry.build())
        for each in extensions:
            builder = builder.add_extension(each, critical=True)
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.DER)


def _certificate(  # noqa: PLR0913, PLR0917 - all fields of a certificate
    subject: x509.Name,
    issuer: x509.Name,
    own_key: Key,
    issuer_key: Key,
    extensions: Sequence[x509.ExtensionType],
    since: datetime,
    until: datetime,
) -> x509.Certificate:
    digest = hashlib.sha256(f"{subject.rfc4514_string()}{issuer.rfc4514_string()}{until}".encode()).digest()
    serial = int.from_bytes(b"\1" + digest[:15])
    builder = x509.CertificateBuilder(issuer, subject, own_key.public_key(), serial, since, until)
    for each in extensions:
        builder = builder.add_extension(each, critical=not isinstance(each, x509.UnrecognizedExtension))
    return builder.sign(issuer_key, SHA256())


@cache
def root(title: str) -> Root:
    """Return the authority with this title."""
    names = (NameOID.COUNTRY_NAME, "NO"), (NameOID.ORGANIZATION_NAME, title), (NameOID.COMMON_NAME, f"{title} Root")
    subject = name(*names)
    own = key(title) if title == _PEOPLE else rsa_key("Skogen issuing" if title == _TIMES else "Skogen root")
    made = _certificate(subject, subject, own, own, (AUTHORITY, ISSUING), SINCE, ROOT_UNTIL)
    return Root(certificate=made, key=own)


def people() -> Root:
    """Return the authority of people's eIDs."""
    return root(_PEOPLE)


def seals() -> Root:
    """Return the authority of organisations."""
    return root("Segl")


def times() -> Root:
    """Return the time-stamping authority."""
    return root(_TIMES)


def anchors() -> tuple[x509.Certificate, ...]:
    """Return all trust anchors."""
    return tuple(each().certificate for each in (people, seals, times))


def national_id(number: str) -> x509.UnrecognizedExtension:
    """Return the extension with a national id number."""
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("2.16.578.1.61.2.4"), b"\x13\x0b" + number.encode())


def person(
    common_name: str = "Kari Nordmann",
    number: str | None = KARI,
    *extensions: x509.ExtensionType,
    own_key: Key | None = None,
    issuer: Root | None = None,
    until: datetime = PERSON_UNTIL,
) -> Holder:
    """Return a person with a qualified certificate, with other extensions if any are given."""
    subject = name(
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.SERIAL_NUMBER, "UN:NO-9578-5999-4-1000001"),
        (NameOID.COMMON_NAME, common_name),
    )
    found = extensions or (NON_REPUDIATION, QUALIFIED, *([] if number is None else [national_id(number)]))
    return (issuer or people()).issue(subject, *found, own_key=own_key, until=until)


@cache
def kari() -> Holder:
    """Return the person who signs by default."""
    return person()


@cache
def organization(number: str = "989584022", title: str = "Pakker AS") -> Holder:
    """Return an organisation, which seals or packs."""
    subject = name(
        (NameOID.COUNTRY_NAME, "NO"),
        (NameOID.ORGANIZATION_NAME, title),
        (NameOID.ORGANIZATION_IDENTIFIER, f"NTRNO-{number}"),
        (NameOID.COMMON_NAME, title),
    )
    return seals().issue(subject, NON_REPUDIATION, own_key=rsa_key("enterprise"))


@cache
def stamper(until: datetime = STAMP_UNTIL) -> Holder:
    """Return the unit that issues time-stamps."""
    subject = name((NameOID.COUNTRY_NAME, "NO"), (NameOID.COMMON_NAME, f"Tid {until.year}"))
    return times().issue(subject, key_usage("digital_signature"), STAMPING, own_key=rsa_key("enterprise"), until=until)


def time_stamp(  # noqa: PLR0913 - what tests change
    octets: bytes,
    *,
    at: datetime = SIGNED_AT,
    by: Holder | None = None,
    with_certificate: bool = True,
    named: Holder | None = None,
    content_type: str = "tst_info",
    imprint: str = "sha256",
    digest: bytes | None = None,
    nonce: int | None = None,
) -> bytes:
    """Return a time-stamp token about the octets, or about their digest."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": {
                "hash_algorithm": {"algorithm": imprint},
                "hashed_message": hashlib.new(imprint, octets).digest() if digest is None else digest,
            },
            "serial_number": 1,
            "gen_time": at,
            **({} if nonce is None else {"nonce": nonce}),
        }
    ).dump()
    holder = by or stamper()
    named = named or holder
    return signed_data(holder, info, content_type=content_type, with_certificate=with_certificate, named=named)


def signed_data(  # noqa: PLR0913 - what tests change
    holder: Holder,
    content: bytes,
    *,
    content_type: str = "data",
    is_detached: bool = False,
    with_certificate: bool = True,
    named: Holder | None = None,
    stated: bytes | None = None,
    unsigned: Sequence[tuple[str, bytes]] = (),
    extra: Sequence[cms.CMSAttribute] = (),
    crls: Sequence[bytes] = (),
    times: int = 1,
    **fields: object,
) -> bytes:
    """Return a CMS signature; ``named`` is the certificate of the ESS attribute, ``stated`` another digest.

    ``fields`` are other values for fields of the signer, which occurs so many ``times``.
    """
    certificate = asn1_x509.Certificate.load(holder.der)
    attributes = [
        cms.CMSAttribute({"type": "content_type", "values": [content_type]}),
        cms.CMSAttribute({"type": "message_digest", "values": [stated or hashlib.sha256(content).digest()]}),
        *extra,
    ]
    if named is not None:
        ess = {"certs": [{"cert_hash": hashlib.sha256(named.der).digest()}]}
        value = _written(tsp.SigningCertificateV2(ess))
        attributes.append(cms.CMSAttribute({"type": "signing_certificate_v2", "values": [value]}))
    signed_attributes = _written(cms.CMSAttributes(attributes))
    signature, algorithm = sign(holder.key, signed_attributes.dump())
    signer: dict[str, object] = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}}
        ),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "signed_attrs": signed_attributes,
        "signature_algorithm": {"algorithm": algorithm},
        "signature": signature,
    } | fields
    if unsigned:
        values = [{"type": kind, "values": [cms.ContentInfo.load(each)]} for kind, each in unsigned]
        signer["unsigned_attrs"] = cms.CMSAttributes(values)
    wrapped = core.ParsableOctetString(content)
    whole: dict[str, object] = {
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": content_type} | ({} if is_detached else {"content": wrapped}),
        "signer_infos": [_written(cms.SignerInfo(signer))] * times,
    }
    if with_certificate:
        issuer = holder.issuer.certificate.public_bytes(Encoding.DER)
        whole["certificates"] = [certificate, asn1_x509.Certificate.load(issuer)]
    if crls:
        whole["crls"] = [cms.RevocationInfoChoice("crl", cms.CertificateList.load(each)) for each in crls]
    signed = _written(cms.SignedData(whole))
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _written(value: Any) -> Any:  # noqa: ANN401 - asn1crypto has no types
    """Return the value as it is read again: asn1crypto writes what it has not read again and again."""
    return type(value).load(value.dump())


def sign(own_key: Key, content: bytes) -> tuple[bytes, str]:
    """Return the signature value, and the algorithm's name in CMS."""
    if isinstance(own_key, rsa.RSAPrivateKey):
        return own_key.sign(content, padding.PKCS1v15(), SHA256()), "rsassa_pkcs1v15"
    assert isinstance(own_key, ec.EllipticCurvePrivateKey)
    return own_key.sign(content, ec.ECDSA(SHA256())), "sha256_ecdsa"
