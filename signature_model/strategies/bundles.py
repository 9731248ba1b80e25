"""Sealed bundles as bytes, and the jobs and credentials that they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from hypothesis import strategies as st

from signature_model.bundles import build_bundle
from signature_model.strategies.authority import MOMENT, credentials
from signature_model.strategies.jobs import JobOptions, jobs

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn


@st.composite
def bundles(draw: DrawFn, **options: Unpack[JobOptions]) -> bytes:
    """The bytes of a bundle (``.asice``), sealed by a throw-away certificate of the sender.

    ``validate_bundle`` finds no error and, unless they are ``deprecated``, no warning in the ``context()`` of these
    strategies, which knows the moment of the seal and the certificate's root. The options are those of ``jobs``; a
    bundle does not tell its sender's sector, so give the one that it is to be judged by.

    >>> from hypothesis import given
    >>> from signature_model import Sector, validate_bundle
    >>> from signature_model.strategies import context
    >>> @given(bundles(sector=Sector.PUBLIC))
    ... def every_bundle_is_valid(bundle):
    ...     assert validate_bundle(bundle, context(sector=Sector.PUBLIC)).is_valid
    >>> every_bundle_is_valid()
    """
    job = draw(jobs(**options))
    return build_bundle(job, credentials(job.sender.organization_number), signing_time=MOMENT).content
