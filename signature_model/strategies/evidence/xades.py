"""XAdES over detached documents, at the levels B to LTA. The code that seals bundles writes the level B."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from signature_model.containers.media_types import PDF
from signature_model.seals.algorithms import C14N_10, CANONICALISATIONS
from signature_model.seals.writing import SealedFile, write_seal
from signature_model.strategies.authority import credentials_of
from signature_model.strategies.broken.sealing import DS, first, sign
from signature_model.strategies.evidence.cms import TimeStamper
from signature_model.strategies.evidence.people import SIGNED_AT, revocation_list, stamper
from signature_model.xml.trees import XADES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model.strategies.evidence.people import Holder

    Surgery = Callable[[etree._Element], None]  # noqa: SLF001 - lxml has no other name for its type

_X: Final = f"{{{XADES}}}"
_X141: Final = "{http://uri.etsi.org/01903/v1.4.1#}"
_CANONICAL: Final = CANONICALISATIONS[C14N_10]


@dataclass(frozen=True, slots=True, kw_only=True)
class XadesPlan:
    """The plan for a signed document: what is signed, by whom, and with which evidence.

    ``signer_description`` is an element that a packager signs, too. ``before`` changes the tree before it is signed,
    ``after`` at the end. ``revoked`` are holders of revoked certificates. ``stamped`` replaces the octets of the
    time-stamp.
    """

    documents: Mapping[str, bytes]
    by: Holder
    level: str = "LT"
    signer_description: str | None = None
    before: Surgery | None = None
    after: Surgery | None = None
    revoked: tuple[Holder, ...] = ()
    stamped: bytes | None = None


def xades(plan: XadesPlan) -> bytes:
    """Return a signed document in XML."""
    files = [
        SealedFile(name=name, mime=PDF, digest=hashlib.sha256(content).digest())
        for name, content in plan.documents.items()
    ]
    root = etree.fromstring(write_seal(files, credentials_of(plan.by.certificate, plan.by.issuer), SIGNED_AT))
    if plan.signer_description is not None:
        _add_signer_description(root, plan.signer_description)
    if plan.before is not None:
        plan.before(root)
    if plan.signer_description is not None or plan.before is not None:
        sign(root, plan.documents)
    if plan.level != "B":
        _add_evidence(root, plan)
    if plan.after is not None:
        plan.after(root)
    return etree.tostring(root)


def _add_signer_description(root: etree._Element, signer_description: str) -> None:
    target = etree.SubElement(first(root, "Signature"), f"{DS}Object", Id="Statement")
    target.append(etree.fromstring(signer_description))
    original = first(root, "Reference")
    reference = etree.fromstring(
        f'<Reference xmlns="{DS[1:-1]}" URI="#Statement"><Transforms><Transform Algorithm="{C14N_10}"/></Transforms>'
        f"{etree.tostring(first(original, 'DigestMethod')).decode()}<DigestValue/></Reference>"
    )
    original.addprevious(reference)


def _add_evidence(root: etree._Element, plan: XadesPlan) -> None:
    time_stamper = TimeStamper(by=stamper(), at=SIGNED_AT)
    properties = etree.SubElement(first(root, "QualifyingProperties"), f"{_X}UnsignedProperties")
    unsigned = etree.SubElement(properties, f"{_X}UnsignedSignatureProperties")
    value = _CANONICAL(first(root, "SignatureValue")) if plan.stamped is None else plan.stamped
    _add_stamp(unsigned, f"{_X}SignatureTimeStamp", time_stamper.token(value))
    if plan.level == "T":
        return
    certificates = etree.SubElement(unsigned, f"{_X}CertificateValues")
    _add_value(certificates, "EncapsulatedX509Certificate", plan.by.issuer.public_bytes(Encoding.DER))
    values = etree.SubElement(etree.SubElement(unsigned, f"{_X}RevocationValues"), f"{_X}CRLValues")
    _add_value(values, "EncapsulatedCRLValue", revocation_list(*plan.revoked))
    if plan.level == "LTA":
        _add_stamp(unsigned, f"{_X141}ArchiveTimeStamp", time_stamper.token(_archived(root, unsigned, plan)))


def _archived(root: etree._Element, unsigned: etree._Element, plan: XadesPlan) -> bytes:
    """Return the octets that an archive time-stamp covers (EN 319 132-1, 5.5.2.2)."""
    signature = first(root, "Signature")
    ids = {each.get("Id"): each for each in root.iter("*") if each.get("Id")}
    uris = [each.get("URI", "") for each in first(root, "SignedInfo").iterchildren(f"{DS}Reference")]
    octets = [_CANONICAL(ids[uri[1:]]) if uri.startswith("#") else plan.documents[uri] for uri in uris]
    objects = [each for each in signature.iterchildren(f"{DS}Object") if each.get("Id") is not None]
    return b"".join((*octets, *map(_CANONICAL, (*signature[:3], *unsigned, *objects))))


def _add_stamp(parent: etree._Element, tag: str, token: bytes) -> None:
    _add_value(etree.SubElement(parent, tag), "EncapsulatedTimeStamp", token)


def _add_value(parent: etree._Element, name: str, content: bytes) -> None:
    etree.SubElement(parent, f"{_X}{name}").text = b64encode(content).decode()
