"""A seal uses the algorithms of the profile."""

from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from lxml import etree

from tests.kits.bundles import resealed
from tests.kits.reports import found, of_bundle
from tests.kits.seals import C14N, C14N_11, DS, EXCLUSIVE, XADES, Edit, only, setting, without

SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"
RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-"
PROPERTIES = "/XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties"


SIGNATURE, CANONICAL = "Signature/SignedInfo/SignatureMethod", "Signature/SignedInfo/CanonicalizationMethod"
FILE, OWN = "Signature/SignedInfo/Reference[1]/DigestMethod", "Signature/SignedInfo/Reference[3]"


@pytest.mark.parametrize(
    ("element", "index", "algorithm", "where", "instead_of"),
    [
        ("SignatureMethod", 0, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", SIGNATURE, "RSA with SHA-256"),
        ("SignatureMethod", 0, f"{RSA}sha512", SIGNATURE, "RSA with SHA-256"),
        ("SignatureMethod", 0, "urn:unknown", SIGNATURE, "RSA with SHA-256"),
        ("CanonicalizationMethod", 0, EXCLUSIVE, CANONICAL, "C14N 1.1 or 1.0"),
        ("CanonicalizationMethod", 0, f"{C14N}#WithComments", CANONICAL, "C14N 1.1 or 1.0"),
        ("CanonicalizationMethod", 0, "urn:unknown", CANONICAL, "C14N 1.1 or 1.0"),
        ("DigestMethod", 0, SHA1, FILE, "SHA-256"),
        ("DigestMethod", 0, SHA512, FILE, "SHA-256"),
        ("DigestMethod", 0, "urn:unknown", FILE, "SHA-256"),
        ("DigestMethod", 2, SHA1, f"{OWN}/DigestMethod", "SHA-256"),
        ("Transform", 0, EXCLUSIVE, f"{OWN}/Transforms", "C14N 1.1 or 1.0"),
        ("Transform", 0, "urn:unknown", f"{OWN}/Transforms", "C14N 1.1 or 1.0"),
    ],
)
def test_an_algorithm_outside_the_profile_is_one_finding_though_properly_used(
    element: str, index: int, algorithm: str, where: str, instead_of: str
) -> None:
    [finding] = of_bundle(resealed(setting(element, "Algorithm", algorithm, index=index))).findings
    assert (finding.code, finding.where) == ("PSR505", f"/XAdESSignatures/{where}")
    assert finding.message == f"{algorithm!r}, not {instead_of}"


def test_the_certificate_s_digest_is_by_sha_1() -> None:
    def by_sha256(root: etree._Element) -> None:
        digest = only(root, "CertDigest")
        only(digest, "DigestMethod").set("Algorithm", SHA256)
        leaf = b64decode(only(root, "X509Certificate").text or "")
        only(digest, "DigestValue").text = b64encode(sha256(leaf).digest()).decode()

    [finding] = of_bundle(resealed(by_sha256)).findings
    assert (finding.code, finding.where) == ("PSR505", PROPERTIES)
    assert finding.message == f"certificate digest by {SHA256!r}, not SHA-1"


@pytest.mark.parametrize("algorithm", ["urn:unknown", ""])
def test_a_certificate_s_digest_by_an_unknown_algorithm_is_not_also_a_wrong_one(algorithm: str) -> None:
    assert found(resealed(setting("DigestMethod", "Algorithm", algorithm, index=3))) == ["PSR505"]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(setting("CanonicalizationMethod", "Algorithm", C14N_11), id="signed info"),
        pytest.param(setting("Transform", "Algorithm", C14N_11), id="signed properties"),
        pytest.param(without("Transforms"), id="no transform, which means C14N 1.0"),
    ],
)
def test_both_canonicalisations_of_the_profile_are_accepted(edit: Edit) -> None:
    assert found(resealed(edit)) == []


def test_several_transforms_of_the_properties_are_not_computed() -> None:
    def twice(root: etree._Element) -> None:
        etree.SubElement(only(root, "Transforms"), f"{DS}Transform", Algorithm=C14N)

    assert found(resealed(twice)) == []


@pytest.mark.parametrize(
    ("element", "parameter", "where", "algorithm"),
    [
        ("CanonicalizationMethod", f"{DS}KeyName", CANONICAL, C14N),
        ("SignatureMethod", f"{DS}HMACOutputLength", SIGNATURE, f"{RSA}sha256"),
        ("DigestMethod", f"{XADES}SignedDataObjectProperties", FILE, SHA256),
        ("Transform", f"{DS}XPath", f"{OWN}/Transforms/Transform", C14N),
    ],
)
def test_an_algorithm_of_the_profile_takes_no_parameters(
    element: str, parameter: str, where: str, algorithm: str
) -> None:
    def with_parameter(root: etree._Element) -> None:
        added = etree.SubElement(only(root, element), parameter)
        added.text = "256" if parameter.startswith(DS) else None

    [finding] = of_bundle(resealed(with_parameter)).findings
    assert (finding.code, finding.where) == ("PSR505", f"/XAdESSignatures/{where}")
    assert finding.message == f"{algorithm!r} takes no parameters"


def test_parameters_of_an_algorithm_outside_the_profile_are_not_another_finding() -> None:
    def with_parameter(root: etree._Element) -> None:
        method = only(root, "CanonicalizationMethod")
        method.set("Algorithm", EXCLUSIVE)
        etree.SubElement(method, f"{DS}KeyName")

    assert found(resealed(with_parameter)) == ["PSR505"]
