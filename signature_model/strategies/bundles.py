"""Sealed bundles as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from hypothesis import strategies as st

from signature_model.bundles import build_bundle
from signature_model.strategies.authority import MOMENT, credentials
from signature_model.strategies.direct import DirectJobOptions, direct_jobs
from signature_model.strategies.jobs import JobOptions, jobs

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from signature_model.jobs.flows import AnyJob


@st.composite
def bundles(draw: DrawFn, **options: Unpack[JobOptions]) -> bytes:
    """Bundles (``.asice``) as bytes, sealed with a test certificate of the sender.

    In ``context()``, ``validate_bundle`` finds no errors and, unless they are ``deprecated``, no warnings. The options
    are those of ``jobs``. A bundle does not contain its sender's sector, so pass the sector that you validate for.

    >>> from hypothesis import given
    >>> from signature_model import Sector, validate_bundle
    >>> from signature_model.strategies import context
    >>> @given(bundles(sector=Sector.PUBLIC))
    ... def every_bundle_is_valid(bundle):
    ...     assert validate_bundle(bundle, context(sector=Sector.PUBLIC)).is_valid
    >>> every_bundle_is_valid()
    """
    return _sealed(draw(jobs(**options)))


@st.composite
def direct_bundles(draw: DrawFn, **options: Unpack[DirectJobOptions]) -> bytes:
    """Bundles of the direct flow, as ``bundles``; the options are those of ``direct_jobs``."""
    return _sealed(draw(direct_jobs(**options)))


def _sealed(job: AnyJob) -> bytes:
    return build_bundle(job, credentials(job.sender.organization_number), signing_time=MOMENT).content
