"""Compare the signed documents and their signers with what was sent.

Each difference counts once: if a document was replaced by another, it does not also count as missing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from signature_model.jobs.signers import SignatureType
from signature_model.masking import masked_repr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.signed.evaluation.signatures import EvaluatedSignature
    from signature_model.signed.evaluation.signers import FoundSigner
    from signature_model.signed.facts import Covered
    from signature_model.signed.sent import Sent, SentDocument, SentSigner


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedDocuments:
    """The documents that one signature covers, compared with the documents that were sent."""

    covered: tuple[Covered, ...]
    documents: tuple[SentDocument, ...]

    @property
    def others(self) -> tuple[Covered, ...]:
        """Covered content that was not sent, or was sent under another name."""
        return tuple([each for each in self.covered if each.document is None or each.has_other_name])

    @property
    def missing(self) -> tuple[SentDocument, ...]:
        """Sent documents that are neither covered nor replaced by something else.

        Two documents with the same content are covered together.
        """
        covered = [each.document.digests for each in self.covered if each.document is not None]
        left = [each for each in self.documents if each.digests not in covered]
        replaced = len([each for each in self.others if each.document is None])
        return tuple(left[replaced:])


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComparedSigners:
    """The signers in the evidence, and the signers who were addressed; ``security_level`` is what the job requires."""

    found: tuple[FoundSigner, ...]
    addressed: tuple[SentSigner, ...]
    security_level: int | None = None

    __repr__ = masked_repr

    @property
    def _others(self) -> tuple[FoundSigner, ...]:
        """Signers with a number that was not addressed."""
        numbers = {each.number for each in self.addressed}
        return tuple([each for each in self.found if each.who.number is not None and each.who.number not in numbers])

    @property
    def _by_contact(self) -> int:
        """The number of signers who were addressed by contact information. They may have any national id number."""
        return len([each for each in self.addressed if each.number is None])

    @property
    def unexpected(self) -> tuple[FoundSigner, ...]:
        """Signers with a number that was not addressed, except for as many as were addressed without a number."""
        return self._others[self._by_contact :]

    @property
    def replacing(self) -> tuple[FoundSigner, ...]:
        """Unexpected signers who have signed instead of addressed signers."""
        return self.unexpected[: self.places_left]

    @property
    def places_left(self) -> int:
        """How many signers were addressed by number, but have not signed with that number."""
        found = {each.who.number for each in self.found}
        return len([each for each in self.addressed if each.number is not None and each.number not in found])

    @property
    def repeated(self) -> tuple[FoundSigner, ...]:
        """Signers who signed more than once, whether they were addressed by number or not."""
        times = Counter(each.key for each in self.found if each.key is not None)
        asked = Counter(each.number for each in self.addressed if each.number is not None)
        reported = {each.key for each in self.unexpected}
        last = {each.key: each for each in self.found}
        return tuple([last[key] for key, count in times.items() if key not in reported and count > max(1, asked[key])])

    @property
    def surplus(self) -> tuple[FoundSigner, ...]:
        """Signers without a number, at most as many as there are too many signers in the evidence.

        Signers in the same file as a signer with a number are left out: they may be that signer.
        """
        reported = {id(each) for each in (*self.unexpected, *self.repeated)}  # comparing evidence by value is slow
        known = [each for each in self.found if id(each) not in reported]
        members = {each.member for each in known if each.who.number is not None}
        apart = [each for each in known if each.member not in members]
        unnumbered = [each for each in apart if each.who.number is None and each.is_stated]
        most = max(0, len(known) - len(self.addressed))
        return tuple(unnumbered[len(unnumbered) - min(most, len(unnumbered)) :])

    @property
    def unidentified(self) -> tuple[FoundSigner, ...]:
        """Signers without a number, and signers who may have been addressed without a number.

        If all signers who were addressed by number are found, the others must have been addressed without a number.
        Their numbers are not known, so there is nothing to compare. If a broken seal covers a statement about the
        signer, only the seal is reported.
        """
        without = [
            each
            for each in self.found
            if each.who.number is None and (each.by.read.is_intact or not each.by.read.signer_descriptions)
        ]
        surplus = {id(each) for each in self.surplus}
        possible = (*self._others[: self._by_contact], *(each for each in without if id(each) not in surplus))
        return possible if self.places_left else possible[self._by_contact :]

    @property
    def too_weak(self) -> tuple[FoundSigner, ...]:
        """Signers who were asked for an advanced signature, and did not make one."""
        advanced = {each.number for each in self.addressed if each.signature_type is SignatureType.ADVANCED}
        all_advanced = all(each.signature_type is SignatureType.ADVANCED for each in self.addressed)
        return tuple(
            [
                each
                for each in self.found
                if not each.is_advanced and (each.who.number in advanced or (each.who.number is None and all_advanced))
            ]
        )

    @property
    def too_low(self) -> tuple[FoundSigner, ...]:
        """Signers whose login had a lower security level than the job asks for."""
        required = self.security_level or 0
        return tuple([e for e in self.found if e.security_level is not None and e.security_level < required])

    @property
    def of_unknown_level(self) -> tuple[FoundSigner, ...]:
        """Signers whose login had an unknown level, in a job that requires a level."""
        return tuple(
            [each for each in self.found if each.unknown_level is not None and self.security_level is not None]
        )


def compared_documents(signatures: Sequence[EvaluatedSignature], sent: Sent) -> ComparedDocuments:
    """Compare the documents that one signer has signed with the documents that were sent, which must be known."""
    covered = [covered for each in signatures for covered in each.read.covered]
    return ComparedDocuments(covered=tuple(covered), documents=sent.documents or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFiles:
    """The files of an evidence package by name, and its seals, which are usually one.

    ``sender`` is the organisation number of the job's sender; None if it is not known.
    """

    names: frozenset[str]
    seals: tuple[EvaluatedSignature, ...]
    sender: str | None = None

    @property
    def covered(self) -> tuple[Covered, ...]:
        """The content that the seals cover."""
        return tuple([covered for each in self.seals for covered in each.read.covered])

    @property
    def missing(self) -> tuple[str, ...]:
        """Sealed files that are not in the package."""
        return tuple([each.name or "" for each in self.covered if each.document is None or each.has_other_name])

    @property
    def unsealed(self) -> tuple[str, ...]:
        """Files in the package that one of the seals does not cover."""
        return tuple(sorted({name for each in self.seals for name in self.names - _documents_of(each)}))


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfSeals:
    """The signatures of a PDF, without its document time-stamps."""

    seals: tuple[EvaluatedSignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedPdf:
    """The content of a sealed PDF: pages and XAdES, found and expected.

    ``unlike`` are the names of attached XAdES that differ from all given XAdES. ``without_text`` are the pages that
    lack text of the documents. ``lost_pdfa`` is true if the documents are PDF/A, but the PDF is not. ``shown`` are the
    signatures that show on a page of a document, ``damaged`` the names of attached files that cannot be read.
    """

    pages: int | None = None
    pages_sent: int | None = None
    attached: int = 0
    expected: int = 0
    unlike: tuple[str, ...] = ()
    without_text: tuple[str, ...] = ()
    lost_pdfa: bool = False
    shown: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def lacking(self) -> int:
        """The number of XAdES that are missing."""
        return max(0, self.expected - self.attached)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFrontPage:
    """The statements on the front page of a sealed PDF that differ from the evidence."""

    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ComparedStatus:
    """The national id numbers in the evidence, and the numbers with the status SIGNED.

    A signer without a number is None. ``reported`` is the number of missing signers that other findings explain.
    """

    found: tuple[str | None, ...]
    signed: tuple[str | None, ...]
    reported: int = 0

    __repr__ = masked_repr

    @property
    def missing(self) -> tuple[str, ...]:
        """The numbers of the signers who have signed, but are not in the evidence."""
        return tuple([each for each in self.signed if each is not None and each not in self.found])

    @property
    def lacking(self) -> int:
        """How many more signers have the status SIGNED than are in the evidence, with or without a known number."""
        different = len({*self.found} - {None}) + self.found.count(None)
        return max(0, len(self.signed) - different - self.reported)

    @property
    def explained(self) -> int:
        """The number of missing signers who may be in the evidence without a number, or whom other findings explain."""
        return max(0, self.found.count(None) - self.signed.count(None)) + self.reported


@dataclass(frozen=True, slots=True, kw_only=True)
class LostEvidence:
    """The evidence in an earlier report on the same document that is missing or weaker now."""

    losses: tuple[str, ...]


def _documents_of(signature: EvaluatedSignature) -> frozenset[str]:
    """Return the names of the documents that a signature covers."""
    return frozenset([each.document.name for each in signature.read.covered if each.document is not None])
