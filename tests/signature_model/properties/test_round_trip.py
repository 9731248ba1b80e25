"""Tests that a job is unchanged after it was sealed in a bundle and read again, and that its findings are the same."""

import io
import zipfile
from dataclasses import replace

from hypothesis import given

from signature_model import Sender, build_bundle, parse_manifest, validate_bundle, validate_job
from signature_model.containers.names import MANIFEST, SEAL
from signature_model.containers.references import with_hrefs
from signature_model.jobs.direct import DirectJob
from signature_model.jobs.flows import AnyJob
from signature_model.jobs.requests import request_of
from signature_model.strategies import MOMENT, context, credentials, direct_jobs, jobs
from signature_model.xml.schemas import SCHEMAS, SEAL_SCHEMA
from signature_model.xml.trees import parse
from tests.signature_model.strategies.examples import fewer

JOBS = jobs(warnings=True) | direct_jobs(warnings=True)


def as_told_by_its_manifest(job: AnyJob) -> AnyJob:
    """Return the job without the fields that are not in its manifest."""
    told = replace(with_hrefs(job), sender=Sender(job.sender.organization_number), reference=None)
    return replace(told, exit_urls=None, status_retrieval=None) if isinstance(told, DirectJob) else told


def members_of(bundle: bytes) -> dict[str, bytes]:
    """Return the files of a bundle as ``zipfile`` reads them."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@fewer(4)
@given(JOBS)
def test_a_job_is_unchanged_after_reading_its_bundle(job: AnyJob) -> None:
    members = members_of(build_bundle(job, credentials(job.sender.organization_number), signing_time=MOMENT).content)
    assert parse_manifest(members[MANIFEST], members) == as_told_by_its_manifest(job)
    assert set(members) == {MANIFEST, SEAL, *(each.href for each in with_hrefs(job).documents)}
    assert SCHEMAS[job.flow].accepts(parse(members[MANIFEST]))
    assert SEAL_SCHEMA.accepts(parse(members[SEAL]))


@fewer(4)
@given(JOBS)
def test_findings_of_a_job_are_found_in_its_bundle_and_request(job: AnyJob) -> None:
    built = build_bundle(job, credentials(job.sender.organization_number), signing_time=MOMENT)
    report = validate_bundle(built.content, context(sector=job.sender.sector), request=request_of(job))
    told = [{(each.code, each.where) for each in some.findings} for some in (validate_job(job), report)]
    assert told[0] == told[1]
