"""Tests that generated status changes conform to the schema and have consistent statuses and URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import PortalJob, SignerStatus, StatusChange
from signature_model.api.messages.reading import parse_status_change
from signature_model.api.messages.writing import write_status_change
from signature_model.api.statuses import JobStatus
from signature_model.strategies import jobs, status_changes
from signature_model.xml.schemas import PORTAL_SCHEMA
from signature_model.xml.trees import parse
from tests.signature_model.strategies.examples import examples


@pytest.mark.parametrize("unknown", [False, True])
@given(data=st.data())
def test_a_status_change_is_valid_and_unchanged_after_reading(unknown: bool, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    change = data.draw(status_changes(unknown=unknown))
    content = write_status_change(change)
    assert PORTAL_SCHEMA.accepts(parse(content))
    assert parse_status_change(content) == change
    assert unknown or all(each.known_status for each in change.signatures)


@pytest.mark.parametrize("status", JobStatus)
@given(data=st.data())
def test_the_statuses_are_consistent(status: JobStatus, data: st.DataObject) -> None:
    change = data.draw(status_changes(status=status))
    statuses = {each.status for each in change.signatures}
    assert change.known_status is status
    assert (statuses == {SignerStatus.SIGNED}) is (status is JobStatus.COMPLETED_SUCCESSFULLY)
    assert (SignerStatus.WAITING in statuses) is (status is JobStatus.IN_PROGRESS)


@given(status_changes())
def test_the_urls_are_present_while_their_operations_are_possible(change: StatusChange) -> None:
    signed = [each.status == SignerStatus.SIGNED for each in change.signatures]
    assert [each.xades_url is not None for each in change.signatures] == signed
    assert (change.pades_url is not None) is any(signed)
    assert (change.cancellation_url is not None) is (change.known_status is JobStatus.IN_PROGRESS)


@given(st.data())
def test_every_signer_of_a_job_is_in_its_status_change(data: st.DataObject) -> None:
    job: PortalJob = data.draw(jobs())
    change = data.draw(status_changes(job=job))
    assert change.reference == job.reference
    assert all(change.signature_of(signer) is not None for signer in job.signers)


@pytest.fixture(scope="module")
def changes() -> list[StatusChange]:
    """Return enough status changes for every kind to occur."""
    return examples(status_changes(), 100)


def test_some_references_are_invalid_file_names(changes: list[StatusChange]) -> None:
    statuses = {change.reference for change in changes}
    assert None in statuses
    assert any("/" in each for each in statuses if each)
    assert any(each.startswith("2030-") for each in statuses if each)


def test_every_known_status_occurs(changes: list[StatusChange]) -> None:
    failed = examples(status_changes(status=JobStatus.FAILED), 100)
    statuses = {each.status for change in (*changes, *failed) for each in change.signatures}
    assert statuses == set(SignerStatus)


def test_other_statuses_occur_on_request() -> None:
    strange = {each.status for change in examples(status_changes(unknown=True), 30) for each in change.signatures}
    assert strange - set(SignerStatus)
