"""Reading a manifest's element tree into a job, whether or not the schema accepts it.

What is missing or cannot be read is left out, so that the rest can still be judged; what had a value that could not be
read is listed: in a valid manifest, only what Python's values cannot hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.jobs import (
    AuthenticationLevel,
    Availability,
    Document,
    IdentifierInSignedDocuments,
    PortalJob,
    Sender,
)
from signature_model.signers import Lookup, Notifications, OnBehalfOf, SignatureType, Signer
from signature_model.xml.lexical import holds_seconds, holds_time, maybe_choice, maybe_seconds, maybe_time, maybe_whole
from signature_model.xml.trees import MANIFEST, local_name, path_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum
    from typing import TypeVar

    from lxml import etree

    Value = TypeVar("Value")
    Choice = TypeVar("Choice", bound=StrEnum)

_PREFIX = f"{{{MANIFEST}}}"
_ANY = f"{_PREFIX}*"

UNKNOWN_NUMBER = ""
"""Stands for a national id number where a faulty manifest does not say how a signer is identified."""


class ManifestReader:
    """Reads one manifest; ``unread`` lists the places whose value could not be read, below the root."""

    def __init__(self, content_of: Callable[[str], bytes | None]) -> None:
        self._content_of = content_of
        self.unread: list[str] = []

    def job(self, root: etree._Element) -> PortalJob:
        """The job that the manifest describes."""
        parts = _parts(root)
        deprecated = "document" in parts and "documents" not in parts
        titles = _parts(parts["document"]) if deprecated else parts
        return PortalJob(
            title=_text(titles.get("title")) or "",
            nonsensitive_title=_text(titles.get("nonsensitive-title")),
            description=_text(titles.get("description")),
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
            title=_text(_parts(element).get("title")) or "",
            content=None if href is None else self._content_of(href),
            href=href,
            mime=element.get("mime", ""),
        )

    def _signer(self, element: etree._Element) -> Signer:
        parts = _parts(element)
        number = _text(parts.get("personal-identification-number"))
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
    """The first child of each name."""
    parts: dict[str, etree._Element] = {}
    for child in element.iterchildren(_ANY):
        parts.setdefault(local_name(child), child)
    return parts


def _all(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else list(element.iterchildren(_PREFIX + name))


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else text_of(element)


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
    return _text(number) or ""
