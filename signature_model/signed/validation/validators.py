"""Validate signed documents. Each function returns a report with all findings and facts. No document raises an error.

Nothing is fetched. If only the network could answer a question, the report says that it is undecided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.jobs.context import Context
from signature_model.pdf.headers import is_pdf
from signature_model.pdf.text import page_texts
from signature_model.signed.evaluation.comparison import ComparedPdf
from signature_model.signed.evaluation.front_page import MOST_PAGES, pages_without_text
from signature_model.signed.evaluation.packagers import POSTEN
from signature_model.signed.facts import FormFault
from signature_model.signed.pades.reading import read_pades
from signature_model.signed.sent import Sent
from signature_model.signed.trust.revocation import maybe_revocation_data
from signature_model.signed.validation.layers import Layers
from signature_model.signed.validation.signer_checks import (
    check_front_page,
    check_other_statuses,
    check_packagers,
    check_signers,
    check_statuses,
)
from signature_model.signed.validation_data import ValidationData
from signature_model.signed.xades.reading import read_xades
from signature_model.type_checks import require_type
from signature_model.validation.forks import delaying_forks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from signature_model.signed.facts import SignedFile, SignedPdfFacts
    from signature_model.signed.report import SignedReport
    from signature_model.signed.trust.trusted_lists import TrustedList
    from signature_model.signed.validation.earlier import EarlierReport

UNKNOWN = Sent()
"""Nothing is known about what was sent."""
ANYTHING = Context()
"""No trust anchors, no time."""


@delaying_forks
def validate_xades(  # noqa: PLR0913 - what may be known beside the file
    content: bytes,
    sent: Sent = UNKNOWN,
    context: Context = ANYTHING,
    *,
    revocation: Iterable[bytes] = (),
    earlier: EarlierReport | None = None,
    trusted_list: TrustedList | None = None,
) -> SignedReport:
    """Validate the bytes of a XAdES or a SEID-SDO, the evidence of one signer.

    ``context`` has the trust anchors of people, packagers and time-stamps, and the current time; without
    them, the verdict is undecided. ``revocation`` are OCSP responses and CRLs that are not in the file.
    ``earlier`` is an earlier report on the same document, ``trusted_list`` a list of qualified issuers.
    """
    layers = _layers(content, sent, context, revocation, trusted_list)
    file = read_xades(content, sent, layers.budget)
    if layers.form(file):
        found = [layers.evidence(file, content, ValidationData())]
        check_packagers(layers.results, context, found)
        check_signers(layers.results, sent, found)
        check_other_statuses(layers.results, sent, found)
        layers.earlier(earlier)
    return layers.results.report()


@delaying_forks
def validate_pades(  # noqa: PLR0913 - as above
    content: bytes,
    sent: Sent = UNKNOWN,
    context: Context = ANYTHING,
    *,
    evidence: Iterable[bytes] = (),
    revocation: Iterable[bytes] = (),
    earlier: EarlierReport | None = None,
    trusted_list: TrustedList | None = None,
) -> SignedReport:
    """Validate the bytes of a PAdES, and the XAdES that are attached to it.

    ``evidence`` are the XAdES that were downloaded for the signers; the attached XAdES are compared with them. The
    other arguments are as for ``validate_xades``. Reading PDF documents needs the extra ``signed``; without it, the
    verdict is undecided.
    """
    layers = _layers(content, sent, context, revocation, trusted_list)
    file = read_pades(content, budget=layers.budget)
    if layers.form(file) and file.pdf is not None:
        _check_pdf(layers, content, file, file.pdf, set(evidence))
        layers.earlier(earlier)
    return layers.results.report()


@delaying_forks
def validate_signed(  # noqa: PLR0913 - as above
    content: bytes,
    sent: Sent = UNKNOWN,
    context: Context = ANYTHING,
    *,
    evidence: Iterable[bytes] = (),
    revocation: Iterable[bytes] = (),
    earlier: EarlierReport | None = None,
    trusted_list: TrustedList | None = None,
) -> SignedReport:
    """Validate the bytes of a signed document of either form, which its content shows."""
    require_type("content", content, bytes)
    if is_pdf(content):
        return validate_pades(
            content,
            sent,
            context,
            evidence=evidence,
            revocation=revocation,
            earlier=earlier,
            trusted_list=trusted_list,
        )
    return validate_xades(content, sent, context, revocation=revocation, earlier=earlier, trusted_list=trusted_list)


def _check_pdf(
    layers: Layers, content: bytes, file: SignedFile, pdf: SignedPdfFacts, downloaded: AbstractSet[bytes]
) -> None:
    """Check the signatures of a PDF, its content, and the XAdES that are attached to it."""
    evaluated = layers.signatures(file, ValidationData())
    attached = {name: read_xades(each, layers.sent, layers.budget) for name, each in pdf.attachments.items()}
    signed = {name: each for name, each in attached.items() if not _is_unsigned(each)}
    unlike = tuple([name for name in signed if downloaded and pdf.attachments[name] not in downloaded])
    is_intact = all(each.read.is_intact for each in evaluated)
    is_as_sealed = is_intact and not pdf.changes and not pdf.uncovered
    texts = page_texts(content, MOST_PAGES) if is_as_sealed else ()
    compared = _compared(pdf, layers.sent, texts, len(signed), unlike)
    if is_intact:
        layers.compare(file, compared)
    layers.pdf(file, evaluated)
    sealing = [each for each in evaluated if is_as_sealed and each.read.where == pdf.sealed_by]
    enclosing = tuple([stamp for each in sealing for stamp in each.stamps])
    found = [
        layers.evidence(inner, pdf.attachments[name], file.validation_data, name, enclosing)
        for name, inner in signed.items()
        if layers.form(inner, name)
    ]
    if found:
        lacking = len(signed) - len(found) + (compared.lacking if is_intact else 0)
        if not any(each.who.sealing_number == POSTEN and each.doubt is None for each in sealing):
            check_packagers(layers.results, layers.context, found)
        check_signers(layers.results, layers.sent, found)
        check_other_statuses(layers.results, layers.sent, found)
        check_statuses(layers.results, layers.sent, found, lacking)
        if is_as_sealed:
            check_front_page(layers.results, file, next(iter(texts), None), found)
    else:
        layers.results.doubt("signers", "the PDF has no evidence that can be read")
    if not is_as_sealed:
        layers.results.doubt("documents", "the pages were not compared, because the PDF was changed after sealing")


def given_validation_data(revocation: Iterable[bytes]) -> ValidationData:
    """Return OCSP responses and CRLs as validation data; anything else is left out."""
    validation_data = ValidationData()
    for each in revocation:
        validation_data += maybe_revocation_data(each) or ValidationData()
    return validation_data


def _layers(
    content: bytes, sent: Sent, context: Context, revocation: Iterable[bytes], trusted_list: TrustedList | None
) -> Layers:
    """Check the types of the arguments that both forms have. Raises TypeError."""
    require_type("content", content, bytes)
    require_type("sent", sent, Sent)
    require_type("context", context, Context)
    return Layers(sent, context, given_validation_data(revocation), trusted_list)


def _is_unsigned(file: SignedFile) -> bool:
    return any(each.kind is FormFault.NO_SIGNATURE for each in file.faults)


def _compared(
    pdf: SignedPdfFacts, sent: Sent, texts: Sequence[str | None], attached: int, unlike: tuple[str, ...]
) -> ComparedPdf:
    documents = sent.documents or ()
    pages = [each.page_count for each in documents]
    known = [each for each in pages if each is not None]
    return ComparedPdf(
        pages=pdf.pages,
        pages_sent=sum(known) if sent.documents and len(known) == len(pages) else None,
        attached=attached,
        expected=max(1, len(sent.signed or ())),
        unlike=unlike,
        damaged=pdf.damaged,
        without_text=tuple(pages_without_text(texts, documents)),
        lost_pdfa=bool(documents) and all(each.is_pdfa for each in documents) and not pdf.is_pdfa,
    )
