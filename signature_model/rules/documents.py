"""PSR2xx, part one: how the documents are declared, and their size. Facts: the job."""

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
    from signature_model.jobs.flows import AnyJob

MAX_DOCUMENT_BYTES = 10_485_760
"""All documents of a job in total: 10 MiB. (Source: create.)"""


@rule("PSR201", Severity.ERROR, source="create", hint="make the documents smaller, or send several jobs")
def documents_too_large(job: AnyJob, _: Context) -> Iterator[Problem]:
    """The documents of a job must not be larger than 10 MiB (10,485,760 bytes) in total.

    The service refuses larger jobs after the upload. Scanned pages are the usual cause; use a lower resolution.
    """
    contents: dict[str | int, list[bytes]] = {}
    for index, document in enumerate(job.documents):
        of_that_name = contents.setdefault(document.href or index, [])
        # A file counts once even if several documents name it. Two contents for one name count twice.
        if document.content is not None and document.content not in of_that_name:
            of_that_name.append(document.content)
    total = sum(len(content) for of_one_name in contents.values() for content in of_one_name)
    if total > MAX_DOCUMENT_BYTES:
        where = "document" if job.deprecated_single_document else "documents"
        yield where, f"{total:,} bytes in total; the maximum is {MAX_DOCUMENT_BYTES:,}"


@rule("PSR207", Severity.ERROR, source="package", hint="choose another name")
def reserved_href(job: AnyJob, _: Context) -> Iterator[Problem]:
    """A document must not have the name `manifest.xml` or `mimetype`, or a name in the folder `META-INF/`.

    These names are reserved for the bundle's own files.
    """
    for where, document in places.documents(job):
        if document.href is not None and references.is_reserved_reference(document.href):
            yield f"{where}/@href", f"{quoted(document.href)} is reserved for the bundle's own files"


@rule("PSR208", Severity.ERROR, source="create", hint="convert the document to PDF, and declare it as application/pdf")
def media_type(job: AnyJob, _: Context) -> Iterator[Problem]:
    """A document must be `application/pdf` (`text/plain` is still accepted).

    The service shows the documents to the signers and adds the signatures to them, which it can do with these types
    only. The `mime` attribute must be exactly one of them.
    """
    for where, document in places.documents(job):
        if document.mime and document.mime not in {PDF, PLAIN_TEXT}:
            yield f"{where}/@mime", f"{quoted(document.mime)} is not {PDF}"


@rule("PSR209", Severity.WARNING, source="create", hint="convert the document to PDF")
def plain_text_document(job: AnyJob, _: Context) -> Iterator[Problem]:
    """The service's documentation no longer lists plain text documents.

    The schema and the official clients still support `text/plain`; the documentation lists PDF only.
    """
    for where, document in places.documents(job):
        if document.mime == PLAIN_TEXT:
            yield f"{where}/@mime", "text/plain is no longer documented"


@rule("PSR210", Severity.WARNING, source="package", hint="use only a-z, 0-9, dots, hyphens and underscores")
def unportable_href(job: AnyJob, _: Context) -> Iterator[Problem]:
    """A file name should not contain characters that the official clients encode differently.

    One client form-encodes names in the manifest and in the seal, but not in the archive; the other encodes nothing.
    Names with spaces, plus signs, percent signs, slashes or non-ASCII letters may therefore not match.
    """
    for where, document in places.documents(job):
        href = document.href or ""
        found = member_names.unportable_characters(href)
        if found and not references.is_reserved_reference(href) and member_names.maybe_unsafe(href) is None:
            yield f"{where}/@href", f"{quoted(href)} contains {', '.join(map(repr, found))}"
