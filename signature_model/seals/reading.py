"""Reading a seal: what one ``ds:Signature`` says, before anything of it is believed.

The element has passed the schema, so what the schema requires is there. Only the signed properties that the signature
really refers to are read (against signature wrapping); ``verification`` compares all of it with the bundle.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from signature_model.credentials.certificates import maybe_certificate
from signature_model.seals.writing import SIGNED_PROPERTIES_TYPE
from signature_model.xml.lexical import maybe_time, maybe_whole
from signature_model.xml.trees import DSIG, XADES, children, local_name, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from cryptography.x509 import Certificate

_DS = f"{{{DSIG}}}"
_XADES = f"{{{XADES}}}"
_IDS = etree.XPath("//@Id", smart_strings=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
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
        """Its place below the root of ``signatures.xml``."""
        return path_of(self.element)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataObjectFormat:
    """A ``DataObjectFormat``: what a reference is about, its media type, and the names of whatever else it holds."""

    element: etree._Element
    object_reference: str
    mime: str | None
    others: tuple[str, ...]

    @property
    def where(self) -> str:
        """Its place below the root of ``signatures.xml``."""
        return path_of(self.element)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedProperties:
    """The signed properties that the signature refers to."""

    element: etree._Element
    signing_time: datetime | None
    certificate_digest_algorithm: str | None
    certificate_digest: bytes | None
    issuer_name: str | None
    serial_number: int | None
    formats: tuple[DataObjectFormat, ...]

    @property
    def where(self) -> str:
        """Their place below the root of ``signatures.xml``."""
        return path_of(self.element)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a signature says; ``properties`` are None where they cannot be trusted: ``properties_fault`` says why."""

    signed_info: etree._Element
    canonicalisation: str
    signature_algorithm: str
    signature: bytes
    files: tuple[Reference, ...]
    properties_references: tuple[Reference, ...]
    properties: SignedProperties | None
    properties_fault: str | None
    certificates: tuple[Certificate, ...]
    unreadable_certificates: tuple[str, ...]


def read_seal(signature: etree._Element) -> Seal:
    """Read a schema-valid ``ds:Signature``."""
    signed_info = signature.find(f"{_DS}SignedInfo")
    assert signed_info is not None  # noqa: S101 - required by the schema
    references = [_reference(each) for each in signed_info.findall(f"{_DS}Reference")]
    to_properties = [each for each in references if each.type == SIGNED_PROPERTIES_TYPE]
    properties, fault = _find_properties(signature, to_properties)
    certificates, unreadable = _certificates(signature)
    return Seal(
        signed_info=signed_info,
        canonicalisation=_algorithm(signed_info, f"{_DS}CanonicalizationMethod"),
        signature_algorithm=_algorithm(signed_info, f"{_DS}SignatureMethod"),
        signature=_bytes(signature.findtext(f"{_DS}SignatureValue")),
        files=tuple(each for each in references if each.type != SIGNED_PROPERTIES_TYPE),
        properties_references=tuple(to_properties),
        properties=properties,
        properties_fault=fault,
        certificates=certificates,
        unreadable_certificates=unreadable,
    )


def _algorithm(parent: etree._Element, path: str) -> str:
    element = parent.find(path)
    return "" if element is None else element.get("Algorithm", "")


def _bytes(text: str | None) -> bytes:
    try:
        return b64decode(text or "")
    except binascii.Error:
        return b""


def _reference(element: etree._Element) -> Reference:
    return Reference(
        element=element,
        id=element.get("Id"),
        uri=element.get("URI"),
        type=element.get("Type"),
        transforms=tuple(each.get("Algorithm", "") for each in element.iterfind(f"{_DS}Transforms/{_DS}Transform")),
        digest_algorithm=_algorithm(element, f"{_DS}DigestMethod"),
        digest=_bytes(element.findtext(f"{_DS}DigestValue")),
    )


def _find_properties(
    signature: etree._Element, references: list[Reference]
) -> tuple[SignedProperties | None, str | None]:
    """The signed properties by the node that the reference resolves to, or what is wrong with them."""
    found = list(signature.iter(f"{_XADES}SignedProperties"))
    fault = next(_faults_of_properties(signature, references, found), None)
    return (_signed_properties(found[0]), None) if fault is None else (None, fault)


def _faults_of_properties(
    signature: etree._Element, references: list[Reference], found: list[etree._Element]
) -> Iterator[str]:
    """What is wrong; each fault presupposes that those before it are not there."""
    if len(found) != 1:
        yield f"there are {len(found) or 'no'} signed properties, where one set must be"
    if len(references) != 1:
        yield f"{len(references) or 'no'} references are of the type SignedProperties, where one must be"
    ids: Counter[str] = Counter(_IDS(signature))
    yield from (f"the Id {each[:60]!r} stands twice" for each, times in ids.items() if times > 1)
    if references[0].uri != f"#{found[0].get('Id')}":
        yield "the reference does not point at the signed properties"
    qualifying = found[0].getparent()
    if qualifying is None or qualifying.get("Target") != f"#{signature.get('Id')}":
        yield "the qualifying properties are not about this signature"


def _signed_properties(element: etree._Element) -> SignedProperties:
    signature_properties = f"{_XADES}SignedSignatureProperties/"
    cert = f"{signature_properties}{_XADES}SigningCertificate/{_XADES}Cert/"
    digest = element.findtext(f"{cert}{_XADES}CertDigest/{_DS}DigestValue")
    return SignedProperties(
        element=element,
        signing_time=maybe_time(element.findtext(f"{signature_properties}{_XADES}SigningTime") or ""),
        certificate_digest_algorithm=_algorithm(element, f"{cert}{_XADES}CertDigest/{_DS}DigestMethod") or None,
        certificate_digest=None if digest is None else _bytes(digest),
        issuer_name=element.findtext(f"{cert}{_XADES}IssuerSerial/{_DS}X509IssuerName"),
        serial_number=maybe_whole(element.findtext(f"{cert}{_XADES}IssuerSerial/{_DS}X509SerialNumber") or ""),
        formats=tuple(map(_format, element.iterfind(f"{_XADES}SignedDataObjectProperties/{_XADES}DataObjectFormat"))),
    )


def _format(element: etree._Element) -> DataObjectFormat:
    names = [local_name(each) for each in children(element)]
    return DataObjectFormat(
        element=element,
        object_reference=element.get("ObjectReference", ""),
        mime=element.findtext(f"{_XADES}MimeType"),
        others=tuple(name for name in names if name != "MimeType"),
    )


def _certificates(signature: etree._Element) -> tuple[tuple[Certificate, ...], tuple[str, ...]]:
    readable, unreadable = [], []
    for element in signature.iterfind(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate"):
        certificate = maybe_certificate(_bytes(element.text))
        if certificate is None:
            unreadable.append(path_of(element))
        else:
            readable.append(certificate)
    return tuple(readable), tuple(unreadable)
