"""PSR2xx, part one: how the documents are declared, and their size. Subject: the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.containers import names as member_names
from signature_model.containers import references
from signature_model.containers.media_types import PDF, PLAIN_TEXT
from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules import places
from signature_model.rules.registry import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.jobs.portal import PortalJob

MAX_DOCUMENT_BYTES = 10_485_760
"""All documents of a job together: 10 MiB. (Source: create.)"""


@rule("PSR201", Severity.ERROR, source="create", hint="make the documents smaller, or send several jobs")
def documents_too_large(job: PortalJob, _: Context) -> Iterator[Problem]:
    """The documents of a job must not have more than 10 MiB (10,485,760 bytes) together.

    The service refuses larger jobs, after the upload. Scanned pages are the usual cause: a lower resolution helps.
    """
    contents: dict[str | int, list[bytes]] = {}
    for index, document in enumerate(job.documents):
        of_that_name = contents.setdefault(document.href or index, [])
        # One file is counted once, however many documents name it; two that are to have one name are two.
        if document.content is not None and document.content not in of_that_name:
            of_that_name.append(document.content)
    total = sum(len(content) for of_one_name in contents.values() for content in of_one_name)
    if total > MAX_DOCUMENT_BYTES:
        where = "document" if job.deprecated_single_document else "documents"
        yield where, f"{total:,} bytes, where {MAX_DOCUMENT_BYTES:,} are the most"


@rule("PSR207", Severity.ERROR, source="package", hint="call the document something else")
def reserved_href(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A document cannot be called `manifest.xml` or `mimetype`, nor stand below `META-INF/`.

    Those names belong to the bundle itself.
    """
    for where, document in places.documents(job):
        if document.href is not None and references.means_reserved(document.href):
            yield f"{where}/@href", f"{quoted(document.href)} is a name of the bundle's own"


@rule("PSR208", Severity.ERROR, source="create", hint="convert the document to PDF, and declare application/pdf")
def media_type(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A document must be `application/pdf` (`text/plain` is still accepted).

    The service has to show the documents to the signers and to add the signatures to them, and can do so with these
    types only. The `mime` attribute is compared to the letter.
    """
    for where, document in places.documents(job):
        if document.mime and document.mime not in {PDF, PLAIN_TEXT}:
            yield f"{where}/@mime", f"{quoted(document.mime)} is not {PDF}"


@rule("PSR209", Severity.WARNING, source="create", hint="convert the document to PDF")
def plain_text_document(job: PortalJob, _: Context) -> Iterator[Problem]:
    """Documents in plain text are no longer documented.

    The schema and the official clients still offer `text/plain`; the service's documentation lists PDF only.
    """
    for where, document in places.documents(job):
        if document.mime == PLAIN_TEXT:
            yield f"{where}/@mime", "text/plain is no longer documented"


@rule("PSR210", Severity.WARNING, source="package", hint="use a-z, 0-9, dot, hyphen and underscore only")
def unportable_href(job: PortalJob, _: Context) -> Iterator[Problem]:
    """A file name should have no characters that the official clients encode differently.

    One of them form-encodes names in the manifest and in the seal but not in the zip, the other encodes nothing.
    Blanks, plus and percent signs, slashes and letters outside ASCII may therefore fail to be matched.
    """
    for where, document in places.documents(job):
        href = document.href or ""
        found = member_names.unportable_characters(href)
        if found and not references.means_reserved(href) and member_names.maybe_unsafe(href) is None:
            yield f"{where}/@href", f"{quoted(href)} has {', '.join(map(repr, found))}"
