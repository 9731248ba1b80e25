"""Writing a job as ``manifest.xml``: what the job says, valid or not.

Source of the format: the ``portal-signature-job-manifest`` element of ``portal.xsd``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import UnwritableText
from signature_model.jobs.signers import Lookup, Notifications, Signer
from signature_model.xml.lexical import seconds_text, time_text, whole_text
from signature_model.xml.trees import MANIFEST, MANIFEST_ROOT, path_of

if TYPE_CHECKING:
    from signature_model.jobs.portal import Availability, Document, PortalJob


def write_manifest(job: PortalJob) -> bytes:
    """The manifest of a job: UTF-8, indented, in the default namespace.

    Raises UnwritableText for text that XML cannot hold, such as control characters.
    """
    return serialise(manifest_element(job))


def serialise(root: etree._Element) -> bytes:
    """The bytes of a manifest that ``manifest_element`` made; the tree gets white space."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def manifest_element(job: PortalJob) -> etree._Element:
    """The manifest as an element tree without white space. Raises UnwritableText as ``write_manifest`` does."""
    root = etree.Element(f"{{{MANIFEST}}}{MANIFEST_ROOT}", nsmap={None: MANIFEST})
    signers = _add(root, "signers")
    for signer in job.signers:
        _write_signer(signers, signer)
    _add(_add(root, "sender"), "organization-number", job.sender.organization_number)
    _write_documents(root, job)
    if job.required_authentication is not None:
        _add(root, "required-authentication", job.required_authentication)
    if job.availability is not None:
        _write_availability(_add(root, "availability"), job.availability)
    if job.identifier_in_signed_documents is not None:
        _add(root, "identifier-in-signed-documents", job.identifier_in_signed_documents)
    return root


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{MANIFEST}}}{name}")
    try:
        element.text = text
    except ValueError as error:
        raise UnwritableText(path_of(element)) from error
    return element


def _set(element: etree._Element, name: str, value: str) -> None:
    try:
        element.set(name, value)
    except ValueError as error:
        where = f"{path_of(element)}/@{name}"
        raise UnwritableText(where) from error


def _write_signer(signers: etree._Element, signer: Signer) -> None:
    element = _add(signers, "signer")
    if signer.order is not None:
        _set(element, "order", whole_text(signer.order))
    if signer.personal_identification_number is None:
        _add(element, "identified-by-contact-information")
    else:
        _add(element, "personal-identification-number", signer.personal_identification_number)
    if signer.signature_type is not None:
        _add(element, "signature-type", signer.signature_type)
    if signer.notify is not None:
        _write_notify(element, signer.notify)
    if signer.on_behalf_of is not None:
        _add(element, "on-behalf-of", signer.on_behalf_of)


def _write_notify(signer: etree._Element, notify: Lookup | Notifications) -> None:
    if isinstance(notify, Lookup):
        lookup = _add(signer, "notifications-using-lookup")
        _add(lookup, "email")
        if notify.sms:
            _add(lookup, "sms")
        return
    notifications = _add(signer, "notifications")
    if notify.email is not None:
        _set(_add(notifications, "email"), "address", notify.email)
    if notify.sms is not None:
        _set(_add(notifications, "sms"), "number", notify.sms)


def _write_documents(root: etree._Element, job: PortalJob) -> None:
    if job.deprecated_single_document:
        _write_titles(_write_document(root, job.documents[0]), job)
        return
    _write_titles(root, job)
    documents = _add(root, "documents")
    for document in job.documents:
        _add(_write_document(documents, document), "title", document.title)


def _write_titles(parent: etree._Element, job: PortalJob) -> None:
    _add(parent, "title", job.title)
    if job.nonsensitive_title is not None:
        _add(parent, "nonsensitive-title", job.nonsensitive_title)
    if job.description is not None:
        _add(parent, "description", job.description)


def _write_document(parent: etree._Element, document: Document) -> etree._Element:
    element = _add(parent, "document")
    if document.href is not None:
        _set(element, "href", document.href)
    _set(element, "mime", document.mime)
    return element


def _write_availability(element: etree._Element, availability: Availability) -> None:
    if availability.activation_time is not None:
        _add(element, "activation-time", time_text(availability.activation_time))
    if availability.available_for is not None:
        _add(element, "available-seconds", seconds_text(availability.available_for))
