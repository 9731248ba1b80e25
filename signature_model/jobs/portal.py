"""A signature job as its sender describes it: everything that the manifest and the job request can say.

All are frozen values with the specification's words. A job with faults can be constructed, so that all of them can be
shown at once; only what is not even of the right type cannot. No ``repr`` shows a whole national id number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from signature_model.jobs.context import Sector
from signature_model.jobs.signers import Signer
from signature_model.masking import masked_repr
from signature_model.type_checks import require_type, require_types

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import BinaryIO


class AuthenticationLevel(StrEnum):
    """How surely a signer must be authenticated. Left out: level 4."""

    THREE = "3"
    FOUR = "4"


class IdentifierInSignedDocuments(StrEnum):
    """How the signed documents name their signers."""

    PERSONAL_IDENTIFICATION_NUMBER_AND_NAME = "PERSONAL_IDENTIFICATION_NUMBER_AND_NAME"
    DATE_OF_BIRTH_AND_NAME = "DATE_OF_BIRTH_AND_NAME"
    NAME = "NAME"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Document:
    """A document to be signed.

    ``title`` has 1 to 80 characters. ``href`` is the member's name in the bundle (4 to 100 characters); left out, a
    portable one is made. ``content`` is None for a document known from its manifest alone. (Schema: ``document``.)
    """

    title: str
    content: bytes | None = field(default=None, repr=False)
    href: str | None = None
    mime: str = "application/pdf"

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, title=str, content=bytes | None, href=str | None, mime=str)

    @classmethod
    def from_path(
        cls, path: str | os.PathLike[str], *, title: str, href: str | None = None, mime: str = "application/pdf"
    ) -> Document:
        """Read a document from a file. Raises OSError where that cannot be read."""
        return cls(title=title, content=Path(path).read_bytes(), href=href, mime=mime)

    @classmethod
    def from_bytes(
        cls, content: bytes, *, title: str, href: str | None = None, mime: str = "application/pdf"
    ) -> Document:
        """A document whose bytes are at hand."""
        return cls(title=title, content=content, href=href, mime=mime)

    @classmethod
    def from_stream(
        cls, file: BinaryIO, *, title: str, href: str | None = None, mime: str = "application/pdf"
    ) -> Document:
        """Read a document to the end of a binary file."""
        return cls(title=title, content=file.read(), href=href, mime=mime)


@dataclass(frozen=True, slots=True, repr=False)
class Sender:
    """The organisation that sends the job, by its nine-digit number.

    The sector decides what the sender may use; the number alone does not tell it. Status changes of the job appear in
    ``polling_queue``; None is the default queue. (Schema: ``sender``, ``polling-queue``.)
    """

    organization_number: str
    sector: Sector | None = field(default=None, kw_only=True)
    polling_queue: str | None = field(default=None, kw_only=True)

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, organization_number=str, sector=Sector | None, polling_queue=str | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """When a job opens, and how long each group of signers has it.

    ``activation_time`` is an aware datetime (missing or past: at once); ``available_for`` is at most 90 days (missing:
    30 days) and runs anew for each group. (Schema: ``availability``.)
    """

    activation_time: datetime | None = None
    available_for: timedelta | None = None

    def __post_init__(self) -> None:
        require_types(self, activation_time=datetime | None, available_for=timedelta | None)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PortalJob:
    """A signature job in the portal flow.

    ``title`` and ``nonsensitive_title`` have 1 to 80 characters, ``description`` at most 220, ``reference`` at most 50;
    1 to 20 documents, 1 to 10 signers. Personal data belongs in ``title`` and ``description`` only: the reference and
    the non-sensitive title are sent in mails and text messages.

    ``deprecated_single_document`` writes the manifest's older form, which has one document whose title is the job's;
    it raises ValueError with more documents or another title, since that form cannot say them.
    """

    title: str
    documents: Sequence[Document]
    signers: Sequence[Signer]
    sender: Sender
    nonsensitive_title: str | None = None
    description: str | None = None
    availability: Availability | None = None
    required_authentication: AuthenticationLevel | None = None
    identifier_in_signed_documents: IdentifierInSignedDocuments | None = None
    reference: str | None = None
    deprecated_single_document: bool = False

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(
            self,
            title=str,
            sender=Sender,
            nonsensitive_title=str | None,
            description=str | None,
            availability=Availability | None,
            required_authentication=AuthenticationLevel | None,
            identifier_in_signed_documents=IdentifierInSignedDocuments | None,
            reference=str | None,
        )
        object.__setattr__(self, "documents", tuple(self.documents))
        object.__setattr__(self, "signers", tuple(self.signers))
        for each in self.documents:
            require_type("each of documents", each, Document)
        for signer in self.signers:
            require_type("each of signers", signer, Signer)
        if self.deprecated_single_document and [each.title for each in self.documents] != [self.title]:
            msg = "the deprecated form has exactly one document, and the job's title is its title"
            raise ValueError(msg)
