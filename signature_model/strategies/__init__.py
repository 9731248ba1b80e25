"""Hypothesis strategies: every kind of job that the service takes, and every fault that this library knows.

For property-based tests of programs that make, read or send jobs (``pip install 'posten-signering[hypothesis]'``):

    from hypothesis import given
    from signature_model import validate_bundle
    from signature_model.strategies import broken_bundles, jobs

    @given(jobs(sector=Sector.PUBLIC, groups=2))
    def test_our_archive_keeps_every_job(job): ...

    @given(broken_bundles())
    def test_our_desk_refuses_what_the_service_refuses(broken):
        bundle, code = broken
        assert code in our_verdict(bundle, broken.context)

What the strategies of valid things give has no error and, unless it is ``deprecated``, no warning; notes it may have,
and ``warnings=True`` lets warnings in too. Everything shrinks to the smallest readable job, and the same seed gives the
same things everywhere, bundles included: they are sealed at one ``MOMENT``, by throw-away keys that everybody knows.
Importing this makes no key and writes nothing.
"""

try:
    import hypothesis  # noqa: F401 - only to say what is missing
except ModuleNotFoundError:
    _msg = "signature_model.strategies needs Hypothesis: pip install 'posten-signering[hypothesis]'"
    raise ImportError(_msg) from None

from signature_model.strategies.answers import status_changes
from signature_model.strategies.authority import MOMENT, context, credentials, trust_anchors
from signature_model.strategies.broken.breakers import Broken
from signature_model.strategies.broken.tables import (
    BUNDLE_CODES,
    CONSEQUENCES,
    JOB_CODES,
    MANIFEST_CODES,
    broken_bundles,
    broken_jobs,
    broken_manifests,
)
from signature_model.strategies.bundles import bundles
from signature_model.strategies.documents import documents, pdfs
from signature_model.strategies.identifiers import emails, mobiles, national_ids, organization_numbers
from signature_model.strategies.jobs import availabilities, jobs, senders
from signature_model.strategies.manifests import manifests
from signature_model.strategies.signers import signers

__all__ = [
    "BUNDLE_CODES",
    "CONSEQUENCES",
    "JOB_CODES",
    "MANIFEST_CODES",
    "MOMENT",
    "Broken",
    "availabilities",
    "broken_bundles",
    "broken_jobs",
    "broken_manifests",
    "bundles",
    "context",
    "credentials",
    "documents",
    "emails",
    "jobs",
    "manifests",
    "mobiles",
    "national_ids",
    "organization_numbers",
    "pdfs",
    "senders",
    "signers",
    "status_changes",
    "trust_anchors",
]
