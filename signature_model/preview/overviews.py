"""The content of a job, a manifest or a bundle, for people: documents, signers, sender, seal, findings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signature_model.containers.references import with_hrefs
from signature_model.errors import UnreadableInput
from signature_model.manifests.reading import parse_manifest
from signature_model.masking import masked_repr
from signature_model.preview.previews import ANYTHING, Preview, preview
from signature_model.validation.inspection import inspect_bundle, inspect_job
from signature_model.validation.validators import (
    in_sector_of,
    validate_inspected,
    validate_inspected_job,
    validate_manifest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from signature_model.findings import Report
    from signature_model.jobs.context import Context, Sector
    from signature_model.jobs.flows import AnyJob
    from signature_model.pdf.inspection import InspectedPdf
    from signature_model.validation.inspection import InspectedBundle


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DocumentOverview:
    """A document: its title, its name in the bundle, and what is known of its content.

    ``content`` is None if it is unknown, and then ``size``, in bytes, is None too. ``page_count``, ``pdf_version`` and
    ``pdfa`` (the claimed part and level, like ``"2B"``) are None unless the document is a PDF that can be read.
    """

    title: str
    name: str | None
    mime: str
    content: bytes | None = field(default=None, repr=False)
    page_count: int | None = None
    pdf_version: str | None = None
    pdfa: str | None = None

    __repr__ = masked_repr

    @property
    def size(self) -> int | None:
        """The size in bytes."""
        return None if self.content is None else len(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOverview:
    """The organisation that sealed a bundle, and the time, according to the seal. The report says whether this is true.

    ``valid_from`` and ``valid_until`` are the validity of the certificate. A fact that cannot be read is None.
    """

    signed_by: str | None
    organization_number: str | None
    signing_time: datetime | None
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerState:
    """The status of a signer in the service's words, and since when."""

    status: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class JobOverview:
    """Everything about a job that an overview shows.

    ``reference`` and ``polling_queue`` are known for job files only: a bundle does not contain them. ``seal`` is for
    bundles. ``report`` are the findings. ``states`` are the statuses of signers, by their place in the manifest.
    """

    preview: Preview
    description: str | None
    sender: str
    sector: Sector | None
    polling_queue: str | None
    reference: str | None
    documents: tuple[DocumentOverview, ...]
    seal: SealOverview | None
    report: Report
    states: Mapping[int, SignerState] = field(default_factory=dict)

    __repr__ = masked_repr

    @property
    def signer_count(self) -> int:
        """The number of signers."""
        return sum(len(each.signers) for each in self.preview.groups)


def overview_of_job(job: AnyJob, context: Context = ANYTHING) -> JobOverview:
    """Return the overview of a job. The sector is taken from the context, or else from the sender."""
    inspected = inspect_job(with_hrefs(job), context.schema)
    return _overview(inspected.job, context, inspected.pdfs, validate_inspected_job(inspected, context))


def overview_of_manifest(content: bytes, context: Context = ANYTHING) -> JobOverview:
    """Return the overview of a ``manifest.xml``. Raises UnreadableInput if it does not contain a job."""
    return _overview(parse_manifest(content), context, (), validate_manifest(content, context))


def overview_of_bundle(content: bytes, context: Context = ANYTHING) -> JobOverview:
    """Return the overview of a bundle. Raises UnreadableInput if it has no manifest that can be read."""
    bundle = inspect_bundle(content, context.schema)
    if bundle.job is None:
        raise UnreadableInput(_obstacle(bundle))
    overview = _overview(bundle.job, context, bundle.pdfs, validate_inspected(bundle, context))
    return replace(overview, seal=_seal(bundle))


def _obstacle(bundle: InspectedBundle) -> str:
    if bundle.refusal is not None:
        return str(bundle.refusal)
    if bundle.manifest is None:
        return "the bundle has no manifest.xml that can be read"
    return f"manifest.xml: {bundle.manifest.refusal}"


def _overview(job: AnyJob, context: Context, pdfs: Iterable[InspectedPdf], report: Report) -> JobOverview:
    known = in_sector_of(job, context)
    return JobOverview(
        preview=preview(job, known),
        description=job.description,
        sender=job.sender.organization_number,
        sector=known.sector,
        polling_queue=job.sender.polling_queue,
        reference=job.reference,
        documents=_documents(job, pdfs),
        seal=None,
        report=report,
    )


def _documents(job: AnyJob, pdfs: Iterable[InspectedPdf]) -> tuple[DocumentOverview, ...]:
    facts = {each.name: each.facts for each in pdfs if each.facts.is_readable}
    found = []
    for document in job.documents:
        shown = DocumentOverview(title=document.title, name=document.href, mime=document.mime, content=document.content)
        pdf = facts.get(document.href or "")
        if pdf is not None:
            shown = replace(shown, page_count=pdf.page_count, pdf_version=pdf.version, pdfa=pdf.pdfa)
        found.append(shown)
    return tuple(found)


def _seal(bundle: InspectedBundle) -> SealOverview | None:
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - a job file has no seal

    from signature_model.credentials.certificates import (  # noqa: PLC0415
        maybe_subject,
        maybe_validity,
        organization_number,
    )

    certificate = bundle.sealed_by
    if bundle.verification is None or certificate is None:
        return None
    subject = maybe_subject(certificate)
    names = [] if subject is None else subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    properties = bundle.verification.seal.properties
    valid_from, valid_until = maybe_validity(certificate) or (None, None)
    return SealOverview(
        signed_by=next((str(each.value) for each in names), None),
        organization_number=organization_number(certificate),
        signing_time=None if properties is None else properties.signing_time,
        valid_from=valid_from,
        valid_until=valid_until,
    )
