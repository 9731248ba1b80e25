"""A job as ``manifest.xml``, in both directions.

Source of the format: the ``portal-signature-job-manifest`` element of ``portal.xsd``. Whether a manifest is valid is
judged elsewhere; writing writes what the job says, and reading makes the most of what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from signature_model.errors import MalformedXml, OtherDocument
from signature_model.manifests.reading import ManifestReader
from signature_model.signers import Lookup, Notifications, Signer
from signature_model.xml.lexical import seconds_text, time_text
from signature_model.xml.schemas import MANIFEST_SCHEMA
from signature_model.xml.trees import MANIFEST, line_of, local_name, parse, root_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.jobs import Availability, Document, PortalJob

MEMBER = "manifest.xml"
ROOT = "portal-signature-job-manifest"
_NO_CONTENTS: Mapping[str, bytes] = {}
_OTHERS = {
    "direct-signature-job-manifest": " (a manifest of the direct flow)",
    "portal-signature-job-request": " (the job request, which is sent beside the bundle)",
    "XAdESSignatures": " (a seal)",
}


def write_manifest(job: PortalJob) -> bytes:
    """The manifest of a job: UTF-8, indented, in the default namespace.

    Raises ValueError for text that XML cannot hold, such as control characters.
    """
    return serialise(manifest_element(job))


def serialise(root: etree._Element) -> bytes:
    """The bytes of a manifest that ``manifest_element`` made; the tree gets white space."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def parse_manifest(content: bytes, contents: Mapping[str, bytes] = _NO_CONTENTS) -> PortalJob:
    """The job that a valid manifest describes.

    ``contents`` has the documents' bytes by ``href``, where they are at hand. The sector, the polling queue and the
    reference are not in a manifest. Raises MalformedXml, ForbiddenXml or OtherDocument for anything that is no valid
    manifest, and MalformedXml for a value that cannot be represented (a year of five digits, say).
    """
    root = parse(content)
    require_manifest(root)
    for fault in MANIFEST_SCHEMA.faults(root):
        msg = f"{f'/{ROOT}/{fault.where}'.rstrip('/')}: {fault.message}"
        raise MalformedXml(msg, line=fault.line)
    job, unread = read_manifest(root, contents.get)
    for where in unread:
        msg = f"/{ROOT}/{where}: the value is beyond what can be represented"
        raise MalformedXml(msg, line=line_of(root, where))
    return job


def require_manifest(root: etree._Element) -> None:
    """Raise OtherDocument unless the root is that of a portal manifest."""
    if root.tag == f"{{{MANIFEST}}}{ROOT}":
        return
    kind = _OTHERS.get(local_name(root), "")
    msg = f"the root is {root_in_words(root)}{kind}, not `{ROOT}`"
    raise OtherDocument(
        msg,
        f'a portal manifest begins <{ROOT} xmlns="{MANIFEST}">',
        line=root.sourceline,
    )


def read_manifest(root: etree._Element, content_of: Callable[[str], bytes | None]) -> tuple[PortalJob, tuple[str, ...]]:
    """As much of a job as a manifest tells, valid or not, and the places whose value could not be read.

    ``content_of`` gives a document's bytes by its ``href``, None where they are not at hand.
    """
    reader = ManifestReader(content_of)
    return reader.job(root), tuple(reader.unread)


def manifest_element(job: PortalJob) -> etree._Element:
    """The manifest as an element tree without white space. Raises ValueError as ``write_manifest`` does."""
    root = etree.Element(f"{{{MANIFEST}}}{ROOT}", nsmap={None: MANIFEST})
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
    element.text = text
    return element


def _write_signer(signers: etree._Element, signer: Signer) -> None:
    element = _add(signers, "signer")
    if signer.order is not None:
        element.set("order", str(signer.order))
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
        _add(notifications, "email").set("address", notify.email)
    if notify.sms is not None:
        _add(notifications, "sms").set("number", notify.sms)


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
        element.set("href", document.href)
    element.set("mime", document.mime)
    return element


def _write_availability(element: etree._Element, availability: Availability) -> None:
    if availability.activation_time is not None:
        _add(element, "activation-time", time_text(availability.activation_time))
    if availability.available_for is not None:
        _add(element, "available-seconds", seconds_text(availability.available_for))
