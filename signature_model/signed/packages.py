"""Write and read evidence packages: all the evidence of a job, sealed by its sender in one ASiC-E container.

The parts are folders of the container, named like the fields of ``EvidencePackage``. The sender's seal shows that the
set is unchanged since then; each signed document is separate proof, and is validated again with the data in the package
(``validation.packages``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from signature_model.containers.file_kinds import PACKAGE, maybe_other_kind
from signature_model.containers.media_types import PDF, PLAIN_TEXT, XML
from signature_model.containers.names import MANIFEST as _IN_BUNDLE
from signature_model.containers.names import maybe_unsafe
from signature_model.containers.reading import open_container
from signature_model.errors import NotAZip, UnreadableInput
from signature_model.masking import quoted
from signature_model.seals.packing import NewFile, sealed_container
from signature_model.signed.facts import Fault, FormFault
from signature_model.signed.sent import Sent, SentDocument
from signature_model.type_checks import require_aware, require_type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from signature_model.containers.entries import Container
    from signature_model.credentials.enterprise import Credentials

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
_ASK: Final = "ask the sender for the bundle that was sent, and compare the documents with that (`--job FILE`, `sent`)"
_UNKNOWN_MIME: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePackage:
    """The files of a package, by their names in each folder.

    - ``documents``: the originals as sent.
    - ``bundle``: the document bundle; ``manifest``: its manifest if there is no bundle.
    - ``signed``: every XAdES and PAdES.
    - ``statuses``: the status changes as received.
    - ``anchors``: trust anchors in PEM or DER.
    - ``revocation``: OCSP responses and CRLs that are not in the signed documents.
    - ``reports``: the reports of the validation when the package was made.
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
    read = read_members(content)
    if isinstance(read, Fault):
        raise UnreadableInput(read.message)
    return package_of(read)


def is_package(content: bytes) -> bool:
    """Whether the content begins as a ZIP archive does."""
    return content.startswith(b"PK")


def read_members(content: bytes) -> Mapping[str, bytes] | Fault:
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
        other = maybe_other_kind(content, "an evidence package", {PACKAGE})
        message = "the archive has no signed documents" if other is None else f"it is {other}"
        return Fault(kind=FormFault.NOT_SIGNED_DOCUMENT, message=message)
    return container.members


def _doubt(container: Container) -> str | None:
    """Return why readers may see different files in an archive; None if they see the same."""
    for name, why in container.unreadable.items():
        return f"{quoted(name)} cannot be read: {why}"
    for each in container.entries:
        if (fault := maybe_unsafe(each.name)) is not None:
            return f"the name {quoted(each.name)} {fault}"
    stray = [f"bytes that belong to no file: {len(each):,}" for each in container.stray]
    return next(iter((*container.disagreements, *stray)), None)


def package_of(members: Mapping[str, bytes]) -> EvidencePackage:
    """Return the files of a package from the members of its archive."""
    parts: dict[str, dict[str, bytes]] = {each: {} for each in PARTS}
    for name, content in members.items():
        part, _, rest = name.partition("/")
        if part in parts and rest:
            parts[part][rest] = content
    return EvidencePackage(bundle=members.get(BUNDLE), manifest=members.get(MANIFEST), **parts)


def _mime(name: str) -> str:
    suffix = name[name.rfind(".") :].lower()
    return _MIMES.get(suffix, _UNKNOWN_MIME)
