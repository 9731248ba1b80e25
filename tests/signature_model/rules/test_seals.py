"""A seal is valid XML with one signature that verifies."""

from base64 import b64encode
from pathlib import Path

import pytest
from lxml import etree

from tests.kits.bundles import MANIFEST, SEAL, changed, credentials_of, edited, resealed, sealed, taken_apart, tampered
from tests.kits.certificates import MOMENT, authority, elliptic_key, rsa_key, seid2
from tests.kits.jobs import a_pdf
from tests.kits.reports import codes_of, found, of_bundle
from tests.kits.seals import Edit, name_certificates, only, saying, setting, without

RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-"
PROPERTIES = "/XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties"


def seal() -> bytes:
    return taken_apart()[SEAL]


def test_a_seal_that_is_signed_again_as_it_was_is_the_same() -> None:
    assert taken_apart(resealed(lambda _: None)).keys() == taken_apart().keys()
    assert found(resealed(lambda _: None)) == []


# The file: PSR501, PSR502


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(seal()[:-5], id="cut off"),
        pytest.param(b"\x30\x82" + bytes(99), id="CMS"),
        pytest.param(b'<?xml version="1.0"?><!DOCTYPE x>' + seal().partition(b"?>")[2], id="a document type"),
        pytest.param(edited(seal(), "UTF-8", "ISO-8859-1") + b"<!-- \xe5 -->", id="another encoding"),
        pytest.param(seal() + b" " * (1 << 20), id="too large"),
        pytest.param(b"<x/>", id="another document"),
        pytest.param(etree.tostring(etree.fromstring(seal())[0]), id="a bare signature"),
        pytest.param(edited(seal(), "2918/v1.2.1#", "02918/v1.2.1#"), id="another namespace"),
        pytest.param(edited(seal(), 'Algorithm="' + RSA + 'sha256"', ""), id="no algorithm"),
        pytest.param(edited(seal(), "<SigningTime>", "<SigningTime>soon "), id="no time"),
        pytest.param(edited(seal(), "</KeyInfo>", "</KeyInfo><KeyInfo/>"), id="an element too many"),
        pytest.param(edited(seal(), "</SignatureValue>", "<x/></SignatureValue>"), id="no base64"),
    ],
)
def test_the_signature_of_a_malformed_seal_is_not_checked(content: bytes) -> None:
    report = of_bundle(changed(seal=content))
    assert [finding.code for finding in report.findings] == ["PSR501"]
    assert [(each.layer, each.why) for each in report.skipped] == [("seal", "the signature file is not valid")]
    assert report.findings[0].member == SEAL


def test_a_finding_about_a_too_large_seal_has_no_line() -> None:
    [finding] = of_bundle(changed(seal=seal() + b" " * (1 << 20))).findings
    assert (finding.member, finding.where, finding.line) == (SEAL, "/XAdESSignatures", None)


def test_an_unreadable_certificate_makes_the_seal_malformed() -> None:
    report = of_bundle(tampered(saying("X509Certificate", b64encode(b"no certificate").decode(), index=1)))
    [finding] = report.findings
    assert (finding.code, finding.message) == ("PSR501", "`X509Certificate` does not contain a certificate")
    assert finding.where == "/XAdESSignatures/Signature/KeyInfo/X509Data/X509Certificate[2]"


@pytest.mark.parametrize(
    ("signatures", "message"),
    [
        pytest.param(0, "no signatures; there must be exactly one", id="none"),
        pytest.param(2, "2 signatures; there must be exactly one", id="two"),
        pytest.param(3, "3 signatures; there must be exactly one", id="three"),
    ],
)
def test_there_is_one_signature(signatures: int, message: str) -> None:
    start, end = seal().index(b"<Signature "), seal().index(b"</XAdESSignatures>")
    several = seal()[:start] + seal()[start:end] * signatures + seal()[end:]
    [finding] = of_bundle(changed(seal=several)).findings
    assert (finding.code, finding.message) == ("PSR502", message)


# What was changed afterwards: PSR503, PSR504


@pytest.mark.parametrize(
    ("member", "content"),
    [
        pytest.param("contract.pdf", a_pdf() + b"\n", id="a document"),
        pytest.param(MANIFEST, edited(taken_apart()[MANIFEST], "Employment", "Marriage"), id="the manifest"),
    ],
)
def test_a_file_that_was_changed_after_sealing_is_one_finding(member: str, content: bytes) -> None:
    [finding] = of_bundle(changed(**{member: content})).findings
    assert (finding.code, finding.member) == ("PSR503", member)


def test_each_changed_file_is_a_finding() -> None:
    manifest = edited(taken_apart()[MANIFEST], "Employment", "Marriage")
    assert found(changed(manifest=manifest, contract=a_pdf() + b"\n")) == ["PSR503", "PSR503"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(saying("SigningTime", MOMENT.isoformat()), id="the time"),
        pytest.param(saying("X509SerialNumber", "1"), id="the certificate's number"),
    ],
)
def test_changed_signed_properties_are_a_finding(edit: Edit) -> None:
    changed_since = "the signed properties changed after sealing: the digest differs"
    found = [(finding.code, finding.where, finding.message) for finding in of_bundle(tampered(edit)).findings]
    assert ("PSR503", PROPERTIES, changed_since) in found


def test_a_time_that_was_only_rewritten_after_sealing_is_one_finding() -> None:
    assert found(tampered(saying("SigningTime", MOMENT.isoformat()))) == ["PSR503"]


def test_a_digest_that_was_changed_breaks_the_digest_and_the_signature() -> None:
    assert found(tampered(saying("DigestValue", b64encode(bytes(32)).decode()))) == ["PSR503", "PSR504"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(saying("SignatureValue", ""), id="empty"),
        pytest.param(saying("SignatureValue", b64encode(bytes(256)).decode()), id="zeros"),
        pytest.param(setting("Reference", "Id", "ID_00"), id="another Id in the signed part"),
    ],
)
def test_a_signature_that_does_not_verify_is_a_finding(edit: Edit) -> None:
    assert "PSR504" in found(tampered(edit))


def test_a_signature_by_another_key_is_one_finding() -> None:
    [finding] = of_bundle(resealed(lambda _: None, key=rsa_key("another"))).findings
    assert (finding.code, finding.message) == ("PSR504", "the signature does not verify with a certificate in the seal")


def test_a_seal_without_certificates_is_one_finding() -> None:
    report = of_bundle(resealed(without("KeyInfo")))
    assert [(each.code, each.message) for each in report.findings] == [
        ("PSR504", "the signature cannot be verified without a certificate")
    ]
    assert [each.layer for each in report.skipped] == ["certificate"]


def test_white_space_around_base64_does_not_matter() -> None:
    value = only(etree.fromstring(seal()), "SignatureValue").text or ""
    assert found(tampered(saying("SignatureValue", f"\n{value[:64]}\n{value[64:]}\n"))) == []


# What other clients write


def test_what_the_official_client_seals_is_sealed(vectors: Path) -> None:
    bundles = sorted((vectors / "java-bundles").glob("*.asice"))
    assert bundles
    for path in bundles:
        found = codes_of(of_bundle(path.read_bytes(), now=None, trust_anchors=None))
        assert [code for code in found if code.startswith("PSR5")] == []


def test_only_the_leaf_as_another_client_writes_it_is_a_warning() -> None:
    bundle = sealed(taken_apart(), by=credentials_of(authority().issue(), ()))
    report = of_bundle(bundle, trust_anchors=None)
    assert codes_of(report) == ["PSR511"]
    assert report.is_valid


def test_a_seal_by_an_elliptic_key_is_one_finding_for_the_algorithm_and_one_for_the_key() -> None:
    def elliptic(root: etree._Element) -> None:
        name_certificates(root, authority().issue(seid2(), key=elliptic_key()), authority().issuers)
        only(root, "SignatureMethod").set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")

    assert found(resealed(elliptic)) == ["PSR505", "PSR513"]
