"""Inspect a bundle, or a job before its bundle is built: read everything that the rules need, once.

Inspection records facts. ``layers`` applies the rules to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.containers.contents import BundleContents
from signature_model.containers.media_types import PDF
from signature_model.containers.names import MANIFEST, SEAL
from signature_model.containers.references import is_reserved_reference
from signature_model.errors import NotAZip, UnreadableInput
from signature_model.manifests.inspection import inspect_manifest, inspect_planned_manifest, inspect_request
from signature_model.manifests.reading import read_manifest
from signature_model.type_checks import require_type
from signature_model.validation.forks import delaying_forks
from signature_model.xml.trees import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import Certificate

    from signature_model.containers.entries import Container
    from signature_model.jobs.context import Schema
    from signature_model.jobs.flows import AnyJob
    from signature_model.manifests.inspection import InspectedManifest
    from signature_model.pdf.inspection import InspectedPdf
    from signature_model.seals.inspection import InspectedSeal
    from signature_model.seals.verification import Verification

MAX_DOCUMENTS = 20
"""The maximum number of documents by the schema.

Further documents are not inspected, because the job is refused anyway.
"""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class InspectedBundle:
    """The facts about a document bundle, valid or not.

    - ``refusal``: the reason if the bytes cannot be opened as a ZIP archive. There are no other facts then.
    - ``container``: the opened archive; None for an unpacked bundle.
    - ``contents``: the files, and the job that the manifest describes.
    - ``manifest``, ``seal``: None if the file is missing or cannot be read.
    - ``verification``: the result of verifying the seal; None unless the seal has exactly one signature, which its
      schema accepts.
    - ``pdfs``: the documents that are declared as PDF and could be read.
    """

    refusal: NotAZip | None = None
    container: Container | None = None
    contents: BundleContents
    manifest: InspectedManifest | None = None
    seal: InspectedSeal | None = None
    verification: Verification | None = None
    pdfs: tuple[InspectedPdf, ...] = ()

    @property
    def job(self) -> AnyJob | None:
        """The job that the manifest describes, with its documents; None if the manifest cannot be read."""
        return self.contents.job

    @property
    def sealed_by(self) -> Certificate | None:
        """The certificate that the seal verifies with, or the first certificate in it; None if it has none."""
        return None if self.verification is None else self.verification.sealed_by

    def __repr__(self) -> str:
        return f"InspectedBundle(files={len(self.contents.names)})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class InspectedJob:
    """The facts about a job, valid or not, that a bundle will be built from.

    ``contents`` are the files that the bundle will have, without their bytes. ``request`` and ``manifest`` are the job
    as XML. ``pdfs`` are the documents that are declared as PDF and have content.
    """

    job: AnyJob
    contents: BundleContents
    request: InspectedManifest
    manifest: InspectedManifest
    pdfs: tuple[InspectedPdf, ...]

    def __repr__(self) -> str:
        return f"InspectedJob(files={len(self.contents.names)})"


@delaying_forks
def inspect_bundle(content: bytes, schema: Schema | None = None) -> InspectedBundle:
    """Inspect the bytes of a document bundle (``.asice``), valid or not.

    ``schema`` replaces the shipped ``portal.xsd`` and ``direct.xsd``. Any bytes can be inspected: faults are among the
    facts.
    """
    from signature_model.containers.reading import open_container  # noqa: PLC0415 - a manifest does not need it

    require_type("content", content, bytes)
    try:
        container = open_container(content)
    except NotAZip as refusal:
        return InspectedBundle(refusal=refusal, contents=BundleContents(names=(), contents={}))
    return _inspect(BundleContents.of_container(container), schema, container)


@delaying_forks
def maybe_job(content: bytes) -> AnyJob | None:
    """Read the job in a bundle's manifest, without its documents; None if it cannot be read. Nothing is inspected."""
    from signature_model.containers.reading import open_container  # noqa: PLC0415 - a manifest does not need it

    require_type("content", content, bytes)
    try:
        manifest = open_container(content).members.get(MANIFEST)
        return None if manifest is None else read_manifest(parse(manifest), lambda _: None)[0]
    except (NotAZip, UnreadableInput):
        return None


@delaying_forks
def inspect_members(
    contents: Mapping[str, bytes], unreadable: Mapping[str, str], schema: Schema | None = None
) -> InspectedBundle:
    """Inspect the files of an unpacked bundle by their names; ``unreadable`` are names with the reason."""
    names = dict.fromkeys((*contents, *unreadable))
    return _inspect(BundleContents(names=names, contents=contents, unreadable=unreadable), schema)


@delaying_forks
def inspect_job(job: AnyJob, schema: Schema | None = None) -> InspectedJob:
    """Inspect a job whose documents all have an ``href``."""
    from signature_model.jobs.requests import request_of  # noqa: PLC0415 - a bundle does not need it

    contents = BundleContents.planned(job)
    return InspectedJob(
        job=job,
        contents=contents,
        request=inspect_request(request_of(job)),
        manifest=inspect_planned_manifest(job, schema),
        pdfs=_inspect_pdfs(contents),
    )


def _inspect(contents: BundleContents, schema: Schema | None, container: Container | None = None) -> InspectedBundle:
    manifest, seal = contents.contents.get(MANIFEST), contents.contents.get(SEAL)
    inspected = None if manifest is None else inspect_manifest(manifest, contents.content_of, schema)
    if inspected is not None:
        contents = contents._replace(job=inspected.job)
    inspected_seal, verification = (None, None) if seal is None else _inspect_seal(seal, contents)
    return InspectedBundle(
        container=container,
        contents=contents,
        manifest=inspected,
        seal=inspected_seal,
        verification=verification,
        pdfs=_inspect_pdfs(contents),
    )


def _inspect_pdfs(contents: BundleContents) -> tuple[InspectedPdf, ...]:
    """Inspect each document once: two documents of a bundle may name one file, and two of a job may have one name."""
    from signature_model.pdf.inspection import InspectedPdf, inspect_pdf  # noqa: PLC0415 - a manifest does not need it

    found: dict[tuple[str, int], InspectedPdf] = {}
    for document in () if contents.job is None else contents.job.documents:
        if document.content is None or document.mime != PDF:
            continue
        if is_reserved_reference(document.href or "") and not contents.are_planned:
            continue
        name = contents.name_of(document)
        file = name, id(document.content)
        if file not in found and len(found) < MAX_DOCUMENTS:
            found[file] = InspectedPdf(name=name, facts=inspect_pdf(document.content))
    return tuple(found.values())


def _inspect_seal(content: bytes, contents: BundleContents) -> tuple[InspectedSeal, Verification | None]:
    from signature_model.seals.inspection import inspect_seal  # noqa: PLC0415 - cryptography, as above
    from signature_model.seals.verification import verify  # noqa: PLC0415

    seal = inspect_seal(content)
    if seal.faults or len(seal.signatures) != 1:
        return seal, None
    return seal, verify(seal.signatures[0], contents.names, contents.contents)
