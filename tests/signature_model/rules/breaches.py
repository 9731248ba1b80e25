"""For every code, something valid with one thing changed, so that this is the only code found.

Where a code has several ways to be broken, the tests of its module have the others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from signature_model import (
    Availability,
    Context,
    Document,
    Environment,
    Lookup,
    Notifications,
    Sector,
    Sender,
    Signer,
    validate_bundle,
    validate_job,
)
from signature_model.jobs.portal import AuthenticationLevel, IdentifierInSignedDocuments
from signature_model.jobs.signers import OnBehalfOf, SignatureType
from tests.kits import pdfs
from tests.kits.archives import Raw, archive
from tests.kits.bundles import (
    CONTRACT,
    DS,
    MANIFEST,
    SEAL,
    changed,
    credentials_of,
    only,
    put_together,
    raws,
    removed,
    resealed,
    sealed,
    taken_apart,
    tampered,
    with_manifest,
)
from tests.kits.certificates import MOMENT, NUMBER, UNTIL, authority, key_usage, seid2
from tests.kits.jobs import KARI, PRIVATE, PUBLIC, a_bundle, a_job, a_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from signature_model import Report

FULL: Final = Context(sector=Sector.PUBLIC, environment=Environment.TEST, now=MOMENT, trust_anchors=(authority().root,))
"""Everything that can be known."""

OUTSIDER: Final = Signer.by_email("ola@example.com")
DAY: Final = timedelta(days=1)


def of_job(context: Context = PUBLIC, **changes: Any) -> Report:  # noqa: ANN401 - any field of the job
    """The judgement on the valid job, but for the changes."""
    return validate_job(a_job(**changes), context)


def of_bundle(content: bytes, **changes: Any) -> Report:  # noqa: ANN401 - any field of the context
    """The judgement on a bundle where everything is known, but for the changes."""
    return validate_bundle(content, replace(FULL, **changes))


def found(content: bytes) -> list[str]:
    """The code of every finding about a bundle, where everything is known."""
    return [finding.code for finding in of_bundle(content).findings]


def documents(*contents: bytes, **same: str) -> list[Document]:
    """Documents with portable names."""
    return [
        Document.from_bytes(content, title=f"Paper {number}", **({"href": f"{number}.pdf"} | same))
        for number, content in enumerate(contents, start=1)
    ]


def with_entry(**lies: Any) -> bytes:  # noqa: ANN401 - any field of an entry
    """The valid bundle with lies in the headers of its document."""
    return archive(*(replace(each, **lies) if each.name == CONTRACT.encode() else each for each in raws(taken_apart())))


def available(duration: timedelta) -> Availability:
    """So long, from now on."""
    return Availability(available_for=duration)


def _lookup_inside_notifications() -> bytes:
    right = "<notifications-using-lookup>\n        <email/>\n        <sms/>\n      </notifications-using-lookup>"
    return with_manifest(right, "<notifications><notifications-using-lookup/></notifications>")


def _a_request() -> bytes:
    request = b'<portal-signature-job-request xmlns="http://signering.posten.no/schema/v1"/>'
    return sealed(taken_apart() | {MANIFEST: request})


def _an_unsealed_member() -> bytes:
    """A member that the manifest declares."""
    two = b'<document href="more.pdf" mime="application/pdf"><title>More</title></document></documents>'
    members = taken_apart()
    members[MANIFEST] = members[MANIFEST].replace(b"</documents>", two)
    return put_together({"more.pdf": a_pdf()} | taken_apart(sealed(members)))


def _sealed_twice() -> bytes:
    seal = taken_apart()[SEAL]
    signature = seal[seal.index(b"<Signature ") : seal.index(b"</XAdESSignatures>")]
    return seal.replace(signature, signature * 2)


def _wrong_value(root: etree._Element) -> None:
    only(root, "SignatureValue").text = "AAAA"


def _algorithm(root: etree._Element) -> None:
    only(root, "SignatureMethod").set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512")


def _foreign(root: etree._Element) -> None:
    reference = etree.fromstring(etree.tostring(only(root, "Reference")))
    reference.set("URI", "https://example.com/contract.pdf")
    reference.set("Id", "foreign")
    only(root, "SignedInfo").append(reference)


def _transform(root: etree._Element) -> None:
    transforms = etree.Element(f"{DS}Transforms")
    etree.SubElement(transforms, f"{DS}Transform", Algorithm="http://www.w3.org/2000/09/xmldsig#base64")
    only(root, "Reference").insert(0, transforms)


def _no_properties(root: etree._Element) -> None:
    removed(only(root, "Object"))


def _other_serial(root: etree._Element) -> None:
    only(root, "X509SerialNumber").text = "1"


def _no_format(root: etree._Element) -> None:
    removed(only(root, "DataObjectFormat"))


BREACHES: Final[Mapping[str, Callable[[], Report]]] = {
    "PSR001": lambda: of_bundle(a_bundle()[:-1]),
    "PSR002": lambda: of_bundle(changed(**{"META-INF/a\\b": b""})),
    "PSR003": lambda: of_bundle(archive(*raws(taken_apart()), *[Raw(name=b"META-INF/x")] * 2)),
    "PSR004": lambda: of_bundle(changed(**{"META-INF/x": b"", "META-INF/X": b""})),
    "PSR005": lambda: of_bundle(with_entry(both={"flags": 0x801})),
    "PSR006": lambda: of_bundle(with_entry(content=bytes(17 << 20), method=8)),
    "PSR007": lambda: of_bundle(b"junk" + a_bundle()),
    "PSR008": lambda: of_bundle(with_entry(method=12)),
    "PSR009": lambda: of_bundle(changed(manifest=None)),
    "PSR010": lambda: of_bundle(changed(seal=None)),
    "PSR011": lambda: of_bundle(changed(**{"META-INF/signatures2.xml": b""})),
    "PSR012": lambda: of_bundle(changed(**{"META-INF/manifest.xml": b""})),
    "PSR013": lambda: of_bundle(sealed(taken_apart() | {"more.pdf": a_pdf()})),
    "PSR014": lambda: of_bundle(changed(contract=None)),
    "PSR015": lambda: of_bundle(changed(mimetype=b"application/vnd.etsi.asic-e+zip")),
    "PSR016": lambda: of_bundle(with_entry(both={"crc": 1})),
    "PSR101": lambda: of_bundle(sealed(taken_apart() | {MANIFEST: taken_apart()[MANIFEST][:-9]})),
    "PSR102": lambda: of_bundle(with_manifest("<portal-", "<!DOCTYPE x><portal-")),
    "PSR103": lambda: of_job(title="x" * 81),
    "PSR104": lambda: of_bundle(_a_request()),
    "PSR105": lambda: of_job(title="Contract", deprecated_single_document=True),
    "PSR106": lambda: of_bundle(_lookup_inside_notifications()),
    "PSR201": lambda: of_job(documents=documents(a_pdf().ljust(10_485_761, b"\0"))),
    "PSR202": lambda: of_job(documents=documents(b"")),
    "PSR203": lambda: of_job(documents=documents(pdfs.paper(header=b"%PDF-2.0"))),
    "PSR204": lambda: of_job(documents=documents(pdfs.encrypted())),
    "PSR205": lambda: of_job(documents=documents(pdfs.paper()[:-60])),
    "PSR206": lambda: of_job(documents=documents(a_pdf(), a_pdf(), href="one.pdf")),
    "PSR207": lambda: of_job(documents=documents(a_pdf(), href="META-INF/one.pdf")),
    "PSR208": lambda: of_job(documents=documents(b"", mime="image/png")),
    "PSR209": lambda: of_job(documents=documents(b"", mime="text/plain")),
    "PSR210": lambda: of_job(documents=documents(a_pdf(), href="one two.pdf")),
    "PSR211": lambda: of_job(documents=documents(pdfs.paper(pages=(pdfs.page(MediaBox="[0 0 842 595]"),)))),
    "PSR212": lambda: of_job(documents=documents(a_pdf(), pdfs.claiming_pdfa())),
    "PSR301": lambda: of_job(PRIVATE),
    "PSR302": lambda: of_job(
        signers=[Signer.by_national_id(KARI, notify=Lookup(), on_behalf_of=OnBehalfOf.OTHER), OUTSIDER]
    ),
    "PSR303": lambda: of_job(signers=[Signer(notify=Lookup())]),
    "PSR304": lambda: of_job(
        PRIVATE, signers=[Signer.by_email("kari@example.com", signature_type=SignatureType.AUTHENTICATED)]
    ),
    "PSR305": lambda: of_job(PRIVATE, signers=[OUTSIDER], required_authentication=AuthenticationLevel.THREE),
    "PSR306": lambda: of_job(
        PRIVATE, signers=[OUTSIDER], identifier_in_signed_documents=IdentifierInSignedDocuments.NAME
    ),
    "PSR307": lambda: of_job(
        identifier_in_signed_documents=IdentifierInSignedDocuments.PERSONAL_IDENTIFICATION_NUMBER_AND_NAME
    ),
    "PSR308": lambda: of_job(signers=[Signer.by_national_id(KARI, notify=Notifications(email="kari@example.com"))]),
    "PSR309": lambda: of_job(signers=[OUTSIDER, OUTSIDER]),
    "PSR310": lambda: of_job(signers=[Signer.by_email(" ")]),
    "PSR311": lambda: of_job(signers=[Signer.by_email("kari")]),
    "PSR312": lambda: of_job(signers=[Signer.by_mobile("1234567")]),
    "PSR313": lambda: of_job(signers=[Signer.by_national_id("12345678910", notify=Lookup())]),
    "PSR314": lambda: of_job(replace(PUBLIC, environment=Environment.PRODUCTION)),
    "PSR315": lambda: of_job(sender=Sender("123456789", sector=Sector.PUBLIC)),
    "PSR316": lambda: of_job(
        documents=documents(a_pdf(), a_pdf()),
        signers=[Signer.by_email("kari@example.com", signature_type=SignatureType.ADVANCED)],
    ),
    "PSR317": lambda: of_job(signers=[replace(OUTSIDER, order=1)]),
    "PSR318": lambda: of_job(Context(), sender=Sender(NUMBER)),
    "PSR401": lambda: of_job(availability=available(timedelta(seconds=7_776_001))),
    "PSR402": lambda: of_job(
        replace(PUBLIC, now=MOMENT), availability=Availability(activation_time=MOMENT - DAY, available_for=2 * DAY)
    ),
    "PSR403": lambda: of_job(availability=Availability(activation_time=MOMENT.replace(tzinfo=None))),
    "PSR404": lambda: of_job(availability=available(0 * DAY)),
    "PSR405": lambda: of_job(availability=available(DAY)),
    "PSR501": lambda: of_bundle(changed(seal=taken_apart()[SEAL][:-9])),
    "PSR502": lambda: of_bundle(changed(seal=_sealed_twice())),
    "PSR503": lambda: of_bundle(changed(contract=pdfs.paper())),
    "PSR504": lambda: of_bundle(tampered(_wrong_value)),
    "PSR505": lambda: of_bundle(resealed(_algorithm)),
    "PSR506": lambda: of_bundle(_an_unsealed_member()),
    "PSR507": lambda: of_bundle(resealed(_foreign)),
    "PSR508": lambda: of_bundle(resealed(_transform)),
    "PSR509": lambda: of_bundle(resealed(_no_properties)),
    "PSR510": lambda: of_bundle(resealed(_other_serial)),
    "PSR511": lambda: of_bundle(sealed(taken_apart(), by=credentials_of(authority().issue(), authority().issuers[:1]))),
    "PSR512": lambda: of_bundle(sealed(taken_apart(), by=credentials_of(authority().issue(since=MOMENT + DAY)))),
    "PSR513": lambda: of_bundle(
        sealed(taken_apart(), by=credentials_of(authority().issue(usage=key_usage("key_encipherment"))))
    ),
    "PSR514": lambda: of_bundle(
        sealed(taken_apart(), by=credentials_of(authority().issue(seid2("991825827"), until=UNTIL)))
    ),
    "PSR515": lambda: of_bundle(a_bundle(), now=MOMENT + DAY),
    "PSR516": lambda: of_bundle(resealed(_no_format)),
    "PSR517": lambda: of_bundle(a_bundle(), trust_anchors=(authority("Fjellet").root,)),
    "PSR601": lambda: of_job(reference=KARI),
    "PSR602": lambda: of_job(nonsensitive_title=f"Contract of {KARI}"),
    "PSR603": lambda: of_job(nonsensitive_title=None),
}
"""By code, how to get that code and no other."""
