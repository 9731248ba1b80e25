"""Judging a job, a manifest or a whole bundle: the layers in order, everything found at once.

Archive, container, manifest, schema, job, documents, seal, trust. A layer that cannot be judged is named in the report,
and whatever can still be judged is: a manifest that breaks its schema still has its documents and seal looked at. No
input raises.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signature_model.containers import names as member_names
from signature_model.containers.reading import Container, Entry, open_container
from signature_model.context import Context
from signature_model.errors import MalformedXml, NotAZip
from signature_model.examination import ExaminedManifest, examine_manifest, examine_seal, examined_tree
from signature_model.files import BundleFiles
from signature_model.judgement import Judgement, in_bundle, in_document
from signature_model.manifests.writing import manifest_element
from signature_model.messages import JobRequest, request_element
from signature_model.naming import with_hrefs
from signature_model.pdf.inspection import inspect_pdf
from signature_model.rules import catalogue
from signature_model.rules.certificates import CertificateInUse
from signature_model.rules.containers import colliding_members, not_a_zip, unsafe_member_name
from signature_model.rules.documents import PDF
from signature_model.rules.members import document_missing, duplicate_href
from signature_model.rules.pdfs import Documents, InspectedDocument
from signature_model.seals.verification import SealedBundle, verify
from signature_model.xml.lexical import in_utc
from signature_model.xml.schemas import MANIFEST_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.findings import Report
    from signature_model.jobs import PortalJob
    from signature_model.judgement import Placing

ANYTHING = Context()
"""Nothing is known about the sender or the moment."""


def validate_job(job: PortalJob, context: Context = ANYTHING) -> Report:
    """Judge a job before anything is built: everything but the container and the seal.

    The sector is the context's, or else the sender's own.
    """
    judgement = Judgement(replace(context, sector=context.sector or job.sender.sector))
    judge_job(judgement, with_hrefs(job))
    return judgement.report()


def validate_manifest(content: bytes, context: Context = ANYTHING) -> Report:
    """Judge the bytes of a ``manifest.xml`` alone, without its documents and seal."""
    judgement = Judgement(context)
    manifest = examine_manifest(content, lambda _: None, context.schema)
    _judge_examined(judgement, manifest, member=None)
    if manifest.job is not None:
        _judge_names(judgement, manifest.job, in_document(None, manifest.root))
    for layer in ("container", "documents", "seal"):
        judgement.skip(layer, "a manifest alone was given")
    return judgement.report()


def validate_bundle(content: bytes, context: Context = ANYTHING) -> Report:
    """Judge the bytes of a document bundle (``.asice``)."""
    judgement = Judgement(context)
    try:
        container = open_container(content)
    except NotAZip as refusal:
        judgement.apply((not_a_zip,), refusal, in_bundle)
        judgement.skip("manifest, documents and seal", "there is no readable archive")
        return judgement.report()
    judgement.apply(catalogue.CONTAINER_RULES, container, in_bundle)
    if container.excess is not None and not container.entries:
        judgement.skip("manifest, documents and seal", "the archive is beyond the limits")
        return judgement.report()
    _judge_files(judgement, _files_in(container))
    return judgement.report()


def validate_members(
    contents: Mapping[str, bytes], unreadable: Mapping[str, str] | None = None, context: Context = ANYTHING
) -> Report:
    """Judge an unpacked bundle: its files by their names (``META-INF/signatures.xml``), without the archive.

    ``unreadable`` says, by name, why a file's content is not among ``contents``.
    """
    judgement = Judgement(context)
    judgement.skip("container", "an unpacked bundle was given")
    missing = unreadable or {}
    names = dict.fromkeys((*contents, *missing))
    _judge_files(judgement, BundleFiles(names=names, contents=contents, unreadable=missing))
    return judgement.report()


def judge_job(judgement: Judgement, job: PortalJob) -> ExaminedManifest:
    """Judge a job whose documents all have a name: as its manifest and job request would be, and by the job rules.

    Gives the manifest that was judged; it has no root where the job holds what XML cannot.
    """
    try:
        root = manifest_element(job)
        request = request_element(JobRequest.of(job))
    except ValueError:
        refusal = MalformedXml("the job holds characters that XML cannot, such as control characters")
        manifest, in_request = ExaminedManifest(refusal=refusal, job=job), ExaminedManifest()
    else:
        manifest = examined_tree(root, job, judgement.context.schema)
        in_request = ExaminedManifest(root=request, faults=MANIFEST_SCHEMA.faults(request))
    placing = in_document(None, in_request.root)
    judgement.apply(catalogue.MANIFEST_RULES, in_request, placing)
    judgement.apply(catalogue.REQUEST_RULES, job, placing)
    _judge_examined(judgement, manifest, member=member_names.MANIFEST)
    _judge_names(judgement, job, in_document(member_names.MANIFEST, manifest.root))
    _judge_documents(judgement, BundleFiles(names=(), contents={}, job=job))
    return manifest


def judge_certificate(judgement: Judgement, use: CertificateInUse, member: str | None) -> None:
    """Judge the certificate that seals, or has sealed."""
    judgement.apply(catalogue.CERTIFICATE_RULES, use, in_document(member, None))


def _judge_files(judgement: Judgement, files: BundleFiles) -> None:
    known, placing = _judge_manifest(judgement, files)
    judgement.apply(catalogue.MEMBER_RULES, known, placing)
    _judge_documents(judgement, known)
    _judge_seal(judgement, known)


def _files_in(container: Container) -> BundleFiles:
    files = [entry for entry in container.entries if not entry.is_directory]
    doubtful = {name for each in files if each.other_name for name in (each.name, each.other_name)}
    names = dict.fromkeys((*(each.name for each in files), *sorted(doubtful)))
    return BundleFiles(
        names=names, contents=container.members, unreadable=container.unreadable, doubtful=frozenset(doubtful)
    )


def _judge_manifest(judgement: Judgement, files: BundleFiles) -> tuple[BundleFiles, Placing]:
    """Judge the manifest; gives the files with the job that it tells of, and where in the manifest places are."""
    content = files.contents.get(member_names.MANIFEST)
    if content is None:
        judgement.skip("manifest", files.unreadable.get(member_names.MANIFEST, "there is no manifest"))
        return files, in_bundle
    manifest = examine_manifest(content, files.content_of, judgement.context.schema)
    _judge_examined(judgement, manifest, member=member_names.MANIFEST)
    return replace(files, job=manifest.job), in_document(member_names.MANIFEST, manifest.root)


def _judge_examined(judgement: Judgement, manifest: ExaminedManifest, member: str | None) -> None:
    placing = in_document(member, manifest.root)
    judgement.apply(catalogue.MANIFEST_RULES, manifest, placing)
    if manifest.job is None:
        judgement.skip("job", "the manifest cannot be read")
        return
    judgement.apply(catalogue.JOB_RULES, manifest.job, placing)


def _judge_names(judgement: Judgement, job: PortalJob, placing: Placing) -> None:
    """Judge the names that the documents are to have in a container that is not there yet."""
    hrefs = (each.href for each in job.documents if each.href)
    names = dict.fromkeys((member_names.MANIFEST, member_names.SEAL, *hrefs))
    planned = Container(entries=tuple(map(Entry.planned, names)))
    judgement.apply((unsafe_member_name, colliding_members), planned, in_bundle)
    files = BundleFiles(names=[each for each in names if not each.endswith("/")], contents={}, job=job)
    judgement.apply((document_missing, duplicate_href), files, placing)


def _judge_documents(judgement: Judgement, files: BundleFiles) -> None:
    if files.job is None:
        judgement.skip("documents", "it is not known which they are")
        return
    inspected = {}
    for document in files.job.documents:
        name = files.member_of(document.href or "") or document.href or ""
        if document.content is None:
            judgement.skip("documents", f"{name or 'one without href'}: {_why_not_at_hand(files, name)}")
        elif document.mime == PDF and not member_names.is_reserved(name):
            inspected[name] = InspectedDocument(
                name=name, media_type=document.mime, facts=inspect_pdf(document.content)
            )
    judgement.apply(catalogue.PDF_RULES, Documents(documents=tuple(inspected.values())), in_bundle)


def _why_not_at_hand(files: BundleFiles, name: str) -> str:
    if name in files.unreadable:
        return files.unreadable[name]
    return "its content is not at hand" if name in files.names or not files.names else "it is not in the bundle"


def _judge_seal(judgement: Judgement, files: BundleFiles) -> None:
    content = files.contents.get(member_names.SEAL)
    if content is None:
        judgement.skip("seal", files.unreadable.get(member_names.SEAL, "there is none"))
        return
    seal = examine_seal(content)
    placing = in_document(member_names.SEAL, seal.root)
    judgement.apply(catalogue.SIGNATURE_FILE_RULES, seal, placing)
    if seal.faults or len(seal.signatures) != 1:
        judgement.skip("seal", "it cannot be told what is sealed")
        return
    bundle = SealedBundle(verification=verify(seal.signatures[0], files.names, files.contents), files=files)
    judgement.apply(catalogue.SEAL_RULES, bundle, placing)
    if bundle.verification.sealed_by is None:
        judgement.skip("certificate", "there is none that can be read")
        return
    use = CertificateInUse(
        certificate=bundle.verification.sealed_by,
        others=bundle.verification.seal.certificates,
        signing_time=None if bundle.properties is None else in_utc(bundle.properties.signing_time),
        sender=None if files.job is None else files.job.sender.organization_number,
    )
    judgement.apply(catalogue.CERTIFICATE_RULES, use, placing)
