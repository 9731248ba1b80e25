"""Compare the signers in all evidence on a document with the addressed signers, and with the status change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signature_model.masking import masked, quoted
from signature_model.signed.evaluation.comparison import ComparedFrontPage, ComparedSigners, ComparedStatus
from signature_model.signed.evaluation.front_page import front_page_differences
from signature_model.signed.evaluation.packagers import unknown_packagers
from signature_model.signed.evaluation.signers import signers_of
from signature_model.signed.rules import catalogue
from signature_model.signed.validation.results import subject_of
from signature_model.validation.collector import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.signers import Evidence, FoundSigner
    from signature_model.signed.facts import SignedFile
    from signature_model.signed.sent import Sent
    from signature_model.signed.validation.results import Results


def check_signers(results: Results, sent: Sent, found: Sequence[Evidence]) -> None:
    """Compare the signers in the evidence with the addressed signers."""
    if sent.signers is None:
        results.skip("signers", "the signers who were addressed are not known")
        return
    signers = signers_of(found)
    if not all(each.is_stated for each in signers):
        results.mark_undecided("signers", "an organisation made the signature, and does not state who signed")
    by_contact = len([each for each in sent.signers if each.number is None])
    if by_contact:
        addressed = f"signers without a national id number to compare with: {by_contact} of {len(sent.signers)}"
        results.skip("signers", f"{addressed}; the evidence says who signed, not whose e-mail address or mobile it was")
    first, compared = found[0], _compared(sent, signers)
    results.apply(catalogue.SIGNER_RULES, compared, subject_of(first.file, first.member))


def check_packagers(results: Results, context: Context, found: Sequence[Evidence]) -> None:
    """Mark the evidence as undecided if only an unknown packager states who signed."""
    for each in unknown_packagers(signers_of(found), context.packagers):
        results.mark_undecided("signers", each)


def check_other_statuses(results: Results, sent: Sent, found: Sequence[Evidence]) -> None:
    """Mark the evidence as undecided if, according to the status change, its signer has not signed."""
    statuses = {each.number: each.status for each in sent.unsigned if each.number not in (None, *(sent.signed or ()))}
    for number in dict.fromkeys(each.who.number for each in signers_of(found)):
        if number is not None and number in statuses:
            who, status = masked(number), statuses[number]
            message = f"{who} has the status {quoted(status)}, but has signed according to the evidence"
            results.mark_undecided("signers", message)


def check_statuses(results: Results, sent: Sent, found: Sequence[Evidence], lacking: int) -> None:
    """Compare the signers in a PDF with the signers who have signed according to the status change.

    ``lacking`` is the number of XAdES that are reported as missing or unreadable.
    """
    if sent.signed is None:
        results.skip("status", "the status change is not known")
        return
    signers = signers_of(found)
    compared = None if sent.signers is None else _compared(sent, signers)
    others = () if compared is None else (*compared.replacing, *compared.repeated)
    facts = ComparedStatus(
        found=tuple([each.who.number for each in signers]),
        signed=sent.signed,
        reported=lacking + len(others),
    )
    results.apply(catalogue.STATUS_RULES, facts, Subject())
    if facts.reported:
        results.doubt("status", "evidence of signers is missing, cannot be read, or is by others")


def check_front_page(results: Results, file: SignedFile, text: str | None, found: Sequence[Evidence]) -> None:
    """Compare the front page of a PDF with the evidence inside it."""
    if not text:
        results.skip("front page", "its text cannot be read reliably")
        return
    compared = ComparedFrontPage(differences=front_page_differences(text, signers_of(found)))
    results.apply(catalogue.FRONT_PAGE_RULES, compared, subject_of(file, None))


def _compared(sent: Sent, signers: tuple[FoundSigner, ...]) -> ComparedSigners:
    addressed = sent.signers or ()
    return ComparedSigners(found=signers, addressed=addressed, security_level=sent.security_level)
