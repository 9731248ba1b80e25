"""The results of the layers for one document: findings, facts, and undecided questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signature_model.findings import Severity, Skipped
from signature_model.signed.report import SignedReport
from signature_model.validation.collector import Collector, Subject
from signature_model.xml.trees import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from signature_model.jobs.context import Context
    from signature_model.rules.registry import Rule
    from signature_model.signed.facts import SignedFile
    from signature_model.signed.signature_facts import SignatureFacts, SignerFacts
    from signature_model.signed.validation_data import ValidationData

_DECISIVE = ("PSR844", "PSR845", "PSR846")
"""Warnings that keep a file from being valid."""


class Results:
    """Collects the results of all layers for one report.

    ``signatures`` and ``signers`` are facts. ``validation_data`` are certificates and revocation data that were used.
    """

    def __init__(self, context: Context, validation_data: ValidationData) -> None:
        self._collector = Collector(context)
        self.signatures: list[SignatureFacts] = []
        self.signers: list[SignerFacts] = []
        self.validation_data = validation_data
        self._undecided: list[Skipped] = []
        self._doubts: list[Skipped] = []

    def apply(self, rules: Iterable[Rule[Any]], facts: object, subject: Subject) -> None:
        """Apply rules to facts, and keep the findings."""
        self._collector.apply(rules, facts, subject)

    def skip(self, layer: str, why: str) -> None:
        """Note that a layer was not checked."""
        self._collector.skip(layer, why)

    def mark_undecided(self, layer: str, why: str) -> None:
        """Note that a layer could not be checked, so that the file cannot be valid."""
        self._undecided.append(Skipped(layer=layer, why=why))

    def doubt(self, layer: str, why: str) -> None:
        """Note that a signature does not meet a condition. The report states this reason only if there is no other."""
        self._doubts.append(Skipped(layer=layer, why=why))

    def report(self) -> SignedReport:
        """Return everything that was collected."""
        plain = self._collector.report()
        undecided = list(self._undecided)
        found = [each for each in plain.findings if each.code in _DECISIVE and each.severity is Severity.WARNING]
        undecided += [Skipped(layer="certificates", why=each.message) for each in found]
        return SignedReport(
            findings=plain.findings,
            skipped=tuple(dict.fromkeys((*plain.skipped, *self._undecided))),
            signatures=tuple(self.signatures),
            undecided=tuple(dict.fromkeys(undecided or self._doubts)),
            signers=tuple(self.signers),
            responses=self.validation_data.responses,
            crls=self.validation_data.crls,
        )


def subject_of(file: SignedFile, member: str | None) -> Subject:
    """Return the subject of the findings about a signed file; ``member`` is its name in a PDF."""
    if file.root is None:
        return Subject(member=member)
    return Subject(member=member, root=local_name(file.root), tree=file.root, positions=file.positions)
