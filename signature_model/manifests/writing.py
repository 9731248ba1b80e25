"""Writing a job as ``manifest.xml``: what the job says, valid or not.

Source of the format: the ``portal-signature-job-manifest`` element of ``portal.xsd``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from signature_model.jobs.signers import Lookup, Notifications, Signer
from signature_model.xml import building
from signature_model.xml.building import add, child, put
from signature_model.xml.lexical import seconds_text, time_text, whole_text
from signature_model.xml.trees import MANIFEST_ROOT

if TYPE_CHECKING:
    from signature_model.jobs.portal import Availability, Document, PortalJob


def write_manifest(job: PortalJob) -> bytes:
    """Return the manifest of a job: UTF-8, indented, in the default namespace.

    Raises UnwritableText for text that XML cannot hold, such as control characters.
    """
    return serialise(manifest_element(job))


def serialise(manifest: etree._Element) -> bytes:
    """Return the bytes of a manifest that ``manifest_element`` made. This adds white space to the tree."""
    etree.indent(manifest)
    return building.serialise(manifest)


def manifest_element(job: PortalJob) -> etree._Element:
    """Return the manifest as an element tree without white space. Raises UnwritableText as ``write_manifest`` does."""
    manifest = building.root(MANIFEST_ROOT)
    signers = child(manifest, "signers")
    for signer in job.signers:
        _write_signer(child(signers, "signer"), signer)
    add(child(manifest, "sender"), "organization-number", job.sender.organization_number)
    _write_documents(manifest, job)
    add(manifest, "required-authentication", job.required_authentication)
    if job.availability is not None:
        _write_availability(child(manifest, "availability"), job.availability)
    add(manifest, "identifier-in-signed-documents", job.identifier_in_signed_documents)
    return manifest


def _write_signer(element: etree._Element, signer: Signer) -> None:
    put(element, "order", None if signer.order is None else whole_text(signer.order))
    if signer.personal_identification_number is None:
        child(element, "identified-by-contact-information")
    else:
        add(element, "personal-identification-number", signer.personal_identification_number)
    add(element, "signature-type", signer.signature_type)
    if isinstance(signer.notify, Lookup):
        _write_lookup(child(element, "notifications-using-lookup"), signer.notify)
    elif signer.notify is not None:
        _write_notifications(child(element, "notifications"), signer.notify)
    add(element, "on-behalf-of", signer.on_behalf_of)


def _write_lookup(element: etree._Element, lookup: Lookup) -> None:
    child(element, "email")
    if lookup.sms:
        child(element, "sms")


def _write_notifications(element: etree._Element, notifications: Notifications) -> None:
    if notifications.email is not None:
        put(child(element, "email"), "address", notifications.email)
    if notifications.sms is not None:
        put(child(element, "sms"), "number", notifications.sms)


def _write_documents(manifest: etree._Element, job: PortalJob) -> None:
    if job.deprecated_single_document:
        _write_titles(_write_document(manifest, job.documents[0]), job)
        return
    _write_titles(manifest, job)
    documents = child(manifest, "documents")
    for document in job.documents:
        add(_write_document(documents, document), "title", document.title)


def _write_titles(parent: etree._Element, job: PortalJob) -> None:
    add(parent, "title", job.title)
    add(parent, "nonsensitive-title", job.nonsensitive_title)
    add(parent, "description", job.description)


def _write_document(parent: etree._Element, document: Document) -> etree._Element:
    element = child(parent, "document")
    put(element, "href", document.href)
    put(element, "mime", document.mime)
    return element


def _write_availability(element: etree._Element, availability: Availability) -> None:
    activation, available = availability.activation_time, availability.available_for
    add(element, "activation-time", None if activation is None else time_text(activation))
    add(element, "available-seconds", None if available is None else seconds_text(available))
