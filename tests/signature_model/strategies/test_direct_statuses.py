"""Tests that generated statuses of direct jobs conform to the schema and have consistent statuses and URLs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import DirectJob, DirectSignerStatus, DirectStatus
from signature_model.api.messages.direct_reading import parse_direct_status
from signature_model.api.messages.direct_writing import write_direct_status
from signature_model.api.statuses import JobStatus
from signature_model.strategies import direct_jobs, direct_statuses
from signature_model.xml.schemas import DIRECT_SCHEMA
from signature_model.xml.trees import parse
from tests.signature_model.strategies.examples import examples


@pytest.mark.parametrize("unknown", [False, True])
@given(data=st.data())
def test_a_status_is_valid_and_unchanged_after_reading(unknown: bool, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    status = data.draw(direct_statuses(unknown=unknown))
    content = write_direct_status(status)
    assert DIRECT_SCHEMA.accepts(parse(content))
    assert parse_direct_status(content) == status
    assert unknown or all(each.known_status for each in status.signatures)


@pytest.mark.parametrize("status", JobStatus)
@given(data=st.data())
def test_statuses_and_urls_are_consistent(status: JobStatus, data: st.DataObject) -> None:
    found = data.draw(direct_statuses(status=status))
    statuses = [each.status for each in found.signatures]
    assert found.known_status is status
    assert (set(statuses) == {DirectSignerStatus.SIGNED}) is (status is JobStatus.COMPLETED_SUCCESSFULLY)
    assert (DirectSignerStatus.WAITING in statuses) is (status is JobStatus.IN_PROGRESS)
    signed = [each == DirectSignerStatus.SIGNED for each in statuses]
    assert [each.xades_url is not None for each in found.signatures] == signed
    assert (found.pades_url is not None) is any(signed)


@given(st.data())
def test_every_signer_of_a_job_is_in_its_status(data: st.DataObject) -> None:
    job: DirectJob = data.draw(direct_jobs())
    status = data.draw(direct_statuses(job=job))
    assert status.reference == job.reference
    assert all(status.signature_of(signer) is not None for signer in job.signers)


def test_every_known_status_occurs_and_names_and_urls_may_be_missing() -> None:
    found: list[DirectStatus] = [
        *examples(direct_statuses(), 100),
        *examples(direct_statuses(status=JobStatus.FAILED), 50),
    ]
    assert {each.status for status in found for each in status.signatures} == set(DirectSignerStatus)
    assert {status.confirmation_url is None for status in found} == {True, False}
    assert any(each.signer is None for status in found for each in status.signatures)
