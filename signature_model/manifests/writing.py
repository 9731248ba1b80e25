"""Write a job as ``manifest.xml``. The job need not be valid.

Source of the format: the elements ``portal-signature-job-manifest`` of ``portal.xsd`` and
``direct-signature-job-manifest`` of ``direct.xsd``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from signature_model.jobs.portal import PortalJob
from signature_model.manifests import direct, portal
from signature_model.xml import building
from signature_model.xml.building import add, child, put
from signature_model.xml.trees import MANIFEST_ROOTS

if TYPE_CHECKING:
    from signature_model.jobs.flows import AnyJob
    from signature_model.jobs.portal import Document


def write_manifest(job: AnyJob) -> bytes:
    """Return the manifest of a job: UTF-8, indented, in the default namespace.

    Raises UnwritableText for text that XML cannot hold, such as control characters.
    """
    return serialise(manifest_element(job))


def serialise(manifest: etree._Element) -> bytes:
    """Return the bytes of a manifest that ``manifest_element`` made. This adds white space to the tree."""
    etree.indent(manifest)
    return building.serialise(manifest)


def manifest_element(job: AnyJob) -> etree._Element:
    """Return the manifest as an element tree without white space. Raises UnwritableText as ``write_manifest`` does."""
    manifest = building.root(MANIFEST_ROOTS[job.flow])
    if isinstance(job, PortalJob):
        portal.write_signers(manifest, job.signers)
    else:
        direct.write_signers(manifest, job.signers)
    add(child(manifest, "sender"), "organization-number", job.sender.organization_number)
    _write_documents(manifest, job)
    add(manifest, "required-authentication", job.required_authentication)
    if isinstance(job, PortalJob):
        portal.write_availability(manifest, job.availability)
    add(manifest, "identifier-in-signed-documents", job.identifier_in_signed_documents)
    return manifest


def _write_documents(manifest: etree._Element, job: AnyJob) -> None:
    if job.deprecated_single_document:
        _write_titles(_write_document(manifest, job.documents[0]), job)
        return
    _write_titles(manifest, job)
    documents = child(manifest, "documents")
    for document in job.documents:
        add(_write_document(documents, document), "title", document.title)


def _write_titles(parent: etree._Element, job: AnyJob) -> None:
    add(parent, "title", job.title)
    if isinstance(job, PortalJob):
        add(parent, "nonsensitive-title", job.nonsensitive_title)
    add(parent, "description", job.description)


def _write_document(parent: etree._Element, document: Document) -> etree._Element:
    element = child(parent, "document")
    put(element, "href", document.href)
    put(element, "mime", document.mime)
    return element
