"""The rules of the documents' content: PSR202-PSR205, PSR211 and PSR212.

What a PDF is like is found out by ``pdf.inspection``. Subject: the documents that are declared to be PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.rules.registry import Place, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from signature_model.jobs.context import Context
    from signature_model.pdf.inspection import PdfFacts
    from signature_model.rules.registry import Problem

EARLIEST = (1, 1)
LATEST = (1, 7)

_PAGES_NAMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedPdf:
    """A document that is declared to be a PDF and whose bytes are at hand: its member's name, and what it is."""

    name: str
    facts: PdfFacts


@rule("PSR202", Severity.ERROR, source="create", hint="send the PDF itself, not a link, base64 or another file format")
def not_a_pdf(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document is declared to be application/pdf, but its bytes are none.

    A PDF says %PDF- within its first 1,024 bytes; nothing of the kind stands there, or the document is empty. The
    service opens every document when the job is created, and refuses the job.

    Look at the first bytes of what was sent. Word files, web pages with an error message and base64 text are what is
    found there most often. Convert the document to PDF, or read the file in binary mode.
    """
    for each in documents:
        if not each.facts.is_pdf:
            yield (
                Place(member=each.name),
                "declared application/pdf, but holds no %PDF- header within its first 1,024 bytes",
            )


@rule("PSR203", Severity.ERROR, source="create", hint="save the document as PDF 1.7 or PDF/A")
def pdf_version(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document's PDF version is outside 1.1 to 1.7.

    The service accepts PDF 1.1 to 1.7, and PDF/A within these; it refuses PDF 1.0 and PDF 2.0. The version is stated
    behind %PDF- where the file begins. The document catalogue may state a later one, which then counts.

    Let the program that makes the document save it as PDF 1.7 or PDF/A. Editing the number in the header does not make
    the content fit.
    """
    for each in _pdfs(documents):
        facts = each.facts
        if facts.version_numbers is None:
            yield Place(member=each.name), "states no PDF version that can be read"
        elif not EARLIEST <= facts.version_numbers <= LATEST:
            place = "" if facts.version == facts.header_version else ", as its catalogue says"
            yield Place(member=each.name), f"PDF {facts.version}{place}"


@rule("PSR204", Severity.ERROR, source="create", hint="save the document without a password and without restrictions")
def pdf_encrypted(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document is encrypted.

    The service refuses documents that are protected by a password, against reading or against changes alike: it has to
    add the signatures to them. A document that opens without asking may still be encrypted, with an empty password
    for reading and another one for changes.

    Save the document without security settings. The signed document is sealed against changes in any case.
    """
    for each in _pdfs(documents):
        if each.facts.encrypted:
            yield Place(member=each.name), "encrypted, so that no signatures can be added to it"


@rule("PSR205", Severity.ERROR, source="create", hint="compare its size with the original's, or make it anew")
def pdf_damaged(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document begins like a PDF, but cannot be opened.

    Its end is missing, or no page can be found in it even when its cross-reference table is rebuilt. The service
    opens every document when the job is created, and refuses the job.

    A missing end is most often a transfer that was cut short or a stream that was read before it was complete: compare
    the number of bytes with the original's. Otherwise open the document in a viewer and save it anew. What viewers put
    up with, such as bytes before the header or behind the end mark, is not reported.
    """
    for each in _pdfs(documents):
        if each.facts.damage is not None:
            yield Place(member=each.name), each.facts.damage


@rule("PSR211", Severity.NOTE, source="create", hint="make the pages A4 portrait, 210 x 297 mm, if their looks matter")
def page_size(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """A document has pages that are not A4 portrait.

    The signed document has A4 pages in portrait format, and so has what signers are shown. Other pages are legal; they
    are fitted to it, so that large pages get small print and landscape pages leave much of the sheet blank. What counts
    is what a viewer shows of a page: its crop box, turned as the page says. A millimetre more or less is not reported.

    Nothing needs to be done unless the looks of these pages matter.
    """
    for each in _readable(documents):
        if each.facts.pages_not_a4:
            yield Place(member=each.name), f"not A4 portrait: {_named(each.facts.pages_not_a4)}"


@rule("PSR212", Severity.NOTE, source="create", hint="make all documents PDF/A if the result is to be archived")
def mixed_pdfa(documents: Sequence[InspectedPdf], _: Context) -> Iterator[Problem]:
    """Some documents of the job are PDF/A and some are not.

    A job whose documents are all PDF/A gives a signed document in PDF/A-3b, fit for archiving. One plain PDF among them
    is enough to make the signed document PDF 1.7, which is no longer PDF/A. Whether a document is PDF/A is taken from
    what its metadata claims; whether it keeps that promise is not checked.

    Make all documents PDF/A if the signed document is to be archived as such.
    """
    readable = list(_readable(documents))
    plain = [each.name for each in readable if not each.facts.claims_pdfa]
    if plain and len(plain) < len(readable):
        yield "", f"{len(readable) - len(plain)} of {len(readable)} documents are PDF/A; {plain[0]} is not"


def _pdfs(documents: Sequence[InspectedPdf]) -> Iterator[InspectedPdf]:
    """Those that are what they are declared to be."""
    return (each for each in documents if each.facts.is_pdf)


def _readable(documents: Sequence[InspectedPdf]) -> Iterator[InspectedPdf]:
    """Those PDFs whose pages and claims are known."""
    return (each for each in documents if each.facts.is_readable)


def _named(pages: tuple[int, ...]) -> str:
    """Page numbers in words: ``page 2``, ``pages 2 and 5``, ``pages 2, 5 and 3 more``."""
    if len(pages) == 1:
        return f"page {pages[0]}"
    more = len(pages) - _PAGES_NAMED
    if more <= 0:
        return f"pages {pages[0]} and {pages[1]}"
    return f"pages {', '.join(map(str, pages[:_PAGES_NAMED]))} and {more} more"
