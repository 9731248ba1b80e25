"""Statuses are compared without regard to case and blanks; the list of signer statuses is open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from signature_model.api.statuses import JobStatus, SignerStatus, known_job_status, known_signer_status
from signature_schema import PORTAL


@given(st.sampled_from(SignerStatus), st.sampled_from(["", " ", "\r\n\t"]), st.randoms(use_true_random=False))
def test_a_signer_status_is_compared_without_case_and_blanks(status: SignerStatus, blank: str, random: object) -> None:
    choose = getattr(random, "choice")  # noqa: B009 - a Random of Hypothesis
    text = "".join(choose([letter, letter.lower()]) for letter in status)
    assert known_signer_status(f"{blank}{text}{blank}") is status


@pytest.mark.parametrize("text", ["", "ON_HOLIDAY", "SIGNED BY ALL", "NOT-APPLICABLE"])
def test_an_unknown_status_is_none(text: str) -> None:
    assert known_signer_status(text) is None
    assert known_job_status(text) is None


@pytest.mark.parametrize("text", ["FAILED", " failed\n"])
def test_a_job_status_is_compared_without_case_and_blanks(text: str) -> None:
    assert known_job_status(text) is JobStatus.FAILED


def test_the_job_statuses_are_those_of_the_schema() -> None:
    schema = etree.parse(PORTAL)
    listed = schema.xpath("//*[@name='portal-signature-job-status']/*[local-name()='restriction']/*/@value")
    assert set(listed) == set(JobStatus)
