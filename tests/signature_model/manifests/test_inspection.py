"""Inspecting a manifest or a job request finds its schema faults and as much of the job as it states."""

import pytest

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnreadableInput, UnwritableText
from signature_model.jobs.context import SigningFlow
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.inspection import (
    InspectedManifest,
    inspect_manifest,
    inspect_planned_manifest,
    inspect_request,
)
from signature_model.manifests.writing import write_manifest
from signature_model.xml.schemas import MAX_FAULTS, SEAL_SCHEMA
from signature_model.xml.trees import MANIFEST, MAX_SIZE
from tests.kits.jobs import a_job

MISPLACED = "<notifications><email/><notifications-using-lookup/></notifications>"


def inspected(inside: str) -> InspectedManifest:
    """Inspect a manifest with this content."""
    root = f'<portal-signature-job-manifest xmlns="{MANIFEST}">{inside}</portal-signature-job-manifest>'
    return inspect_manifest(root.encode(), lambda _: None)


def a_signer(notify: str) -> str:
    number = "<personal-identification-number>01818000282</personal-identification-number>"
    return f"<signer>{number}{notify}</signer>"


def test_a_valid_manifest_has_a_job_and_no_fault() -> None:
    job = a_job()
    manifest = inspect_manifest(write_manifest(job), lambda _: b"content")
    assert manifest.job is not None
    assert [each.content for each in manifest.job.documents] == [b"content"]
    assert manifest.root is not None
    assert (manifest.flow, manifest.refusal, manifest.faults) == (SigningFlow.PORTAL, None, ())
    assert manifest.lookups_inside_notifications == ()


def test_the_manifest_of_a_job_is_inspected_without_its_text() -> None:
    job = a_job(title="")
    manifest = inspect_planned_manifest(job)
    assert (manifest.job, manifest.positions) == (job, None)
    assert [fault.where for fault in manifest.faults] == ["title"]
    assert manifest.root is not None
    assert manifest.root.findtext("{*}title") == ""


def test_a_job_that_xml_cannot_hold_has_no_tree() -> None:
    job = a_job(title="\0")
    manifest = inspect_planned_manifest(job)
    assert isinstance(manifest.refusal, UnwritableText)
    assert (manifest.flow, manifest.job, manifest.root) == (SigningFlow.PORTAL, job, None)


@pytest.mark.parametrize(
    ("reference", "faults"),
    [pytest.param("2030-117", [], id="valid"), pytest.param("x" * 51, ["reference"], id="too long")],
)
def test_a_job_request_is_compared_with_the_schema(reference: str, faults: list[str]) -> None:
    request = inspect_request(JobRequest(reference=reference))
    assert [fault.where for fault in request.faults] == faults
    assert request.root is not None
    assert (request.flow, request.root.findtext("{*}reference")) == (SigningFlow.PORTAL, reference)


def test_a_character_above_16_bits_counts_twice_for_java() -> None:
    request = inspect_request(JobRequest(reference="x" * 49 + "\N{PILE OF POO}"))
    assert (request.faults, [fault.where for fault in request.utf16_faults]) == ((), ["reference"])
    manifest = inspect_planned_manifest(a_job(title="\N{PILE OF POO}" * 50))
    assert (manifest.faults, [fault.where for fault in manifest.utf16_faults]) == ((), ["title"])


def test_a_job_request_that_xml_cannot_hold_is_refused() -> None:
    request = inspect_request(JobRequest(reference="\0"))
    assert isinstance(request.refusal, UnwritableText)
    assert request.root is None


def test_the_text_of_a_manifest_has_positions() -> None:
    manifest = inspect_manifest(write_manifest(a_job()), lambda _: None)
    assert manifest.positions is not None
    assert manifest.root is not None
    assert manifest.positions.maybe_of(manifest.root) == (2, 1)


def test_the_schema_can_be_replaced() -> None:
    assert inspect_manifest(write_manifest(a_job()), lambda _: None, SEAL_SCHEMA).faults
    assert inspect_planned_manifest(a_job(), SEAL_SCHEMA).faults


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"", MalformedXml, id="nothing"),
        pytest.param(b"<!DOCTYPE a><a/>", ForbiddenXml, id="DTD"),
        pytest.param(b"<a/>", OtherDocument, id="another document"),
    ],
)
def test_another_document_is_refused(content: bytes, kind: type[UnreadableInput]) -> None:
    manifest = inspect_manifest(content, lambda _: None)
    assert type(manifest.refusal) is kind
    assert (manifest.root, manifest.job) == (None, None)


def test_a_manifest_with_faults_still_has_a_job() -> None:
    manifest = inspected("<title>Contract</title>")
    assert manifest.job is not None
    assert manifest.job.title == "Contract"
    assert [fault.message for fault in manifest.faults] == ["found `title`, expected `signers`"]


def test_an_element_of_another_version_is_not_read() -> None:
    manifest = inspected(f'<title xmlns="{MANIFEST[:-1]}2">Contract</title>')
    assert manifest.job is not None
    assert manifest.job.title == ""


def test_a_lookup_inside_notifications_is_found() -> None:
    manifest = inspected(f"<signers>{a_signer(MISPLACED)}{a_signer(MISPLACED)}</signers>")
    places = [f"signers/signer[{number}]/notifications/notifications-using-lookup" for number in (1, 2)]
    assert list(manifest.lookups_inside_notifications) == places
    assert set(places) <= {fault.where for fault in manifest.faults}


def test_a_lookup_in_its_place_is_not_a_fault() -> None:
    lookup = "<notifications-using-lookup><email/></notifications-using-lookup>"
    assert inspected(f"<signers>{a_signer(lookup)}</signers>").lookups_inside_notifications == ()


def test_a_direct_manifest_has_no_lookup() -> None:
    direct = f'<direct-signature-job-manifest xmlns="{MANIFEST}">{a_signer(MISPLACED)}</direct-signature-job-manifest>'
    manifest = inspect_manifest(direct.encode(), lambda _: None)
    assert manifest.faults
    assert manifest.lookups_inside_notifications == ()


def test_the_number_of_misplaced_lookups_is_bounded() -> None:
    many = MISPLACED * ((MAX_SIZE - 300) // len(MISPLACED))
    assert len(inspected(f"<signers><signer>{many}</signer></signers>").lookups_inside_notifications) == MAX_FAULTS
