"""Findings in a job name the keys and the lines of its job file."""

import json
from pathlib import Path
from typing import Any

import pytest

from signature_model import Context, Sector, validate_job
from signature_model.findings import Finding, Report, Severity
from signature_transports.cli.job_files import JobFile, parse_job
from signature_transports.cli.job_findings import in_terms_of
from tests.kits.jobs import KARI, a_job, a_pdf

LINES = {
    "title": 1,
    "availability.available-hours": 3,
    "documents[1]": 4,
    "documents[1].path": 5,
    "signers[1]": 6,
    "signers[1].personal-identification-number": 7,
    "signers[1].notify": 8,
    "signers[1].notify.email": 8,
    "signers[1].order": 9,
    "signers[2]": 10,
    "signers[2].mobile": 11,
}


def translated(where: str | None, *, member: str | None = "manifest.xml", **lines: int) -> Finding:
    """Return a finding at this place, in terms of a job file."""
    finding = Finding(
        code="PSR999", name="a-fault", severity=Severity.ERROR, message="is wrong", member=member, where=where
    )
    file = JobFile(job=a_job(), lines=LINES | {name.replace("_", "-"): line for name, line in lines.items()})
    (found,) = in_terms_of(file, Report(findings=(finding,))).findings
    return found


@pytest.mark.parametrize(
    ("where", "key", "line"),
    [
        pytest.param("title", "title", 1, id="the same name"),
        pytest.param("availability/available-seconds", "availability.available-hours", 3, id="another unit"),
        pytest.param("documents/document/title", "documents[1].title", 4, id="missing in its table"),
        pytest.param("documents/document/@href", "documents[1].path", 5, id="a name made from the path"),
        pytest.param("documents/document[1]/@mime", "documents[1].path", 5, id="a type by the suffix"),
        pytest.param("signers/signer[1]", "signers[1]", 6, id="a signer"),
        pytest.param(
            "signers/signer[1]/personal-identification-number",
            "signers[1].personal-identification-number",
            7,
            id="a number",
        ),
        pytest.param("signers/signer[1]/notifications/email/@address", "signers[1].notify.email", 8, id="an address"),
        pytest.param("signers/signer[1]/notifications-using-lookup", "signers[1].notify", 8, id="a lookup"),
        pytest.param("signers/signer[1]/@order", "signers[1].order", 9, id="an attribute"),
        pytest.param(
            "signers/signer[2]/notifications/sms/@number", "signers[2].mobile", 11, id="an identifying number"
        ),
        pytest.param("signers/signer[2]/identified-by-contact-information", "signers[2].mobile", 11, id="a contact"),
        pytest.param("signers/signer[2]/signature-type", "signers[2].signature-type", 10, id="missing"),
        pytest.param("identifier-in-signed-documents", "identifier-in-signed-documents", None, id="missing at the top"),
    ],
)
def test_places_in_the_manifest_are_keys_of_the_job_file(where: str, key: str, line: int | None) -> None:
    found = translated(f"/portal-signature-job-manifest/{where}")
    assert (found.member, found.where, found.line) == (None, key, line)
    assert found.message == f"{key}: is wrong"


@pytest.mark.parametrize(
    ("where", "key", "line"),
    [
        ("manifest/signer[1]/personal-identification-number", "signers[1].personal-identification-number", 7),
        ("manifest/signer", "signers[1]", 6),
        ("manifest/signer[2]/signer-identifier", "signers[2].signer-identifier", 10),
        ("manifest/documents/document/@href", "documents[1].path", 5),
        ("request/exit-urls/error-url", "exit-urls.error-url", None),
        ("request/status-retrieval-method", "status-retrieval-method", None),
    ],
)
def test_places_in_the_direct_flow_are_keys_of_the_job_file(where: str, key: str, line: int | None) -> None:
    found = translated(f"/direct-signature-job-{where}")
    assert (found.where, found.line, found.message) == (key, line, f"{key}: is wrong")


def test_one_url_for_all_outcomes_has_one_place() -> None:
    found = translated("/direct-signature-job-request/exit-urls/error-url", exit_urls=12)
    assert (found.where, found.line) == ("exit-urls", 12)


def test_a_finding_about_the_whole_job_has_no_place() -> None:
    found = translated("/portal-signature-job-manifest")
    assert (found.member, found.where, found.line, found.message) == (None, None, None, "is wrong")


@pytest.mark.parametrize(
    ("member", "where", "key", "option"),
    [
        (None, "/portal-signature-job-request/reference", "reference", "--reference"),
        (None, "/portal-signature-job-request/polling-queue", "sender.polling-queue", "--queue"),
        (
            "manifest.xml",
            "/portal-signature-job-manifest/sender/organization-number",
            "sender.organization-number",
            "--sender",
        ),
    ],
)
def test_a_value_that_the_file_does_not_have_comes_from_an_option(
    member: str | None, where: str, key: str, option: str
) -> None:
    assert (translated(where, member=member).where, translated(where, member=member).line) == (option, None)
    found = translated(where, member=member, **{key: 7})
    assert (found.where, found.line) == (key, 7)


def test_a_finding_in_a_document_has_the_place_of_its_path() -> None:
    found = translated("page 2", member="contract.pdf")
    assert (found.member, found.where, found.line) == (None, "documents[1].path", 5)
    assert found.message == "documents[1].path: is wrong"


@pytest.mark.parametrize(("member", "where"), [(None, None), (None, "the certificate"), ("META-INF/x", "/x")])
def test_other_places_stay(member: str | None, where: str | None) -> None:
    found = translated(where, member=member)
    assert (found.member, found.where, found.line, found.message) == (member, where, None, "is wrong")


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        pytest.param("available-days", "write 90 or less", id="days"),
        pytest.param("available-hours", "write 2160 or less", id="hours"),
        pytest.param("available-seconds", "write 7776000 or less", id="seconds"),
    ],
)
def test_a_hint_is_in_the_unit_of_the_key(key: str, hint: str) -> None:
    finding = Finding(
        code="PSR401",
        name="available-too-long",
        severity=Severity.ERROR,
        message="too long",
        where="/portal-signature-job-manifest/availability/available-seconds",
        hint="write 7776000 or less",
    )
    file = JobFile(job=a_job(), lines={f"availability.{key}": 3})
    assert [each.hint for each in in_terms_of(file, Report(findings=(finding,))).findings] == [hint]


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        pytest.param({"title": "x" * 81}, "PSR103", ("title", 2), id="title"),
        pytest.param(
            {"documents": [{"path": "contract.pdf", "href": "/a.pdf", "title": "Contract"}]},
            "PSR002",
            ("documents[1].href", 7),
            id="the name of a document",
        ),
        pytest.param(
            {"documents": [{"path": "contract.txt", "href": "a.pdf", "title": "A", "mime": "application/pdf"}]},
            "PSR202",
            ("documents[1].path", 6),
            id="the content of a document",
        ),
        pytest.param(
            {"availability": {"available-days": 91}}, "PSR401", ("availability.available-days", 16), id="days"
        ),
        pytest.param({"reference": KARI}, "PSR601", ("reference", 18), id="reference"),
    ],
)
def test_findings_of_validation_are_translated(
    tmp_path: Path, changes: dict[str, Any], code: str, place: tuple[str, int]
) -> None:
    (tmp_path / "contract.pdf").write_bytes(a_pdf())
    (tmp_path / "contract.txt").write_text("Contract")
    described: dict[str, Any] = {
        "title": "Employment contract",
        "nonsensitive-title": "A contract",
        "documents": [{"path": "contract.pdf", "title": "Contract"}],
        "signers": [{"email": "ola@example.com"}],
        "availability": {"available-days": 10},
    }
    content = json.dumps(described | changes, indent=1).encode()
    file = parse_job(content, tmp_path, organization_number="984661185")
    report = in_terms_of(file, validate_job(file.job, Context(sector=Sector.PUBLIC)))
    assert (code, place) in [(each.code, (each.where, each.line)) for each in report.findings]
    assert not [each for each in report.findings if each.where and each.where.startswith("/")]
