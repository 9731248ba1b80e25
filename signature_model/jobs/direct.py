"""A signature job in the direct flow: everything that the manifest and the job request can say.

The signers are redirected from the sender's pages to the service, sign there, and come back. Documents, sender and
types of signature are the same as in the portal flow. A job with errors can be constructed, as in the portal flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from signature_model.jobs.context import SigningFlow
from signature_model.jobs.identifiers import eleven_digits
from signature_model.jobs.portal import AuthenticationLevel, IdentifierInSignedDocuments, Sender, freeze_parts
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from signature_model.masking import masked_repr
from signature_model.type_checks import require_types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from signature_model.jobs.portal import Document


class StatusRetrieval(StrEnum):
    """How the sender learns the status of a job (schema: ``status-retrieval-method``).

    With a callback (the default), the sender asks with the token that a returning signer brings. With polling, status
    changes appear in the sender's queue.
    """

    WAIT_FOR_CALLBACK = "WAIT_FOR_CALLBACK"
    POLLING = "POLLING"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ExitUrls:
    """The URLs to which the service sends a signer's browser, each at most 500 characters (schema: ``exit-urls``).

    ``completion_url`` is for a signer who has signed, ``rejection_url`` for one who chose not to sign, and
    ``error_url`` for an unexpected error. The service adds the query parameter ``status_query_token``.
    """

    completion_url: str
    rejection_url: str
    error_url: str

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, completion_url=str, rejection_url=str, error_url=str)

    @classmethod
    def single(cls, url: str) -> ExitUrls:
        """Return the same URL for all three outcomes."""
        return cls(completion_url=url, rejection_url=url, error_url=url)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectSigner:
    """A person who is redirected to the service to sign (schema: ``direct-signer``).

    A signer has either a national id number or an identifier of the sender's own, 1 to 80 characters and unique in the
    job. If a signer has an identifier of the sender's own, the service does not check who signs. The constructors
    ``by_...`` set one of the two.
    """

    personal_identification_number: str | None = None
    signer_identifier: str | None = None
    signature_type: SignatureType | None = None
    on_behalf_of: OnBehalfOf | None = None

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(
            self,
            personal_identification_number=str | None,
            signer_identifier=str | None,
            signature_type=SignatureType | None,
            on_behalf_of=OnBehalfOf | None,
        )
        if (self.personal_identification_number is None) == (self.signer_identifier is None):
            msg = "a signer needs either personal_identification_number or signer_identifier"
            raise ValueError(msg)

    @property
    def identification(self) -> str:
        """The text that names the signer in statuses: the number or the identifier."""
        return self.personal_identification_number or self.signer_identifier or ""

    @classmethod
    def by_national_id(
        cls, number: str, *, signature_type: SignatureType | None = None, on_behalf_of: OnBehalfOf | None = None
    ) -> DirectSigner:
        """Return a signer identified by national id number. Raises ValueError for anything but eleven digits."""
        number = eleven_digits(number)
        return cls(personal_identification_number=number, signature_type=signature_type, on_behalf_of=on_behalf_of)

    @classmethod
    def by_identifier(
        cls, identifier: str, *, signature_type: SignatureType | None = None, on_behalf_of: OnBehalfOf | None = None
    ) -> DirectSigner:
        """Return a signer identified by a text of the sender's own, such as a customer number."""
        return cls(signer_identifier=identifier, signature_type=signature_type, on_behalf_of=on_behalf_of)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DirectJob:
    """A signature job in the direct flow. It is open for 30 days, and all signers can sign in parallel.

    ``title`` has 1 to 80 characters, ``description`` at most 220, ``reference`` at most 50; 1 to 20 documents, 1 to 10
    signers. ``exit_urls`` is None for a job that was read from a manifest, because manifests do not contain them.

    ``deprecated_single_document`` writes the older form of the manifest. It has one document with the title of the job;
    other jobs raise ValueError.
    """

    flow: ClassVar[SigningFlow] = SigningFlow.DIRECT

    title: str
    documents: Sequence[Document]
    signers: Sequence[DirectSigner]
    sender: Sender = field(default_factory=Sender)
    exit_urls: ExitUrls | None
    status_retrieval: StatusRetrieval | None = None
    description: str | None = None
    required_authentication: AuthenticationLevel | None = None
    identifier_in_signed_documents: IdentifierInSignedDocuments | None = None
    reference: str | None = None
    deprecated_single_document: bool = False

    __repr__ = masked_repr

    def __post_init__(self) -> None:
        require_types(self, exit_urls=ExitUrls | None, status_retrieval=StatusRetrieval | None)
        freeze_parts(self, DirectSigner)
