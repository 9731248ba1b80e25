"""Findings are shown beside what they are about."""

from dataclasses import replace

import pytest

from signature_model import Finding, Report, Severity
from signature_model.containers.names import SEAL
from signature_model.preview.overviews import overview_of_bundle, overview_of_job
from signature_model.preview.placement import Part, Place, findings_by_place
from tests.kits.jobs import a_bundle, a_job
from tests.signature_model.reports.generated import a_finding

ROOT = "/portal-signature-job-manifest"


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (a_finding(where=f"{ROOT}/signers/signer[2]/notifications/email"), Place(Part.SIGNER, 1)),
        (a_finding(where="/direct-signature-job-manifest/signer"), Place(Part.SIGNER)),
        (a_finding(where=f"{ROOT}/signers/signer[9]"), Place(Part.JOB)),
        (a_finding(where=f"{ROOT}/documents/document/title"), Place(Part.DOCUMENT)),
        (a_finding(where=f"{ROOT}/document/title"), Place(Part.DOCUMENT)),
        (a_finding(member="contract.pdf", where=None), Place(Part.DOCUMENT)),
        (a_finding(where=f"{ROOT}/availability/available-seconds"), Place(Part.SCHEDULE)),
        (a_finding(member=SEAL, where="/XAdESSignatures/Signature"), Place(Part.SEAL)),
        (a_finding(member=None, where=None), Place(Part.JOB)),
    ],
)
def test_where_a_finding_is_shown(finding: Finding, place: Place) -> None:
    overview = replace(overview_of_bundle(a_bundle()), report=Report(findings=(finding,)))
    assert findings_by_place(overview) == {place: [finding]}


def test_a_seal_that_is_not_shown_has_no_findings() -> None:
    finding = a_finding(member=SEAL)
    overview = replace(overview_of_job(a_job()), report=Report(findings=(finding,)))
    assert findings_by_place(overview) == {Place(Part.JOB): [finding]}


def test_serious_findings_come_first() -> None:
    findings = [a_finding(where=None, severity=each) for each in (Severity.NOTE, Severity.ERROR, Severity.WARNING)]
    overview = replace(overview_of_job(a_job()), report=Report(findings=tuple(findings)))
    (found,) = findings_by_place(overview).values()
    assert [each.severity for each in found] == [Severity.ERROR, Severity.WARNING, Severity.NOTE]
