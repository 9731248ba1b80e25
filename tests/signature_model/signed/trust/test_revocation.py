"""Revocation data count if they are by the issuer, complete, and about the certificate."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signature_model.signed.trust.ocsp_responses import is_signed_by
from signature_model.signed.trust.revocation import RevocationData, Status
from signature_model.signed.trust.revocation_facts import revocation_facts
from signature_model.signed.validation_data import ValidationData
from tests.kits.authorities import NOW, SIGNED_AT, SINCE, Holder, Root, kari, people, person, root, seals
from tests.kits.certificates import changed, key_usage, name, rsa_key
from tests.kits.jobs import OLA

SHA1_OID, OTHER_OID = bytes.fromhex("06052b0e03021a"), bytes.fromhex("06052b0e03021f")
UNKNOWN_DIGEST = people().response(kari()).replace(SHA1_OID, OTHER_OID)
RESPONDING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
NAMED = name((NameOID.COMMON_NAME, "OCSP"))
DAY = timedelta(days=1)
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"5\0")
UNREADABLE_SCOPE = x509.UnrecognizedExtension(x509.IssuingDistributionPoint.oid, b"5\0")
UNKNOWN = ocsp.OCSPCertStatus.UNKNOWN


def status(*responses: bytes, crls: tuple[bytes, ...] = (), certificates: tuple[x509.Certificate, ...] = ()) -> Status:
    data = RevocationData(ValidationData(responses=responses, crls=crls, certificates=certificates))
    return data.status(kari().certificate, people().certificate, SIGNED_AT).status


def responder(*extensions: x509.ExtensionType, until: datetime = datetime(2036, 1, 1, tzinfo=UTC)) -> Holder:
    return people().issue(NAMED, *extensions, until=until)


def by_edwards_curve() -> Holder:
    return people().issue(NAMED, RESPONDING, own_key=ed25519.Ed25519PrivateKey.generate())


def by_rsa() -> Holder:
    return people().issue(NAMED, RESPONDING, own_key=rsa_key("enterprise"))


def for_encryption() -> Holder:
    return people().issue(NAMED, RESPONDING, key_usage("key_encipherment"))


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        pytest.param((people().response(kari()),), Status.GOOD, id="by the issuer"),
        pytest.param((people().response(kari(), sha=SHA256()),), Status.GOOD, id="with a newer digest"),
        pytest.param((people().response(kari(), by=responder(RESPONDING)),), Status.GOOD, id="by its responder"),
        pytest.param((people().response(kari(), by=by_rsa()),), Status.GOOD, id="by its responder with RSA"),
        pytest.param((people().response(kari(), by=responder(key_usage())),), Status.UNKNOWN, id="by another holder"),
        pytest.param((people().response(kari(), by=for_encryption()),), Status.UNKNOWN, id="by a key for encryption"),
        pytest.param((people().response(kari(), by=kari()),), Status.UNKNOWN, id="by the holder"),
        pytest.param((root("Fremmed").response(kari()),), Status.UNKNOWN, id="by a stranger"),
        pytest.param((people().response(person("Ola")),), Status.UNKNOWN, id="about another certificate"),
        pytest.param((b"0\x03\x0a\x01\x06",), Status.UNKNOWN, id="an error"),
        pytest.param((b"0\0",), Status.UNKNOWN, id="not a response"),
        pytest.param((people().response(kari(), status=UNKNOWN),), Status.UNKNOWN, id="that does not know"),
        pytest.param((people().response(kari(), by=by_edwards_curve()),), Status.UNKNOWN, id="by another kind of key"),
        pytest.param((UNKNOWN_DIGEST,), Status.UNKNOWN, id="an unknown digest"),
        pytest.param((people().response(kari(), at=SIGNED_AT + DAY),), Status.GOOD, id="later"),
        pytest.param((people().response(kari(), at=SIGNED_AT - DAY),), Status.GOOD, id="until now"),
        pytest.param((people().response(kari(), at=SIGNED_AT - 2 * DAY),), Status.TOO_OLD, id="earlier"),
        pytest.param(
            (people().response(kari(), revoked=SIGNED_AT), people().response(kari())), Status.REVOKED, id="revoked"
        ),
    ],
)
def test_an_ocsp_response_is_by_the_issuer_about_the_certificate(
    responses: tuple[bytes, ...], expected: Status
) -> None:
    assert status(*responses) is expected


def test_a_short_key_or_a_broken_digest_verifies_nothing() -> None:
    encoded = people().response(kari(), by=by_rsa())
    response = ocsp.load_der_ocsp_response(encoded)
    assert is_signed_by(response, by_rsa().certificate)
    key = RSAPublicNumbers(65_537, (1 << 1_022) + 1).public_key()
    builder = x509.CertificateBuilder(people().certificate.subject, kari().certificate.subject, key, 1, SINCE, NOW)
    assert not is_signed_by(response, builder.sign(people().key, SHA256()))
    with_md5 = encoded.replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010104"), 1)
    assert not is_signed_by(ocsp.load_der_ocsp_response(with_md5), by_rsa().certificate)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param(x509.ReasonFlags.certificate_hold, Status.GOOD, id="lifted"),
        pytest.param(x509.ReasonFlags.superseded, Status.REVOKED, id="for good"),
    ],
)
def test_a_hold_may_be_lifted(reason: x509.ReasonFlags, expected: Status) -> None:
    held = people().crl((kari(), SIGNED_AT - 9 * DAY), at=SIGNED_AT - 8 * DAY, reason=reason)
    assert status(people().response(kari()), crls=(held,)) is expected
    later = people().response(kari(), at=SIGNED_AT - 9 * DAY)
    is_hold = reason is x509.ReasonFlags.certificate_hold
    assert status(later, crls=(held,)) is (Status.ON_HOLD if is_hold else Status.REVOKED)


def test_a_responder_may_be_known_from_elsewhere() -> None:
    by = responder(RESPONDING)
    response = asn1_ocsp.OCSPResponse.load(people().response(kari(), by=by))
    basic = response["response_bytes"]["response"].parsed
    basic["certs"] = None
    response["response_bytes"]["response"] = basic
    encoded = response.dump(force=True)

    assert status(encoded) is Status.UNKNOWN
    assert status(encoded, certificates=(by.certificate,)) is Status.GOOD


BY_NAME = x509.DistributionPoint(None, x509.RelativeDistinguishedName([*NAMED]), None, None)


def scope(point: str | None = None, **parts: bool | frozenset[x509.ReasonFlags]) -> x509.IssuingDistributionPoint:
    usual: dict[str, Any] = {
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "indirect_crl": False,
        "only_some_reasons": None,
        "only_contains_attribute_certs": False,
    }
    name = None if point is None else [x509.UniformResourceIdentifier(point)]
    return x509.IssuingDistributionPoint(full_name=name, relative_name=None, **(usual | parts))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param(["urn:1"], Status.GOOD, id="its own"),
        pytest.param(["urn:2", "urn:1"], Status.GOOD, id="one of its own"),
        pytest.param(["urn:2"], Status.UNKNOWN, id="another"),
        pytest.param([], Status.UNKNOWN, id="none"),
    ],
)
def test_a_list_is_about_the_certificates_of_its_distribution_point(points: list[str], expected: Status) -> None:
    names = [[x509.UniformResourceIdentifier(each)] for each in points]
    listed = x509.CRLDistributionPoints([x509.DistributionPoint(each, None, None, None) for each in names] or [BY_NAME])
    data = RevocationData(ValidationData(crls=(people().crl(extensions=(scope("urn:1"),)),)))
    holder = people().issue(NAMED, listed)
    assert data.status(holder.certificate, people().certificate, SIGNED_AT).status is expected


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        pytest.param((), Status.GOOD, id="complete"),
        pytest.param((scope("urn:1"),), Status.UNKNOWN, id="a distribution point"),
        pytest.param((scope(only_contains_user_certs=True),), Status.GOOD, id="of users"),
        pytest.param((scope(only_contains_ca_certs=True),), Status.UNKNOWN, id="of authorities"),
        pytest.param((scope(indirect_crl=True),), Status.UNKNOWN, id="indirect"),
        pytest.param((x509.DeltaCRLIndicator(1),), Status.UNKNOWN, id="a delta"),
        pytest.param((STRANGE,), Status.UNKNOWN, id="an unknown extension"),
    ],
)
def test_a_list_counts_if_it_is_complete(extensions: tuple[x509.ExtensionType, ...], expected: Status) -> None:
    assert status(crls=(people().crl(extensions=extensions),)) is expected


@pytest.mark.parametrize(
    "extensions",
    [
        pytest.param((scope("urn:1"),), id="of a distribution point"),
        pytest.param((scope(only_contains_ca_certs=True),), id="of authorities"),
        pytest.param((scope(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),), id="for some reasons"),
        pytest.param((scope(indirect_crl=True),), id="indirect"),
        pytest.param((x509.DeltaCRLIndicator(1),), id="a delta"),
        pytest.param((STRANGE,), id="with an unknown extension"),
        pytest.param((UNREADABLE_SCOPE,), id="with an unreadable extension"),
    ],
)
def test_any_list_of_the_issuer_revokes(extensions: tuple[x509.ExtensionType, ...]) -> None:
    listed = people().crl((kari(), SIGNED_AT - DAY), extensions=extensions)
    assert status(people().response(kari()), crls=(listed,)) is Status.REVOKED


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(
            people().crl((kari(), SIGNED_AT - DAY), extensions=(scope(only_contains_attribute_certs=True),)),
            id="of attribute certificates",
        ),
        pytest.param(
            people().crl(
                (kari(), SIGNED_AT - DAY),
                extensions=(x509.DeltaCRLIndicator(1),),
                reason=x509.ReasonFlags.remove_from_crl,
            ),
            id="a removal",
        ),
    ],
)
def test_a_list_of_other_things_does_not_revoke(listed: bytes) -> None:
    assert status(people().response(kari()), crls=(listed,)) is Status.GOOD


@pytest.mark.parametrize(
    ("issuers", "expected"),
    [
        pytest.param([None], Status.REVOKED, id="not named"),
        pytest.param([people()], Status.REVOKED, id="named"),
        pytest.param([seals()], Status.GOOD, id="another"),
        pytest.param([seals(), None], Status.GOOD, id="the one before"),
        pytest.param([seals(), people()], Status.REVOKED, id="named after another"),
    ],
)
def test_an_indirect_list_revokes_the_certificates_of_its_issuer(issuers: list[Root | None], expected: Status) -> None:
    builder = x509.CertificateRevocationListBuilder(people().certificate.subject, SIGNED_AT, SIGNED_AT + DAY)
    builder = builder.add_extension(scope(indirect_crl=True), critical=True)
    for serial, issuer in zip([*range(1, len(issuers)), kari().certificate.serial_number], issuers, strict=True):
        entry = x509.RevokedCertificateBuilder(serial, SIGNED_AT - DAY)
        if issuer is not None:
            named = x509.CertificateIssuer([x509.DirectoryName(issuer.certificate.subject)])
            entry = entry.add_extension(named, critical=True)
        builder = builder.add_revoked_certificate(entry.build())
    listed = builder.sign(people().key, SHA256()).public_bytes(Encoding.DER)
    assert status(people().response(kari()), crls=(listed,)) is expected


@pytest.mark.parametrize(
    ("extensions", "expected"),
    [
        pytest.param((key_usage("key_cert_sign"),), Status.UNKNOWN, id="only certificates"),
        pytest.param((key_usage("crl_sign"),), Status.GOOD, id="lists"),
        pytest.param((), Status.GOOD, id="anything"),
    ],
)
def test_an_issuer_that_may_not_sign_lists_only_revokes(
    extensions: tuple[x509.ExtensionType, ...], expected: Status
) -> None:
    other = root("Uten lister")
    issuer = other.issue(other.certificate.subject, *extensions, own_key=other.key).certificate
    holder = other.issue(NAMED)
    for listed, result in ((other.crl(), expected), (other.crl((holder, SIGNED_AT - DAY)), Status.REVOKED)):
        data = RevocationData(ValidationData(crls=(listed,)))
        assert data.status(holder.certificate, issuer, SIGNED_AT).status is result


def test_a_delta_that_is_not_marked_as_critical_is_not_complete() -> None:
    builder = x509.CertificateRevocationListBuilder(people().certificate.subject, SIGNED_AT, SIGNED_AT + DAY)
    delta = builder.add_extension(x509.DeltaCRLIndicator(1), critical=False).sign(people().key, SHA256())
    assert status(crls=(delta.public_bytes(Encoding.DER),)) is Status.UNKNOWN


def test_a_list_of_users_says_nothing_about_authorities() -> None:
    data = RevocationData(ValidationData(crls=(seals().crl(extensions=(scope(only_contains_user_certs=True),)),)))
    authority = seals().certificate
    assert data.status(authority, authority, SIGNED_AT).status is Status.UNKNOWN
    bare = seals().issue(NAMED)
    assert data.status(bare.certificate, authority, SIGNED_AT).status is Status.GOOD


def test_few_signatures_of_revocation_data_are_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.trust.revocation.MOST_CHECKS", 0)
    crl, response = people().crl(), people().response(kari())
    assert status(crls=(crl,)) is Status.UNKNOWN
    assert status(response, people().response(kari(), by=responder(RESPONDING)), crls=(crl,)) is not Status.REVOKED


def test_a_list_that_serves_several_certificates_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.trust.revocation.MOST_CHECKS", 1)
    data = RevocationData(ValidationData(crls=(people().crl(),)))
    for holder in (kari(), person("Ola Nordmann", OLA)):
        assert data.status(holder.certificate, people().certificate, SIGNED_AT).status is Status.GOOD


def test_data_at_hand_are_facts() -> None:
    response, crl = people().response(kari()), people().crl()
    facts = revocation_facts([response, b"0\0"], [crl, b"0\0"])
    assert [each.kind for each in facts] == ["OCSP", "CRL"]
    assert facts[1].made_at == SIGNED_AT
    assert facts[0].about == (str(kari().certificate.serial_number),)


def test_data_that_cannot_be_read_say_nothing() -> None:
    twice = people().crl(extensions=(scope("urn:1"), x509.DeltaCRLIndicator(1)))
    damaged = twice.replace(bytes.fromhex("0603551d1b"), bytes.fromhex("0603551d1c"))
    assert damaged != twice
    assert status(crls=(damaged, b"0\0")) is Status.UNKNOWN
    assert status(crls=(people().crl(extensions=(UNREADABLE_SCOPE,)),)) is Status.UNKNOWN


def test_data_of_an_issuer_whose_key_cannot_be_read_say_nothing() -> None:
    public = people().key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    issuer = changed(people().certificate, point, b"\5" + point[1:])
    data = RevocationData(ValidationData(crls=(people().crl(),)))
    assert data.status(kari().certificate, issuer, SIGNED_AT).status is Status.UNKNOWN


def test_a_responder_is_certified_by_the_key_of_the_issuer() -> None:
    stranger = Root(certificate=people().certificate, key=rsa_key("enterprise")).issue(NAMED, RESPONDING)
    assert status(people().response(kari(), by=stranger)) is Status.UNKNOWN


@pytest.mark.parametrize(
    ("days", "reason", "expected"),
    [
        pytest.param(-1, x509.ReasonFlags.superseded, Status.UNKNOWN, id="before"),
        pytest.param(999, x509.ReasonFlags.superseded, Status.GOOD, id="afterwards"),
        pytest.param(999, x509.ReasonFlags.key_compromise, Status.UNKNOWN, id="the key was compromised"),
        pytest.param(999, None, Status.UNKNOWN, id="perhaps the key was compromised"),
    ],
)
def test_a_responder_must_not_have_been_revoked(days: int, reason: x509.ReasonFlags | None, expected: Status) -> None:
    """The list is of a distribution point, and says nothing about Kari."""
    point = x509.DistributionPoint([x509.UniformResourceIdentifier("urn:1")], None, None, None)
    by = responder(RESPONDING, x509.CRLDistributionPoints([point]))
    listed = people().crl((by, SIGNED_AT + days * DAY), extensions=(scope("urn:1"),), reason=reason)
    assert status(people().response(kari(), by=by), crls=(listed,)) is expected


@pytest.mark.parametrize(
    ("extension", "critical", "expected"),
    [
        pytest.param(STRANGE, False, Status.GOOD, id="not critical"),
        pytest.param(STRANGE, True, Status.UNKNOWN, id="unknown"),
        pytest.param(x509.OCSPNonce(b"12345678"), True, Status.GOOD, id="a nonce"),
    ],
)
def test_a_response_has_no_unknown_critical_extension(
    extension: x509.ExtensionType, expected: Status, *, critical: bool
) -> None:
    assert status(people().response(kari(), extension=(extension, critical))) is expected
    revoked = people().response(kari(), revoked=SIGNED_AT - DAY, extension=(extension, critical))
    assert status(revoked) is Status.REVOKED


def test_a_responder_among_the_anchors_responds_for_all_issuers() -> None:
    other = seals().issue(NAMED, RESPONDING)
    values = ValidationData(responses=(people().response(kari(), by=other),))
    for anchors, expected in ([people().certificate], Status.UNKNOWN), ([other.certificate], Status.GOOD):
        data = RevocationData(values, anchors)
        assert data.status(kari().certificate, people().certificate, SIGNED_AT).status is expected


def test_a_certificate_of_another_issuer_does_not_respond() -> None:
    by_stranger = root("Fremmed").issue(NAMED, RESPONDING)
    assert status(people().response(kari(), by=by_stranger)) is Status.UNKNOWN


def test_an_entry_of_a_long_indirect_list_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.trust.revocation_lists._MOST_ENTRIES", 1)
    others = [people().issue(name((NameOID.COMMON_NAME, each))) for each in "AB"]
    revoked = [(each, SIGNED_AT - DAY) for each in (*others, kari())]
    assert status(crls=(people().crl(*revoked, extensions=(scope(indirect_crl=True),)),)) is Status.REVOKED
