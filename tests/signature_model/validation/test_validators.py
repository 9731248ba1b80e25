"""One fault, one finding; what could not be judged is named."""

from __future__ import annotations

from collections import UserDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from signature_model import (
    Availability,
    Document,
    JobRequest,
    Notifications,
    Sender,
    Signer,
    validate_bundle,
    validate_job,
)
from signature_model.validation.validators import MAX_DOCUMENTS, validate_manifest, validate_members, validate_request
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
)
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, PRIVATE, PUBLIC, a_bundle, a_job, a_pdf, codes_of
from tests.signature_model.rules.breaches import FULL, documents, of_bundle, of_job

if TYPE_CHECKING:
    from collections.abc import Callable

    from signature_model import Report


def lying(member: str, lie: Callable[[Raw], Raw]) -> bytes:
    """The valid bundle with a lie about one member."""
    return archive(*(lie(each) if each.name == member.encode() else each for each in raws(taken_apart())))


def layers(report: Report) -> list[str]:
    return [each.layer for each in report.skipped]


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


@pytest.mark.parametrize(("code", "lie"), UNREADABLE)
@pytest.mark.parametrize(
    ("member", "skipped"),
    [
        pytest.param(CONTRACT, ["documents"], id="document"),
        pytest.param(MANIFEST, ["manifest", "documents"], id="manifest"),
        pytest.param(SEAL, ["seal"], id="seal"),
    ],
)
def test_a_member_that_cannot_be_read_is_one_finding_and_what_needed_it_is_skipped(
    code: str, lie: Callable[[Raw], Raw], member: str, skipped: list[str]
) -> None:
    report = of_bundle(lying(member, lie))
    assert [(finding.code, finding.member) for finding in report.findings] == [(code, member)]
    assert layers(report) == skipped
    assert all(each.why for each in report.skipped)


@pytest.mark.parametrize("member", [CONTRACT, MANIFEST, SEAL])
def test_a_member_that_is_there_twice_is_one_finding(member: str) -> None:
    twice = archive(*raws(taken_apart()), Raw(name=member.encode(), content=b"another"))
    report = of_bundle(twice)
    assert [(finding.code, finding.member) for finding in report.findings] == [("PSR003", member)]
    assert "2 members have this name" in str(report.skipped)


@pytest.mark.parametrize(
    ("bundle", "codes", "skipped"),
    [
        pytest.param(changed(manifest=None), ["PSR009"], ["manifest", "documents"], id="no manifest"),
        pytest.param(changed(seal=None), ["PSR010"], ["seal"], id="no seal"),
        pytest.param(changed(contract=None), ["PSR014"], ["documents"], id="no document"),
        pytest.param(changed(**{"x.pdf": b""}), ["PSR013", "PSR506"], [], id="a stowaway"),
        pytest.param(sealed(taken_apart() | {"x.pdf": b""}), ["PSR013"], [], id="a sealed stowaway"),
        pytest.param(
            changed(manifest=edited(taken_apart()[MANIFEST], "Employment", "Marriage")), ["PSR503"], [], id="rewritten"
        ),
        pytest.param(changed(contract=a_pdf() + b"\n"), ["PSR503"], [], id="another document"),
        pytest.param(changed(contract=b""), ["PSR202", "PSR503"], [], id="an empty document"),
        pytest.param(b"", ["PSR001"], ["manifest, documents and seal"], id="nothing"),
        pytest.param(
            archive(*(Raw(name=b"%d" % number) for number in range(101))),
            ["PSR006"],
            ["manifest, documents and seal"],
            id="too many members",
        ),
        pytest.param(
            archive(
                *(Raw(name=name.encode(), both={"size": 15 << 20}) for name in (*taken_apart(), "META-INF/x", "y"))
            ),
            ["PSR006"],
            ["manifest", "documents", "seal"],
            id="too large in sum",
        ),
    ],
)
def test_a_fault_of_the_whole_is_told_once(bundle: bytes, codes: list[str], skipped: list[str]) -> None:
    report = of_bundle(bundle)
    assert [finding.code for finding in report.findings] == codes
    assert layers(report) == skipped


def test_what_can_be_judged_is_judged_although_something_else_cannot() -> None:
    members = taken_apart()
    bad = sealed(members | {MANIFEST: members[MANIFEST].replace(b"Employment contract", b"x" * 81), CONTRACT: b""})
    assert codes_of(of_bundle(bad)) == ["PSR103", "PSR202"]
    without_seal = {name: content for name, content in taken_apart(bad).items() if name != SEAL}
    assert codes_of(of_bundle(put_together(without_seal))) == ["PSR010", "PSR103", "PSR202"]


def test_documents_are_judged_under_their_own_names() -> None:
    members = taken_apart()
    two = '<document href="b%20c.pdf" mime="application/pdf"><title>B</title></document></documents>'
    manifest = edited(members[MANIFEST], "</documents>", two)
    bundle = sealed({"b c.pdf": pdfs.encrypted()} | members | {MANIFEST: manifest})
    assert [(each.code, each.member) for each in of_bundle(bundle).findings if each.code != "PSR210"] == [
        ("PSR204", "b c.pdf")
    ]


# What the report says was not judged


@pytest.mark.parametrize(
    ("unknown", "layer", "why"),
    [
        ("sector", "sector", "the sender's sector was not stated"),
        ("environment", "environment", "the environment was not stated"),
        ("now", "now", "no present moment was given"),
        ("trust_anchors", "trust", "no trust anchors given"),
    ],
)
def test_what_the_caller_does_not_say_is_named_as_skipped(unknown: str, layer: str, why: str) -> None:
    report = of_bundle(a_bundle(), **{unknown: None})
    assert [(each.layer, each.why) for each in report.skipped] == [(layer, why)]


def test_where_everything_is_known_nothing_is_skipped() -> None:
    assert of_bundle(a_bundle()).skipped == ()


def test_nothing_has_to_be_known() -> None:
    assert codes_of(validate_bundle(a_bundle())) == ["PSR318"]
    assert codes_of(validate_job(a_job(sender=Sender(NUMBER)))) == ["PSR318"]
    assert codes_of(validate_manifest(taken_apart()[MANIFEST])) == ["PSR318"]
    assert codes_of(validate_members(taken_apart())) == ["PSR318"]


class Taken(UserDict[str, bytes]):
    """Tells what is taken out of it, as what lies elsewhere would be."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        super().__init__(contents)
        self.names: list[str] = []

    def __getitem__(self, name: str) -> bytes:
        self.names.append(name)
        return super().__getitem__(name)


def test_each_member_is_taken_once() -> None:
    members = Taken(taken_apart())
    assert codes_of(validate_members(members)) == ["PSR318"]
    assert members.names == list(members)


def test_a_manifest_alone_has_no_documents_and_no_seal() -> None:
    report = validate_manifest(taken_apart()[MANIFEST], FULL)
    assert report.findings == ()
    assert layers(report) == ["container", "documents", "seal"]


def test_a_manifest_alone_tells_which_names_are_unsafe() -> None:
    manifest = edited(taken_apart()[MANIFEST], "contract.pdf", "../contract.pdf")
    assert [(each.code, each.member) for each in validate_manifest(manifest, PUBLIC).findings] == [
        ("PSR002", "../contract.pdf")
    ]


def test_an_unpacked_bundle_has_no_container_to_judge() -> None:
    report = validate_members(taken_apart(), FULL)
    assert (report.findings, layers(report)) == ((), ["container"])


def test_a_file_of_an_unpacked_bundle_that_cannot_be_read_is_skipped() -> None:
    members = taken_apart()
    unreadable = {CONTRACT: f"no permission for {KARI}"}
    del members[CONTRACT]
    report = validate_members(members, FULL, unreadable=unreadable)
    assert report.findings == ()
    assert [(each.layer, each.why) for each in report.skipped][1:] == [
        ("documents", f"contract.pdf: no permission for {KARI[:6]}*****")
    ]


def test_a_document_that_is_not_at_hand_is_not_judged() -> None:
    report = of_job(documents=[Document(title="Contract", href="contract.pdf")])
    assert report.findings == ()
    assert ("documents", "contract.pdf: its content is not at hand") in [
        (each.layer, each.why) for each in report.skipped
    ]


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
def test_a_job_is_judged_as_its_manifest_and_request_would_be(
    changes: dict[str, Any], code: str, where: str | None
) -> None:
    [finding] = of_job(**changes).findings
    assert (finding.code, finding.where) == (code, where)


@pytest.mark.parametrize(("count", "codes"), [(1, []), (20, []), (21, ["PSR103"])])
def test_a_job_has_1_to_20_documents(count: int, codes: list[str]) -> None:
    assert codes_of(of_job(documents=documents(*[a_pdf()] * count))) == codes


@pytest.mark.parametrize(("count", "codes"), [(1, []), (10, []), (11, ["PSR103"])])
def test_a_job_has_1_to_10_signers(count: int, codes: list[str]) -> None:
    assert codes_of(of_job(signers=[Signer.by_email(f"{n}@example.com") for n in range(count)])) == codes


def test_a_job_with_impossible_characters_is_judged_by_the_other_rules_too() -> None:
    assert codes_of(of_job(PRIVATE, title="\0", reference=KARI)) == ["PSR101", "PSR301", "PSR601"]


def test_all_faults_of_a_job_are_told_at_once() -> None:
    report = of_job(
        title="",
        documents=documents(b"no PDF", pdfs.encrypted(), href="a b.pdf"),
        signers=[Signer.by_email("kari"), Signer.by_national_id("12345678910", notify=Notifications(sms=""))],
        availability=Availability(available_for=None),
        nonsensitive_title=None,
    )
    assert codes_of(report) == [
        *["PSR103", "PSR202", "PSR204", "PSR206", "PSR210", "PSR308"],
        *["PSR310", "PSR311", "PSR313", "PSR603"],
    ]


def test_the_findings_of_a_job_name_the_file_that_they_will_be_in() -> None:
    [finding] = of_job(title="x" * 81).findings
    assert (finding.member, finding.where, finding.line) == (MANIFEST, "/portal-signature-job-manifest/title", None)


@pytest.mark.parametrize(
    ("validate", "content", "message"),
    [
        pytest.param(validate_job, b"<manifest/>", "job must be PortalJob, not bytes", id="a job"),
        pytest.param(validate_manifest, "<manifest/>", "content must be bytes, not str", id="a manifest"),
        pytest.param(validate_bundle, "contract.asice", "content must be bytes, not str", id="a bundle"),
        pytest.param(validate_members, {b"a": b""}, "the name of each member must be str, not bytes", id="a name"),
        pytest.param(validate_members, {"a": "b"}, "the content of each member must be bytes, not str", id="content"),
    ],
)
def test_what_is_of_another_type_is_refused_at_the_door(
    validate: Callable[[Any], Report], content: object, message: str
) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        validate(content)


def test_a_document_that_is_named_again_and_again_is_inspected_once() -> None:
    report = of_job(documents=documents(*[pdfs.encrypted()] * 2, href="a.pdf"))
    assert [each.code for each in report.findings] == ["PSR206", "PSR204"]


def test_no_more_documents_are_inspected_than_a_job_may_have() -> None:
    report = of_job(documents=documents(*[pdfs.encrypted()] * (MAX_DOCUMENTS + 3)))
    assert [each.code for each in report.findings].count("PSR204") == MAX_DOCUMENTS
    assert "PSR103" in codes_of(report)


def test_a_long_text_or_number_is_a_finding() -> None:
    [finding] = of_job(title="x" * 10_000_001).findings
    assert (finding.code, finding.member) == ("PSR103", MANIFEST)
    report = of_job(signers=[Signer.by_email("kari@example.com", order=10**5000)])
    assert sorted((each.code, each.where) for each in report.findings) == [
        ("PSR103", "/portal-signature-job-manifest/signers/signer/@order"),
        ("PSR317", "/portal-signature-job-manifest/signers/signer/@order"),
    ]


@pytest.mark.parametrize(
    ("reference", "codes"),
    [
        pytest.param("2030-117", [], id="a reference"),
        pytest.param("x" * 51, ["PSR103"], id="longer than it may be"),
        pytest.param("no\0character", ["PSR101"], id="what XML cannot hold"),
        pytest.param(KARI, ["PSR601"], id="a national id number"),
    ],
)
def test_a_job_request_is_judged_alone(reference: str, codes: list[str]) -> None:
    assert codes_of(validate_request(JobRequest(reference=reference))) == codes
