"""Broken seals: errors in the signature file, in its references and in the certificate."""

from __future__ import annotations

from base64 import b64encode
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from lxml import etree

from signature_model.containers.names import MANIFEST, SEAL
from signature_model.seals.algorithms import C14N_10
from signature_model.strategies.authority import (
    MOMENT,
    credentials,
    credentials_of,
    enterprise_certificate,
    issuers,
    stranger,
)
from signature_model.strategies.broken.breakers import Breaker, picked
from signature_model.strategies.broken.sealing import DS, every, first, packed, parts_of, removed, sealed
from signature_model.strategies.identifiers import organization_numbers
from signature_model.strategies.pdf_files import A4, pdf_file
from signature_model.xml.trees import ASIC, XADES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import DrawFn

    from signature_model.credentials.enterprise import Credentials
    from signature_model.jobs.portal import PortalJob

    Surgery = Callable[[etree._Element], None]  # noqa: SLF001 - lxml has no other name for its type

_RSA_SHA512: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
_RSA_SHA1: Final = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
_SHA512: Final = "http://www.w3.org/2001/04/xmlenc#sha512"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_FAR: Final = 365 * 24 * 3600


def _resealed(*surgeries: Surgery) -> Breaker[bytes]:
    """A bundle whose seal was changed and signed again."""
    return Breaker(change=lambda draw, job: packed(sealed(parts_of(job), picked(draw, surgeries))))


def _tampered(*surgeries: Surgery) -> Breaker[bytes]:
    """A bundle whose seal was changed and not signed again."""

    def change(draw: DrawFn, job: PortalJob) -> bytes:
        files = sealed(parts_of(job))
        root = etree.fromstring(files[SEAL])
        picked(draw, surgeries)(root)
        return packed({**files, SEAL: etree.tostring(root)})

    return Breaker(change=change)


def _sealed_by(made: Callable[[DrawFn, str], Credentials]) -> Breaker[bytes]:
    """A bundle sealed with credentials that ``made`` creates for the sender's number."""

    def change(draw: DrawFn, job: PortalJob) -> bytes:
        by = made(draw, job.sender.organization_number)
        return packed(sealed(replace(parts_of(job), credentials=by)))

    return Breaker(change=change)


def _setting(name: str, attribute: str, value: str) -> Surgery:
    return lambda root: first(root, name).set(attribute, value)


def _saying(name: str, text: str) -> Surgery:
    def edit_seal(root: etree._Element) -> None:
        first(root, name).text = text

    return edit_seal


def _without(name: str) -> Surgery:
    return lambda root: removed(first(root, name))


def _doubled(name: str) -> Surgery:
    """Repeat the first element with this name."""

    def edit_seal(root: etree._Element) -> None:
        element = first(root, name)
        element.addnext(deepcopy(element))

    return edit_seal


def _malformed(draw: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    seal = files[SEAL]
    cut = seal[: draw(st.integers(0, len(seal) - 1))]
    declared = b"<!DOCTYPE x>" + seal.partition(b"?>")[2]
    renamed = seal.replace(ASIC.encode(), b"http://uri.etsi.org/02918/v1.2.1#")
    return packed({**files, SEAL: picked(draw, (cut, declared, renamed, seal.replace(b"</", b"\xff</", 1)))})


def _changed_file(draw: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    name = picked(draw, [each for each in files if each != SEAL])
    content = files[name]
    other = content + b"\n" if name == MANIFEST else pdf_file(A4, A4, A4, A4)
    return packed({**files, name: other})


def _moved_time(_: DrawFn, job: PortalJob) -> bytes:
    files = sealed(parts_of(job))
    moved = files[SEAL].replace(b":00Z</SigningTime>", b":01Z</SigningTime>")
    return packed({**files, SEAL: moved})


def _changed(draw: DrawFn, job: PortalJob) -> bytes:
    return picked(draw, (_changed_file, _moved_time))(draw, job)


def _uncovered(root: etree._Element) -> None:
    """Remove the reference to the first file, and its DataObjectFormat."""
    removed(first(root, "Reference"))
    removed(first(root, "DataObjectFormat"))


def _foreign(uri: str) -> Surgery:
    def edit_seal(root: etree._Element) -> None:
        reference = deepcopy(first(root, "Reference"))
        reference.set("URI", uri)
        reference.set("Id", "foreign")
        first(root, "SignedInfo").append(reference)
        about = deepcopy(first(root, "DataObjectFormat"))
        about.set("ObjectReference", "#foreign")
        first(root, "SignedDataObjectProperties").append(about)

    return edit_seal


def _transforming(algorithm: str) -> Surgery:
    def edit_seal(root: etree._Element) -> None:
        transforms = etree.Element(f"{DS}Transforms")
        etree.SubElement(transforms, f"{DS}Transform", Algorithm=algorithm)
        first(root, "Reference").insert(0, transforms)

    return edit_seal


def _digest_of_certificate(root: etree._Element) -> None:
    first(first(root, "CertDigest"), "DigestValue").text = b64encode(b"x" * 20).decode()


def _two_properties(root: etree._Element) -> None:
    first(root, "SignedInfo").append(deepcopy(list(every(root, "Reference"))[-1]))


def _another_reference(root: etree._Element) -> None:
    reference = deepcopy(list(every(root, "Reference"))[-1])
    del reference.attrib["Type"]
    first(root, "SignedInfo").append(reference)


def _twin(root: etree._Element) -> None:
    """Add an element whose ``ID`` is the Id of the signed properties."""
    twin = etree.SubElement(etree.SubElement(first(root, "Signature"), f"{DS}Object"), "twin")
    twin.set("ID", first(root, "SignedProperties").get("Id", ""))


def _sealed_twice(root: etree._Element) -> None:
    reference, about = deepcopy(first(root, "Reference")), deepcopy(first(root, "DataObjectFormat"))
    reference.set("Id", "again")
    about.set("ObjectReference", "#again")
    first(root, "SignedInfo").append(reference)
    first(root, "SignedDataObjectProperties").append(about)


def _out_of_order(root: etree._Element) -> None:
    certificates = first(root, "X509Data")
    certificates.append(certificates[0])


def _foreign_properties(root: etree._Element) -> None:
    list(every(root, "Reference"))[-1].set("URI", "#Signature-2")


def _described(root: etree._Element) -> None:
    about = first(root, "DataObjectFormat")
    about.insert(0, etree.Element(f"{{{XADES}}}Description"))


def _late(draw: DrawFn, job: PortalJob) -> bytes:
    off = timedelta(seconds=draw(st.integers(6, _FAR)))
    moment = picked(draw, (MOMENT - off, MOMENT + off))
    return packed(sealed(replace(parts_of(job), moment=moment)))


def _incomplete(draw: DrawFn, number: str) -> Credentials:
    return credentials_of(enterprise_certificate(number), *issuers()[: draw(st.integers(0, 1))])


def _not_yet_valid(draw: DrawFn, number: str) -> Credentials:
    since = MOMENT + timedelta(seconds=draw(st.integers(1, _FAR)))
    return credentials_of(enterprise_certificate(number, since=since), *issuers())


def _unsuited(draw: DrawFn, number: str) -> Credentials:
    usage = picked(draw, ("key_encipherment", "data_encipherment", "key_agreement"))
    return credentials_of(enterprise_certificate(number, permits=usage), *issuers())


def _of_another(draw: DrawFn, number: str) -> Credentials:
    other = draw(organization_numbers())
    return credentials(other if other != number else "984661185")


def _of_a_stranger(_: DrawFn, number: str) -> Credentials:
    return credentials_of(enterprise_certificate(number, by="stranger"), stranger())


SEAL_BREAKERS: Final[Mapping[str, Breaker[bytes]]] = {
    "PSR501": Breaker(change=_malformed),
    "PSR502": _tampered(_doubled("Signature"), _without("Signature")),
    "PSR503": Breaker(change=_changed),
    "PSR504": _tampered(_saying("SignatureValue", "AAAA"), _setting("SignedInfo", "Id", "x")),
    "PSR505": _resealed(
        _setting("SignatureMethod", "Algorithm", _RSA_SHA512),
        _setting("SignatureMethod", "Algorithm", _RSA_SHA1),
        _setting("DigestMethod", "Algorithm", _SHA512),
        _setting("CanonicalizationMethod", "Algorithm", _EXCLUSIVE),
        _setting("Transform", "Algorithm", f"{C14N_10}#WithComments"),
    ),
    "PSR506": _resealed(_uncovered),
    "PSR507": _resealed(_foreign("https://example.com/avtale.pdf"), _foreign("borte.pdf"), _foreign("/etc/passwd")),
    "PSR508": _resealed(_transforming(C14N_10), _transforming("http://www.w3.org/2000/09/xmldsig#base64")),
    "PSR509": _resealed(_without("Object"), _two_properties, _foreign_properties, _another_reference, _twin),
    "PSR510": _resealed(
        _saying("X509SerialNumber", "1"), _saying("X509IssuerName", "CN=Tillit, C=NO"), _digest_of_certificate
    ),
    "PSR511": _sealed_by(_incomplete),
    "PSR512": _sealed_by(_not_yet_valid),
    "PSR513": _sealed_by(_unsuited),
    "PSR514": _sealed_by(_of_another),
    "PSR515": Breaker(change=_late),
    "PSR516": _resealed(
        _without("DataObjectFormat"),
        _doubled("DataObjectFormat"),
        _saying("MimeType", "application/octet-stream"),
        _described,
    ),
    "PSR517": _sealed_by(_of_a_stranger),
    "PSR518": _tampered(_out_of_order),
    "PSR519": _resealed(_sealed_twice),
}
"""By code, the breaker that makes a bundle with this error."""
