"""Tests that generated jobs are valid, follow their options, cover every kind, and shrink to readable jobs."""

from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from signature_model import (
    Availability,
    Environment,
    IdentifierInSignedDocuments,
    Lookup,
    PortalJob,
    Report,
    Sector,
    Severity,
    Signer,
    validate_job,
)
from signature_model.jobs.identifiers import is_synthetic
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from signature_model.strategies import availabilities, context, documents, jobs, senders, signers
from tests.kits.jobs import a_job
from tests.signature_model.strategies.examples import examples, fewer


def worst_of(report: Report) -> Severity | None:
    """Return the highest severity in a report."""
    return max((each.severity for each in report.findings), key=lambda each: each.rank, default=None)


@pytest.mark.parametrize("sector", [None, *Sector])
@fewer(2)
@given(data=st.data())
def test_a_job_has_no_error_and_no_warning(sector: Sector | None, data: st.DataObject) -> None:
    job = data.draw(jobs(sector=sector))
    assert worst_of(validate_job(job, context(environment=Environment.TEST))) in {None, Severity.NOTE}
    assert job.sender.sector in ({*Sector} if sector is None else {sector})


@given(jobs(environment=Environment.PRODUCTION))
def test_a_job_for_production_has_no_synthetic_signers(job: PortalJob) -> None:
    assert worst_of(validate_job(job, context(environment=Environment.PRODUCTION))) in {None, Severity.NOTE}


@given(jobs(warnings=True))
def test_a_job_with_warnings_has_no_error(job: PortalJob) -> None:
    assert validate_job(job).is_valid


def test_with_warnings_many_warnings_occur() -> None:
    found = {each.code for job in examples(jobs(warnings=True), 100) for each in validate_job(job).findings}
    assert found >= {"PSR105", "PSR209", "PSR210", "PSR308", "PSR313", "PSR403"}


@given(jobs(min_documents=2, max_documents=3, min_signers=3, max_signers=4, organization_number="984661185"))
def test_the_options_limit_documents_and_signers(job: PortalJob) -> None:
    assert len(job.documents) in {2, 3}
    assert len(job.signers) in {3, 4}
    assert job.sender.organization_number == "984661185"


@pytest.mark.parametrize("groups", [1, 2, 10])
@fewer(3)
@given(data=st.data())
def test_the_option_groups_sets_the_number_of_groups(groups: int, data: st.DataObject) -> None:
    job = data.draw(jobs(groups=groups))
    assert len({each.order or 0 for each in job.signers}) == groups


@pytest.mark.parametrize("by_number", [False, True])
@fewer(3)
@given(data=st.data())
def test_the_option_by_number_selects_the_identification(by_number: bool, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    job = data.draw(jobs(by_number=by_number))
    assert {each.personal_identification_number is not None for each in job.signers} == {by_number}


@fewer(2)
@given(jobs(deprecated=True))
def test_a_deprecated_job_has_one_warning(job: PortalJob) -> None:
    warnings = [each.code for each in validate_job(job).findings if each.severity is not Severity.NOTE]
    assert (job.deprecated_single_document, warnings) == (True, ["PSR105"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"deprecated": True, "min_documents": 2}, "min_documents is 2", id="the older form"),
        pytest.param({"groups": 3, "max_signers": 2}, "max_signers is 2", id="more groups than signers"),
    ],
)
def test_contradictory_options_raise(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        find(jobs(**options), lambda _: True)


def test_every_kind_of_job_occurs() -> None:
    found = examples(jobs(), 200)
    people = [signer for job in found for signer in job.signers]
    assert {job.identifier_in_signed_documents for job in found} == {None, *IdentifierInSignedDocuments}
    assert {each.signature_type for each in people} == {None, *SignatureType}
    assert {each.on_behalf_of for each in people} == {None, *OnBehalfOf}
    assert {each.notify.sms for each in people if isinstance(each.notify, Lookup)} == {False, True}
    assert {job.availability is None for job in found} == {False, True}
    assert {len({each.order or 0 for each in job.signers}) for job in found} >= {1, 2, 3}
    assert max(len(job.signers) for job in found) == 10
    assert max(len(job.documents) for job in found) > 10


@pytest.mark.parametrize(
    ("options", "size"),
    [
        pytest.param({}, (1, 1), id="any job"),
        pytest.param({"groups": 3}, (1, 3), id="three groups"),
        pytest.param({"min_documents": 2}, (2, 1), id="two documents"),
    ],
)
def test_the_simplest_job_is_readable(options: dict[str, Any], size: tuple[int, int]) -> None:
    job = find(jobs(**options), lambda _: True, settings=settings(phases=[Phase.generate]))
    assert (len(job.documents), len(job.signers)) == size
    assert (job.title, job.documents[0].title) == ("Employment contract", "Contract")
    assert (job.reference, job.description, job.availability) == (None, None, None)
    assert job.documents[0].content is not None
    assert len(job.documents[0].content) < 500


@given(signers(sector=Sector.PRIVATE))
def test_a_private_sender_uses_no_lookup(signer: Signer) -> None:
    assert not isinstance(signer.notify, Lookup)
    assert signer.signature_type is not SignatureType.AUTHENTICATED


@given(signers())
def test_the_number_of_a_signer_is_synthetic(signer: Signer) -> None:
    number = signer.personal_identification_number
    assert number is None or is_synthetic(number)


@pytest.mark.parametrize("warnings", [False, True])
@given(data=st.data())
def test_documents_signers_and_senders_fit_any_job(warnings: bool, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    made = a_job(
        documents=[data.draw(documents(warnings=warnings))],
        sender=data.draw(senders(sector=Sector.PUBLIC, warnings=warnings)),
        availability=data.draw(availabilities(warnings=warnings)),
    )
    worst = {None, Severity.NOTE, *([Severity.WARNING] if warnings else [])}
    assert worst_of(validate_job(made)) in worst


@pytest.mark.parametrize("warnings", [False, True])
@given(data=st.data())
def test_an_availability_is_at_most_90_days(warnings: bool, data: st.DataObject) -> None:  # noqa: FBT001 - a parameter
    available: Availability = data.draw(availabilities(warnings=warnings))
    assert available.available_for is None or 0 <= available.available_for.total_seconds() <= 7_776_000
