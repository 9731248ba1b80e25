"""PSR815 to PSR817: what is inside a sealed PDF. Facts: the file with its evidence, compared with what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Place, Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.comparison import ComparedPdf


@rule("PSR815", Severity.WARNING, source="signed", hint="compare the pages with the documents that were sent")
def pages_differ(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """The PDF should have a front page, and then the pages of the documents that were sent.

    The pages are composed again, with a footer, so they are not compared byte by byte. A page at the end is accepted.
    """
    sent, found = compared.pages_sent, compared.pages
    if sent is not None and found is not None and found not in {sent + 1, sent + 2}:
        yield "", f"{found} pages; a front page and {sent} pages of documents are expected"


@rule("PSR816", Severity.ERROR, source="signed", hint="download the XAdES of each signer, and validate them")
def evidence_missing(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """The PDF must have the XAdES of every signer who has signed attached.

    The pages say who signed; only the XAdES proves it.
    """
    if compared.attached < compared.expected:
        yield "", f"{compared.attached or 'no'} XAdES attached; {compared.expected} expected"


@rule("PSR817", Severity.WARNING, source="signed", hint="validate the downloaded XAdES, and keep both")
def evidence_differs(compared: ComparedPdf, _: Context) -> Iterator[Problem]:
    """Each attached XAdES should be one that was downloaded for a signer.

    They are compared byte by byte, if you give those that you downloaded.
    """
    for name in compared.unlike:
        yield Place(member=name), f"{quoted(name)} is not one of the XAdES that were given"
