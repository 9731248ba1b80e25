"""Write and read evidence packages: everything that proves a job, sealed by its sender in one ASiC-E container.

The parts are folders of the container, named like the fields of ``EvidencePackage``. The sender's seal shows that the
set is unchanged since then; each signed document is proof by itself, and is validated again with what is in the
package. The trust anchors in a package are not trusted because they are there: the caller decides which ones are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from signature_model.containers.media_types import PDF, PLAIN_TEXT, XML
from signature_model.containers.names import MANIFEST as _IN_BUNDLE
from signature_model.containers.names import SEAL, maybe_unsafe
from signature_model.containers.reading import open_container
from signature_model.errors import NotAZip, UnreadableInput
from signature_model.findings import Skipped
from signature_model.masking import quoted
from signature_model.seals.packing import NewFile, sealed_container
from signature_model.signed.comparison import SealedFiles
from signature_model.signed.facts import Fault, Form, FormFault, SignedFile
from signature_model.signed.layers import Layers
from signature_model.signed.pades import is_pdf
from signature_model.signed.report import SignedReport, Verdict
from signature_model.signed.sent import DIGESTS, Sent, SentDocument
from signature_model.signed.validation_data import ValidationData
from signature_model.signed.validators import ANYTHING, given_validation_data, validate_signed
from signature_model.signed.xades import read_xades
from signature_model.type_checks import require_aware, require_type
from signature_model.validation.forks import apart_from_forks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from signature_model.containers.entries import Container
    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.context import Context
    from signature_model.signed.trusted_lists import TrustedList

PARTS: Final = ("documents", "signed", "statuses", "anchors", "revocation", "reports")
"""The folders of a package."""
BUNDLE: Final = "job/bundle.asice"
MANIFEST: Final = "job/manifest.xml"

_MIMES: Final = {
    ".pdf": PDF,
    ".xml": XML,
    ".txt": PLAIN_TEXT,
    ".json": "application/json",
    ".html": "text/html",
    ".asice": "application/vnd.etsi.asic-e+zip",
}
_TWO_MANIFESTS: Final = "job/manifest.xml is not the manifest in the bundle"
_ASK: Final = "ask the sender what was sent, and give it yourself"
_UNKNOWN_MIME: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePackage:
    """The files of a package, by their names in each folder.

    ``documents`` are the originals as sent, ``bundle`` is the document bundle, or ``manifest`` its manifest if there is
    no bundle. ``signed`` are every XAdES and PAdES, ``statuses`` the status changes as received. ``anchors`` are trust
    anchors in PEM or DER, ``revocation`` OCSP responses and CRLs that are not in the signed documents, ``reports``
    those of the validation on that day.
    """

    signed: Mapping[str, bytes]
    documents: Mapping[str, bytes] = field(default_factory=dict)
    bundle: bytes | None = None
    manifest: bytes | None = None
    statuses: Mapping[str, bytes] = field(default_factory=dict)
    anchors: Mapping[str, bytes] = field(default_factory=dict)
    revocation: Mapping[str, bytes] = field(default_factory=dict)
    reports: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, bytes]:
        """All files by their names in the container."""
        job = {name: each for name, each in ((BUNDLE, self.bundle), (MANIFEST, self.manifest)) if each is not None}
        return job | {f"{part}/{name}": content for part in PARTS for name, content in getattr(self, part).items()}

    def sent(self) -> Sent:
        """Return what was sent (from bundle, manifest or originals) and who has signed (from the status changes).

        Raises UnreadableInput if one of them cannot be read.
        """
        sent = self._sent()
        for each in self.statuses.values():
            later = sent.with_status(each)
            sent = later if len(later.signed or ()) >= len(sent.signed or ()) else sent
        return sent

    def _sent(self) -> Sent:
        if self.bundle is not None:
            sent = Sent.from_bundle(self.bundle)
            if self.manifest is not None and self.manifest != open_container(self.bundle).members.get(_IN_BUNDLE):
                raise UnreadableInput(_TWO_MANIFESTS, _ASK)
        elif self.manifest is not None:
            sent = Sent.from_manifest(self.manifest, self.documents.get)
        else:
            return Sent(documents=tuple([SentDocument.of(*each) for each in self.documents.items()]) or None)
        known = {each.digests["sha256"] for each in sent.documents or ()}
        for name, content in () if sent.documents is None else self.documents.items():
            if hashlib.sha256(content).digest() not in known:
                msg = f"{quoted(name)} is not one of the documents of the job"
                raise UnreadableInput(msg, _ASK)
        return sent


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
        """Invalid if one is invalid, undecided if one is undecided, otherwise valid."""
        verdicts = {each.verdict for each in (self.seal, *self.documents.values())}
        return next(each for each in (Verdict.INVALID, Verdict.UNDECIDED, Verdict.VALID) if each in verdicts)


def write_package(package: EvidencePackage, credentials: Credentials, *, signing_time: datetime) -> bytes:
    """Seal and pack evidence; the same files, time and key give the same bytes.

    ``signing_time`` has a time zone. Raises ValueError without a signed document, for names that a container cannot
    have, and for more than 64 MiB; CredentialsError if the key does not sign.
    """
    require_type("package", package, EvidencePackage)
    require_aware("signing_time", signing_time)
    if not package.signed:
        msg = "a package needs at least one signed document"
        raise ValueError(msg)
    files = [NewFile(name=name, content=content, mime=_mime(name)) for name, content in package.files.items()]
    return sealed_container(files, credentials, signing_time)


def read_package(content: bytes) -> EvidencePackage:
    """Return the files of a package. Its seal is not verified. Raises UnreadableInput."""
    read = _read(content)
    if isinstance(read, Fault):
        raise UnreadableInput(read.message)
    return _package(read)


def is_package(content: bytes) -> bool:
    """Whether the content begins as a ZIP archive does."""
    return content.startswith(b"PK")


@apart_from_forks
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
    the trust anchors, among them those of the sender's certificate, and the current time. ``revocation`` are OCSP
    responses and CRLs that are not in the package, ``trusted_list`` is a list of qualified issuers.
    """
    require_type("content", content, bytes)
    members = _read(content)
    if isinstance(members, Fault):
        layers = Layers(Sent(), context)
        layers.form(SignedFile(faults=(members,)))
        return PackageReport(seal=layers.report())
    read = _package(members)
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
    """Validate every signed document; ``unread`` is why it is not known what was sent."""
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
        return package.sent(), None
    except UnreadableInput as error:
        return Sent(), f"what was sent cannot be read: {error.message}"


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
        return layers.report()
    file = read_xades(content, Sent(documents=tuple([_as_sent(name, each) for name, each in files.items()])))
    file = replace(file, signatures=tuple([replace(each, is_seal=True) for each in file.signatures]))
    if layers.form(file, SEAL):
        seals = layers.signatures(file, ValidationData(), SEAL)
        layers.package(file, SealedFiles(names=frozenset(files), seals=seals, sender=sent.sender))
    layers.all_signers(_signers(reports), sent.signed)
    return layers.report()


def _signers(reports: Iterable[SignedReport]) -> list[str | None]:
    """Return the masked numbers of all signers; a PAdES and a XAdES may have the same ones."""
    most: Counter[str | None] = Counter()
    apart: Counter[str | None] = Counter()
    for report in reports:
        own = Counter(each.number for each in report.signers)
        if any(each.member is not None for each in report.signatures):
            most |= own
        else:
            apart += own
    return [*(most | apart).elements()]


def _as_sent(name: str, content: bytes) -> SentDocument:
    digests = {each: hashlib.new(each, content, usedforsecurity=False).digest() for each in DIGESTS}
    return SentDocument(name=name, digests=digests, content=content)


def _read(content: bytes) -> Mapping[str, bytes] | Fault:
    """Return the members of an archive that all readers read in the same way, or else the fault of the archive."""
    try:
        container = open_container(content)
    except NotAZip as error:
        return Fault(kind=FormFault.NOT_SIGNED_DOCUMENT, message=error.message)
    if container.excess is not None:
        return Fault(kind=FormFault.LIMITS, message=container.excess)
    if (doubt := _doubt(container)) is not None:
        return Fault(kind=FormFault.UNREADABLE, message=doubt)
    if not any(name.startswith("signed/") for name in container.members):
        return Fault(kind=FormFault.NOT_SIGNED_DOCUMENT, message="the archive has no signed documents")
    return container.members


def _doubt(container: Container) -> str | None:
    """Return why readers may see different files in an archive; None if they see the same."""
    for name, why in container.unreadable.items():
        return f"{quoted(name)} cannot be read: {why}"
    for each in container.entries:
        if (fault := maybe_unsafe(each.name)) is not None:
            return f"the name {quoted(each.name)} {fault}"
    stray = [f"{len(each):,} bytes outside every file" for each in container.stray]
    return next(iter((*container.disagreements, *stray)), None)


def _package(members: Mapping[str, bytes]) -> EvidencePackage:
    parts: dict[str, dict[str, bytes]] = {each: {} for each in PARTS}
    for name, content in members.items():
        part, _, rest = name.partition("/")
        if part in parts and rest:
            parts[part][rest] = content
    return EvidencePackage(bundle=members.get(BUNDLE), manifest=members.get(MANIFEST), **parts)


def _mime(name: str) -> str:
    suffix = name[name.rfind(".") :].lower()
    return _MIMES.get(suffix, _UNKNOWN_MIME)
