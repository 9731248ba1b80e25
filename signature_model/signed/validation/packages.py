"""Validate evidence packages: the seal of a package, and every signed document in it.

The trust anchors in a package are not trusted automatically: the caller decides which certificates to trust.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from signature_model.containers.names import SEAL
from signature_model.errors import UnreadableInput
from signature_model.findings import Skipped
from signature_model.pdf.headers import is_pdf
from signature_model.signed.evaluation.comparison import SealedFiles
from signature_model.signed.facts import Fault, Form, FormFault, SignedFile
from signature_model.signed.packages import BUNDLE, EvidencePackage, package_of, read_members
from signature_model.signed.report import SignedReport, Verdict
from signature_model.signed.sent import DIGESTS, Sent, SentDocument
from signature_model.signed.validation.all_signers import check_all_signers
from signature_model.signed.validation.layers import Layers
from signature_model.signed.validation.validators import ANYTHING, given_validation_data, validate_signed
from signature_model.signed.validation_data import ValidationData
from signature_model.signed.xades.reading import read_xades
from signature_model.type_checks import require_type
from signature_model.validation.forks import delaying_forks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from signature_model.jobs.context import Context
    from signature_model.signed.trust.trusted_lists import TrustedList


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageReport:
    """The report on the seal of a package, and a report on each signed document by its name in the container.

    ``package`` has the files of the package; None if it cannot be read.
    """

    seal: SignedReport
    documents: Mapping[str, SignedReport] = field(default_factory=dict)
    package: EvidencePackage | None = field(default=None, repr=False)

    @property
    def verdict(self) -> Verdict:
        """Invalid if one report is invalid, else undecided if one is undecided, else valid."""
        verdicts = {each.verdict for each in (self.seal, *self.documents.values())}
        return next(each for each in (Verdict.INVALID, Verdict.UNDECIDED, Verdict.VALID) if each in verdicts)


@delaying_forks
def validate_package(
    content: bytes,
    sent: Sent | None = None,
    context: Context = ANYTHING,
    *,
    revocation: Iterable[bytes] = (),
    trusted_list: TrustedList | None = None,
) -> PackageReport:
    """Validate the seal of a package, and every signed document in it.

    ``sent`` is by default what the package says was sent; its sender should have sealed the package. ``context`` has
    the current time and the trust anchors, including an anchor for the sender's certificate. ``revocation`` are OCSP
    responses and CRLs that are not in the package, ``trusted_list`` is a list of qualified issuers.
    """
    require_type("content", content, bytes)
    members = read_members(content)
    if isinstance(members, Fault):
        layers = Layers(Sent(), context)
        layers.form(SignedFile(faults=(members,)))
        return PackageReport(seal=layers.results.report())
    read = package_of(members)
    package = replace(read, revocation={**read.revocation, **{f"given-{n}": c for n, c in enumerate(revocation)}})
    known, unread = (sent, None) if sent is not None else _sent(package)
    documents = _contents(package, known, unread, context, trusted_list)
    seal = _seal_report(members, package, known, documents.values(), context)
    return PackageReport(seal=seal, documents=documents, package=read)


def validate_contents(
    package: EvidencePackage,
    sent: Sent | None = None,
    context: Context = ANYTHING,
    trusted_list: TrustedList | None = None,
) -> dict[str, SignedReport]:
    """Validate every signed document with the other files of the package; ``sent`` is as for ``validate_package``."""
    known, unread = (sent, None) if sent is not None else _sent(package)
    return _contents(package, known, unread, context, trusted_list)


def _contents(
    package: EvidencePackage, known: Sent, unread: str | None, context: Context, trusted_list: TrustedList | None
) -> dict[str, SignedReport]:
    """Validate every signed document; ``unread`` is the reason if it is not known what was sent."""
    evidence = [each for each in package.signed.values() if not is_pdf(each)]
    revocation = tuple(package.revocation.values())
    reports = {}
    for name, content in package.signed.items():
        report = validate_signed(
            content, known, context, evidence=evidence, revocation=revocation, trusted_list=trusted_list
        )
        reports[f"signed/{name}"] = report if unread is None else _undecided(report, unread)
    return reports


def _sent(package: EvidencePackage) -> tuple[Sent, str | None]:
    try:
        sent = package.sent()
    except UnreadableInput as error:
        return Sent(), f"what was sent cannot be read: {error.message}"
    is_doubtful = package.bundle is not None and sent.sealed_at is None
    return sent, f"the seal of {BUNDLE} is missing or does not verify" if is_doubtful else None


def _undecided(report: SignedReport, why: str) -> SignedReport:
    return replace(report, undecided=(*report.undecided, Skipped(layer="documents", why=why)))


def _seal_report(
    members: Mapping[str, bytes],
    package: EvidencePackage,
    sent: Sent,
    reports: Iterable[SignedReport],
    context: Context,
) -> SignedReport:
    """Validate the seal, and compare the signers in all ``reports`` with those who have signed."""
    content = members.get(SEAL)
    files = {name: each for name, each in members.items() if name != SEAL}
    layers = Layers(Sent(), context, given_validation_data(package.revocation.values()))
    if content is None:
        fault = Fault(kind=FormFault.NO_SIGNATURE, message="the package has no seal")
        layers.form(SignedFile(form=Form.XADES, faults=(fault,)))
        return layers.results.report()
    file = read_xades(content, Sent(documents=tuple([_as_sent(name, each) for name, each in files.items()])))
    file = replace(file, signatures=tuple([replace(each, is_seal=True) for each in file.signatures]))
    if layers.form(file, SEAL):
        seals = layers.signatures(file, ValidationData(), SEAL)
        layers.package(file, SealedFiles(names=frozenset(files), seals=seals, sender=sent.sender))
    check_all_signers(layers.results, reports, sent.signed)
    return layers.results.report()


def _as_sent(name: str, content: bytes) -> SentDocument:
    digests = {each: hashlib.new(each, content, usedforsecurity=False).digest() for each in DIGESTS}
    return SentDocument(name=name, digests=digests, content=content)
