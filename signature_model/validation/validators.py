"""Judging a job, a manifest or a whole bundle: the layers in order, everything found at once.

Archive, container, manifest, schema, job, documents, seal, trust. A layer that cannot be judged is named in the report,
and whatever can still be judged is: a manifest that breaks its schema still has its documents and seal looked at. No
input raises.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signature_model.containers.contents import BundleContents
from signature_model.containers.media_types import PDF
from signature_model.containers.names import MANIFEST, SEAL, MemberName
from signature_model.containers.reading import open_container
from signature_model.containers.references import means_reserved, with_hrefs
from signature_model.errors import NotAZip, UnwritableText
from signature_model.jobs.context import Context
from signature_model.jobs.portal import PortalJob
from signature_model.jobs.requests import JobRequest
from signature_model.manifests.inspection import InspectedManifest, inspect_manifest, inspected_tree
from signature_model.manifests.requests import request_element
from signature_model.manifests.writing import manifest_element
from signature_model.pdf.inspection import inspect_pdf
from signature_model.rules import catalogue
from signature_model.rules.certificates import CertificateInUse
from signature_model.rules.containers import not_a_zip
from signature_model.rules.members import document_missing, duplicate_href
from signature_model.rules.pdfs import InspectedPdf
from signature_model.seals.inspection import InspectedSeal, inspect_seal
from signature_model.seals.verification import SealedBundle, verify
from signature_model.type_checks import require_type
from signature_model.validation.collector import Judged, Judgement
from signature_model.xml.lexical import in_utc
from signature_model.xml.positions import Positions
from signature_model.xml.schemas import MANIFEST_SCHEMA
from signature_model.xml.trees import MANIFEST_ROOT, REQUEST_ROOT, SEAL_ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

    from signature_model.containers.reading import Container
    from signature_model.findings import Report
    from signature_model.jobs.context import Schema

ANYTHING = Context()
"""Nothing is known about the sender or the moment."""

MAX_DOCUMENTS = 20
"""Documents of a job, by the schema."""

BUNDLE = Judged()
"""Places are whole files, or the bundle itself."""


def validate_job(job: PortalJob, context: Context = ANYTHING) -> Report:
    """Judge a job before anything is built: everything but the container and the seal.

    The sector is the context's, or else the sender's own.
    """
    require_type("job", job, PortalJob)
    judgement = Judgement(in_sector_of(job, context))
    judge_job(judgement, with_hrefs(job))
    return judgement.report()


def validate_manifest(content: bytes, context: Context = ANYTHING) -> Report:
    """Judge the bytes of a ``manifest.xml`` alone, without its documents and seal."""
    require_type("content", content, bytes)
    judgement = Judgement(context)
    manifest = inspect_manifest(content, lambda _: None, context.schema)
    judged = Judged(root=MANIFEST_ROOT, tree=manifest.root, positions=_positions(content, manifest.root))
    _judge_examined(judgement, manifest, judged)
    if manifest.job is not None:
        _judge_planned(judgement, BundleContents.planned(manifest.job), judged)
    for layer in ("container", "documents", "seal"):
        judgement.skip(layer, "a manifest alone was given")
    return judgement.report()


def validate_bundle(content: bytes, context: Context = ANYTHING) -> Report:
    """Judge the bytes of a document bundle (``.asice``)."""
    require_type("content", content, bytes)
    judgement = Judgement(context)
    try:
        container = open_container(content)
    except NotAZip as refusal:
        judgement.apply((not_a_zip,), refusal, BUNDLE)
        judgement.skip("manifest, documents and seal", "there is no readable archive")
        return judgement.report()
    judgement.apply(catalogue.CONTAINER_RULES, container, BUNDLE)
    judgement.apply(catalogue.NAME_RULES, container.names, BUNDLE)
    if container.excess is not None and not container.entries:
        judgement.skip("manifest, documents and seal", "the archive is beyond the limits")
        return judgement.report()
    _judge_files(judgement, _files_in(container))
    return judgement.report()


def validate_members(
    contents: Mapping[str, bytes], context: Context = ANYTHING, *, unreadable: Mapping[str, str] | None = None
) -> Report:
    """Judge an unpacked bundle: its files by their names (``META-INF/signatures.xml``), without the archive.

    ``unreadable`` says, by name, why a file's content is not among ``contents``.
    """
    contents = dict(contents)  # each is taken once, should that take time
    for name, content in contents.items():
        require_type("the name of each member", name, str)
        require_type("the content of each member", content, bytes)
    judgement = Judgement(context)
    judgement.skip("container", "an unpacked bundle was given")
    missing = unreadable or {}
    names = dict.fromkeys((*contents, *missing))
    judgement.apply(catalogue.NAME_RULES, [MemberName(name=name) for name in names], BUNDLE)
    _judge_files(judgement, BundleContents(names=names, contents=contents, unreadable=missing))
    return judgement.report()


def in_sector_of(job: PortalJob, context: Context) -> Context:
    """The context, with the sector that the job's sender states where it has none."""
    sector = context.sector or job.sender.sector
    return context if sector is context.sector else replace(context, sector=sector)


def judge_job(judgement: Judgement, job: PortalJob) -> InspectedManifest:
    """Judge a job whose documents all have a name: as its manifest and job request would be, and by the job rules.

    Gives the manifest that was judged; it has no root where the job holds what XML cannot.
    """
    _judge_request(judgement, JobRequest.of(job))
    manifest = _manifest_of(job, judgement.context)
    judged = Judged(member=MANIFEST, root=MANIFEST_ROOT, tree=manifest.root)
    _judge_examined(judgement, manifest, judged)
    planned = BundleContents.planned(job)
    _judge_planned(judgement, planned, judged)
    _judge_documents(judgement, planned)
    return manifest


def validate_request(request: JobRequest) -> Report:
    """Judge a job request alone, for a bundle that was built elsewhere."""
    require_type("request", request, JobRequest)
    judgement = Judgement(ANYTHING)
    _judge_request(judgement, request)
    return judgement.report()


def _judge_request(judgement: Judgement, request: JobRequest) -> None:
    try:
        root = request_element(request)
    except UnwritableText as refusal:
        examined = InspectedManifest(refusal=refusal)
    else:
        examined = InspectedManifest(root=root, faults=MANIFEST_SCHEMA.faults(root))
    judged = Judged(root=REQUEST_ROOT)
    judgement.apply(catalogue.MANIFEST_RULES, examined, judged)
    judgement.apply(catalogue.REQUEST_RULES, request, judged)


def _manifest_of(job: PortalJob, context: Context) -> InspectedManifest:
    try:
        return inspected_tree(manifest_element(job), job, context.schema)
    except UnwritableText as refusal:
        return InspectedManifest(refusal=refusal, job=job)


def _judge_examined(judgement: Judgement, manifest: InspectedManifest, judged: Judged) -> None:
    judgement.apply(catalogue.MANIFEST_RULES, manifest, judged)
    if manifest.job is None:
        judgement.skip("job", "the manifest cannot be read")
        return
    judgement.apply(catalogue.JOB_RULES, manifest.job, judged)


def _judge_planned(judgement: Judgement, planned: BundleContents, judged: Judged) -> None:
    """Judge the files that a job is to have, before there is a bundle."""
    hrefs = [] if planned.job is None else [each.href for each in planned.job.documents]
    names = dict.fromkeys((*planned.names, *filter(None, hrefs)))
    judgement.apply(catalogue.NAME_RULES, [MemberName(name=name) for name in names], BUNDLE)
    judgement.apply((document_missing, duplicate_href), planned, judged)


def _judge_files(judgement: Judgement, files: BundleContents) -> None:
    manifest, seal = _examined(files, judgement.context.schema)
    known, judged = _judge_manifest(judgement, files, manifest)
    judgement.apply(catalogue.MEMBER_RULES, known, judged)
    _judge_documents(judgement, known)
    _judge_seal(judgement, known, seal)


def _examined(files: BundleContents, schema: Schema | None) -> tuple[InspectedManifest | None, InspectedSeal | None]:
    """The manifest and the seal as far as they can be read; None for one that is not at hand."""
    manifest, seal = files.contents.get(MANIFEST), files.contents.get(SEAL)
    return (
        None if manifest is None else inspect_manifest(manifest, files.content_of, schema),
        None if seal is None else inspect_seal(seal),
    )


def _files_in(container: Container) -> BundleContents:
    files = [entry for entry in container.entries if not entry.is_directory]
    doubtful = {name for each in files if each.other_name for name in (each.name, each.other_name)}
    names = dict.fromkeys((*(each.name for each in files), *sorted(doubtful)))
    unreadable = dict.fromkeys(doubtful, "it has two names") | dict(container.unreadable)
    return BundleContents(names=names, contents=container.members, unreadable=unreadable, doubtful=frozenset(doubtful))


def _judge_manifest(
    judgement: Judgement, files: BundleContents, manifest: InspectedManifest | None
) -> tuple[BundleContents, Judged]:
    """Judge the manifest; gives the files with the job that it tells of, and how places in it are told."""
    if manifest is None:
        judgement.skip("manifest", files.unreadable.get(MANIFEST, "there is no manifest"))
        return files, BUNDLE
    positions = _positions(files.contents[MANIFEST], manifest.root)
    judged = Judged(member=MANIFEST, root=MANIFEST_ROOT, tree=manifest.root, positions=positions)
    _judge_examined(judgement, manifest, judged)
    return replace(files, job=manifest.job), judged


def _judge_documents(judgement: Judgement, files: BundleContents) -> None:
    if files.job is None:
        judgement.skip("documents", "it is not known which they are")
        return
    inspected: dict[tuple[str, int], InspectedPdf] = {}
    for document in files.job.documents:
        name = files.member_of(document.href or "") or document.href or "one without href"
        file = name, id(document.content)  # two documents of a bundle may name one; in a job two may have one name
        if file in inspected or len(inspected) == MAX_DOCUMENTS:  # each costs some time, and more are refused anyway
            continue
        if document.content is None:
            judgement.skip("documents", f"{name}: {_why_not_at_hand(files, name)}")
        elif document.mime == PDF and (files.are_planned or not means_reserved(document.href or "")):
            inspected[file] = InspectedPdf(name=name, facts=inspect_pdf(document.content))
    judgement.apply(catalogue.PDF_RULES, tuple(inspected.values()), BUNDLE)


def _positions(content: bytes, root: etree._Element | None) -> Positions | None:
    return None if root is None else Positions(content, root)


def _why_not_at_hand(files: BundleContents, name: str) -> str:
    missing = "its content is not at hand" if files.are_planned else "it is not in the bundle"
    return files.unreadable.get(name, missing)


def _judge_seal(judgement: Judgement, files: BundleContents, seal: InspectedSeal | None) -> None:
    if seal is None:
        judgement.skip("seal", files.unreadable.get(SEAL, "there is none"))
        return
    positions = _positions(files.contents[SEAL], seal.root)
    judged = Judged(member=SEAL, root=SEAL_ROOT, tree=seal.root, positions=positions)
    judgement.apply(catalogue.SIGNATURE_FILE_RULES, seal, judged)
    if seal.faults or len(seal.signatures) != 1:
        judgement.skip("seal", "it cannot be told what is sealed")
        return
    verification = verify(seal.signatures[0], files.names, files.contents)
    bundle = SealedBundle(verification=verification, files=files)
    judgement.apply(catalogue.SEAL_RULES, bundle, judged)
    _judge_sealer(judgement, bundle, judged)


def _judge_sealer(judgement: Judgement, bundle: SealedBundle, judged: Judged) -> None:
    if bundle.verification.sealed_by is None:
        judgement.skip("certificate", "there is none that can be read")
        return
    use = CertificateInUse(
        certificate=bundle.verification.sealed_by,
        others=bundle.verification.seal.certificates,
        signing_time=None if bundle.properties is None else in_utc(bundle.properties.signing_time),
        sender=None if bundle.files.job is None else bundle.files.job.sender.organization_number,
    )
    judgement.apply(catalogue.CERTIFICATE_RULES, use, judged)
