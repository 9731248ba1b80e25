"""``SignedReport``: the findings about a signed document, what was not checked, and the signatures as facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from signature_model.findings import Report, Severity
from signature_model.signed.evaluation.signatures import Kind
from signature_model.signed.trust.revocation_facts import RevocationFacts, revocation_facts

if TYPE_CHECKING:
    from datetime import datetime

    from signature_model.findings import Finding, Skipped
    from signature_model.signed.signature_facts import SignatureFacts, SignerFacts

RULES_VERSION = "1"
"""The version of the rules about signed documents."""


class Verdict(StrEnum):
    """Valid, invalid, or undecided because trust anchors or evidence are missing (EN 319 102-1, 5.1.3)."""

    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReport:
    """The result of validating a signed document.

    ``undecided`` has the reasons, other than errors, why a document is not valid. ``responses`` and ``crls`` are the
    available OCSP responses and CRLs, in DER.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    signatures: tuple[SignatureFacts, ...] = ()
    undecided: tuple[Skipped, ...] = ()
    signers: tuple[SignerFacts, ...] = ()
    responses: tuple[bytes, ...] = field(default=(), repr=False)
    crls: tuple[bytes, ...] = field(default=(), repr=False)
    rules: str = RULES_VERSION

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are errors."""
        return tuple([each for each in self.findings if each.severity is Severity.ERROR])

    @property
    def verdict(self) -> Verdict:
        """Invalid with an error, undecided if something needed for the verdict is missing, otherwise valid."""
        if self.errors:
            return Verdict.INVALID
        return Verdict.UNDECIDED if self.undecided else Verdict.VALID

    @property
    def is_valid(self) -> bool:
        """Whether the document is proof: it has no errors, and nothing that the verdict needs is missing."""
        return self.verdict is Verdict.VALID

    @property
    def revocation(self) -> tuple[RevocationFacts, ...]:
        """The available revocation data. Data that cannot be read is left out."""
        return revocation_facts(self.responses, self.crls)

    @property
    def verifiable_until(self) -> datetime | None:
        """The time until which everything in the document can be verified: the earliest of its signatures."""
        ends = [each.verifiable_until for each in self.signatures if each.kind is not Kind.TIME_STAMP]
        return min((each for each in ends if each is not None), default=None)

    @property
    def plain(self) -> Report:
        """The findings and the layers that were not checked. The reasons for an undecided verdict come first."""
        reasons = () if self.errors else self.undecided
        skipped = dict.fromkeys((*reasons, *self.skipped))
        return Report(findings=self.findings, skipped=tuple(skipped), rules=self.rules)

    def __str__(self) -> str:
        return f"{self.plain}\n{self.verdict}"
