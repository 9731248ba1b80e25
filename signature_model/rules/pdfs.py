"""The rules on the documents' content: PSR202 to PSR205 and PSR211 to PSR215.

``pdf.inspection`` finds the facts. Subject: the documents that are declared to be PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.rules.registry import Place, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.jobs.context import Context
    from signature_model.pdf.inspection import InspectedPdf
    from signature_model.rules.registry import Problem

EARLIEST = (1, 1)
LATEST = (1, 7)

_PAGES_NAMED = 2
_FAULTS_NAMED = 3


@rule("PSR202", Severity.ERROR, source="create", hint="send the PDF itself, not a link, base64 or another file format")
def not_a_pdf(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document is declared to be application/pdf, but it is another kind of file, or it is empty.

    A PDF has %PDF- within its first 1,024 bytes. The service opens every document when the job is created, and refuses
    the job.

    Look at the first bytes of the file. Word files, web pages with an error message and base64 text are the most
    frequent causes. Convert the document to PDF, or read the file in binary mode.
    """
    for each in documents:
        if not each.facts.is_pdf:
            yield Place(member=each.name), "declared application/pdf, but there is no %PDF- in its first 1,024 bytes"


@rule("PSR203", Severity.ERROR, source="create", hint="save the document as PDF 1.7 or PDF/A")
def pdf_version(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document's PDF version is outside 1.1 to 1.7.

    The service accepts PDF 1.1 to 1.7, and PDF/A of these versions; it refuses PDF 1.0 and PDF 2.0. The version follows
    %PDF- at the start of the file. The document catalogue may name a later version, which then counts.

    Save the document as PDF 1.7 or PDF/A in the program that makes it. Do not edit the number in the header: that
    does not change the content.
    """
    for each in _pdfs(documents):
        facts = each.facts
        if facts.version_numbers is None:
            yield Place(member=each.name), "no readable PDF version follows %PDF-"
        elif not EARLIEST <= facts.version_numbers <= LATEST:
            place = "" if facts.version == facts.header_version else ", as its catalogue says"
            yield Place(member=each.name), f"PDF {facts.version}{place}"


@rule("PSR204", Severity.ERROR, source="create", hint="save the document without a password and without restrictions")
def pdf_encrypted(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document is encrypted.

    The service adds the signatures to the document, so it refuses documents that a password protects, whether against
    reading or against changes. A document that opens without a password may still be encrypted: with an empty password
    for reading and another one for changes.

    Save the document without security settings. The signed document is sealed against changes in any case.
    """
    for each in _pdfs(documents):
        if each.facts.encrypted:
            yield Place(member=each.name), "encrypted, so signatures cannot be added to it"


@rule("PSR205", Severity.ERROR, source="create", hint="compare its size with the original's, or save it again")
def pdf_damaged(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document begins like a PDF, but readers cannot open it, or it has no page.

    Neither the cross-reference table nor a search of the whole file for objects leads to a page. PDFBox, qpdf, poppler
    and mupdf search in the same way, and cannot open it either. The service opens every document when the job is
    created, and refuses the job.

    Most often a transfer was cut short, or a stream was read before it was complete: compare the number of bytes with
    the original's. Otherwise open the document in the program that made it, and save it again.
    """
    for each in _pdfs(documents):
        if each.facts.damage is not None:
            yield Place(member=each.name), each.facts.damage


@rule(
    "PSR211",
    Severity.NOTE,
    source="create",
    hint="make the pages A4 portrait, 210 x 297 mm, if their appearance matters",
)
def page_size(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document has pages that are not A4 portrait.

    The signed document, and what signers see, has A4 pages in portrait format. Other pages are allowed and are fitted
    to it: large pages get small print, and landscape pages leave much of the sheet blank. The size that counts is the
    one a viewer shows: the crop box, with the rotation of the page. A difference of a millimetre is not reported.

    You need to do nothing unless the appearance of these pages matters.
    """
    for each in _readable(documents):
        if each.facts.pages_not_a4:
            yield Place(member=each.name), f"not A4 portrait: {_named(each.facts.pages_not_a4)}"


@rule("PSR212", Severity.NOTE, source="create", hint="make all documents PDF/A if the result is to be archived")
def mixed_pdfa(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """Some documents of the job are PDF/A and some are not.

    If all documents of a job are PDF/A, the signed document is PDF/A-3b, which is fit for archiving. If one of them is
    plain PDF, the signed document is PDF 1.7 and not PDF/A. A document counts as PDF/A if its metadata says so; whether
    it conforms is not checked.

    Make all documents PDF/A if you must archive the signed document as PDF/A.
    """
    readable = list(_readable(documents))
    plain = [each.name for each in readable if not each.facts.claims_pdfa]
    if plain and len(plain) < len(readable):
        yield "", f"{len(readable) - len(plain)} of {len(readable)} documents are PDF/A; {plain[0]} is not"


@rule("PSR213", Severity.WARNING, source="PDF 7.5 and 7.7", hint="open the document and save it again")
def pdf_repaired(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """Readers have to repair a document, or read it differently.

    Its structure departs from the standard: the end mark is missing or followed by other bytes, the cross-reference
    table is wrong, the page tree is incomplete, or the like. Some readers repair such a document without a warning,
    some show other pages, and some refuse it. Whether the service opens it is not certain.

    Find out what damages the document on its way: programs that edit PDFs as text, transfers that convert line ends or
    append bytes. Print it to PDF, or open it and save it again.
    """
    for each in _readable(documents):
        if each.facts.repairs:
            yield Place(member=each.name), _listed(each.facts.repairs)


@rule("PSR214", Severity.WARNING, source="-", hint="save the document again, or split it")
def pdf_not_examined(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """Examining a document would take more work than the limits allow.

    The limits protect against documents that are made to exhaust memory or time. They are far beyond the documents
    that programs write. The document may be valid: its version, encryption and pages were not validated.

    Save the document again in the program that made it, or print it to PDF. If that does not help, split it.
    """
    for each in _pdfs(documents):
        if each.facts.limit is not None:
            yield Place(member=each.name), each.facts.limit


@rule("PSR215", Severity.NOTE, source="-", hint="print the document to PDF if all signers must see the same")
def pdf_shows_differently(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document has features that some readers show or run and others do not.

    These are XFA forms, portfolios of other files, JavaScript, existing signatures and form fields. What the signers
    see may differ from what the sender sees, and an existing signature is lost in the signed document.

    Print the document to PDF, which keeps only what it shows.
    """
    for each in _readable(documents):
        if each.facts.interactive:
            yield Place(member=each.name), f"it has {_joined(each.facts.interactive)}"


def _pdfs(documents: Sequence[InspectedPdf]) -> Iterator[InspectedPdf]:
    """Return the documents that are declared to be PDF, and are PDF."""
    return (each for each in documents if each.facts.is_pdf)


def _readable(documents: Sequence[InspectedPdf]) -> Iterator[InspectedPdf]:
    """Return the PDFs whose pages and claims are known."""
    return (each for each in documents if each.facts.is_readable)


def _named(pages: tuple[int, ...]) -> str:
    """Return page numbers in words: ``page 2``, ``pages 2 and 5``, ``pages 2, 5 and 3 more``."""
    if len(pages) == 1:
        return f"page {pages[0]}"
    more = len(pages) - _PAGES_NAMED
    if more <= 0:
        return f"pages {pages[0]} and {pages[1]}"
    return f"pages {', '.join(map(str, pages[:_PAGES_NAMED]))} and {more} more"


def _listed(faults: tuple[str, ...]) -> str:
    """Return the first faults, and how many more there are."""
    more = len(faults) - _FAULTS_NAMED
    return "; ".join(faults[:_FAULTS_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _joined(words: tuple[str, ...]) -> str:
    """Return words as a list: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
