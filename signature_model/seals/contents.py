"""The content of a signature as ``reading`` finds it: references, signed properties and certificates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from signature_model.xml.trees import path_of

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography.x509 import Certificate
    from lxml import etree

_BY_XPOINTER = re.compile(r"""#xpointer\(id\((?P<quote>['"])(?P<id>.*)(?P=quote)\)\)""")


class Reference(NamedTuple):
    """A ``ds:Reference``."""

    element: etree._Element
    id: str | None
    uri: str | None
    type: str | None
    transforms: tuple[str, ...]
    digest_algorithm: str
    digest: bytes

    @property
    def where(self) -> str:
        """The path below the root of ``signatures.xml``."""
        return path_of(self.element)

    def is_to(self, element: etree._Element) -> bool:
        """Whether it refers to an element by its Id, which an XPointer may contain (XML Signature, 4.4.3.3)."""
        by_xpointer = _BY_XPOINTER.fullmatch(self.uri or "")
        return element.get("Id") is not None and f"#{element.get('Id')}" == (
            f"#{by_xpointer['id']}" if by_xpointer else self.uri
        )


class DataObjectFormat(NamedTuple):
    """A ``DataObjectFormat``: the reference that it describes, its media type, and the names of its other children."""

    element: etree._Element
    object_reference: str
    mime: str | None
    others: tuple[str, ...]

    @property
    def where(self) -> str:
        """The path below the root of ``signatures.xml``."""
        return path_of(self.element)


class NamedCertificate(NamedTuple):
    """The name of the signing certificate in the signed properties; a field that they do not state is None.

    ``SigningCertificate`` has an ``issuer`` and a ``serial_number``, ``SigningCertificateV2`` may have an
    ``issuer_serial``: an ``IssuerSerial`` of RFC 5035 in DER.
    """

    digest_algorithm: str | None
    digest: bytes | None
    issuer: str | None = None
    serial_number: int | None = None
    issuer_serial: bytes | None = None
    is_v2: bool = False


class SignedProperties(NamedTuple):
    """The signed properties that the signature refers to."""

    element: etree._Element
    signing_time: datetime | None
    certificates_named: tuple[NamedCertificate, ...]
    formats: tuple[DataObjectFormat, ...]

    @property
    def where(self) -> str:
        """The path below the root of ``signatures.xml``."""
        return path_of(self.element)


class Seal(NamedTuple):
    """The content of a signature.

    - ``properties``: None if the signed properties cannot be trusted; ``properties_fault`` says why.
    - ``certificates``: in the order of ``KeyInfo``; ``encoded_certificates`` are their base64 texts.
    - ``other_keys``: the elements of ``KeyInfo`` that name a key in another way.
    - ``with_parameters``: the elements of ``SignedInfo`` that give an algorithm parameters.
    """

    signed_info: etree._Element
    canonicalisation: str
    signature_algorithm: str
    signature: bytes
    files: tuple[Reference, ...]
    properties_references: tuple[Reference, ...]
    properties: SignedProperties | None
    properties_fault: str | None
    certificates: tuple[Certificate, ...]
    encoded_certificates: tuple[str, ...]
    other_keys: tuple[etree._Element, ...]
    with_parameters: tuple[etree._Element, ...]
