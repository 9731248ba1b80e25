"""Signed documents in XML like those of the service, with one thing changed if a test asks for it.

``xades()`` is valid at the level LTA: one detached reference, signed by Kari, time-stamped, with revocation data and an
archive time-stamp. Canonical forms are made by lxml, not by the code that is tested.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signature_model.jobs.context import Context
from signature_model.signed.sent import Sent, SentDocument, SentSigner
from signature_model.signed.validation.validators import validate_xades
from signature_model.xml.lexical import time_text
from tests.kits import pdfs
from tests.kits.authorities import NOW, SIGNED_AT, Holder, anchors, kari, stamper, time_stamp
from tests.kits.jobs import KARI
from tests.kits.seals import EXCLUSIVE, canonical

Edit = Callable[[etree._Element], None]  # noqa: SLF001 - lxml has no other name for its type

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
XADES_141: Final = "{http://uri.etsi.org/01903/v1.4.1#}"
SHA256_URI: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
BASE64: Final = "http://www.w3.org/2000/09/xmldsig#base64"
OBJECT: Final = "http://www.w3.org/2000/09/xmldsig#Object"
PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"
NAMESPACES: Final = {"ds": DS[1:-1], "xades": XADES[1:-1], "xades141": XADES_141[1:-1]}

_DIGESTS: Final = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}

CONTRACT: Final = "contract.pdf"
PAPER: Final = pdfs.paper()
SENT: Final = Sent(documents=(SentDocument.of(CONTRACT, PAPER),), signers=(SentSigner(number=KARI),))
CONTEXT: Final = Context(trust_anchors=anchors(), now=NOW)


@dataclass(frozen=True, kw_only=True)
class XadesPlan:
    """What is signed, by whom, and with which evidence.

    ``enclosed`` puts the documents into objects. ``content`` is an element that is signed, too. ``before`` changes the
    tree before it is signed, ``after`` afterwards, ``stamped`` before the archive time-stamp.
    """

    documents: Mapping[str, bytes]
    by: Holder
    level: str = "LTA"
    enclosed: bool = False
    content: str = ""
    claimed_at: datetime = SIGNED_AT
    stamped_at: datetime = SIGNED_AT
    stamp_by: Holder | None = None
    responses: tuple[bytes, ...] | None = None
    crls: tuple[bytes, ...] = ()
    method: str | None = None
    before: Edit | None = None
    after: Edit | None = None


def plan(**changes: object) -> XadesPlan:
    """Return the valid plan with these changes."""
    usual = XadesPlan(documents={CONTRACT: PAPER}, by=kari())
    return replace(usual, **changes)  # type: ignore[arg-type]


def xades(**changes: object) -> bytes:
    """Return a signed document by the valid plan with these changes."""
    return _usual(**changes) if changes.keys() <= {"level"} else etree.tostring(tree(plan(**changes)))


@cache
def _usual(**level: object) -> bytes:
    return etree.tostring(tree(plan(**level)))


def tree(planned: XadesPlan) -> etree._Element:
    """Return the tree of a signed document."""
    root = etree.fromstring(_template(planned))
    if planned.before is not None:
        planned.before(root)
    resign(root, planned)
    _add_evidence(root, planned)
    if planned.after is not None:
        planned.after(root)
    return root


def resign(root: etree._Element, planned: XadesPlan) -> None:
    """Write the right digests and the right signature value."""
    signature = _signature(root)
    info = signature[0]
    for reference in info.iterchildren(f"{DS}Reference"):
        octets = _referred(root, reference, planned)
        if octets is not None:
            digest = _DIGESTS.get(_first(reference, "DigestMethod").get("Algorithm", ""), "sha256")
            _first(reference, "DigestValue").text = _base64(hashlib.new(digest, octets).digest())
    signed = canonical(info, EXCLUSIVE)
    _first(signature, "SignatureValue").text = _base64(_value(planned, signed))


def first(root: etree._Element, name: str) -> etree._Element:
    """Return the first element with this local name."""
    return next(root.iter(f"{{*}}{name}"))


def renamed(root: etree._Element) -> None:
    """Give the Ids of a signature other names, before it is signed, so that it can stand beside another."""
    for each in root.iter("*"):
        for name in ("Id", "Target", "URI"):
            value = each.get(name)
            if value:
                each.set(name, f"n-{value}" if name == "Id" else value.replace("#", "#n-"))


def added(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Append an element."""
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _template(planned: XadesPlan) -> str:
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    references = "".join(_reference(index, each, planned) for index, each in enumerate(planned.documents))
    objects = "".join(
        f'<ds:Object Id="o-{index}">{_base64(content)}</ds:Object>'
        for index, content in enumerate(planned.documents.values())
        if planned.enclosed
    )
    if planned.content:
        references += _same_document("#content", f"{EXCLUSIVE}")
        objects += f'<ds:Object Id="content">{planned.content}</ds:Object>'
    holders = (planned.by.certificate, planned.by.issuer.certificate)
    certificates = "".join(
        f"<ds:X509Certificate>{_base64(each.public_bytes(Encoding.DER))}</ds:X509Certificate>" for each in holders
    )
    digest = _base64(hashlib.sha256(planned.by.der).digest())
    return (
        f'<ds:Signature {declared} Id="S"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
        f'<ds:SignatureMethod Algorithm="{_method(planned)}"/>{references}'
        f'<ds:Reference Type="{PROPERTIES}" URI="#P">{_transforms(EXCLUSIVE)}{_digest("")}</ds:Reference>'
        "</ds:SignedInfo>"
        f'<ds:SignatureValue Id="V"/><ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo>'
        '<ds:Object><xades:QualifyingProperties Target="#S"><xades:SignedProperties Id="P">'
        f"<xades:SignedSignatureProperties><xades:SigningTime>{time_text(planned.claimed_at)}</xades:SigningTime>"
        f"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>{_digest(digest)}</xades:CertDigest></xades:Cert>"
        "</xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>"
        f"</xades:QualifyingProperties></ds:Object>{objects}</ds:Signature>"
    )


def _reference(index: int, name: str, planned: XadesPlan) -> str:
    if planned.enclosed:
        return _same_document(f"#o-{index}", BASE64)
    return f'<ds:Reference URI="{name}">{_digest("")}</ds:Reference>'


def _same_document(uri: str, transform: str) -> str:
    return f'<ds:Reference Type="{OBJECT}" URI="{uri}">{_transforms(transform)}{_digest("")}</ds:Reference>'


def _transforms(algorithm: str) -> str:
    return f'<ds:Transforms><ds:Transform Algorithm="{algorithm}"/></ds:Transforms>'


def _digest(value: str) -> str:
    return f'<ds:DigestMethod Algorithm="{SHA256_URI}"/><ds:DigestValue>{value}</ds:DigestValue>'


def _method(planned: XadesPlan) -> str:
    if planned.method is not None:
        return planned.method
    return f"{MORE}{'rsa' if isinstance(planned.by.key, rsa.RSAPrivateKey) else 'ecdsa'}-sha256"


def _referred(root: etree._Element, reference: etree._Element, planned: XadesPlan) -> bytes | None:
    uri = reference.get("URI", "")
    if not uri.startswith("#"):
        return planned.documents.get(uri)
    found = [each for each in root.iter("*") if each.get("Id") == uri[1:]]
    if not found:
        return None
    transforms = [each.get("Algorithm", "") for each in reference.iter(f"{DS}Transform")]
    if transforms == [BASE64]:
        return b64decode(found[0].text or "")
    return canonical(found[0], transforms[0] if transforms else "")


def _value(planned: XadesPlan, signed: bytes) -> bytes:
    own = planned.by.key
    if isinstance(own, rsa.RSAPrivateKey):
        is_pss = "MGF1" in _method(planned)
        pss = padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH)
        return own.sign(signed, pss if is_pss else padding.PKCS1v15(), SHA256())
    assert isinstance(own, ec.EllipticCurvePrivateKey)
    return b"".join(each.to_bytes(32) for each in decode_dss_signature(own.sign(signed, ec.ECDSA(SHA256()))))


def _add_evidence(root: etree._Element, planned: XadesPlan) -> None:
    if planned.level == "B":
        return
    properties = next(root.iter(f"{XADES}QualifyingProperties"))
    unsigned = added(added(properties, f"{XADES}UnsignedProperties"), f"{XADES}UnsignedSignatureProperties")
    value = canonical(_first(_signature(root), "SignatureValue"), EXCLUSIVE)
    _add_stamp(unsigned, f"{XADES}SignatureTimeStamp", value, planned)
    if planned.level == "T":
        return
    certificates = added(unsigned, f"{XADES}CertificateValues")
    for each in (planned.by.issuer, (planned.stamp_by or stamper()).issuer):
        added(certificates, f"{XADES}EncapsulatedX509Certificate", _base64(each.certificate.public_bytes(Encoding.DER)))
    values = added(unsigned, f"{XADES}RevocationValues")
    lists, responses = added(values, f"{XADES}CRLValues"), added(values, f"{XADES}OCSPValues")
    for crl in planned.crls:
        added(lists, f"{XADES}EncapsulatedCRLValue", _base64(crl))
    for response in good_responses(planned) if planned.responses is None else planned.responses:
        added(responses, f"{XADES}EncapsulatedOCSPValue", _base64(response))
    if planned.level == "LTA":
        _add_stamp(unsigned, f"{XADES_141}ArchiveTimeStamp", archived(root, unsigned, planned), planned)


def good_responses(planned: XadesPlan) -> tuple[bytes, ...]:
    """Return OCSP responses that say that the signer and the time-stamp are good."""
    unit = planned.stamp_by or stamper()
    return planned.by.issuer.response(planned.by), unit.issuer.response(unit)


def archived(root: etree._Element, unsigned: etree._Element, planned: XadesPlan) -> bytes:
    """Return what an archive time-stamp at the end of the unsigned properties is about."""
    signature = _signature(root)
    references = signature[0].iterchildren(f"{DS}Reference")
    octets = [_stamped(root, each, planned) for each in references]
    objects = [each for each in signature.iterchildren(f"{DS}Object") if next(each.iter(f"{XADES}*"), None) is None]
    elements = [*signature[:3], *unsigned, *objects]
    return b"".join([*octets, *(canonical(each, EXCLUSIVE) for each in elements)])


def _stamped(root: etree._Element, reference: etree._Element, planned: XadesPlan) -> bytes:
    """Return what a time-stamp covers of a reference: an element without a canonical form has that of the stamp."""
    found = [each for each in root.iter("*") if f"#{each.get('Id')}" == reference.get("URI")]
    has_form = next(reference.iter(f"{DS}Transform"), None) is not None
    return canonical(found[0], EXCLUSIVE) if found and not has_form else _referred(root, reference, planned) or b""


def _add_stamp(parent: etree._Element, tag: str, octets: bytes, planned: XadesPlan) -> None:
    stamp = etree.Element(tag)
    added(stamp, f"{DS}CanonicalizationMethod", Algorithm=EXCLUSIVE)
    token = time_stamp(octets, at=planned.stamped_at, by=planned.stamp_by)
    added(stamp, f"{XADES}EncapsulatedTimeStamp", _base64(token))
    parent.append(stamp)


def _signature(root: etree._Element) -> etree._Element:
    return next(root.iter(f"{DS}Signature"))


def _first(element: etree._Element, name: str) -> etree._Element:
    return next(element.iter(f"{DS}{name}"))


def found(content: bytes, sent: Sent = SENT, context: Context = CONTEXT) -> list[str]:
    """Return the codes of all findings, without the note that every signature has, and the verdict."""
    report = validate_xades(content, sent, context)
    return [*sorted({each.code for each in report.findings} - {"PSR851"}), report.verdict]


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
