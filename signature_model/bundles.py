"""Build a sealed bundle from a job and an enterprise certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from signature_model.containers.media_types import XML
from signature_model.containers.names import MANIFEST
from signature_model.containers.references import with_hrefs
from signature_model.credentials.enterprise import Credentials
from signature_model.credentials.usage import CertificateInUse, Chain
from signature_model.errors import JobRefused
from signature_model.jobs.direct import DirectJob
from signature_model.jobs.flows import with_sender
from signature_model.jobs.portal import PortalJob
from signature_model.manifests.writing import serialise
from signature_model.rules.catalogue import CERTIFICATE_RULES
from signature_model.rules.members import document_missing
from signature_model.seals.packing import NewFile, sealed_container
from signature_model.type_checks import require_aware, require_type
from signature_model.validation.collector import Collector, Subject
from signature_model.validation.inspection import inspect_job
from signature_model.validation.layers import BUNDLE, check_job
from signature_model.validation.validators import ANYTHING, in_sector_of
from signature_model.xml.trees import MANIFEST_ROOTS

if TYPE_CHECKING:
    from lxml import etree

    from signature_model.containers.contents import BundleContents
    from signature_model.findings import Report
    from signature_model.jobs.context import Context
    from signature_model.jobs.flows import AnyJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A sealed document bundle.

    ``content`` is the ``.asice`` file, ``job`` the job with the names of its documents inside, ``report`` the warnings
    and notes about it.
    """

    content: bytes
    job: AnyJob
    report: Report

    def __repr__(self) -> str:
        count = len(self.job.documents)
        return f"Bundle({len(self.content):,} bytes, {count} document{'' if count == 1 else 's'})"


def build_bundle(
    job: AnyJob, credentials: Credentials, *, context: Context = ANYTHING, signing_time: datetime | None = None
) -> Bundle:
    """Validate a job, write its manifest, seal it together with the documents, and pack everything.

    ``signing_time`` (with a time zone) is the current time by default; the service requires that it is correct within 5
    seconds. A job that names no sender is sent by the organisation in the certificate. The same job, time and key give
    the same bytes. Raises JobRefused, with the report, if the job or the certificate has errors, and CredentialsError
    if the key does not sign.
    """
    moment = datetime.now(UTC) if signing_time is None else signing_time  # noqa: TID251 - a seal states the time when it is made; callers can choose it
    require_aware("signing_time", moment)
    require_type("job", job, PortalJob | DirectJob)
    require_type("credentials", credentials, Credentials)
    named = with_hrefs(with_sender(job, credentials.organization_number))
    report, manifest = _checked(named, credentials, moment, in_sector_of(job, context))
    documents = [NewFile(name=str(each.href), content=each.content or b"", mime=each.mime) for each in named.documents]
    files = [*documents, NewFile(name=MANIFEST, content=serialise(manifest), mime=XML)]
    return Bundle(content=sealed_container(files, credentials, moment), job=named, report=report)


def _checked(
    job: AnyJob, credentials: Credentials, moment: datetime, context: Context
) -> tuple[Report, etree._Element]:
    """Return the report on a valid job and its manifest. Raises JobRefused."""
    inspected, collector = inspect_job(job, context.schema), Collector(context)
    check_job(collector, inspected)
    _check_presence(collector, inspected.contents, job)
    collector.apply(CERTIFICATE_RULES, _use_of(credentials, job, moment), BUNDLE)
    report, manifest = collector.report(), inspected.manifest.root
    if not report.is_valid or manifest is None:
        raise JobRefused(report)
    return report, manifest


def _check_presence(collector: Collector, planned: BundleContents, job: AnyJob) -> None:
    """Check that every document has content; ``check_job`` has already checked the names."""
    absent = {each.href for each in job.documents if each.content is None}
    if absent:
        present = planned._replace(names=[name for name in planned.names if name not in absent])
        collector.apply((document_missing,), present, Subject(member=MANIFEST, root=MANIFEST_ROOTS[job.flow]))


def _use_of(credentials: Credentials, job: AnyJob, moment: datetime) -> CertificateInUse:
    return CertificateInUse(
        chain=Chain.of(credentials.chain),
        embedded=credentials.chain,
        signing_time=moment,
        sender=job.sender.organization_number,
    )
