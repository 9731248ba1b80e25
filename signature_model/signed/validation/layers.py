"""The layers of validation of a signed file: form, cryptography, documents, signers, time, certificates, years.

The report names each layer that was not checked. Without some of them, a file without errors is undecided.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from signature_model.containers.names import SEAL
from signature_model.jobs.norwegian_time import in_words
from signature_model.signed.evaluation.comparison import ComparedPdf, LostEvidence, PdfSeals, compared_documents
from signature_model.signed.evaluation.signatures import NOTHING, EvaluatedSignature, evaluate
from signature_model.signed.evaluation.signers import Evidence, signers_in
from signature_model.signed.facts import Form
from signature_model.signed.moments import TOLERANCE
from signature_model.signed.reading_budget import ReadingBudget
from signature_model.signed.rules import catalogue
from signature_model.signed.signature_facts import facts_of, signer_facts
from signature_model.signed.validation.results import Results, subject_of
from signature_model.signed.xades.natives import read_natives
from signature_model.validation.collector import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

    from signature_model.jobs.context import Context
    from signature_model.signed.evaluation.comparison import SealedFiles
    from signature_model.signed.facts import ReadSignature, SignedFile
    from signature_model.signed.sent import Sent
    from signature_model.signed.trust.paths import EvaluatedStamp
    from signature_model.signed.trust.trusted_lists import TrustedList
    from signature_model.signed.validation.earlier import EarlierReport
    from signature_model.signed.validation_data import ValidationData

NO_ANCHORS = "no trust anchors given"


class Layers:
    """Applies the rules about signed documents, and collects the results.

    A file without findings is valid only if every signature is known to meet every condition. ``given`` are
    certificates and revocation data beside the file; ``budget`` limits the references of all files together.
    """

    def __init__(
        self, sent: Sent, context: Context, given: ValidationData = NOTHING, trusted_list: TrustedList | None = None
    ) -> None:
        self.sent, self.context, self._given, self._trusted_list = sent, context, given, trusted_list
        self.results = Results(context, given)
        self.budget = ReadingBudget()

    def form(self, file: SignedFile, member: str | None = None) -> bool:
        """Check the form, and return whether there are signatures to check."""
        self.results.apply(catalogue.FORM_RULES, file, subject_of(file, member))
        if file.skipped is not None:
            self.results.mark_undecided("form", file.skipped)
        if file.faults or not file.signatures:
            self.results.skip("all layers but the form", "no signature can be read")
            self.results.doubt("form", "no signature can be read")
            return False
        return True

    def evidence(
        self,
        file: SignedFile,
        content: bytes,
        others: ValidationData,
        member: str | None = None,
        enclosing: tuple[EvaluatedStamp, ...] = (),
    ) -> Evidence:
        """Check a XAdES and the native signatures inside it in all layers except signers.

        ``enclosing`` are the time-stamps of the PDF that has the XAdES attached.
        """
        evaluated = self.signatures(file, others, member, enclosing=enclosing)
        natives: list[tuple[Subject, EvaluatedSignature]] = []
        seen: set[etree._Element] = set()
        for packager in evaluated:
            inside = (
                read_natives(file, packager.read, content, self.sent, seen, self.budget)
                if packager.read.is_intact
                else ()
            )
            for name, native in inside:
                place = name if member is None else f"{member}/{name}"
                if self.form(native, place):
                    subject = subject_of(native, place)
                    self.results.apply(catalogue.REVISION_RULES, native, subject)
                    self.compare(native, ComparedPdf(shown=() if native.pdf is None else native.pdf.shown), place)
                    natives += [(subject, each) for each in self.signatures(native, others, place, packager)]
        self.documents(natives)
        if all(_covers_no_documents(each) for _, each in natives) or any(each.read.covered for each in evaluated):
            self.documents([(subject_of(file, member), each) for each in evaluated])
        everything = (*evaluated, *(each for _, each in natives))
        self.results.signers += signer_facts(signers_in(everything, member), self.sent, everything)
        return Evidence(file=file, signatures=everything, member=member)

    def signatures(
        self,
        file: SignedFile,
        others: ValidationData,
        member: str | None = None,
        packager: EvaluatedSignature | None = None,
        enclosing: tuple[EvaluatedStamp, ...] = (),
    ) -> tuple[EvaluatedSignature, ...]:
        """Check every signature of a file in all layers except documents and signers.

        ``packager`` is the signature around the file, ``enclosing`` are the time-stamps of the PDF around it.
        """
        own, beside = file.validation_data, others + self._given
        found = [
            replace(
                evaluate(each, self.context, own, beside, packager=packager, enclosing=enclosing),
                sent=self.sent,
            )
            for each in file.signatures
        ]
        evaluated = tuple(map(self._listed, found))
        subject = subject_of(file, member)
        self.results.validation_data += file.validation_data
        for each in evaluated:
            for rules in (
                catalogue.CRYPTOGRAPHY_RULES,
                catalogue.ENVIRONMENT_RULES,
                catalogue.TIME_RULES,
                catalogue.CERTIFICATE_RULES,
                catalogue.YEAR_RULES,
            ):
                self.results.apply(rules, each, subject)
            self._mark_if_undecidable(each)
            self.results.validation_data += sum(
                (stamp.validation_data for stamp in each.read.stamps), each.read.validation_data
            )
            self.results.signatures += facts_of(each, member)
        return evaluated

    def pdf(self, file: SignedFile, evaluated: tuple[EvaluatedSignature, ...]) -> None:
        """Check the features that only a PDF has: its revisions and its seal."""
        self.results.apply(catalogue.REVISION_RULES, file, subject_of(file, None))
        self.results.apply(catalogue.SEAL_RULES, PdfSeals(seals=evaluated), subject_of(file, None))

    def package(self, file: SignedFile, files: SealedFiles) -> None:
        """Compare the files of an evidence package with those that its seal covers."""
        self.results.apply(catalogue.PACKAGE_RULES, files, subject_of(file, SEAL))

    def compare(self, file: SignedFile, compared: ComparedPdf, member: str | None = None) -> None:
        """Compare the pages and attachments of a PDF with what is expected."""
        self.results.apply(catalogue.ATTACHMENT_RULES, compared, subject_of(file, member))

    def documents(self, signatures: Sequence[tuple[Subject, EvaluatedSignature]]) -> None:
        """Compare what the signatures of each signer cover with what was sent."""
        groups: dict[str, list[tuple[Subject, EvaluatedSignature]]] = {}
        for subject, each in signatures:
            if not _covers_no_documents(each):
                own = [signer.key for signer in signers_in([each]) if signer.is_advanced]
                groups.setdefault(next(filter(None, own), f"{subject.member} {each.read.where}"), []).append(
                    (subject, each)
                )
        unread = [covered for _, each in signatures for covered in each.read.covered if covered.is_intact is None]
        if self.sent.documents is None:
            self.results.skip("documents", "the documents that were sent are not known")
            if unread:
                self.results.mark_undecided("documents", "the signed documents are not in the file, and were not given")
            return
        for group in groups.values():
            reads = [each.read for _, each in group]
            if all(each.is_verified is not None and not _is_faulty(each) for each in reads):
                compared = compared_documents([each for _, each in group], self.sent)
                self.results.apply(catalogue.DOCUMENT_RULES, compared, group[0][0])
            else:
                self.results.doubt("documents", "they were not compared, because the signature has errors")
        if any(each.document is not None for each in unread):
            self.results.mark_undecided("documents", "the given digests are not the signed digests")

    def earlier(self, report: EarlierReport | None) -> None:
        """Compare what was found with an earlier report on the same document."""
        if report is not None:
            lost = LostEvidence(losses=tuple(report.losses(self.results.signatures)))
            self.results.apply(catalogue.LOSS_RULES, lost, Subject())

    def _listed(self, signature: EvaluatedSignature) -> EvaluatedSignature:
        """Look the issuers of a trusted signature up in the trusted list."""
        trust, moment = signature.trust, signature.moment
        if self._trusted_list is None or trust is None or not trust.path or moment is None:
            return signature
        return replace(signature, is_listed=self._trusted_list.qualifies(trust.path[1:], moment))

    def _mark_if_undecidable(self, signature: EvaluatedSignature) -> None:
        now, until = self.context.now, signature.verifiable_until
        if self.context.trust_anchors is None:
            self.results.mark_undecided("certificates", NO_ANCHORS)
        elif signature.doubt is not None:
            self.results.doubt(*signature.doubt)
        if now is None:
            self.results.mark_undecided("years", "the current time was not stated")
        elif signature.proved_at is not None and signature.proved_at - now > TOLERANCE:
            self.results.mark_undecided("years", f"{signature.label} was made after the time of validation")
        elif until is not None and now > until:
            self.results.mark_undecided(
                "years", f"{signature.label} can no longer be verified: its evidence expired at {in_words(until)}"
            )
        if any(not each.is_checked for each in signature.read.stamps):
            self.results.skip("time", "the content that an archive time-stamp covers was not given")


def _is_faulty(read: ReadSignature) -> bool:
    """Whether another finding says why a signature may cover other documents."""
    return bool(read.changed or read.wrapped or read.outward)


def _covers_no_documents(signature: EvaluatedSignature) -> bool:
    """Whether a signature is the seal of an SDO, which covers the signatures inside."""
    return signature.read.form is Form.SDO and signature.read.is_seal
