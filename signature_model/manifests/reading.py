"""Reading a manifest's element tree into a job, whether or not the schema accepts it.

Missing and unreadable parts are left out, so that the rules can check the rest. The places of unreadable values are
listed; in a valid manifest, these are the values that Python cannot store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.errors import MalformedXml, OtherDocument
from signature_model.jobs.portal import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    PortalJob,
    Sender,
)
from signature_model.jobs.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.type_checks import maybe_choice
from signature_model.xml.lexical import holds_seconds, holds_time, maybe_seconds, maybe_time, maybe_whole
from signature_model.xml.schemas import MANIFEST_SCHEMA
from signature_model.xml.trees import (
    MANIFEST,
    MANIFEST_ROOT,
    line_of,
    local_name,
    maybe_text,
    parse,
    path_of,
    root_in_words,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum
    from typing import TypeVar

    from lxml import etree

    Value = TypeVar("Value")
    Choice = TypeVar("Choice", bound=StrEnum)

_PREFIX = f"{{{MANIFEST}}}"
_ANY = f"{_PREFIX}*"

_NO_CONTENTS: Mapping[str, bytes] = {}
_OTHERS = {
    "direct-signature-job-manifest": " (a manifest of the direct flow)",
    "portal-signature-job-request": " (the job request, which is sent beside the bundle)",
    "XAdESSignatures": " (a seal)",
}

UNKNOWN_NUMBER = ""
"""The national id number of a signer whom a faulty manifest does not identify."""


def parse_manifest(content: bytes, contents: Mapping[str, bytes] = _NO_CONTENTS) -> PortalJob:
    """Return the job that a valid manifest describes.

    ``contents`` are the documents' bytes by ``href``, as far as you have them. A manifest does not state the sector,
    the polling queue and the reference. Raises MalformedXml, ForbiddenXml or OtherDocument if the manifest is not
    valid, and MalformedXml for a value that Python cannot store, such as a year of five digits.
    """
    root = parse(content)
    require_manifest(root)
    for fault in MANIFEST_SCHEMA.faults(root):
        msg = f"{f'/{MANIFEST_ROOT}/{fault.where}'.rstrip('/')}: {fault.message}"
        raise MalformedXml(msg, line=fault.line)
    job, unread = read_manifest(root, contents.get)
    for where in unread:
        msg = f"/{MANIFEST_ROOT}/{where}: the value cannot be represented"
        raise MalformedXml(msg, line=line_of(root, where))
    return job


def require_manifest(root: etree._Element) -> None:
    """Raise OtherDocument unless this is the root of a portal manifest."""
    if root.tag == f"{{{MANIFEST}}}{MANIFEST_ROOT}":
        return
    kind = _OTHERS.get(local_name(root), "")
    msg = f"the root element is {root_in_words(root)}{kind}, not `{MANIFEST_ROOT}`"
    raise OtherDocument(
        msg,
        f'a portal manifest begins with <{MANIFEST_ROOT} xmlns="{MANIFEST}">',
        line=root.sourceline,
    )


def read_manifest(root: etree._Element, content_of: Callable[[str], bytes | None]) -> tuple[PortalJob, tuple[str, ...]]:
    """Return as much of the job as the manifest states, valid or not, and the places of unreadable values.

    ``content_of`` returns a document's bytes by its ``href``; None if they are not available.
    """
    reader = _ManifestReader(content_of)
    return reader.job(root), tuple(reader.unread)


class _ManifestReader:
    """Reads one manifest; ``unread`` lists the places of unreadable values, as paths below the root."""

    def __init__(self, content_of: Callable[[str], bytes | None]) -> None:
        self._content_of = content_of
        self.unread: list[str] = []

    def job(self, root: etree._Element) -> PortalJob:
        """Return the job that the manifest describes."""
        parts = _parts(root)
        deprecated = "document" in parts and "documents" not in parts
        titles = _parts(parts["document"]) if deprecated else parts
        return PortalJob(
            title=maybe_text(titles.get("title")) or "",
            nonsensitive_title=maybe_text(titles.get("nonsensitive-title")),
            description=maybe_text(titles.get("description")),
            documents=[self._document(each) for each in _documents(parts)],
            signers=[self._signer(each) for each in _all(parts.get("signers"), "signer")],
            sender=Sender(_organization_number(parts.get("sender"))),
            availability=self._availability(parts.get("availability")),
            required_authentication=self._choice(AuthenticationLevel, parts.get("required-authentication")),
            identifier_in_signed_documents=self._choice(
                IdentifierInSignedDocuments, parts.get("identifier-in-signed-documents")
            ),
            deprecated_single_document=deprecated,
        )

    def _document(self, element: etree._Element) -> Document:
        href = element.get("href")
        return Document(
            title=maybe_text(_parts(element).get("title")) or "",
            content=None if href is None else self._content_of(href),
            href=href,
            mime=element.get("mime", ""),
        )

    def _signer(self, element: etree._Element) -> Signer:
        parts = _parts(element)
        number = maybe_text(parts.get("personal-identification-number"))
        if number is None and "identified-by-contact-information" not in parts:
            number = UNKNOWN_NUMBER
        order = element.get("order")
        return Signer(
            personal_identification_number=number,
            notify=_notify(parts),
            signature_type=self._choice(SignatureType, parts.get("signature-type")),
            on_behalf_of=self._choice(OnBehalfOf, parts.get("on-behalf-of")),
            order=None if order is None else maybe_whole(order),
        )

    def _availability(self, element: etree._Element | None) -> Availability | None:
        if element is None:
            return None
        parts = _parts(element)
        return Availability(
            activation_time=self._value(maybe_time, parts.get("activation-time"), holds=holds_time),
            available_for=self._value(maybe_seconds, parts.get("available-seconds"), holds=holds_seconds),
        )

    def _choice(self, kind: type[Choice], element: etree._Element | None) -> Choice | None:
        return self._value(lambda text: maybe_choice(kind, text), element)

    def _value(
        self,
        read: Callable[[str], Value | None],
        element: etree._Element | None,
        *,
        holds: Callable[[str], bool] = lambda _: True,
    ) -> Value | None:
        if element is None:
            return None
        text = text_of(element)
        value = read(text)
        if value is None or not holds(text):
            self.unread.append(path_of(element))
        return value


def _parts(element: etree._Element) -> dict[str, etree._Element]:
    """Return the first child of each name."""
    return {str(child.tag)[len(_PREFIX) :]: child for child in element.iterchildren(_ANY, reversed=True)}


def _all(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else list(element.iterchildren(_PREFIX + name))


def _documents(parts: dict[str, etree._Element]) -> list[etree._Element]:
    if "documents" in parts:
        return _all(parts["documents"], "document")
    return [parts["document"]] if "document" in parts else []


def _notify(parts: dict[str, etree._Element]) -> Lookup | Notifications | None:
    inside = _parts(parts["notifications"]) if "notifications" in parts else {}
    name = "notifications-using-lookup"
    lookup = parts[name] if name in parts else inside.get(name)
    if lookup is not None:
        return Lookup(sms="sms" in _parts(lookup))
    email, sms = inside.get("email"), inside.get("sms")
    if email is None and sms is None:
        return None
    return Notifications(
        email=None if email is None else email.get("address"), sms=None if sms is None else sms.get("number")
    )


def _organization_number(sender: etree._Element | None) -> str:
    number = None if sender is None else _parts(sender).get("organization-number")
    return maybe_text(number) or ""
