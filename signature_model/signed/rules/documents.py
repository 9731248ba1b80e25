"""PSR81x: whether the signed documents are the documents that were sent. Facts: one compared piece of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.findings import Severity
from signature_model.masking import quoted
from signature_model.rules.registry import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import ComparedDocuments


@rule("PSR813", Severity.ERROR, source="signed", hint="compare with the bundle that was sent")
def document_not_signed(compared: ComparedDocuments, _: Context) -> Iterator[Problem]:
    """The evidence of a signer must cover every document that was sent.

    Only the XAdES proves which files were signed: the service composes the pages of the PAdES again.
    """
    for each in compared.missing:
        yield "", f"{quoted(each.name)} was sent, but is not signed"


@rule("PSR814", Severity.ERROR, source="signed", hint="compare with the bundle that was sent")
def other_document_signed(compared: ComparedDocuments, _: Context) -> Iterator[Problem]:
    """The evidence of a signer must not cover anything that was not sent.

    A file is compared by its name and its digest, so a document under another name is reported, too. So is a PDF that
    was sent and then signed if the signature also changes it.
    """
    for each in compared.others:
        if each.document is None:
            named = "a document inside the file" if each.name is None else quoted(each.name)
            yield each.where, each.change or f"{named} is signed, but was not sent"
        else:
            yield each.where, f"{quoted(each.document.name)} is signed under the name {quoted(each.name or '')}"
