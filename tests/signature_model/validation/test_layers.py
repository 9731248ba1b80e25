"""One fault is one finding, and a layer that cannot be checked is named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from signature_model import Availability, Notifications, Report, Signer
from signature_model.validation.validators import validate_members
from tests.kits import pdfs
from tests.kits.archives import Raw, archive
from tests.kits.bundles import (
    CONTRACT,
    MANIFEST,
    SEAL,
    changed,
    edited,
    put_together,
    raws,
    sealed,
    taken_apart,
    tampered,
)
from tests.kits.jobs import KARI, PRIVATE, a_bundle, a_pdf, documents
from tests.kits.reports import FULL, codes_of, of_bundle, of_job
from tests.kits.seals import only, removed


def falsified(member: str, change: Callable[[Raw], Raw]) -> bytes:
    """Return the valid bundle with a changed entry for one member."""
    return archive(*(change(each) if each.name == member.encode() else each for each in raws(taken_apart())))


def skipped_in(report: Report) -> dict[str, str]:
    """The layers that were skipped, each with the reason."""
    return {each.layer: each.why for each in report.skipped}


ARCHIVE = "manifest, documents and seal"


# One fault, one finding


UNREADABLE = [
    pytest.param("PSR005", lambda raw: replace(raw, both={"flags": 0x801}), id="encrypted"),
    pytest.param("PSR006", lambda raw: replace(raw, content=bytes(17 << 20), method=8), id="a bomb"),
    pytest.param("PSR006", lambda raw: replace(raw, both={"size": 65 << 20}), id="too large"),
    pytest.param("PSR007", lambda raw: replace(raw, local={"crc": 1}), id="inconsistent"),
    pytest.param("PSR007", lambda raw: replace(raw, local_name=b"another.pdf"), id="two names"),
    pytest.param("PSR008", lambda raw: replace(raw, method=12), id="another compression"),
    pytest.param("PSR016", lambda raw: replace(raw, both={"crc": 1}), id="corrupt"),
    pytest.param("PSR016", lambda raw: replace(raw, method=8, data=b"\xff" * 9), id="a broken stream"),
    pytest.param("PSR002", lambda raw: replace(raw, central={"mode": 0o120777}), id="a symbolic link"),
]


@pytest.mark.parametrize(("code", "change"), UNREADABLE)
@pytest.mark.parametrize(
    ("member", "skipped"),
    [
        pytest.param(CONTRACT, ["documents"], id="document"),
        pytest.param(MANIFEST, ["manifest", "documents"], id="manifest"),
        pytest.param(SEAL, ["seal"], id="seal"),
    ],
)
def test_an_unreadable_member_is_one_finding_and_the_layers_that_need_it_are_skipped(
    code: str, change: Callable[[Raw], Raw], member: str, skipped: list[str]
) -> None:
    report = of_bundle(falsified(member, change))
    assert [(finding.code, finding.member) for finding in report.findings] == [(code, member)]
    assert [*skipped_in(report)] == skipped
    assert all(each.why for each in report.skipped)


@pytest.mark.parametrize("member", [CONTRACT, MANIFEST, SEAL])
def test_a_duplicate_member_is_one_finding(member: str) -> None:
    twice = archive(*raws(taken_apart()), Raw(name=member.encode(), content=b"another"))
    report = of_bundle(twice)
    assert [(finding.code, finding.member) for finding in report.findings] == [("PSR003", member)]
    assert "2 members have this name" in str(report.skipped)


MISSING, UNKNOWN = "it is missing", "without a manifest, they are unknown"
TOO_MUCH = "78,643,200 bytes in all members, more than 67,108,864"


@pytest.mark.parametrize(
    ("bundle", "codes", "skipped"),
    [
        pytest.param(changed(manifest=None), ["PSR009"], {"manifest": MISSING, "documents": UNKNOWN}, id="no manifest"),
        pytest.param(changed(seal=None), ["PSR010"], {"seal": MISSING}, id="no seal"),
        pytest.param(
            changed(contract=None), ["PSR014"], {"documents": f"{CONTRACT}: it is not in the bundle"}, id="no document"
        ),
        pytest.param(changed(**{"x.pdf": b""}), ["PSR013", "PSR506"], {}, id="a stowaway"),
        pytest.param(sealed(taken_apart() | {"x.pdf": b""}), ["PSR013"], {}, id="a sealed stowaway"),
        pytest.param(
            changed(manifest=edited(taken_apart()[MANIFEST], "Employment", "Marriage")), ["PSR503"], {}, id="rewritten"
        ),
        pytest.param(changed(contract=a_pdf() + b"\n"), ["PSR503"], {}, id="another document"),
        pytest.param(changed(contract=b""), ["PSR202", "PSR503"], {}, id="an empty document"),
        pytest.param(b"", ["PSR001"], {ARCHIVE: "the archive cannot be read"}, id="nothing"),
        pytest.param(
            archive(*(Raw(name=b"%d" % number) for number in range(101))),
            ["PSR006"],
            {ARCHIVE: "the archive exceeds the limits"},
            id="too many members",
        ),
        pytest.param(
            archive(
                *(Raw(name=name.encode(), both={"size": 15 << 20}) for name in (*taken_apart(), "META-INF/x", "y"))
            ),
            ["PSR006"],
            {"manifest": TOO_MUCH, "documents": UNKNOWN, "seal": TOO_MUCH},
            id="too large in sum",
        ),
    ],
)
def test_a_fault_of_the_whole_bundle_is_one_finding(bundle: bytes, codes: list[str], skipped: dict[str, str]) -> None:
    report = of_bundle(bundle)
    assert [finding.code for finding in report.findings] == codes
    assert skipped_in(report) == skipped


def test_documents_are_checked_although_the_manifest_breaks_its_schema() -> None:
    members = taken_apart()
    bad = sealed(members | {MANIFEST: members[MANIFEST].replace(b"Employment contract", b"x" * 81), CONTRACT: b""})
    assert codes_of(of_bundle(bad)) == ["PSR103", "PSR202"]
    without_seal = {name: content for name, content in taken_apart(bad).items() if name != SEAL}
    assert codes_of(of_bundle(put_together(without_seal))) == ["PSR010", "PSR103", "PSR202"]


def test_findings_in_documents_name_the_file_in_the_bundle() -> None:
    members = taken_apart()
    two = '<document href="b%20c.pdf" mime="application/pdf"><title>B</title></document></documents>'
    manifest = edited(members[MANIFEST], "</documents>", two)
    bundle = sealed({"b c.pdf": pdfs.encrypted()} | members | {MANIFEST: manifest})
    assert [(each.code, each.member) for each in of_bundle(bundle).findings if each.code != "PSR210"] == [
        ("PSR204", "b c.pdf")
    ]


# Layers that were not checked


@pytest.mark.parametrize(
    ("unknown", "layer", "why"),
    [
        ("sector", "sector", "the sender's sector was not stated"),
        ("environment", "environment", "the environment was not stated"),
        ("now", "now", "the current time was not stated"),
        ("trust_anchors", "trust", "no trust anchors given"),
    ],
)
def test_what_the_context_does_not_state_is_named_as_skipped(unknown: str, layer: str, why: str) -> None:
    report = of_bundle(a_bundle(), **{unknown: None})
    assert [(each.layer, each.why) for each in report.skipped] == [(layer, why)]


def test_with_a_complete_context_nothing_is_skipped() -> None:
    assert of_bundle(a_bundle()).skipped == ()


UNREAD = {"job": "the manifest cannot be read", "documents": UNKNOWN}
INVALID, KEYLESS = {"seal": "the signature file is not valid"}, {"certificate": "the seal has no readable certificate"}


@pytest.mark.parametrize(
    ("bundle", "code", "skipped"),
    [
        pytest.param(changed(manifest=b"<a/>"), "PSR104", UNREAD, id="a manifest of another kind"),
        pytest.param(changed(seal=b"<a/>"), "PSR501", INVALID, id="a seal of another kind"),
        pytest.param(tampered(lambda root: removed(only(root, "Signature"))), "PSR502", INVALID, id="no signature"),
        pytest.param(tampered(lambda root: removed(only(root, "KeyInfo"))), "PSR504", KEYLESS, id="no key"),
    ],
)
def test_a_layer_without_its_facts_is_skipped(bundle: bytes, code: str, skipped: dict[str, str]) -> None:
    report = of_bundle(bundle)
    assert code in codes_of(report)
    assert skipped_in(report) == skipped


def test_an_unpacked_bundle_has_no_archive() -> None:
    report = validate_members(taken_apart(), FULL)
    assert (report.findings, skipped_in(report)) == ((), {"container": "an unpacked bundle was given"})


def test_a_finding_in_the_seal_has_its_place() -> None:
    [finding] = of_bundle(changed(seal=taken_apart()[SEAL].replace(b"<SigningTime>", b"<SigningTime>x"))).findings
    assert (finding.code, finding.member, finding.line) == ("PSR501", SEAL, 1)
    assert (finding.where or "").startswith("/XAdESSignatures/Signature/Object/QualifyingProperties/SignedProperties/")
    assert finding.snippet == "<SigningTime>x2026-06-01T12:00:00Z"


def test_a_finding_in_the_manifest_has_its_place() -> None:
    manifest = edited(taken_apart()[MANIFEST], "Employment contract", "x" * 81)
    [finding] = of_bundle(sealed(taken_apart() | {MANIFEST: manifest})).findings
    assert (finding.code, finding.member, finding.line) == ("PSR103", MANIFEST, 21)
    assert finding.where == "/portal-signature-job-manifest/title"
    assert (finding.snippet or "").startswith("<title>xx")


# A job before it is built


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        pytest.param(
            {"title": "x\0"}, "PSR101", "/portal-signature-job-manifest/title", id="a control character in the manifest"
        ),
        pytest.param({"title": "\ud800"}, "PSR101", "/portal-signature-job-manifest/title", id="half a character"),
        pytest.param(
            {"reference": "x\0"},
            "PSR101",
            "/portal-signature-job-request/reference",
            id="a control character in the request",
        ),
        pytest.param(
            {"reference": "x" * 51}, "PSR103", "/portal-signature-job-request/reference", id="a long reference"
        ),
        pytest.param({"documents": []}, "PSR103", "/portal-signature-job-manifest/documents", id="no documents"),
        pytest.param({"signers": []}, "PSR103", "/portal-signature-job-manifest/signers", id="no signers"),
        pytest.param({"description": "x" * 221}, "PSR103", "/portal-signature-job-manifest/description", id="long"),
    ],
)
def test_a_job_is_checked_as_its_manifest_and_request(changes: dict[str, Any], code: str, where: str | None) -> None:
    [finding] = of_job(**changes).findings
    assert (finding.code, finding.where) == (code, where)


@pytest.mark.parametrize(("count", "codes"), [(1, []), (20, []), (21, ["PSR103"])])
def test_a_job_has_1_to_20_documents(count: int, codes: list[str]) -> None:
    assert codes_of(of_job(documents=documents(*[a_pdf()] * count))) == codes


@pytest.mark.parametrize(("count", "codes"), [(1, []), (10, []), (11, ["PSR103"])])
def test_a_job_has_1_to_10_signers(count: int, codes: list[str]) -> None:
    assert codes_of(of_job(signers=[Signer.by_email(f"{n}@example.com") for n in range(count)])) == codes


def test_the_other_rules_check_a_job_that_xml_cannot_hold() -> None:
    assert codes_of(of_job(PRIVATE, title="\0", reference=KARI)) == ["PSR101", "PSR301", "PSR601"]


def test_all_faults_of_a_job_are_in_one_report() -> None:
    report = of_job(
        title="",
        documents=documents(b"no PDF", pdfs.encrypted(), href="a b.pdf"),
        signers=[
            Signer.by_contact_information(email="kari"),
            Signer.by_national_id("12345678910", notify=Notifications(sms="")),
        ],
        availability=Availability(available_for=None),
        nonsensitive_title=None,
    )
    assert codes_of(report) == [
        *["PSR103", "PSR202", "PSR204", "PSR206", "PSR210", "PSR308"],
        *["PSR310", "PSR311", "PSR313", "PSR603"],
    ]


def test_findings_in_a_job_name_the_manifest() -> None:
    [finding] = of_job(title="x" * 81).findings
    assert (finding.member, finding.where, finding.line) == (MANIFEST, "/portal-signature-job-manifest/title", None)


def test_a_long_text_or_number_is_a_finding() -> None:
    [finding] = of_job(title="x" * 10_000_001).findings
    assert (finding.code, finding.member) == ("PSR103", MANIFEST)
    report = of_job(signers=[Signer.by_email("kari@example.com", order=10**5000)])
    assert sorted((each.code, each.where) for each in report.findings) == [
        ("PSR103", "/portal-signature-job-manifest/signers/signer/@order"),
        ("PSR317", "/portal-signature-job-manifest/signers/signer/@order"),
    ]
