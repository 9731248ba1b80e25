"""The strategies for broken values: the codes that jobs, manifests and bundles can have, and how a value is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hypothesis import strategies as st

from signature_model.rules.catalogue import unknown_codes
from signature_model.strategies.authority import context
from signature_model.strategies.broken.breakers import Breaker, Broken
from signature_model.strategies.broken.containers import CONTAINER_BREAKERS
from signature_model.strategies.broken.direct import DIRECT_BREAKERS, DIRECT_REQUEST_BREAKERS
from signature_model.strategies.broken.jobs import JOB_BREAKERS, REQUEST_BREAKERS
from signature_model.strategies.broken.manifests import DIRECT_XML_BREAKERS, XML_BREAKERS
from signature_model.strategies.broken.sealing import packed, parts_of, sealed
from signature_model.strategies.broken.seals import SEAL_BREAKERS
from signature_model.strategies.direct import direct_jobs
from signature_model.strategies.jobs import jobs
from signature_model.strategies.manifests import manifest_styles, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

    from signature_model.jobs.context import Sector
    from signature_model.jobs.direct import DirectJob
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import PortalJob

Thing = TypeVar("Thing")
_Table = dict[str, tuple[Breaker[Thing], ...]]

_UNWRITABLE: Final = "PSR101"
"""A job with this error cannot be written as a manifest. Other breakers make this error in the bytes of manifests."""
_BY_CONTENT: Final = frozenset(
    {*(f"PSR{each}" for each in range(201, 206)), *(f"PSR{each}" for each in range(211, 216))}
)
"""Codes that need the content of the documents."""


def broken_jobs(
    *, codes: Iterable[str] | None = None, sector: Sector | None = None
) -> SearchStrategy[Broken[PortalJob]]:
    """Jobs with one error, each in a pair with the code that ``validate_job`` reports.

    ``codes`` selects codes that a job can have, by their first characters (``["PSR3", "PSR401"]``); None gives all.
    ``sector`` is the sender's; None gives every sector in which the code can occur. The pair's ``context`` is the one
    in which the error is found; the sector is in the job itself. Raises ValueError for codes that cannot occur.

    >>> from hypothesis import given
    >>> from signature_model import validate_job
    >>> @given(broken_jobs(codes=["PSR401"]))
    ... def the_error_is_found(broken):
    ...     job, code = broken
    ...     assert code in {finding.code for finding in validate_job(job, broken.context).findings}
    >>> the_error_is_found()
    """
    return _broken(jobs, _chosen(JOBS, codes, sector))


def broken_manifests(
    *, codes: Iterable[str] | None = None, sector: Sector | None = None
) -> SearchStrategy[Broken[bytes]]:
    """Manifests with one error as bytes, each in a pair with the code that ``validate_manifest`` reports.

    The options are those of ``broken_jobs``. The pair's ``context`` contains the sector, which a manifest does not.

    >>> from hypothesis import given
    >>> from signature_model import validate_manifest
    >>> @given(broken_manifests(codes=["PSR104"]))
    ... def nothing_is_valid(broken):
    ...     assert not validate_manifest(broken.thing, broken.context).is_valid
    >>> nothing_is_valid()
    """
    return _broken(jobs, _chosen(MANIFESTS, codes, sector))


def broken_bundles(
    *, codes: Iterable[str] | None = None, sector: Sector | None = None
) -> SearchStrategy[Broken[bytes]]:
    """Bundles with one error as bytes, each in a pair with the code that ``validate_bundle`` reports.

    The options are those of ``broken_jobs``. The pair's ``context`` contains the sector, the signing time and the trust
    anchors. Unless the error is in the seal, the bundle has a valid seal.

    >>> from hypothesis import given
    >>> from signature_model import validate_bundle
    >>> @given(broken_bundles(codes=["PSR503"]))
    ... def every_change_is_found(broken):
    ...     assert not validate_bundle(broken.thing, broken.context).is_valid
    >>> every_change_is_found()
    """
    return _broken(jobs, _chosen(BUNDLES, codes, sector))


def broken_direct_jobs(
    *, codes: Iterable[str] | None = None, sector: Sector | None = None
) -> SearchStrategy[Broken[DirectJob]]:
    """Jobs of the direct flow with one error, as ``broken_jobs``.

    >>> from hypothesis import given
    >>> from signature_model import validate_job
    >>> @given(broken_direct_jobs(codes=["PSR703"]))
    ... def the_error_is_found(broken):
    ...     job, code = broken
    ...     assert code in {finding.code for finding in validate_job(job, broken.context).findings}
    >>> the_error_is_found()
    """
    return _broken(direct_jobs, _chosen(DIRECT_JOBS, codes, sector))


def broken_direct_manifests(
    *, codes: Iterable[str] | None = None, sector: Sector | None = None
) -> SearchStrategy[Broken[bytes]]:
    """Manifests of the direct flow with one error, as ``broken_manifests``."""
    return _broken(direct_jobs, _chosen(DIRECT_MANIFESTS, codes, sector))


def broken_direct_bundles(
    *, codes: Iterable[str] | None = None, sector: Sector | None = None
) -> SearchStrategy[Broken[bytes]]:
    """Bundles of the direct flow with one error, as ``broken_bundles``."""
    return _broken(direct_jobs, _chosen(DIRECT_BUNDLES, codes, sector))


@st.composite
def _broken(draw: DrawFn, start: Callable[..., SearchStrategy[AnyJob]], table: _Table[Thing]) -> Broken[Thing]:
    code = draw(st.sampled_from(sorted(table)))
    breaker = draw(st.sampled_from(table[code]))
    sector = draw(st.sampled_from(breaker.sectors))
    job = draw(start(**{**breaker.start, "sector": sector}))
    known = context(sector=sector if breaker.states_sector else None, environment=breaker.environment)
    return Broken(breaker.change(draw, job), code, known)


def _chosen(table: _Table[Thing], codes: Iterable[str] | None, sector: Sector | None) -> _Table[Thing]:
    """Return the part of the table with these codes and this sector."""
    prefixes = tuple(table) if codes is None else tuple(codes)
    if unknown := unknown_codes(prefixes):
        msg = f"no rule has a code that begins with {', '.join(map(repr, unknown))}"
        raise ValueError(msg)
    found = {
        code: possible
        for code, breakers in table.items()
        if code.startswith(prefixes) and (possible := tuple(_in_sector(breakers, sector)))
    }
    if absent := [each for each in prefixes if codes is not None and not any(code.startswith(each) for code in found)]:
        msg = f"this strategy cannot produce these codes: {', '.join(absent)}"
        raise ValueError(msg)
    return found


def _in_sector(breakers: Iterable[Breaker[Thing]], sector: Sector | None) -> Iterable[Breaker[Thing]]:
    for each in breakers:
        if sector is None:
            yield each
        elif sector in each.sectors:
            yield replace(each, sectors=(sector,))


def _in_manifest(breaker: Breaker[Any]) -> Breaker[bytes]:
    def change(draw: DrawFn, job: AnyJob) -> bytes:
        return written(breaker.change(draw, job), draw(manifest_styles()))

    return _made(breaker, change)


def _in_bundle(breaker: Breaker[Any]) -> Breaker[bytes]:
    return _made(breaker, lambda draw, job: packed(sealed(parts_of(breaker.change(draw, job)))))


def _beside_documents(breaker: Breaker[bytes]) -> Breaker[bytes]:
    return _made(breaker, lambda draw, job: packed(sealed(parts_of(job, breaker.change(draw, job)))))


def _made(breaker: Breaker[Any], change: Any) -> Breaker[bytes]:  # noqa: ANN401 - a change, of any thing
    return Breaker(
        change=change,
        start=breaker.start,
        sectors=breaker.sectors,
        states_sector=breaker.states_sector,
        environment=breaker.environment,
    )


def _merged(*tables: Mapping[str, Breaker[Thing]]) -> _Table[Thing]:
    codes = sorted({code for table in tables for code in table})
    return {code: tuple(table[code] for table in tables if code in table) for code in codes}


def _manifests(of_jobs: Mapping[str, Breaker[Any]], as_xml: Mapping[str, Breaker[bytes]]) -> _Table[bytes]:
    stated = {code: _in_manifest(each) for code, each in _writable(of_jobs).items() if code not in _BY_CONTENT}
    return _merged(stated, as_xml)


def _bundles(of_jobs: Mapping[str, Breaker[Any]], as_xml: Mapping[str, Breaker[bytes]]) -> _Table[bytes]:
    return _merged(
        {code: _in_bundle(breaker) for code, breaker in _writable(of_jobs).items()},
        {code: _beside_documents(breaker) for code, breaker in as_xml.items()},
        SEAL_BREAKERS,
        CONTAINER_BREAKERS,
    )


def _writable(breakers: Mapping[str, Breaker[Any]]) -> dict[str, Breaker[Any]]:
    return {code: breaker for code, breaker in breakers.items() if code != _UNWRITABLE}


JOBS: Final = _merged(JOB_BREAKERS, REQUEST_BREAKERS)
MANIFESTS: Final = _manifests(JOB_BREAKERS, XML_BREAKERS)
BUNDLES: Final = _bundles(JOB_BREAKERS, XML_BREAKERS)
DIRECT_JOBS: Final = _merged(DIRECT_BREAKERS, DIRECT_REQUEST_BREAKERS)
DIRECT_MANIFESTS: Final = _manifests(DIRECT_BREAKERS, DIRECT_XML_BREAKERS)
DIRECT_BUNDLES: Final = _bundles(DIRECT_BREAKERS, DIRECT_XML_BREAKERS)

JOB_CODES: Final = tuple(JOBS)
"""The codes that ``broken_jobs`` gives: all codes that ``validate_job`` can report for the portal flow."""
MANIFEST_CODES: Final = tuple(MANIFESTS)
"""The codes that ``broken_manifests`` gives: all codes that ``validate_manifest`` can report for the portal flow."""
BUNDLE_CODES: Final = tuple(BUNDLES)
"""The codes that ``broken_bundles`` gives: all codes that ``validate_bundle`` can report for the portal flow."""
DIRECT_JOB_CODES: Final = tuple(DIRECT_JOBS)
"""The codes that ``broken_direct_jobs`` gives: all codes that ``validate_job`` can report for the direct flow."""
DIRECT_MANIFEST_CODES: Final = tuple(DIRECT_MANIFESTS)
"""The codes that ``broken_direct_manifests`` gives."""
DIRECT_BUNDLE_CODES: Final = tuple(DIRECT_BUNDLES)
"""The codes that ``broken_direct_bundles`` gives."""

CONSEQUENCES: Final[Mapping[str, frozenset[str]]] = {
    "PSR004": frozenset({"PSR210"}),  # names that differ in Unicode form, or only by a folder, are also unportable
    "PSR014": frozenset({"PSR210"}),  # the name of a folder is unportable, too
    "PSR309": frozenset({"PSR705"}),  # a signer of the direct flow is identified by the number of another one
    "PSR511": frozenset({"PSR517"}),  # an incomplete chain does not end at a trust anchor
}
"""By code, other errors and warnings that the same error may cause."""
