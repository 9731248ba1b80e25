"""What the seal may be computed with."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.signature_model.breaking import C14N, C14N_11, DS, EXCLUSIVE, only, resealed
from tests.signature_model.rules.breaches import found, of_bundle
from tests.signature_model.surgeries import setting, without

if TYPE_CHECKING:
    from tests.signature_model.breaking import Surgery

SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-"
PROPERTIES = "/XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties"


@pytest.mark.parametrize(
    ("surgery", "where"),
    [
        pytest.param(
            setting("SignatureMethod", "Algorithm", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
            "Signature/SignedInfo/SignatureMethod",
            id="RSA with SHA-1",
        ),
        pytest.param(
            setting("SignatureMethod", "Algorithm", f"{RSA}sha512"),
            "Signature/SignedInfo/SignatureMethod",
            id="RSA with SHA-512",
        ),
        pytest.param(
            setting("SignatureMethod", "Algorithm", "urn:unknown"),
            "Signature/SignedInfo/SignatureMethod",
            id="an unknown signature",
        ),
        pytest.param(
            setting("CanonicalizationMethod", "Algorithm", EXCLUSIVE),
            "Signature/SignedInfo/CanonicalizationMethod",
            id="exclusive canonicalisation",
        ),
        pytest.param(
            setting("CanonicalizationMethod", "Algorithm", f"{C14N}#WithComments"),
            "Signature/SignedInfo/CanonicalizationMethod",
            id="canonicalisation with comments",
        ),
        pytest.param(
            setting("CanonicalizationMethod", "Algorithm", "urn:unknown"),
            "Signature/SignedInfo/CanonicalizationMethod",
            id="an unknown canonicalisation",
        ),
        pytest.param(
            setting("DigestMethod", "Algorithm", SHA1),
            "Signature/SignedInfo/Reference[1]/DigestMethod",
            id="a file by SHA-1",
        ),
        pytest.param(
            setting("DigestMethod", "Algorithm", SHA512),
            "Signature/SignedInfo/Reference[1]/DigestMethod",
            id="a file by SHA-512",
        ),
        pytest.param(
            setting("DigestMethod", "Algorithm", "urn:unknown"),
            "Signature/SignedInfo/Reference[1]/DigestMethod",
            id="a file by an unknown digest",
        ),
        pytest.param(
            setting("DigestMethod", "Algorithm", SHA1, index=2),
            "Signature/SignedInfo/Reference[3]/DigestMethod",
            id="the properties by SHA-1",
        ),
        pytest.param(
            setting("Transform", "Algorithm", EXCLUSIVE),
            "Signature/SignedInfo/Reference[3]/Transforms",
            id="the properties in exclusive form",
        ),
        pytest.param(
            setting("Transform", "Algorithm", "urn:unknown"),
            "Signature/SignedInfo/Reference[3]/Transforms",
            id="the properties in an unknown form",
        ),
    ],
)
def test_an_algorithm_outside_the_profile_is_one_finding_though_properly_used(surgery: Surgery, where: str) -> None:
    [finding] = of_bundle(resealed(surgery)).findings
    assert (finding.code, finding.where) == ("PSR505", f"/XAdESSignatures/{where}")


def test_the_certificate_s_digest_is_by_sha_1() -> None:
    def by_sha256(root: etree._Element) -> None:
        digest = only(root, "CertDigest")
        only(digest, "DigestMethod").set("Algorithm", SHA256)
        leaf = b64decode(only(root, "X509Certificate").text or "")
        only(digest, "DigestValue").text = b64encode(sha256(leaf).digest()).decode()

    [finding] = of_bundle(resealed(by_sha256)).findings
    assert (finding.code, finding.where) == ("PSR505", PROPERTIES)


def test_a_certificate_s_digest_by_an_unknown_algorithm_is_not_also_a_wrong_one() -> None:
    assert found(resealed(setting("DigestMethod", "Algorithm", "urn:unknown", index=3))) == ["PSR505"]


@pytest.mark.parametrize(
    "surgery",
    [
        pytest.param(setting("CanonicalizationMethod", "Algorithm", C14N_11), id="signed info"),
        pytest.param(setting("Transform", "Algorithm", C14N_11), id="signed properties"),
        pytest.param(without("Transforms"), id="no transform, which means C14N 1.0"),
    ],
)
def test_both_canonicalisations_of_the_profile_are_accepted(surgery: Surgery) -> None:
    assert found(resealed(surgery)) == []


def test_several_transforms_of_the_properties_are_not_computed() -> None:
    def twice(root: etree._Element) -> None:
        etree.SubElement(only(root, "Transforms"), f"{DS}Transform", Algorithm=C14N)

    assert found(resealed(twice)) == []
