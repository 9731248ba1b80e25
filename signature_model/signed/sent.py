"""The caller's information about what was sent: documents with their digests, and the addressed signers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from signature_model.containers.names import MANIFEST
from signature_model.containers.references import with_hrefs
from signature_model.errors import OtherDocument, UnreadableInput
from signature_model.jobs.context import Sector
from signature_model.jobs.portal import AuthenticationLevel
from signature_model.jobs.signers import SignatureType
from signature_model.masking import masked_repr
from signature_model.pdf.inspection import inspect_pdf
from signature_model.signed.moments import maybe_moment
from signature_model.type_checks import require_type, require_types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from signature_model.jobs.direct import DirectJob
    from signature_model.jobs.portal import PortalJob
    from signature_model.manifests.inspection import InspectedManifest
    from signature_model.signed.statuses import Change, Signature, StatedStatus
    from signature_model.validation.inspection import InspectedBundle

DIGESTS: Final = ("sha256", "sha384", "sha512", "sha1")
"""The digests that signed documents may use, best first."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SentDocument:
    """A document that was sent: its name in the bundle, and its digests by algorithm (``sha256`` and so on).

    ``content`` may be None; then archive time-stamps that cover the document cannot be verified. ``page_count``
    and ``is_pdfa`` are None if they are not known.
    """

    name: str
    digests: Mapping[str, bytes]
    content: bytes | None = field(default=None, repr=False)
    title: str | None = None
    page_count: int | None = None
    is_pdfa: bool | None = None

    __repr__ = masked_repr

    @classmethod
    def of(cls, name: str, content: bytes, *, title: str | None = None) -> SentDocument:
        """Return a document with its content and all digests."""
        require_type("content", content, bytes)
        digests = {each: hashlib.new(each, content, usedforsecurity=False).digest() for each in DIGESTS}
        facts = inspect_pdf(content)
        pages, is_pdfa = (facts.page_count, facts.claims_pdfa) if facts.is_readable else (None, None)
        return cls(name=name, digests=digests, content=content, title=title, page_count=pages, is_pdfa=is_pdfa)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SentSigner:
    """A person who was addressed. ``number`` is the national id number; None if addressed by contact information."""

    number: str | None
    signature_type: SignatureType | None = None

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The sent documents and the addressed signers. If ``documents`` or ``signers`` are None, they are not compared.

    - ``signed``: an entry for each signer who has signed according to the status change: the national id number, or
      None for a signer without one. ``signed_at`` has the time of each, or None if the status change does not state it.
    - ``unsigned``: the other statuses of the status change, such as ``REJECTED`` and ``EXPIRED``.
    - ``security_level``: the lowest permitted level of the login, 3 or 4.
    - ``sender``: the organisation number that the job states.
    - ``sealed_at``: the time that the seal of the bundle states. It is None if there is no bundle, if its seal does not
      verify, or if it states an impossible time.
    """

    documents: tuple[SentDocument, ...] | None = None
    signers: tuple[SentSigner, ...] | None = None
    signed: tuple[str | None, ...] | None = field(default=None, repr=False)
    security_level: int | None = None
    sender: str | None = None
    unsigned: tuple[StatedStatus, ...] = field(default=(), repr=False)
    sealed_at: datetime | None = None
    signed_at: tuple[datetime | None, ...] = ()

    def __post_init__(self) -> None:
        require_types(self, documents=tuple | None, signers=tuple | None, signed=tuple | None)

    @classmethod
    def of(cls, job: PortalJob | DirectJob) -> Sent:
        """Return what a job sends. If a document has no content, the documents are not compared."""
        type_by_default = SignatureType.ADVANCED if job.sender.sector is Sector.PRIVATE else None
        planned = with_hrefs(job).documents
        documents = [
            SentDocument.of(each.href or each.title, each.content, title=each.title)
            for each in planned
            if each.content is not None
        ]
        signers = [
            SentSigner(
                number=each.personal_identification_number, signature_type=each.signature_type or type_by_default
            )
            for each in job.signers
        ]
        return cls(
            documents=tuple(documents) if len(documents) == len(job.documents) else None,
            signers=tuple(signers),
            security_level=int(job.required_authentication or AuthenticationLevel.FOUR),
            sender=job.sender.organization_number or None,
        )

    @classmethod
    def from_manifest(cls, content: bytes, content_of: Callable[[str], bytes | None]) -> Sent:
        """Return what a ``manifest.xml`` sends; ``content_of`` returns a document's bytes by its ``href``.

        Raises UnreadableInput if the manifest cannot be read.
        """
        from signature_model.manifests.inspection import inspect_manifest  # noqa: PLC0415 - only manifests need it

        manifest = inspect_manifest(content, content_of)
        return cls._of_manifest(manifest)

    def for_signature(self, signature: Signature) -> Sent:
        """Return what was sent with one signer only, to validate the XAdES of that signer.

        ``signature`` is one of the ``signatures`` of a status change. It may have a number even if the signer was
        addressed without one. If the signer cannot be found, all signers are kept.
        """
        from signature_model.signed.statuses import number_of  # noqa: PLC0415 - only status changes need it

        if self.signers is None:
            return self
        number = number_of(signature)
        addressed = [each for each in self.signers if each.number == number]
        if not addressed and number is not None:
            addressed = [replace(each, number=number) for each in self.signers if each.number is None][:1]
        return replace(self, signers=tuple(addressed)) if addressed else self

    def with_status(self, change: bytes | Change) -> Sent:
        """Add the statuses of the signers, from a status change.

        ``change`` is what ``changes``, ``poll`` or ``status`` of a client returned, or bytes: the response of the
        service, or a record of ``signering``. Raises UnreadableInput for other bytes.
        """
        from signature_model.signed.statuses import SIGNED, statuses_in  # noqa: PLC0415 - only this needs it

        statuses = statuses_in(change)
        signed = [each for each in statuses if each.status == SIGNED]
        return replace(
            self,
            signed=tuple([each.number for each in signed]),
            signed_at=tuple([each.since for each in signed]),
            unsigned=tuple([each for each in statuses if each.status != SIGNED]),
        )

    def times_of(self, number: str | None) -> tuple[datetime, ...]:
        """Return when the signer with this national id number has signed according to the status change.

        If the status change does not have the number, the signer may be any of those without a number, and the times of
        all of them are returned. The result is empty if a time is not known.
        """
        signed = self.signed or ()
        wanted = number if number in signed else None
        times = [time for each, time in zip(signed, self.signed_at, strict=False) if each == wanted]
        return tuple([each for each in times if each is not None]) if None not in times else ()

    @classmethod
    def from_bundle(cls, content: bytes) -> Sent:
        """Return what a document bundle (``.asice``) sends. Raises UnreadableInput if its manifest cannot be read."""
        from signature_model.validation.inspection import inspect_bundle  # noqa: PLC0415 - only bundles need it

        bundle = inspect_bundle(content)
        if bundle.refusal is not None:
            raise bundle.refusal
        return replace(cls._of_manifest(bundle.manifest), sealed_at=_sealed_at(bundle))

    @classmethod
    def _of_manifest(cls, manifest: InspectedManifest | None) -> Sent:
        if manifest is not None and isinstance(manifest.refusal, UnreadableInput):
            raise manifest.refusal
        if manifest is None or manifest.job is None:
            msg = "there is no manifest that says what was sent"
            raise OtherDocument(msg, "give the bundle or the manifest that was sent")
        return cls.of(manifest.job)


def _sealed_at(bundle: InspectedBundle) -> datetime | None:
    """Return the signing time of the bundle's seal if it verifies and covers the manifest and the documents."""
    verification, contents = bundle.verification, bundle.contents
    if verification is None or verification.seal.properties is None or contents.job is None:
        return None
    intact = {each.member for each in verification.files if each.intact}
    sealed = {MANIFEST, *(contents.member_of(each.href) for each in contents.job.documents if each.href)}
    is_verified = verification.signature_valid and verification.properties_intact and sealed <= intact
    return maybe_moment(verification.seal.properties.signing_time) if is_verified else None
