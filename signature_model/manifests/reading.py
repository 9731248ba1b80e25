"""Read a manifest's element tree into a job, even if the schema does not accept it.

Missing and unreadable parts are left out, so that the rules can check the rest. The places of unreadable values are
listed; in a valid manifest, only values that Python cannot store are unreadable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from signature_model.errors import MalformedXml, OtherDocument
from signature_model.jobs.context import SigningFlow
from signature_model.jobs.portal import AuthenticationLevel, Document, IdentifierInSignedDocuments, PortalJob, Sender
from signature_model.manifests import portal
from signature_model.manifests.elements import ValueReader, all_of, parts_of
from signature_model.xml.schemas import SCHEMAS
from signature_model.xml.trees import (
    MANIFEST,
    MANIFEST_ROOTS,
    REQUEST_ROOTS,
    SEAL_ROOT,
    line_of,
    local_name,
    maybe_text,
    parse,
    root_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml import etree

    from signature_model.jobs.flows import AnyJob

    class _Shared(TypedDict):
        """The fields of a job that manifests of both flows state."""

        title: str
        description: str | None
        documents: list[Document]
        sender: Sender
        required_authentication: AuthenticationLevel | None
        identifier_in_signed_documents: IdentifierInSignedDocuments | None
        deprecated_single_document: bool


_NO_CONTENTS: Mapping[str, bytes] = {}
_FLOWS = {f"{{{MANIFEST}}}{name}": flow for flow, name in MANIFEST_ROOTS.items()}
_OTHERS = {
    **dict.fromkeys(REQUEST_ROOTS.values(), " (the job request, which is sent beside the bundle)"),
    SEAL_ROOT: " (a seal)",
}


def parse_manifest(content: bytes, contents: Mapping[str, bytes] = _NO_CONTENTS) -> AnyJob:
    """Return the job that a valid manifest describes, a ``PortalJob`` or a ``DirectJob``.

    ``contents`` are the bytes of the documents that you have, by ``href``. The job lacks the sector and the fields of
    the job request, because a manifest does not contain them. Raises MalformedXml, ForbiddenXml or OtherDocument if the
    manifest is not valid, and MalformedXml for a value that Python cannot store, such as a year of five digits.
    """
    root = parse(content)
    flow = flow_of(root)
    for fault in SCHEMAS[flow].faults(root):
        msg = f"{f'/{MANIFEST_ROOTS[flow]}/{fault.where}'.rstrip('/')}: {fault.message}"
        raise MalformedXml(msg, line=fault.line)
    job, unread = read_manifest(root, contents.get)
    for where in unread:
        msg = f"/{MANIFEST_ROOTS[flow]}/{where}: the value cannot be represented"
        raise MalformedXml(msg, line=line_of(root, where))
    return job


def flow_of(root: etree._Element) -> SigningFlow:
    """Return the flow of the manifest with this root. Raises OtherDocument if it is not a manifest."""
    if root.tag in _FLOWS:
        return _FLOWS[root.tag]
    kind = _OTHERS.get(local_name(root), "")
    names, tags = (" or ".join(map(form.format, MANIFEST_ROOTS.values())) for form in ("`{}`", "<{}>"))
    msg = f"the root element is {root_in_words(root)}{kind}, not {names}"
    raise OtherDocument(msg, f"a manifest begins with {tags} in the namespace {MANIFEST}", line=root.sourceline)


def read_manifest(root: etree._Element, content_of: Callable[[str], bytes | None]) -> tuple[AnyJob, tuple[str, ...]]:
    """Return as much of the job as the manifest states, valid or not, and the places of unreadable values.

    ``content_of`` returns a document's bytes by its ``href``; None if they are not available. Raises OtherDocument if
    this is not a manifest.
    """
    values, parts = ValueReader(), parts_of(root)
    shared = _shared(parts, values, content_of)
    if flow_of(root) is SigningFlow.DIRECT:
        from signature_model.jobs.direct import DirectJob  # noqa: PLC0415 - a portal job does not need it
        from signature_model.manifests import direct  # noqa: PLC0415

        job: AnyJob = DirectJob(signers=direct.read_signers(root, values), exit_urls=None, **shared)
    else:
        job = PortalJob(
            signers=portal.read_signers(parts, values),
            nonsensitive_title=maybe_text(_titles(parts).get("nonsensitive-title")),
            availability=portal.read_availability(parts.get("availability"), values),
            **shared,
        )
    return job, tuple(values.unread)


def _shared(
    parts: Mapping[str, etree._Element], values: ValueReader, content_of: Callable[[str], bytes | None]
) -> _Shared:
    titles = _titles(parts)
    return {
        "title": maybe_text(titles.get("title")) or "",
        "description": maybe_text(titles.get("description")),
        "documents": [_document(each, content_of) for each in _documents(parts)],
        "sender": Sender(maybe_text(parts_of(parts.get("sender")).get("organization-number")) or ""),
        "required_authentication": values.choice(AuthenticationLevel, parts.get("required-authentication")),
        "identifier_in_signed_documents": values.choice(
            IdentifierInSignedDocuments, parts.get("identifier-in-signed-documents")
        ),
        "deprecated_single_document": _is_deprecated(parts),
    }


def _is_deprecated(parts: Mapping[str, etree._Element]) -> bool:
    return "document" in parts and "documents" not in parts


def _titles(parts: Mapping[str, etree._Element]) -> Mapping[str, etree._Element]:
    """Return the elements that contain the titles and the description."""
    return parts_of(parts["document"]) if _is_deprecated(parts) else parts


def _documents(parts: Mapping[str, etree._Element]) -> list[etree._Element]:
    return [parts["document"]] if _is_deprecated(parts) else all_of(parts.get("documents"), "document")


def _document(element: etree._Element, content_of: Callable[[str], bytes | None]) -> Document:
    href = element.get("href")
    return Document(
        title=maybe_text(parts_of(element).get("title")) or "",
        content=None if href is None else content_of(href),
        href=href,
        mime=element.get("mime", ""),
    )
