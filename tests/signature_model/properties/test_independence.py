"""Tests that the findings do not depend on the style of a manifest, or on the order of files and signers."""

from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from signature_model import PortalJob, Report, Sector, validate_bundle, validate_job, validate_manifest
from signature_model.jobs.flows import AnyJob
from signature_model.strategies import (
    DIRECT_JOB_CODES,
    DIRECT_MANIFEST_CODES,
    MOMENT,
    Broken,
    broken_direct_jobs,
    broken_jobs,
    context,
    jobs,
)
from signature_model.strategies.broken.archives import TRUTH, archive
from signature_model.strategies.broken.sealing import parts_of, sealed
from signature_model.strategies.broken.tables import JOBS
from signature_model.strategies.manifests import Style, manifest_styles, written
from tests.signature_model.strategies.examples import fewer

WRITABLE = sorted(set(JOBS) - {"PSR101", "PSR601"})
DIRECT_WRITABLE = sorted(set(DIRECT_MANIFEST_CODES) & set(DIRECT_JOB_CODES) - {"PSR101"})
STABLE = sorted(set(WRITABLE) - {"PSR014"})
"""Codes for which the order does not matter; a folder has a place in the manifest but no file."""


def findings_of(report: Report) -> Counter[tuple[str, str | None, str]]:
    """Return the findings without their columns."""
    return Counter((each.code, each.where, each.message) for each in report.findings)


def codes(report: Report) -> Counter[str]:
    return Counter(each.code for each in report.findings)


@given(broken=broken_jobs(codes=WRITABLE) | broken_direct_jobs(codes=DIRECT_WRITABLE), style=manifest_styles())
def test_prefixes_white_space_and_comments_change_nothing(broken: Broken[AnyJob], style: Style | None) -> None:
    job, code = broken
    plain, styled = (validate_manifest(written(job, each), broken.context) for each in (None, style))
    # Messages about the schema quote the text of the manifest.
    assert codes(plain) == codes(styled)
    assert code == "PSR103" or findings_of(plain) == findings_of(styled)


@fewer(4)
@given(broken=broken_jobs(codes=STABLE), data=st.data())
def test_the_order_of_files_changes_nothing(broken: Broken[PortalJob], data: st.DataObject) -> None:
    files = sealed(parts_of(broken.thing))
    shuffled = data.draw(st.permutations(list(files)))
    reports = [
        validate_bundle(archive((name.encode(), files[name], TRUTH) for name in names), broken.context)
        for names in (files, shuffled)
    ]
    assert codes(reports[0]) == codes(reports[1])


@given(broken=broken_jobs() | broken_direct_jobs(), data=st.data())
def test_the_order_of_signers_changes_nothing(broken: Broken[AnyJob], data: st.DataObject) -> None:
    job = broken.thing
    signers: Any = data.draw(st.permutations(list(job.signers)))
    shuffled = replace(job, signers=signers)
    assert codes(validate_job(job, broken.context)) == codes(validate_job(shuffled, broken.context))


@given(job=jobs(warnings=True), data=st.data())
def test_the_order_of_documents_changes_nothing(job: PortalJob, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(list(job.documents)))
    if not job.deprecated_single_document:
        assert codes(validate_job(replace(job, documents=shuffled))) == codes(validate_job(job))


@given(jobs())
def test_context_changes_only_the_rules_that_need_it(job: PortalJob) -> None:
    everything = context(sector=job.sender.sector)
    nothing: Any = replace(everything, environment=None, now=None, trust_anchors=None)
    assert everything.now == MOMENT
    assert findings_of(validate_job(job, everything)) == findings_of(validate_job(job, nothing))


@given(jobs(sector=Sector.PUBLIC))
def test_an_unstated_sector_adds_one_note(job: PortalJob) -> None:
    unstated = replace(job, sender=replace(job.sender, sector=None))
    before, after = codes(validate_job(job)), codes(validate_job(unstated))
    assert set(after - before) <= {"PSR318"}
    assert not before - after
