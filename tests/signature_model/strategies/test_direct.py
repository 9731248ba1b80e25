"""Tests that generated jobs of the direct flow are valid, follow their options, and shrink to readable jobs."""

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from signature_model import DirectJob, Environment, Sector, Severity, validate_bundle, validate_job, validate_manifest
from signature_model.strategies import context, direct_bundles, direct_jobs, direct_manifests, exit_urls
from tests.signature_model.strategies.examples import examples, fewer


def codes_of_warnings(job: DirectJob, environment: Environment) -> set[str]:
    """Return the codes of everything except notes."""
    findings = validate_job(job, context(environment=environment)).findings
    return {each.code for each in findings if each.severity is not Severity.NOTE}


@pytest.mark.parametrize("environment", Environment)
@fewer(2)
@given(data=st.data())
def test_a_job_has_no_error_and_no_warning(environment: Environment, data: st.DataObject) -> None:
    job = data.draw(direct_jobs(environment=environment))
    assert codes_of_warnings(job, environment) == set()


@fewer(2)
@given(direct_jobs(warnings=True))
def test_a_job_with_warnings_has_no_error(job: DirectJob) -> None:
    assert validate_job(job).is_valid


def test_with_warnings_many_warnings_occur() -> None:
    found = {each.code for job in examples(direct_jobs(warnings=True), 100) for each in validate_job(job).findings}
    assert found >= {"PSR105", "PSR309", "PSR313", "PSR701", "PSR703", "PSR705"}


def test_every_kind_of_job_occurs() -> None:
    found = examples(direct_jobs(max_documents=2), 100)
    assert {job.status_retrieval for job in found} > {None}
    assert {signer.signer_identifier is None for job in found for signer in job.signers} == {True, False}
    assert {len({job.exit_urls.completion_url, job.exit_urls.error_url}) for job in found if job.exit_urls} == {1, 2}
    assert {signer.on_behalf_of for job in found for signer in job.signers} > {None}


@fewer(2)
@given(direct_jobs(min_signers=2, max_signers=3, by_number=False, sector=Sector.PRIVATE, deprecated=True))
def test_the_options_are_followed(job: DirectJob) -> None:
    assert 2 <= len({signer.signer_identifier for signer in job.signers}) == len(job.signers) <= 3
    assert (job.sender.sector, job.deprecated_single_document) == (Sector.PRIVATE, True)
    assert codes_of_warnings(job, Environment.TEST) == {"PSR105"}


def test_contradictory_options_are_refused() -> None:
    with pytest.raises(ValueError, match="a deprecated job has one document"):
        find(direct_jobs(deprecated=True, min_documents=2), lambda _: True)


def test_only_in_test_environments_connections_are_unencrypted() -> None:
    for environment in (*Environment, None):
        urls = {each.error_url[:5] for each in examples(exit_urls(environment=environment), 50)}
        assert ("http:" in urls) == (environment is Environment.TEST)


@fewer(4)
@given(direct_manifests(sector=Sector.PUBLIC))
def test_a_manifest_is_valid(content: bytes) -> None:
    assert validate_manifest(content, context(sector=Sector.PUBLIC)).is_valid


@fewer(8)
@given(direct_bundles(sector=Sector.PRIVATE, max_documents=2))
def test_a_bundle_is_valid(content: bytes) -> None:
    assert validate_bundle(content, context(sector=Sector.PRIVATE)).is_valid


def test_the_simplest_job_is_readable() -> None:
    job = find(direct_jobs(), lambda _: True, settings=settings(phases=[Phase.generate]))
    assert (job.title, job.documents[0].title, len(job.signers)) == ("Employment contract", "Contract", 1)
