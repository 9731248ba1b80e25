"""Tests that one error never hides another: two changes that each cause a code cause both codes together."""

from collections.abc import Callable
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from signature_model import Environment, Sector, validate_bundle, validate_job
from signature_model.jobs.flows import AnyJob
from signature_model.strategies import context, direct_jobs, jobs
from signature_model.strategies.broken.direct import DIRECT_BREAKERS, DIRECT_REQUEST_BREAKERS
from signature_model.strategies.broken.jobs import JOB_BREAKERS, REQUEST_BREAKERS
from signature_model.strategies.broken.sealing import packed, parts_of, sealed
from tests.signature_model.strategies.examples import fewer

ABOUT: Final = {
    "names": {"PSR002", "PSR004", "PSR014", "PSR206", "PSR207", "PSR210"},
    "contents": {*(f"PSR{each}" for each in range(201, 206)), *(f"PSR{each}" for each in (208, 209, *range(211, 216)))},
    "opening": {"PSR401", "PSR402", "PSR403", "PSR404", "PSR405"},
    "level": {"PSR305"},
    "sender": {"PSR315"},
    "title": {"PSR603"},
    "reference": {"PSR601"},
    "signers": {"PSR301", "PSR302", "PSR303", "PSR304", "PSR308", "PSR310", "PSR311", "PSR312", "PSR313"},
}
"""Codes by the part of a job that they change. Two changes of the same part could cancel each other."""
ABOUT_DIRECT: Final = {
    **{part: ABOUT[part] for part in ("names", "contents", "level", "sender", "reference")},
    "exit URLs": {"PSR701", "PSR703", "PSR704"},
    "queue": {"PSR707", "PSR708"},
    "signers": {"PSR304", "PSR313", "PSR705"},
}
BREAKERS: Final = {**JOB_BREAKERS, "PSR601": REQUEST_BREAKERS["PSR601"]}
DIRECT: Final = {**DIRECT_REQUEST_BREAKERS, **DIRECT_BREAKERS}


@st.composite
def twice_broken(draw: DrawFn, *, is_direct: bool = False) -> tuple[AnyJob, set[str], Sector]:
    """A job with changes for two codes that concern different parts."""
    sector = draw(st.sampled_from(Sector))
    about, breakers = (ABOUT_DIRECT, DIRECT) if is_direct else (ABOUT, BREAKERS)
    parts = draw(st.lists(st.sampled_from(sorted(about)), min_size=2, max_size=3, unique=True))
    possible = [[code for code in sorted(about[part]) if sector in breakers[code].sectors] for part in parts]
    codes = [draw(st.sampled_from(some)) for some in possible if some]
    start: Callable[..., SearchStrategy[AnyJob]] = direct_jobs if is_direct else jobs
    job = draw(start(sector=sector, min_documents=2, environment=Environment.TEST))
    for code in codes:
        job = breakers[code].change(draw, job)
    return job, set(codes), sector


NO_FILE: Final = {"PSR014", "PSR206", "PSR207"}
"""Codes of documents that have no file of their own in the bundle."""


def to_be_found_in_a_bundle(codes: set[str]) -> set[str]:
    """Return the codes without those of the request and of documents without a file."""
    return codes - {"PSR601"} - (set() if codes.isdisjoint(NO_FILE) else ABOUT["contents"])


@given(twice_broken() | twice_broken(is_direct=True))
def test_no_error_in_a_job_hides_another(broken: tuple[AnyJob, set[str], Sector]) -> None:
    job, codes, sector = broken
    assert {each.code for each in validate_job(job, context(sector=sector)).findings} >= codes


@fewer(4)
@given(twice_broken())
def test_no_error_in_a_bundle_hides_another(broken: tuple[AnyJob, set[str], Sector]) -> None:
    job, codes, sector = broken
    bundle = packed(sealed(parts_of(job)))
    found = {each.code for each in validate_bundle(bundle, context(sector=sector)).findings}
    assert found >= to_be_found_in_a_bundle(codes)


@fewer(4)
@given(twice_broken(), st.sampled_from(["META-INF/more-signatures.xml", "META-INF/manifest.xml", "left.pdf"]))
def test_no_error_in_a_container_hides_another(broken: tuple[AnyJob, set[str], Sector], name: str) -> None:
    job, codes, sector = broken
    bundle = packed({**sealed(parts_of(job)), name: b""})
    added = {"META-INF/more-signatures.xml": "PSR011", "META-INF/manifest.xml": "PSR012", "left.pdf": "PSR013"}[name]
    found = {each.code for each in validate_bundle(bundle, context(sector=sector)).findings}
    assert found >= {added, *to_be_found_in_a_bundle(codes)}
