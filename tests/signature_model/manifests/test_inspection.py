"""A manifest is read as far as possible, and refused where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signature_model.errors import ForbiddenXml, MalformedXml, OtherDocument, UnreadableInput
from signature_model.manifests.inspection import inspect_manifest, inspected_tree
from signature_model.manifests.writing import manifest_element, write_manifest
from signature_model.xml.schemas import MAX_FAULTS, SEAL_SCHEMA
from signature_model.xml.trees import MANIFEST, MAX_SIZE
from tests.kits.jobs import a_job

if TYPE_CHECKING:
    from signature_model.manifests.inspection import InspectedManifest

MISPLACED = "<notifications><notifications-using-lookup/></notifications>"


def examined(inside: str) -> InspectedManifest:
    """A manifest with this inside, examined."""
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
    assert (manifest.refusal, manifest.faults, manifest.lookups_inside_notifications) == (None, (), ())


def test_a_tree_at_hand_need_not_be_written() -> None:
    job = a_job()
    root = manifest_element(job)
    manifest = inspected_tree(root, job)
    assert (manifest.root, manifest.job, manifest.faults) == (root, job, ())


def test_another_schema_may_judge() -> None:
    assert inspect_manifest(write_manifest(a_job()), lambda _: None, SEAL_SCHEMA).faults


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"", MalformedXml, id="nothing"),
        pytest.param(b"<!DOCTYPE a><a/>", ForbiddenXml, id="DTD"),
        pytest.param(b"<a/>", OtherDocument, id="another document"),
    ],
)
def test_what_is_no_manifest_is_refused(content: bytes, kind: type[UnreadableInput]) -> None:
    manifest = inspect_manifest(content, lambda _: None)
    assert type(manifest.refusal) is kind
    assert (manifest.root, manifest.job) == (None, None)


def test_a_manifest_with_faults_still_has_what_job_it_tells() -> None:
    manifest = examined("<title>Contract</title>")
    assert manifest.job is not None
    assert manifest.job.title == "Contract"
    assert [fault.message for fault in manifest.faults] == ["`title` stands where `signers` is expected"]


def test_a_lookup_inside_notifications_is_noted_where_the_fault_is() -> None:
    manifest = examined(f"<signers>{a_signer(MISPLACED)}{a_signer(MISPLACED)}</signers>")
    places = [f"signers/signer[{number}]/notifications/notifications-using-lookup" for number in (1, 2)]
    assert list(manifest.lookups_inside_notifications) == places
    assert set(places) <= {fault.where for fault in manifest.faults}


def test_a_lookup_in_its_place_is_not() -> None:
    lookup = "<notifications-using-lookup><email/></notifications-using-lookup>"
    assert examined(f"<signers>{a_signer(lookup)}</signers>").lookups_inside_notifications == ()


def test_only_so_many_misplaced_lookups_are_noted() -> None:
    many = MISPLACED * ((MAX_SIZE - 300) // len(MISPLACED))
    assert len(examined(f"<signers><signer>{many}</signer></signers>").lookups_inside_notifications) == MAX_FAULTS
