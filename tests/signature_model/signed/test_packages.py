"""Evidence packages: what is packed is read again, and each change after sealing is one finding."""

import io
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from signature_model import Document, build_bundle, write_manifest
from signature_model.containers.names import SEAL
from signature_model.containers.reading import open_container
from signature_model.containers.writing import NewMember, write_container
from signature_model.credentials.enterprise import Credentials
from signature_model.errors import UnreadableInput
from signature_model.jobs.context import Context
from signature_model.signed import (
    EvidencePackage,
    PackageReport,
    SentDocument,
    read_package,
    validate_package,
    write_package,
)
from tests.kits.authorities import DAY, NOW, Holder, anchors, organization, person
from tests.kits.certificates import authority, pem, rsa_key
from tests.kits.jobs import OLA, a_job, credentials
from tests.kits.pades import pades, pages
from tests.kits.xades import CONTRACT, PAPER, SENT, renamed, xades

Members = dict[str, bytes]

CONTEXT = Context(trust_anchors=(*anchors(), authority().root), now=NOW)
JOB = a_job(documents=[Document.from_bytes(PAPER, title="Contract", href=CONTRACT)])
KARI_XML = "signed/kari.xml"
STATUS = b'{"signatures": [{"status": "SIGNED", "personal_identification_number": "01818000282"}]}'


@cache
def ola_xml() -> bytes:
    return xades(by=person("Ola", OLA))


@cache
def evidence() -> EvidencePackage:
    return EvidencePackage(
        bundle=build_bundle(JOB, credentials(), signing_time=NOW).content,
        documents={CONTRACT: PAPER},
        signed={"kari.xml": xades()},
        anchors={"people.pem": pem(*anchors())},
        revocation=crls(),
        reports={"report.json": b"{}", "report.html": b"<html>", "notes": b"?"},
    )


@cache
def crls() -> dict[str, bytes]:
    """Return CRLs of both issuers of the sender's certificate."""
    issuers = authority()
    keys = {issuers.root: issuers.root_key, issuers.issuing: issuers.issuing_key}
    made = {}
    for number, (issuer, key) in enumerate(keys.items()):
        builder = x509.CertificateRevocationListBuilder(issuer.subject, NOW, NOW + DAY)
        made[f"{number}.crl"] = builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
    return made


@cache
def package() -> bytes:
    return write_package(evidence(), credentials(), signing_time=NOW)


def crowded() -> bytes:
    """Return an archive with more files than are read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for each in range(101):
            archive.writestr(f"signed/{each}", b"")
    return file.getvalue()


def changed(change: Callable[[Members], object]) -> bytes:
    """Return the package with its files changed after sealing."""
    members = dict(open_container(package()).members)
    change(members)
    return write_container([NewMember(name=name, content=content) for name, content in members.items()], NOW)


def found(report: PackageReport) -> Mapping[str, list[str]]:
    """Return the codes of the errors, by document; None is the package."""
    reports = {"": report.seal, **report.documents}
    return {name: [each.code for each in one.errors] for name, one in reports.items() if one.errors}


def test_what_was_packed_is_read_again() -> None:
    assert read_package(package()) == evidence()
    assert package() == write_package(evidence(), credentials(), signing_time=NOW)


def test_a_package_is_valid() -> None:
    report = validate_package(package(), context=CONTEXT)

    assert report.verdict == "valid", (report.seal.undecided, report.documents[KARI_XML].undecided)
    (seal,) = report.seal.signatures
    assert (seal.kind, seal.organization) == ("seal", "Blåbærskogen AS 984661185")
    assert sorted(seal.covers) == sorted(evidence().files)
    assert next(each.covers for each in report.documents[KARI_XML].signatures) == (CONTRACT,)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        pytest.param(lambda all_: all_.update({KARI_XML: xades(level="T")}), {"": ["PSR805"]}, id="replaced"),
        pytest.param(lambda all_: all_.pop("reports/report.json"), {"": ["PSR818"]}, id="removed"),
        pytest.param(lambda all_: all_.update({"added": b""}), {"": ["PSR819"]}, id="added"),
        pytest.param(
            lambda all_: all_.update({"reports/other": all_.pop("reports/report.html")}), {"": ["PSR818"]}, id="renamed"
        ),
        pytest.param(lambda all_: all_.pop(SEAL), {"": ["PSR802"]}, id="no seal"),
        pytest.param(lambda all_: all_.update({SEAL: b"<"}), {"": ["PSR801"]}, id="a seal that is not XML"),
        pytest.param(lambda all_: all_.pop(KARI_XML), {"": ["PSR801"]}, id="no signed documents"),
        pytest.param(
            lambda all_: all_.update({"statuses/1.json": b"{", "job/bundle.asice": b"PK"}),
            {"": ["PSR805", "PSR819"]},
            id="unreadable parts",
        ),
    ],
)
def test_a_change_after_sealing_is_found(change: Callable[[Members], object], codes: Mapping[str, list[str]]) -> None:
    assert found(validate_package(changed(change), context=CONTEXT)) == codes


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"PK", "PSR801", id="not an archive"),
        pytest.param(package()[:-1], "PSR803", id="cut"),
        pytest.param(package() + b"x", "PSR803", id="bytes behind the end"),
        pytest.param(package().replace(b"signed/kari", b"../../kari."), "PSR803", id="a name that leaves the archive"),
        pytest.param(package().replace(PAPER[:99], b"x" * 99), "PSR803", id="damaged"),
        pytest.param(crowded(), "PSR804", id="too many files"),
    ],
)
def test_an_archive_that_readers_read_differently_is_refused(content: bytes, code: str) -> None:
    assert found(validate_package(content, context=CONTEXT)) == {"": [code]}
    with pytest.raises(UnreadableInput):
        read_package(content)


def sealed_by(holder: Holder, whole: EvidencePackage | None = None) -> PackageReport:
    """Return the report on the package with the seal of a holder."""
    issuer = holder.issuer
    made = replace(whole or evidence(), revocation={"issuer.crl": issuer.crl(at=NOW)})
    key = rsa_key("enterprise").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    sealer = Credentials.from_pem(pem(holder.certificate, issuer.certificate), key)
    return validate_package(write_package(made, sealer, signing_time=NOW), context=CONTEXT)


def test_the_seal_of_a_person_is_not_that_of_a_sender() -> None:
    assert found(sealed_by(person(own_key=rsa_key("enterprise")))) == {"": ["PSR848"]}


def test_another_organisation_than_the_sender_is_named() -> None:
    report = sealed_by(organization())

    assert report.verdict == "valid"
    assert [each.message for each in report.seal.findings if each.code == "PSR849"] == [
        "sealed by 'Pakker AS' (989584022), but the sender of the job is '984661185'"
    ]
    without = sealed_by(organization(), replace(evidence(), bundle=None))
    assert "PSR849" not in {each.code for each in without.seal.findings}


def test_revocation_data_may_be_given_beside_the_package() -> None:
    plain = write_package(replace(evidence(), revocation={}), credentials(), signing_time=NOW)

    assert validate_package(plain, context=CONTEXT).verdict == "undecided"
    assert validate_package(plain, context=CONTEXT, revocation=crls().values()).verdict == "valid"


def test_the_caller_may_say_what_was_sent() -> None:
    other = replace(SENT, documents=(SentDocument.of("other.pdf", b"x"),))
    assert found(validate_package(package(), other, CONTEXT)) == {KARI_XML: ["PSR814"]}


def test_without_a_bundle_the_manifest_says_what_was_sent() -> None:
    made = replace(evidence(), bundle=None, manifest=write_manifest(JOB))
    report = validate_package(write_package(made, credentials(), signing_time=NOW), context=CONTEXT)
    assert report.documents[KARI_XML].verdict == "valid"
    assert made.sent().signers == evidence().sent().signers


def test_without_a_bundle_the_originals_say_what_was_sent() -> None:
    for documents, verdict in ({CONTRACT: PAPER}, "valid"), ({"other.pdf": b"x"}, "invalid"), ({}, "undecided"):
        made = replace(evidence(), bundle=None, documents=documents)
        report = validate_package(write_package(made, credentials(), signing_time=NOW), context=CONTEXT)
        assert report.documents[KARI_XML].verdict == verdict


def test_the_status_change_with_the_most_signers_counts() -> None:
    nobody = b'{"signatures": []}'
    sent = replace(evidence(), statuses={"1": nobody, "2": STATUS, "3": nobody}).sent()
    assert sent.signed == ("01818000282",)


def test_if_what_was_sent_cannot_be_read_the_documents_are_undecided() -> None:
    made = write_package(replace(evidence(), bundle=b"PK"), credentials(), signing_time=NOW)
    report = validate_package(made, context=CONTEXT)

    assert report.verdict == "undecided"
    assert "what was sent cannot be read" in report.documents[KARI_XML].undecided[-1].why


def resealed(change: Callable[[Members], object]) -> bytes:
    """Return a package whose bundle was changed before the package was sealed."""
    members = dict(open_container(evidence().bundle or b"").members)
    change(members)
    bundle = write_container([NewMember(name=name, content=content) for name, content in members.items()], NOW)
    return write_package(replace(evidence(), bundle=bundle), credentials(), signing_time=NOW)


def with_another_description(members: Members) -> None:
    members["manifest.xml"] = members["manifest.xml"].replace(b"Contract", b"Kontrakt")


@pytest.mark.parametrize("change", [lambda members: members.pop(SEAL), with_another_description])
def test_a_bundle_without_an_intact_seal_does_not_say_what_was_sent(change: Callable[[Members], object]) -> None:
    report = validate_package(resealed(change), context=CONTEXT)
    (reason,) = [each.why for each in report.documents[KARI_XML].undecided if each.layer == "documents"]
    assert reason == "the seal of job/bundle.asice is missing or does not verify"


@pytest.mark.parametrize("status", ["REJECTED", "EXPIRED", "WAITING"])
@pytest.mark.parametrize("make", [xades, lambda: pades(pages(attachments={"a.xml": xades()}))])
def test_who_has_another_status_has_not_signed(make: Callable[[], bytes], status: str) -> None:
    changed = {"status.json": STATUS.replace(b"SIGNED", status.encode())}
    made = replace(evidence(), signed={"a": make()}, statuses=changed)
    report = validate_package(write_package(made, credentials(), signing_time=NOW), context=CONTEXT)
    reasons = [each.why for each in report.documents["signed/a"].undecided]
    assert f"018180***** has the status '{status}', but has signed according to the evidence" in reasons


def test_a_package_needs_a_signed_document() -> None:
    with pytest.raises(ValueError, match="at least one signed document"):
        write_package(EvidencePackage(signed={}), credentials(), signing_time=NOW)


def test_a_pades_is_validated_with_the_xades_beside_it() -> None:
    made = replace(evidence(), signed={"a.pdf": pages(), "kari.xml": xades()})
    report = validate_package(write_package(made, credentials(), signing_time=NOW), context=CONTEXT)
    assert found(report) == {"signed/a.pdf": ["PSR802"]}


OTHER = pages(3)
WITHOUT_NUMBERS = b'{"signatures": [{"status": "SIGNED"}, {"status": "SIGNED"}]}'
TWIN = "01818000010"
TWINS = STATUS.replace(b"]}", b', {"status": "SIGNED", "personal_identification_number": "%b"}]}' % TWIN.encode())
BOTH = STATUS.replace(b"]}", b', {"status": "SIGNED", "personal_identification_number": "%b"}]}' % OLA.encode())


def doubled(names: Collection[str]) -> bytes:
    """A package with a second seal, over these files."""
    members = dict(open_container(package()).members)
    files = {name: members[name] for name in names}
    second = xades(by=organization("999888777"), documents=files, level="B", before=renamed, claimed_at=NOW)
    root = etree.fromstring(members[SEAL])
    root.append(etree.fromstring(second))
    return changed(lambda all_: all_.update({SEAL: etree.tostring(root)}))


def test_each_seal_covers_every_file() -> None:
    every = evidence().files
    reports = [validate_package(doubled(names), context=CONTEXT).seal for names in (every, [*every][1:])]
    assert [[each.code for each in report.errors] for report in reports] == [[], ["PSR819"]]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        pytest.param({"documents": {CONTRACT: OTHER}}, "'contract.pdf' is not one of the documents", id="another"),
        pytest.param({"documents": {CONTRACT: PAPER, "b.pdf": OTHER}}, "'b.pdf' is not one of the", id="one more"),
        pytest.param({"manifest": b"<manifest/>"}, "not the manifest in the bundle", id="two manifests"),
    ],
)
def test_a_package_says_in_one_way_what_was_sent(parts: dict[str, Any], why: str) -> None:
    content = write_package(replace(evidence(), **parts), credentials(), signing_time=NOW)
    report = validate_package(content, context=CONTEXT)
    assert report.verdict == "undecided"
    assert why in "".join(each.why for each in report.documents[KARI_XML].undecided)


@pytest.mark.parametrize(
    ("make", "status", "codes"),
    [
        pytest.param(lambda: {"kari.xml": xades()}, STATUS, [], id="all"),
        pytest.param(lambda: {"kari.xml": xades()}, BOTH, ["PSR821"], id="one is missing"),
        pytest.param(lambda: {"a.xml": xades(), "b.xml": xades()}, BOTH, ["PSR821"], id="one twice"),
        pytest.param(lambda: {"kari.xml": xades()}, WITHOUT_NUMBERS, ["PSR821"], id="one is missing, by e-mail"),
        pytest.param(lambda: {"kari.xml": xades(), "ola.xml": ola_xml()}, WITHOUT_NUMBERS, [], id="both, by e-mail"),
        pytest.param(lambda: {"kari.xml": xades(), "ola.xml": ola_xml()}, BOTH, [], id="both"),
        pytest.param(lambda: {"kari.xml": xades(), "twin.xml": xades(by=person("Per", TWIN))}, TWINS, [], id="twins"),
        pytest.param(lambda: {"kari.xml": xades()}, TWINS, ["PSR821"], id="one of twins"),
        pytest.param(
            lambda: {"both.pdf": pades(pages(attachments={"a.xml": xades(), "b.xml": ola_xml()}))}, BOTH, [], id="PAdES"
        ),
    ],
)
def test_a_package_has_evidence_of_everybody_who_has_signed(
    make: Callable[[], dict[str, bytes]], status: bytes, codes: list[str]
) -> None:
    job = replace(JOB, signers=[*JOB.signers, replace(JOB.signers[0], personal_identification_number=OLA)])
    bundle = build_bundle(job, credentials(), signing_time=NOW).content
    package = replace(evidence(), bundle=bundle, signed=make(), statuses={"status.json": status})
    report = validate_package(write_package(package, credentials(), signing_time=NOW), context=CONTEXT)
    assert [each.code for each in report.seal.errors] == codes
