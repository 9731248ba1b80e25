"""The layers of validation, in order: container, manifest, members, documents, seal, certificate.

Each function applies the rules of one layer to the facts from the inspection, and names the parts that cannot be
checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.containers.names import MANIFEST, SEAL, MemberName
from signature_model.rules import catalogue
from signature_model.rules.members import document_missing, duplicate_href
from signature_model.validation.collector import Subject
from signature_model.xml.lexical import in_utc
from signature_model.xml.trees import MANIFEST_ROOTS, REQUEST_ROOTS, SEAL_ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.containers.contents import BundleContents
    from signature_model.jobs.requests import AnyJobRequest
    from signature_model.manifests.inspection import InspectedManifest
    from signature_model.pdf.inspection import InspectedPdf
    from signature_model.validation.collector import Collector
    from signature_model.validation.inspection import InspectedBundle, InspectedJob

BUNDLE = Subject()
"""The bundle itself. A finding about it names a whole file, or no place."""

_NEED_THE_ARCHIVE = "manifest, documents and seal"


def check_bundle(collector: Collector, bundle: InspectedBundle) -> None:
    """Check a packed or unpacked bundle in all layers."""
    if bundle.refusal is not None:
        collector.apply(catalogue.ARCHIVE_RULES, bundle.refusal, BUNDLE)
        collector.skip(_NEED_THE_ARCHIVE, "the archive cannot be read")
        return
    check_container(collector, bundle)
    if bundle.container is not None and bundle.container.excess is not None and not bundle.container.entries:
        collector.skip(_NEED_THE_ARCHIVE, "the archive exceeds the limits")
        return
    subject = BUNDLE
    if bundle.manifest is None:
        collector.skip("manifest", bundle.contents.unreadable.get(MANIFEST, "it is missing"))
    else:
        subject = check_manifest(collector, bundle.manifest, MANIFEST)
    collector.apply(catalogue.MEMBER_RULES, bundle.contents, subject)
    check_documents(collector, bundle.contents, bundle.pdfs)
    check_seal(collector, bundle)


def check_job(collector: Collector, job: InspectedJob) -> None:
    """Check a job in the layers that exist before there is a bundle."""
    from signature_model.jobs.requests import request_of  # noqa: PLC0415 - a bundle does not need it

    check_request(collector, request_of(job.job), job.request)
    subject = check_manifest(collector, job.manifest, MANIFEST)
    check_names(collector, job.contents, subject)
    check_documents(collector, job.contents, job.pdfs)


def check_request(collector: Collector, request: AnyJobRequest, inspected: InspectedManifest) -> None:
    """Check a job request, which is sent beside the bundle."""
    subject = Subject(root=REQUEST_ROOTS[request.flow])
    collector.apply(catalogue.MANIFEST_RULES, inspected, subject)
    collector.apply(catalogue.REQUEST_RULES[request.flow], request, subject)


def check_container(collector: Collector, bundle: InspectedBundle) -> None:
    """Check the archive and the names of its members; or only the names if the bundle is unpacked."""
    if bundle.container is None:
        collector.skip("container", "an unpacked bundle was given")
        names = tuple(MemberName(name=name) for name in bundle.contents.names)
    else:
        collector.apply(catalogue.CONTAINER_RULES, bundle.container, BUNDLE)
        names = bundle.container.names
    collector.apply(catalogue.NAME_RULES, names, BUNDLE)


def check_manifest(collector: Collector, manifest: InspectedManifest, member: str | None = None) -> Subject:
    """Check a manifest and the job in it; ``member`` is its name in the bundle, None if it stands alone.

    Returns the subject that other layers need to name places in the manifest.
    """
    root = None if manifest.flow is None else MANIFEST_ROOTS[manifest.flow]
    subject = Subject(member=member, root=root, tree=manifest.root, positions=manifest.positions)
    collector.apply(catalogue.MANIFEST_RULES, manifest, subject)
    if manifest.job is None:
        collector.skip("job", "the manifest cannot be read")
    elif collector.context.flow not in {None, manifest.job.flow}:
        collector.skip("job", "it belongs to the other flow")
    else:
        collector.apply(catalogue.JOB_RULES[manifest.job.flow], manifest.job, subject)
    return subject


def check_names(collector: Collector, planned: BundleContents, manifest: Subject) -> None:
    """Check the names of the files that a job will have in its bundle."""
    hrefs = [] if planned.job is None else [each.href for each in planned.job.documents]
    names = dict.fromkeys((*planned.names, *filter(None, hrefs)))
    collector.apply(catalogue.NAME_RULES, [MemberName(name=name) for name in names], BUNDLE)
    collector.apply((document_missing, duplicate_href), planned, manifest)


def check_documents(collector: Collector, files: BundleContents, pdfs: Sequence[InspectedPdf]) -> None:
    """Check the content of the documents."""
    if files.job is None:
        collector.skip("documents", "without a manifest, they are unknown")
        return
    missing = "its content is missing" if files.are_planned else "it is not in the bundle"
    for document in files.job.documents:
        if document.content is None:
            name = files.name_of(document)
            collector.skip("documents", f"{name}: {files.unreadable.get(name, missing)}")
    collector.apply(catalogue.PDF_RULES, pdfs, BUNDLE)


def check_seal(collector: Collector, bundle: InspectedBundle) -> None:
    """Check the seal, the files that it covers, and the certificate with which it verifies."""
    seal = bundle.seal
    if seal is None:
        collector.skip("seal", bundle.contents.unreadable.get(SEAL, "it is missing"))
        return
    subject = Subject(member=SEAL, root=SEAL_ROOT, tree=seal.root, positions=seal.positions)
    collector.apply(catalogue.SIGNATURE_FILE_RULES, seal, subject)
    if bundle.verification is None:
        collector.skip("seal", "the signature file is not valid")
        return
    from signature_model.credentials.usage import CertificateInUse  # noqa: PLC0415 - a manifest needs no cryptography
    from signature_model.seals.verification import SealedBundle  # noqa: PLC0415

    sealed = SealedBundle(verification=bundle.verification, files=bundle.contents)
    collector.apply(catalogue.SEAL_RULES, sealed, subject)
    if bundle.verification.chain is None:
        collector.skip("certificate", "the seal has no readable certificate")
        return
    use = CertificateInUse(
        chain=bundle.verification.chain,
        embedded=bundle.verification.seal.certificates,
        signing_time=None if sealed.properties is None else in_utc(sealed.properties.signing_time),
        sender=None if bundle.job is None else bundle.job.sender.organization_number,
    )
    collector.apply(catalogue.CERTIFICATE_RULES, use, subject)
