"""The facts that are read from a signed file, before trust is evaluated. ``evaluation`` and the rules use them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from signature_model.masking import masked_repr
from signature_model.signed.validation_data import ValidationData

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cryptography.x509 import Certificate
    from lxml import etree

    from signature_model.signed.identity import Identity
    from signature_model.signed.sent import SentDocument
    from signature_model.signed.signed_elements import SignedElements
    from signature_model.signed.timestamps import TimeStamp
    from signature_model.xml.positions import Positions

    Problem = tuple[str, str]
    """A place and the message about it."""


class Form(StrEnum):
    """The forms of signed files."""

    XADES = "XAdES"
    PADES = "PAdES"
    SDO = "SEID-SDO"


class FormFault(StrEnum):
    """The possible faults of a file's form."""

    NOT_SIGNED_DOCUMENT = "not a signed document"
    NO_SIGNATURE = "no signature"
    UNREADABLE = "unreadable"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault of the form, with its line if one can be named."""

    kind: FormFault
    message: str
    where: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Content that a signature covers.

    ``name`` is the file name in the reference; None for content inside the signed file. ``document`` is the sent
    document with this name and digest, or None. ``is_intact`` is None if the content is not available.
    ``digest_algorithm`` is set if a digest inside the signed file names the document. ``change`` is the message if a
    sent document was signed together with a change of it.
    """

    where: str
    name: str | None
    document: SentDocument | None
    is_intact: bool | None
    has_other_name: bool = False
    digest_algorithm: str | None = None
    change: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignerDescription:
    """The statements of signed content about a signer, such as a ``SignerDescription`` in an LTV-SDO.

    ``security_level`` is 1 to 4; None if it is not stated, or not known. ``unknown_level`` is the text that the content
    has instead of a known level.
    """

    where: str
    who: Identity
    method: str | None = None
    signed_at: datetime | None = None
    security_level: int | None = None
    unknown_level: str | None = None

    __repr__ = masked_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSignature:
    """A signature as it was read, before trust is evaluated.

    - ``is_verified``: whether the value verifies with ``certificate``; None if that is not known.
    - ``algorithms``: all algorithms that the signature uses.
    - ``changed``: content whose digest differs.
    - ``wrapped``: content that could be mistaken for signed content.
    - ``beside``: unsigned text beside the signature.
    - ``outward``: references and transforms that are not followed.
    - ``names_another``: the message if the signed properties name another certificate.
    - ``natives``: elements inside that may be signatures of the signers' own electronic identities. They are intact,
      but not read yet. Those in ``enclosed`` are covered only as base64 text.
    - ``elements``: the elements of the file that the signature covers; None for a signature that is not XML.
    """

    where: str
    form: Form
    certificate: Certificate | None
    validation_data: ValidationData
    is_verified: bool | None
    claimed_at: datetime | None
    algorithms: tuple[str, ...]
    changed: tuple[Problem, ...] = ()
    wrapped: tuple[Problem, ...] = ()
    beside: tuple[Problem, ...] = ()
    outward: tuple[Problem, ...] = ()
    names_another: str | None = None
    has_signed_properties: bool = True
    stamps: tuple[TimeStamp, ...] = ()
    covered: tuple[Covered, ...] = ()
    signer_descriptions: tuple[SignerDescription, ...] = ()
    natives: tuple[etree._Element, ...] = ()
    enclosed: frozenset[etree._Element] = frozenset()
    elements: SignedElements | None = None
    is_seal: bool = False

    @property
    def is_intact(self) -> bool:
        """Whether no change of the covered content is known, and the signature value is not known to be wrong."""
        return not self.changed and self.is_verified is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPdfFacts:
    """Facts that only a PDF has.

    ``sealed_by`` is the field of the seal, ``changes`` are the changes after it, ``uncovered`` the parts that no byte
    range covers. ``pages`` is the number of pages, ``is_pdfa`` whether the file says that it is PDF/A, and
    ``attachments`` are the attached XML files by name, ``damaged`` the names of attached files that cannot be read.
    ``shown`` are the signatures of a sent document that show on a page.
    """

    sealed_by: str | None = None
    changes: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    pages: int | None = None
    is_pdfa: bool = False
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """A file that was read as a signed document: its form, its faults, and its signatures.

    ``positions`` are the line and column of each element. ``skipped`` is the message if a library for reading the file
    is not installed.
    """

    form: Form | None = None
    faults: tuple[Fault, ...] = ()
    signatures: tuple[ReadSignature, ...] = ()
    validation_data: ValidationData = ValidationData()  # noqa: RUF009 - frozen
    root: etree._Element | None = None
    positions: Positions | None = None
    pdf: SignedPdfFacts | None = None
    skipped: str | None = None
