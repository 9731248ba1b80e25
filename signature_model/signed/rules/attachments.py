"""PSR815 to PSR817, PSR824, PSR853: what is inside a sealed PDF. Facts: the compared PDF; its compared front page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Graded, Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import ComparedFrontPage, ComparedPdf


@rule("PSR815", Severity.WARNING, source="signed", hint="compare the pages with the documents that were sent")
def pages_differ(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """The PDF should have a front page, and then the pages of the documents that were sent.

    The service composes the pages again, with a footer, so they are not compared byte by byte. Each page must have the
    text of its original, if the text of both can be read reliably. An additional page at the end is accepted.

    In a document that the signer has signed directly, the signature may show on a page. It may then hide what the page
    says.
    """
    sent, found = compared.pages_sent, compared.pages
    if sent is not None and found is not None and found not in {sent + 1, sent + 2}:
        yield "", f"number of pages: {found}; expected: a front page, and the pages of the documents ({sent})"
    else:
        yield from (("", each) for each in compared.without_text)
    for each in compared.shown:
        yield (
            "",
            f"the signature {quoted(each)} is visible on a page of the document; check that it does not hide anything",
        )


@rule("PSR816", Severity.ERROR, source="signed", hint="download the XAdES of each signer, and validate them")
def evidence_missing(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """The XAdES of every signer who has signed must be attached to the PDF.

    The pages say who signed; only the XAdES proves it. A damaged file that is attached in addition is a warning.
    """
    names = ", ".join(map(quoted, compared.damaged))
    unreadable = f"{names} cannot be read, because {'it is' if len(compared.damaged) == 1 else 'they are'} damaged"
    if compared.lacking:
        also = f"; {unreadable}" if names else ""
        yield "", f"{compared.attached or 'no'} XAdES attached; {compared.expected} expected{also}"
    elif names:
        yield "", Graded(unreadable, Severity.WARNING)


@rule("PSR817", Severity.WARNING, source="signed", hint="validate the downloaded XAdES, and keep both")
def evidence_differs(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """Each attached XAdES should be identical to a downloaded XAdES.

    They are compared byte by byte if you give the downloaded XAdES.
    """
    for name in compared.unlike:
        yield Place(member=name), f"{quoted(name)} is not one of the XAdES that were given"


@rule("PSR824", Severity.WARNING, source="signed", hint="rely on the evidence inside the PDF, not on its front page")
def front_page_differs(compared: ComparedFrontPage, _: Context) -> Iterator[Problem]:
    """The front page must name the signers, dates and methods of the evidence.

    A genuine seal does not prove that the front page is true. A difference is reported only if it is certain: a
    national id number that is not in the evidence, a signer with no word of the name on the page, a signature without
    evidence, or a different date or method beside a signature.
    """
    yield from (("", each) for each in compared.differences)


@rule("PSR853", Severity.NOTE, source="create", hint="nothing, unless you must archive PDF/A")
def not_archivable(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """If all documents that were sent are PDF/A, the signed document should be PDF/A-3b.

    The service makes PDF/A-3b from such documents. Archives that accept only PDF/A refuse any other PDF.
    """
    if compared.lost_pdfa:
        yield "", "the documents that were sent are PDF/A; this PDF does not say that it is"
