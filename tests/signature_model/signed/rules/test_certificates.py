"""PSR840 to PSR847: certificates are by trusted issuers, valid, unrevoked, and for their purpose."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from lxml import etree

from signature_model.reports.results import Criteria
from signature_model.signed import validate_xades
from signature_model.signed.rules.certificates import _may_stamp, _published_at
from tests.kits.authorities import (
    NON_REPUDIATION,
    NOW,
    QUALIFIED,
    ROOT_UNTIL,
    SIGNED_AT,
    SINCE,
    STAMPING,
    Holder,
    Root,
    kari,
    national_id,
    organization,
    people,
    person,
    root,
    seals,
    stamper,
    times,
)
from tests.kits.certificates import AUTHORITY, ISSUING, changed, key_usage, name, rsa_key
from tests.kits.jobs import KARI, OLA
from tests.kits.xades import CONTEXT, SENT, first, found, good_responses, plan, xades
from tests.signature_model.signed.rules.test_cryptography import second_properties

DAY = timedelta(days=1)
EARLIER, LATER = SIGNED_AT - DAY, SIGNED_AT + DAY
STAMP = good_responses(plan())[1]


def test_a_certificate_by_an_unknown_authority_is_found() -> None:
    assert found(xades(by=person(issuer=root("Fremmed")))) == ["PSR840", "invalid"]
    assert "PSR840" not in found(xades(by=person(issuer=root("Fremmed"))), context=replace(CONTEXT, trust_anchors=None))
    assert found(xades(), context=replace(CONTEXT, trust_anchors=()))[0] == "PSR840"


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        pytest.param(datetime(2028, 6, 1, tzinfo=UTC), "PSR841", id="after its end"),
        pytest.param(datetime(2023, 6, 1, tzinfo=UTC), "PSR841", id="before its beginning"),
    ],
)
def test_a_certificate_is_valid_when_it_signs(at: datetime, codes: str) -> None:
    content = xades(level="B", claimed_at=at)
    assert codes in found(content)


def test_a_time_stamp_is_given_while_its_certificate_is_valid() -> None:
    at = datetime(2032, 1, 1, tzinfo=UTC)
    assert "PSR841" in found(xades(level="T", stamped_at=at))


def revoked(since: datetime, *, of: Holder | None = None) -> tuple[bytes, ...]:
    holder = of or kari()
    others = [each for each in (kari(), stamper()) if each != holder]
    return (holder.issuer.response(holder, revoked=since), *(each.issuer.response(each) for each in others))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({"responses": revoked(EARLIER)}, ["PSR842", "invalid"], id="revoked before"),
        pytest.param({"responses": revoked(LATER)}, ["valid"], id="revoked later"),
        pytest.param({"responses": revoked(EARLIER, of=stamper())}, ["PSR842", "invalid"], id="a revoked time-stamp"),
        pytest.param({"responses": (STAMP,)}, ["PSR845", "PSR850", "undecided"], id="no data"),
        pytest.param({"responses": (STAMP, b"0\0")}, ["PSR845", "PSR850", "undecided"], id="unreadable data"),
        pytest.param({"responses": (STAMP,), "crls": (people().crl(),)}, ["valid"], id="a CRL"),
        pytest.param({"responses": (STAMP,), "crls": (b"0\0",)}, ["PSR845", "PSR850", "undecided"], id="no CRL"),
        pytest.param(
            {"responses": (STAMP,), "crls": (people().crl((kari(), EARLIER)),)}, ["PSR842", "invalid"], id="on a CRL"
        ),
        pytest.param(
            {"responses": (STAMP,), "crls": (times().crl(),)}, ["PSR845", "PSR850", "undecided"], id="another's CRL"
        ),
        pytest.param(
            {"responses": (STAMP, people().response(kari(), at=SIGNED_AT - 9 * DAY))},
            ["PSR846", "PSR850", "undecided"],
            id="old data",
        ),
        pytest.param(
            {"responses": (STAMP, people().response(kari(), at=datetime(2029, 1, 1, tzinfo=UTC)))},
            ["PSR845", "PSR850", "undecided"],
            id="data after its end",
        ),
    ],
)
def test_certificates_are_not_revoked(changes: dict[str, object], codes: list[str]) -> None:
    assert [each for each in found(xades(level="LT", **changes)) if each != "PSR830"] == codes


def test_a_certificate_on_hold_leaves_the_verdict_open() -> None:
    held = people().crl((kari(), EARLIER), reason=x509.ReasonFlags.certificate_hold)
    report = validate_xades(xades(level="LT", responses=(STAMP,), crls=(held,)), SENT, CONTEXT)
    assert [each.code for each in report.findings] == ["PSR845", "PSR850", "PSR851"]
    assert report.findings[0].message.endswith("the certificate of 'Kari Nordmann' is on hold")
    assert report.verdict == "undecided"


def test_a_time_that_is_not_stated_is_not_outside_the_validity() -> None:
    context = replace(CONTEXT, now=datetime(2035, 1, 1, tzinfo=UTC))
    assert "PSR841" not in found(xades(level="B", after=second_properties), context=context)


def test_the_addresses_of_missing_revocation_data_are_named() -> None:
    address = x509.UniformResourceIdentifier("http://127.0.0.1/crl")
    service = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("urn:ocsp"))
    other = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("urn:ca"))
    points = x509.CRLDistributionPoints([x509.DistributionPoint([address], None, None, None)])
    access = x509.AuthorityInformationAccess([service, other])
    signer = person("Kari", None, NON_REPUDIATION, QUALIFIED, national_id(KARI), points, access)
    findings = validate_xades(xades(by=signer, level="T"), SENT, replace(CONTEXT, trust_anchors=None)).findings
    (message,) = [each.message for each in findings if each.code == "PSR845" and "signer" in each.message]
    assert message.endswith("; they are published at 'http://127.0.0.1/crl' and 'urn:ocsp'")


@pytest.mark.parametrize(
    ("since", "codes"),
    [
        pytest.param(EARLIER, ["PSR842", "invalid"], id="before the claimed time"),
        pytest.param(LATER, ["PSR845", "undecided"], id="after the claimed time"),
        pytest.param(None, ["valid"], id="not at all"),
    ],
)
def test_without_a_time_stamp_the_present_decides(since: datetime | None, codes: list[str]) -> None:
    """A signature with fresh revocation data, but without a time-stamp, is valid today."""
    response = people().response(kari(), at=NOW, revoked=since)
    content = xades(level="LT", responses=(response,), after=without_stamp)
    assert found(content) == sorted(["PSR830", "PSR850", *codes[:-1]]) + codes[-1:]


def without_stamp(root: etree._Element) -> None:
    unsigned = first(root, "UnsignedSignatureProperties")
    unsigned.remove(first(unsigned, "SignatureTimeStamp"))


def used_for(*purposes: str) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage([getattr(ExtendedKeyUsageOID, each) for each in purposes])


FOR = "301f3008060604008e4601013013060604008e4601063009060704008e4601060{}"


def statements(encoded: str) -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"), bytes.fromhex(encoded))


@pytest.mark.parametrize(
    ("extensions", "codes"),
    [
        pytest.param((NON_REPUDIATION, QUALIFIED), [], id="as usual"),
        pytest.param((key_usage("digital_signature"), QUALIFIED), [], id="a digital signature"),
        pytest.param((QUALIFIED,), [], id="no key usage"),
        pytest.param((key_usage("key_encipherment"), QUALIFIED), ["PSR843"], id="for encryption"),
        pytest.param((NON_REPUDIATION,), ["PSR847"], id="not qualified"),
        pytest.param((NON_REPUDIATION, statements("3000")), ["PSR847"], id="no statements"),
        pytest.param((NON_REPUDIATION, statements("300230")), ["PSR847"], id="unreadable statements"),
        pytest.param((NON_REPUDIATION, statements("30023000")), ["PSR847"], id="an empty statement"),
        pytest.param((NON_REPUDIATION, statements(FOR.format(1))), [], id="for signatures"),
        pytest.param((NON_REPUDIATION, statements(FOR.format(2))), ["PSR847"], id="for seals"),
        pytest.param((NON_REPUDIATION, statements("300a3008060604008e460105")), ["PSR847"], id="other statements"),
        pytest.param((NON_REPUDIATION, QUALIFIED, used_for("CLIENT_AUTH", "EMAIL_PROTECTION")), [], id="for login"),
        pytest.param((NON_REPUDIATION, QUALIFIED, used_for("SERVER_AUTH")), ["PSR843"], id="for a server"),
        pytest.param(
            (NON_REPUDIATION, QUALIFIED, used_for("CLIENT_AUTH", "SERVER_AUTH")), ["PSR843"], id="also for a server"
        ),
        pytest.param((NON_REPUDIATION, QUALIFIED, used_for("TIME_STAMPING")), ["PSR843"], id="for time-stamps"),
    ],
)
def test_a_certificate_is_for_signatures(extensions: tuple[x509.ExtensionType, ...], codes: list[str]) -> None:
    signer = person("Kari", None, *extensions, national_id(KARI))
    assert found(xades(by=signer, level="LT"))[:-1] == codes


@pytest.mark.parametrize(
    ("extensions", "is_refused"),
    [
        pytest.param((used_for("CLIENT_AUTH"),), False, id="for a login"),
        pytest.param((used_for("SERVER_AUTH", "CLIENT_AUTH"),), True, id="for a server"),
        pytest.param((used_for("SERVER_AUTH", "EMAIL_PROTECTION"),), False, id="also for e-mail"),
        pytest.param((used_for("SERVER_AUTH", "CLIENT_AUTH"), NON_REPUDIATION), False, id="also for signatures"),
        pytest.param((used_for("SERVER_AUTH"), NON_REPUDIATION), True, id="only for a server"),
    ],
)
def test_the_certificate_of_an_organisation_is_for_signatures(
    extensions: tuple[x509.ExtensionType, ...], *, is_refused: bool
) -> None:
    subject = organization().certificate.subject
    packager = seals().issue(subject, *extensions, own_key=rsa_key("enterprise"))
    assert ("PSR843" in found(xades(by=packager, level="LT"))) is is_refused


@cache
def unusual() -> Root:
    """Return an authority whose key `cryptography` does not verify in chains."""
    own, subject = ec.generate_private_key(ec.BrainpoolP256R1()), name((NameOID.COMMON_NAME, "Uvanlig"))
    builder = x509.CertificateBuilder(subject, subject, own.public_key(), 1, SINCE, ROOT_UNTIL)
    builder = builder.add_extension(AUTHORITY, critical=True).add_extension(ISSUING, critical=True)
    return Root(certificate=builder.sign(own, SHA256()), key=own)


@pytest.mark.parametrize(
    ("layer", "changes"),
    [
        pytest.param("certificates", lambda: {"by": person("Kari Nordmann", KARI, issuer=unusual())}, id="signer"),
        pytest.param(
            "time",
            lambda: {"stamp_by": unusual().issue(name((NameOID.COMMON_NAME, "Tid")), STAMPING)},
            id="time-stamp",
        ),
    ],
)
def test_a_chain_that_cannot_be_verified_is_not_decided(layer: str, changes: Callable[[], dict[str, Any]]) -> None:
    context = replace(CONTEXT, trust_anchors=(*(CONTEXT.trust_anchors or ()), unusual().certificate))
    report = validate_xades(xades(level="LT", **changes()), SENT, context)
    assert report.errors == ()
    assert [each.layer for each in report.undecided if "brainpoolP256r1" in each.why] == [layer]


def test_without_a_time_stamp_as_well_the_reason_is_the_chain() -> None:
    context = replace(CONTEXT, trust_anchors=(*(CONTEXT.trust_anchors or ()), unusual().certificate))
    by = person("Kari Nordmann", KARI, issuer=unusual())
    report = validate_xades(xades(level="B", by=by), SENT, context, revocation=[by.issuer.response(by, at=NOW)])
    assert [each.layer for each in report.undecided if "brainpoolP256r1" in each.why] == ["certificates"]


def test_the_reason_is_the_chain_and_not_revocation_data_that_are_at_hand() -> None:
    between = people().issue(unusual().certificate.subject, AUTHORITY, ISSUING, own_key=unusual().key)
    by = person("Kari Nordmann", KARI, issuer=Root(certificate=between.certificate, key=between.key))
    responses = (by.issuer.response(by), people().response(between), *good_responses(plan()))

    def edit(tree: etree._Element) -> None:
        data = first(tree, "X509Data")
        etree.SubElement(data, data[0].tag).text = b64encode(between.der).decode()

    report = validate_xades(xades(level="LT", by=by, responses=responses, before=edit), SENT, CONTEXT)
    assert ([each.layer for each in report.undecided], report.verdict) == (["certificates"], "undecided")
    assert "brainpoolP256r1" in report.undecided[0].why


def test_an_error_that_is_ignored_does_not_make_a_document_valid() -> None:
    context = replace(CONTEXT, trust_anchors=(*(CONTEXT.trust_anchors or ()), unusual().certificate))
    by = person("Ola Nordmann", OLA, issuer=unusual())
    report = validate_xades(xades(level="LT", by=by, responses=(by.issuer.response(by), STAMP)), SENT, context)
    assert [each.code for each in report.errors] == ["PSR820"]
    assert Criteria(ignore=("PSR820",)).signed_result("kari.xml", report).verdict == "undecided"


def test_a_time_stamp_needs_its_extended_key_usage() -> None:
    plain = times().issue(name((x509.NameOID.COMMON_NAME, "Tid")), key_usage("digital_signature"))
    assert found(xades(level="LT", stamp_by=plain)) == ["PSR843", "invalid"]


def test_a_seal_need_not_be_qualified() -> None:
    assert "PSR847" not in found(xades(by=organization()))


def test_without_anchors_an_incomplete_chain_is_unknown() -> None:
    def edit(root: etree._Element) -> None:
        data = first(root, "X509Data")
        data.remove(data[1])

    codes = found(xades(level="B", after=edit), context=replace(CONTEXT, trust_anchors=None))
    assert codes == ["PSR845", "PSR850", "undecided"]


def test_a_certificate_with_unreadable_extensions_is_for_nothing() -> None:
    """A certificate that has an extension twice cannot be asked about its usage."""
    damaged = person("Kari", None, key_usage("digital_signature"), QUALIFIED, used_for("TIME_STAMPING"))
    encoded = damaged.der.replace(bytes.fromhex("0603551d25"), bytes.fromhex("0603551d0f"))
    holder = replace(damaged, certificate=x509.load_der_x509_certificate(encoded))
    assert "PSR843" in found(xades(by=holder, level="B"))


def test_empty_values_are_no_evidence() -> None:
    def edit(root: etree._Element) -> None:
        first(root, "EncapsulatedOCSPValue").text = " "

    assert found(xades(level="LT", after=edit)) == ["PSR845", "PSR850", "undecided"]


def test_a_validity_that_cannot_be_read_is_none() -> None:
    late = person("Sent", until=datetime(2060, 1, 1, tzinfo=UTC))  # from 2050 on, the year has four digits
    damaged = changed(late.certificate, b"20600101000000Z", b"00000101000000Z")
    codes = found(xades(by=replace(late, certificate=damaged), level="B"))
    assert {"PSR840", "PSR841"} <= {*codes}


def test_the_purpose_of_a_time_stamp_s_certificate_should_be_critical() -> None:
    subject = stamper().certificate.subject
    uncritical = times().issue(subject, x509.UnrecognizedExtension(STAMPING.oid, STAMPING.public_bytes()))
    response = times().response(uncritical)
    report = validate_xades(
        xades(level="LT", stamp_by=uncritical, responses=(*good_responses(plan())[:1], response)), SENT, CONTEXT
    )
    assert report.is_valid
    assert [(each.code, each.severity) for each in report.findings][:1] == [("PSR843", "warning")]


def test_extensions_that_cannot_be_read_permit_nothing() -> None:
    unreadable = changed(stamper().certificate, bytes.fromhex("300a0608"), bytes.fromhex("300b0608"))
    assert not _may_stamp(unreadable)
    assert [*_published_at(unreadable)] == []
