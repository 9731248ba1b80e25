"""Hypothesis strategies for every kind of job that the service accepts, and for every error that this library finds.

Use them in property-based tests of programs that make, read or send jobs
(``pip install 'posten-signering[hypothesis]'``):

    from hypothesis import given
    from signature_model import validate_bundle
    from signature_model.strategies import broken_bundles, jobs

    @given(jobs(sector=Sector.PUBLIC, groups=2))
    def test_our_archive_preserves_every_job(job): ...

    @given(broken_bundles())
    def test_our_form_refuses_what_the_service_refuses(broken):
        bundle, code = broken
        assert code in our_verdict(bundle, broken.context)

Valid values have no errors and, unless they are ``deprecated``, no warnings; they may have notes. With
``warnings=True``, they may also have warnings. Every value shrinks to the smallest readable job. The same seed gives
the same values on every machine, including bundles: all bundles are sealed at one ``MOMENT`` with test keys that are
public. Importing this package creates no key and writes no file.
"""

try:
    import hypothesis  # noqa: F401 - only to report that it is missing
except ModuleNotFoundError:
    from signature_model.console.extras import install_command

    _msg = f"signature_model.strategies needs Hypothesis: {install_command('hypothesis')}"
    raise ImportError(_msg) from None

from signature_model.strategies.authority import MOMENT, context, credentials, trust_anchors
from signature_model.strategies.broken.breakers import Broken
from signature_model.strategies.broken.tables import (
    BUNDLE_CODES,
    CONSEQUENCES,
    DIRECT_BUNDLE_CODES,
    DIRECT_JOB_CODES,
    DIRECT_MANIFEST_CODES,
    JOB_CODES,
    MANIFEST_CODES,
    broken_bundles,
    broken_direct_bundles,
    broken_direct_jobs,
    broken_direct_manifests,
    broken_jobs,
    broken_manifests,
)
from signature_model.strategies.bundles import bundles, direct_bundles
from signature_model.strategies.direct import direct_jobs, direct_signers, exit_urls
from signature_model.strategies.direct_statuses import direct_statuses
from signature_model.strategies.documents import documents, pdfs
from signature_model.strategies.evidence.broken import SIGNED_CODES, broken_signed_documents
from signature_model.strategies.evidence.samples import SignedSample, signed_documents
from signature_model.strategies.identifiers import emails, mobiles, national_ids, organization_numbers
from signature_model.strategies.jobs import availabilities, jobs, senders
from signature_model.strategies.manifests import direct_manifests, manifests
from signature_model.strategies.signers import signers
from signature_model.strategies.status_changes import status_changes

__all__ = [
    "BUNDLE_CODES",
    "CONSEQUENCES",
    "DIRECT_BUNDLE_CODES",
    "DIRECT_JOB_CODES",
    "DIRECT_MANIFEST_CODES",
    "JOB_CODES",
    "MANIFEST_CODES",
    "MOMENT",
    "SIGNED_CODES",
    "Broken",
    "SignedSample",
    "availabilities",
    "broken_bundles",
    "broken_direct_bundles",
    "broken_direct_jobs",
    "broken_direct_manifests",
    "broken_jobs",
    "broken_manifests",
    "broken_signed_documents",
    "bundles",
    "context",
    "credentials",
    "direct_bundles",
    "direct_jobs",
    "direct_manifests",
    "direct_signers",
    "direct_statuses",
    "documents",
    "emails",
    "exit_urls",
    "jobs",
    "manifests",
    "mobiles",
    "national_ids",
    "organization_numbers",
    "pdfs",
    "senders",
    "signed_documents",
    "signers",
    "status_changes",
    "trust_anchors",
]
