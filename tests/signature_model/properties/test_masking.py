"""Tests that no report in any format shows a complete national id number."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signature_model import PortalJob, Report, validate_bundle, validate_job, validate_manifest
from signature_model.jobs.identifiers import national_ids_in
from signature_model.reports.formats import FORMATS, format_named
from signature_model.reports.results import Criteria, Summary
from signature_model.strategies import broken_bundles, broken_jobs, broken_manifests
from tests.signature_model.strategies.examples import fewer

PERSONAL = ["PSR103", "PSR309", "PSR310", "PSR311", "PSR312", "PSR313", "PSR314", "PSR601", "PSR602"]


def numbers_of(job: PortalJob) -> set[str]:
    """Return all national id numbers in a job."""
    texts = (job.reference, job.nonsensitive_title, *(each.personal_identification_number for each in job.signers))
    stated = {text for text in texts if text and re.fullmatch(r"[0-9]{11}", text)}
    return stated | {number for text in texts for number in national_ids_in(text or "")}


def outputs(report: Report) -> Iterator[str]:
    """Return the report in every format, and as programs would log it."""
    yield from (str(report), repr(report))
    for document in map(format_named, FORMATS):
        summary, result = Summary(), Criteria().result("job.asice", report)
        summary.add(result)
        yield "".join(document([result], summary))


def whole_numbers(report: Report) -> set[str]:
    """Return the valid numbers in any output."""
    return {number for output in outputs(report) for number in national_ids_in(output)}


@given(broken_jobs(codes=PERSONAL))
def test_no_report_on_a_job_shows_a_number(broken: Any) -> None:  # noqa: ANN401 - a pair
    numbers = numbers_of(broken.thing)
    for output in outputs(validate_job(broken.thing, broken.context)):
        assert not any(number in output for number in numbers)
    assert not any(number in repr(broken.thing) for number in numbers)


@pytest.mark.parametrize("kind", ["manifest", "bundle"])
@fewer(2)
@given(data=st.data())
def test_no_report_on_a_file_shows_a_valid_number(kind: str, data: st.DataObject) -> None:
    if kind == "manifest":
        broken = data.draw(broken_manifests())
        report = validate_manifest(broken.thing, broken.context)
    else:
        broken = data.draw(broken_bundles())
        report = validate_bundle(broken.thing, broken.context)
    assert whole_numbers(report) == set()
