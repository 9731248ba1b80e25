"""Write a XAdES signature (EN 319 132-1) over parts of the same document, at any baseline level.

All canonical forms are exclusive, so they do not depend on the document around a part. Each part is therefore written,
signed and time-stamped alone, and then inserted into the document as a text.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signature_model.seals.algorithms import EXCLUSIVE, RSA_SHA256, SHA256, SIGNED_PROPERTIES
from signature_model.xml.lexical import time_text
from signature_model.xml.trees import DSIG, XADES, canonical
from signature_transports.emulator.settings import BaselineLevel
from signature_transports.emulator.signing.pki.revocation import revocation_data
from signature_transports.emulator.signing.pki.time_stamps import stamper, time_stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cryptography import x509

    from signature_transports.emulator.signing.pki.holders import Holder

_XADES_141: Final = "http://uri.etsi.org/01903/v1.4.1#"
_DS: Final = f'xmlns:ds="{DSIG}"'
_BOTH: Final = f'{_DS} xmlns:xades="{XADES}"'
_METHOD: Final = f'<ds:CanonicalizationMethod {_DS} Algorithm="{EXCLUSIVE}"/>'
_PARSER: Final = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part to sign: its Id, how it becomes octets (``transform``), these octets, and their media type."""

    id: str
    transform: str
    octets: bytes
    mime: str


def canonical_form(text: str) -> bytes:
    """Return the exclusive canonical form of an element that declares all its namespaces."""
    return canonical(etree.fromstring(text.encode(), _PARSER), exclusive=True)


def write_signature(name: str, parts: Sequence[Part], holder: Holder, moment: datetime, level: BaselineLevel) -> str:
    """Return a signature as an XML text. ``name`` begins its Ids."""
    properties = _signed_properties(name, parts, holder.certificate, moment)
    properties_octets = canonical_form(properties)
    info = _signed_info(name, parts, properties_octets)
    value = holder.sign(canonical_form(info))
    signature_value = f'<ds:SignatureValue {_DS} Id="{name}-value">{_base64(value)}</ds:SignatureValue>'
    key_info = f"<ds:KeyInfo {_DS}><ds:X509Data>{_x509(holder.chain[:2])}</ds:X509Data></ds:KeyInfo>"
    head = (info, signature_value, key_info)
    octets = b"".join((*(each.octets for each in parts), properties_octets))
    evidence = "".join(_evidence(head, octets, holder, moment, level))
    unsigned = (
        "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
        f"{evidence}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
    )
    return (
        f'<ds:Signature {_DS} Id="{name}">{"".join(head)}'
        f'<ds:Object><xades:QualifyingProperties {_BOTH} Target="#{name}">{properties}{unsigned if evidence else ""}'
        "</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )


def _signed_info(name: str, parts: Sequence[Part], properties: bytes) -> str:
    references = "".join(
        f'<ds:Reference Id="{name}-{each.id}" URI="#{each.id}">{_transform(each.transform)}{_digest(each.octets)}'
        "</ds:Reference>"
        for each in parts
    )
    return (
        f"<ds:SignedInfo {_DS}>{_METHOD}"
        f'<ds:SignatureMethod Algorithm="{RSA_SHA256}"/>{references}'
        f'<ds:Reference Type="{SIGNED_PROPERTIES}" URI="#{name}-properties">{_transform(EXCLUSIVE)}'
        f"{_digest(properties)}</ds:Reference></ds:SignedInfo>"
    )


def _signed_properties(name: str, parts: Iterable[Part], certificate: x509.Certificate, moment: datetime) -> str:
    formats = "".join(
        f'<xades:DataObjectFormat ObjectReference="#{name}-{each.id}"><xades:MimeType>{escaped(each.mime)}'
        "</xades:MimeType></xades:DataObjectFormat>"
        for each in parts
    )
    return (
        f'<xades:SignedProperties {_BOTH} Id="{name}-properties"><xades:SignedSignatureProperties>'
        f"<xades:SigningTime>{time_text(moment)}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert>"
        f"<xades:CertDigest>{_digest(certificate.public_bytes(Encoding.DER))}</xades:CertDigest></xades:Cert>"
        "</xades:SigningCertificateV2></xades:SignedSignatureProperties><xades:SignedDataObjectProperties>"
        f"{formats}</xades:SignedDataObjectProperties></xades:SignedProperties>"
    )


def _evidence(
    head: Sequence[str], octets: bytes, holder: Holder, moment: datetime, level: BaselineLevel
) -> Iterator[str]:
    """Yield what each level adds: a time-stamp; certificates and revocation data; a time-stamp over everything."""
    if level is BaselineLevel.B:
        return
    stamp = _stamp("xades:SignatureTimeStamp", canonical_form(head[1]), moment)
    yield stamp
    if level is BaselineLevel.T:
        return
    values = _values(holder, stamper(moment), moment)
    yield from values
    if level is BaselineLevel.LTA:
        archived = octets + b"".join(map(canonical_form, (*head, stamp, *values)))
        yield _stamp("xades141:ArchiveTimeStamp", archived, moment)


def _values(holder: Holder, stamper: Holder, moment: datetime) -> tuple[str, str]:
    certificates = dict.fromkeys((*holder.chain, *stamper.chain))
    encoded = "".join(
        f"<xades:EncapsulatedX509Certificate>{_base64(each.public_bytes(Encoding.DER))}"
        "</xades:EncapsulatedX509Certificate>"
        for each in certificates
    )
    data = revocation_data((holder, stamper), moment)
    crls = "".join(f"<xades:EncapsulatedCRLValue>{_base64(each)}</xades:EncapsulatedCRLValue>" for each in data.crls)
    responses = "".join(
        f"<xades:EncapsulatedOCSPValue>{_base64(each)}</xades:EncapsulatedOCSPValue>" for each in data.responses
    )
    return (
        f"<xades:CertificateValues {_BOTH}>{encoded}</xades:CertificateValues>",
        (
            f"<xades:RevocationValues {_BOTH}><xades:CRLValues>{crls}</xades:CRLValues>"
            f"<xades:OCSPValues>{responses}</xades:OCSPValues></xades:RevocationValues>"
        ),
    )


def _stamp(tag: str, octets: bytes, moment: datetime) -> str:
    token = _base64(time_stamp(octets, moment))
    return (
        f'<{tag} {_BOTH} xmlns:xades141="{_XADES_141}">{_METHOD}'
        f"<xades:EncapsulatedTimeStamp>{token}</xades:EncapsulatedTimeStamp></{tag}>"
    )


def _transform(algorithm: str) -> str:
    return f'<ds:Transforms><ds:Transform Algorithm="{algorithm}"/></ds:Transforms>'


def _digest(octets: bytes) -> str:
    value = _base64(hashlib.sha256(octets).digest())
    return f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{value}</ds:DigestValue>'


def _x509(certificates: Iterable[x509.Certificate]) -> str:
    return "".join(
        f"<ds:X509Certificate>{_base64(each.public_bytes(Encoding.DER))}</ds:X509Certificate>" for each in certificates
    )


def _base64(content: bytes) -> str:
    return b64encode(content).decode()


def escaped(text: str) -> str:
    """Return a text as the content of an element."""
    return text.translate(_ESCAPES)


_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;"})
