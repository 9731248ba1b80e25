"""Each function validates what it is given and names what it was not given."""

import re
from collections import UserDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from signature_model import (
    DirectJobRequest,
    Document,
    JobRequest,
    Report,
    Sender,
    SigningFlow,
    inspect_bundle,
    validate_bundle,
    validate_inspected,
    validate_job,
)
from signature_model.validation.validators import validate_manifest, validate_members, validate_request
from signature_model.xml.schemas import SEAL_SCHEMA
from tests.kits.bundles import CONTRACT, MANIFEST, changed, edited, taken_apart
from tests.kits.certificates import NUMBER
from tests.kits.jobs import KARI, PUBLIC, a_bundle, a_direct_bundle, a_direct_job, a_job
from tests.kits.reports import FULL, codes_of, of_job


def test_an_inspected_bundle_is_validated_without_opening_it_again() -> None:
    bundle = inspect_bundle(changed(contract=b""))
    for context in (PUBLIC, FULL):
        assert validate_inspected(bundle, context) == validate_bundle(changed(contract=b""), context)
    assert codes_of(validate_inspected(bundle)) == ["PSR202", "PSR318", "PSR503"]


def test_the_schema_of_the_context_replaces_the_other() -> None:
    other = replace(PUBLIC, schema=SEAL_SCHEMA)
    reports = (
        validate_job(a_job(), other),
        validate_manifest(taken_apart()[MANIFEST], other),
        validate_bundle(a_bundle(), other),
        validate_members(taken_apart(), other),
    )
    assert [set(codes_of(each)) for each in reports] == [{"PSR103"}] * len(reports)
    assert all(finding.column is not None for each in reports[1:] for finding in each.findings)


def test_a_bundle_is_validated_with_its_request() -> None:
    request = JobRequest(reference="x" * 51)
    assert codes_of(validate_bundle(a_bundle(), PUBLIC, request=request)) == ["PSR103"]
    assert validate_bundle(a_bundle(), PUBLIC, request=JobRequest()).findings == ()


def test_bundle_and_request_belong_to_one_flow() -> None:
    direct = DirectJobRequest.of(a_direct_job())
    assert validate_bundle(a_direct_bundle(), PUBLIC, request=direct).findings == ()
    [finding] = validate_bundle(a_direct_bundle(), PUBLIC, request=JobRequest()).findings
    assert (finding.code, finding.where) == ("PSR104", "/direct-signature-job-manifest")
    expected = replace(PUBLIC, flow=SigningFlow.DIRECT)
    [finding] = validate_bundle(a_direct_bundle(), expected, request=JobRequest()).findings
    assert (finding.code, finding.where) == ("PSR104", "/portal-signature-job-request")
    skipped = {each.layer: each.why for each in validate_bundle(a_bundle(), expected).skipped}
    assert skipped["job"] == "it belongs to the other flow"


def test_the_context_is_optional() -> None:
    assert codes_of(validate_bundle(a_bundle())) == ["PSR318"]
    assert codes_of(validate_job(a_job(sender=Sender(NUMBER)))) == ["PSR318"]
    assert codes_of(validate_manifest(taken_apart()[MANIFEST])) == ["PSR318"]
    assert codes_of(validate_members(taken_apart())) == ["PSR318"]


class Taken(UserDict[str, bytes]):
    """A mapping that remembers which names were looked up."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        super().__init__(contents)
        self.names: list[str] = []

    def __getitem__(self, name: str) -> bytes:
        self.names.append(name)
        return super().__getitem__(name)


def test_each_member_is_looked_up_once() -> None:
    members = Taken(taken_apart())
    assert codes_of(validate_members(members)) == ["PSR318"]
    assert members.names == list(members)


def test_a_manifest_alone_has_no_documents_and_no_seal() -> None:
    report = validate_manifest(taken_apart()[MANIFEST], FULL)
    assert report.findings == ()
    why = "only a manifest was given"
    assert [(each.layer, each.why) for each in report.skipped] == [
        ("container", why),
        ("documents", why),
        ("seal", why),
    ]


def test_a_manifest_alone_that_cannot_be_read_has_no_job() -> None:
    report = validate_manifest(b"<a/>", FULL)
    assert codes_of(report) == ["PSR104"]
    assert [each.layer for each in report.skipped] == ["job", "container", "documents", "seal"]


def test_unsafe_names_in_a_manifest_alone_are_found() -> None:
    manifest = edited(taken_apart()[MANIFEST], "contract.pdf", "../contract.pdf")
    assert [(each.code, each.member) for each in validate_manifest(manifest, PUBLIC).findings] == [
        ("PSR002", "../contract.pdf")
    ]


def test_an_unpacked_bundle_has_no_container() -> None:
    report = validate_members(taken_apart(), FULL)
    assert (report.findings, [each.layer for each in report.skipped]) == ((), ["container"])


def test_a_file_of_an_unpacked_bundle_that_cannot_be_read_is_skipped() -> None:
    members = taken_apart()
    unreadable = {CONTRACT: f"no permission for {KARI}"}
    del members[CONTRACT]
    report = validate_members(members, FULL, unreadable=unreadable)
    assert report.findings == ()
    assert [(each.layer, each.why) for each in report.skipped][1:] == [
        ("documents", f"contract.pdf: no permission for {KARI[:6]}*****")
    ]


def test_a_document_without_content_is_skipped() -> None:
    report = of_job(documents=[Document(title="Contract", href="contract.pdf")])
    assert report.findings == ()
    assert ("documents", "contract.pdf: its content is missing") in [(each.layer, each.why) for each in report.skipped]


@pytest.mark.parametrize(
    ("validate", "content", "message"),
    [
        pytest.param(validate_job, b"<manifest/>", "job must be PortalJob or DirectJob, not bytes", id="a job"),
        pytest.param(
            validate_manifest,
            "<manifest/>",
            "content must be bytes, not str; write Path(...).read_bytes()",
            id="a manifest",
        ),
        pytest.param(
            validate_bundle,
            "contract.asice",
            "content must be bytes, not str; write Path(...).read_bytes()",
            id="a bundle",
        ),
        pytest.param(validate_request, "a", "request must be JobRequest or DirectJobRequest, not str", id="a request"),
        pytest.param(validate_inspected, b"PK", "bundle must be InspectedBundle, not bytes", id="an inspected bundle"),
        pytest.param(validate_members, {b"a": b""}, "the name of each member must be str, not bytes", id="a name"),
        pytest.param(
            validate_members,
            {"a": "b"},
            "the content of each member must be bytes, not str; write Path(...).read_bytes()",
            id="content",
        ),
    ],
)
def test_an_argument_of_another_type_raises_an_error(
    validate: Callable[[Any], Report], content: object, message: str
) -> None:
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        validate(content)


@pytest.mark.parametrize(
    ("reference", "codes"),
    [
        pytest.param("2030-117", [], id="a reference"),
        pytest.param("x" * 51, ["PSR103"], id="longer than it may be"),
        pytest.param("no\0character", ["PSR101"], id="what XML cannot hold"),
        pytest.param(KARI, ["PSR601"], id="a national id number"),
    ],
)
def test_a_job_request_is_validated_alone(reference: str, codes: list[str]) -> None:
    assert codes_of(validate_request(JobRequest(reference=reference))) == codes
