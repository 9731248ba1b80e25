"""A signature job in the portal flow: everything that the manifest and the job request can say.

A job with errors can be constructed, so that validation can report all of them together. A value of a wrong type raises
TypeError. No ``repr`` shows a whole national id number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from signature_model.jobs.context import Sector, SigningFlow
from signature_model.jobs.signers import Signer
from signature_model.masking import masked_repr
from signature_model.type_checks import require_types, tuple_of

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import BinaryIO, Protocol

    class Job(Protocol):
        """The parts that jobs of both flows have."""

        @property
        def title(self) -> str:
            """The title of the job."""

        @property
        def documents(self) -> Sequence[Document]:
            """The documents to sign."""

        @property
        def signers(self) -> Sequence[object]:
            """The signers of either flow."""

        @property
        def deprecated_single_document(self) -> bool:
            """Whether the manifest has the older form."""


class AuthenticationLevel(StrEnum):
    """The security level for the authentication of signers. By default, level 4."""

    THREE = "3"
    FOUR = "4"


class IdentifierInSignedDocuments(StrEnum):
    """How the signed documents identify the signers."""

    PERSONAL_IDENTIFICATION_NUMBER_AND_NAME = "PERSONAL_IDENTIFICATION_NUMBER_AND_NAME"
    DATE_OF_BIRTH_AND_NAME = "DATE_OF_BIRTH_AND_NAME"
    NAME = "NAME"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Document:
    """A document to sign (schema: ``document``).

    ``title`` has 1 to 80 characters. ``href`` is the file's name in the bundle (4 to 100 characters); by default, a
    portable name is made. ``content`` is None if only the manifest is known.
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
        """Read a document from a file. Raises OSError if it cannot be read."""
        return cls(title=title, content=Path(path).read_bytes(), href=href, mime=mime)

    @classmethod
    def from_bytes(
        cls, content: bytes, *, title: str, href: str | None = None, mime: str = "application/pdf"
    ) -> Document:
        """Return a document with this content."""
        return cls(title=title, content=content, href=href, mime=mime)

    @classmethod
    def from_stream(
        cls, file: BinaryIO, *, title: str, href: str | None = None, mime: str = "application/pdf"
    ) -> Document:
        """Read a document to the end of a binary file."""
        return cls(title=title, content=file.read(), href=href, mime=mime)


@dataclass(frozen=True, slots=True, repr=False)
class Sender:
    """The organisation that sends the job, by its nine-digit number (schema: ``sender``, ``polling-queue``).

    Without a number, the client's ``sender`` is used, or the number in the certificate that seals the job. The sector
    decides what the sender may use; the number does not reveal it. Status changes of the job appear in
    ``polling_queue``; None is the default queue.
    """

    organization_number: str = ""
    sector: Sector | None = field(default=None, kw_only=True)
    polling_queue: str | None = field(default=None, kw_only=True)

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, organization_number=str, sector=Sector | None, polling_queue=str | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """When a job opens, and how long each group of signers can sign (schema: ``availability``).

    ``activation_time`` is an aware datetime; without it, or if it is past, the job opens immediately.
    ``available_for`` is at most 90 days, by default 30, and starts again for each group.
    """

    activation_time: datetime | None = None
    available_for: timedelta | None = None

    def __post_init__(self) -> None:
        require_types(self, activation_time=datetime | None, available_for=timedelta | None)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PortalJob:
    """A signature job in the portal flow.

    ``title`` and ``nonsensitive_title`` have 1 to 80 characters, ``description`` at most 220, ``reference`` at most 50;
    1 to 20 documents, 1 to 10 signers. Only ``title`` and ``description`` may contain personal data: the reference and
    the non-sensitive title are sent in e-mails and text messages.

    ``deprecated_single_document`` writes the older form of the manifest. It has one document with the title of the job;
    other jobs raise ValueError.
    """

    flow: ClassVar[SigningFlow] = SigningFlow.PORTAL

    title: str
    documents: Sequence[Document]
    signers: Sequence[Signer]
    sender: Sender = field(default_factory=Sender)
    nonsensitive_title: str | None = None
    description: str | None = None
    availability: Availability | None = None
    required_authentication: AuthenticationLevel | None = None
    identifier_in_signed_documents: IdentifierInSignedDocuments | None = None
    reference: str | None = None
    deprecated_single_document: bool = False

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, nonsensitive_title=str | None, availability=Availability | None)
        freeze_parts(self, Signer)


def freeze_parts(job: Job, signer: type) -> None:
    """Make tuples of a new job's documents and signers, and check the parts that jobs of both flows have.

    Raises TypeError for parts of a wrong type, and ValueError if the deprecated form cannot represent the job.
    """
    require_types(
        job,
        title=str,
        sender=Sender,
        description=str | None,
        required_authentication=AuthenticationLevel | None,
        identifier_in_signed_documents=IdentifierInSignedDocuments | None,
        reference=str | None,
    )
    object.__setattr__(job, "documents", tuple_of("documents", job.documents, Document))
    object.__setattr__(job, "signers", tuple_of("signers", job.signers, signer))
    if job.deprecated_single_document and [each.title for each in job.documents] != [job.title]:
        msg = "the deprecated form needs exactly one document, with the title of the job"
        raise ValueError(msg)
