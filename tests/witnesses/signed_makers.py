"""Signed documents for the comparison: sound ones at every level, most of them changed in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any, Final, cast

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm

from tests.kits import pdfs
from tests.kits.authorities import (
    SIGNED_AT,
    STAMP_UNTIL,
    Holder,
    kari,
    organization,
    people,
    person,
    root,
    stamper,
    time_stamp,
    times,
)
from tests.kits.certificates import key_usage, rsa_key
from tests.kits.jobs import OLA
from tests.kits.pades import pades, pages, revised, sign, with_stamp
from tests.kits.seals import EXCLUSIVE, canonical, removed, setting
from tests.kits.xades import CONTRACT, DS, XADES, Edit, added, first, good_responses, plan, tree
from tests.signature_model.signed.pades.test_reading import annotate, replace_page
from tests.signature_model.signed.rules.test_certificates import revoked
from tests.signature_model.signed.rules.test_cryptography import (
    PSS,
    SHA1,
    XPATH,
    another_certificate,
    doubled_id,
    flipped,
    hidden_object,
    no_certificates,
    replaced_certificate,
    saying,
    second_properties,
    unnamed,
)
from tests.signature_model.signed.rules.test_time import token

DAY: Final = timedelta(days=1)
LEVELS: Final = ("B", "T", "LT", "LTA")
OTHER: Final = pdfs.paper(pages=(pdfs.page(), pdfs.page()))

_SHA: Final = ("http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512", SHA1)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed document, the documents beside it, and how it was changed."""

    content: bytes
    documents: Mapping[str, bytes]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A change of what lies beside the signature."""

    documents: Mapping[str, bytes]


def made_xades(random: Random, name: str | None = None) -> Signed:
    """Return a XAdES with this change; without a name, with any or with none."""
    base = plan(level=random.choice(LEVELS), enclosed=random.random() < 0.5, by=_by(random))
    name = name or random.choice([*XADES_CHANGES, *["nothing"] * 9])
    change = XADES_CHANGES[name](random)
    beside = base.documents
    planned = base
    if isinstance(change, _Sent):
        beside = change.documents
    else:
        planned = replace(base, **change)
    form = "enveloping" if planned.enclosed else "detached"
    made = (f"{form} {planned.level}", name)
    return Signed(etree.tostring(tree(planned)), {} if planned.enclosed else beside, made)


def _by(random: Random) -> Any:  # noqa: ANN401 - a holder
    return random.choice([kari(), kari(), organization(), person(own_key=rsa_key("enterprise"))])


def _before(*surgeries: Edit) -> Callable[[Random], dict[str, Any]]:
    return lambda random: {"before": random.choice(surgeries)}


def _after(*surgeries: Edit) -> Callable[[Random], dict[str, Any]]:
    return lambda random: {"after": random.choice(surgeries)}


def _fixed(**changes: Any) -> Callable[[Random], dict[str, Any]]:  # noqa: ANN401 - any field
    return lambda _: changes


def _without(*names: str) -> Callable[[Random], dict[str, Any]]:
    """Remove the first of these elements that exists."""

    def edit(tree_: etree._Element) -> None:
        for each in [*tree_.iter(*(f"{{*}}{name}" for name in names))][:1]:
            removed(each)

    return lambda _: {"after": edit}


def _select_a_part(tree_: etree._Element) -> None:
    transforms = etree.Element(f"{DS}Transforms")
    added(transforms, f"{DS}Transform", Algorithm=XPATH)
    reference = first(tree_, "Reference")
    for each in reference.findall(f"{DS}Transforms"):
        reference.remove(each)
    reference.insert(0, transforms)


def _names_another(tree_: etree._Element) -> None:
    next(first(tree_, "CertDigest").iter(f"{DS}DigestValue")).text = "A" * 43 + "="


def _restamped(**changes: Any) -> Edit:  # noqa: ANN401 - arguments of the time-stamp
    """Replace the time-stamp with another one of the signature."""

    def edit(tree_: etree._Element) -> None:
        if [*tree_.iter(f"{XADES}SignatureTimeStamp")]:
            value = canonical(next(tree_.iter(f"{DS}SignatureValue")), EXCLUSIVE)
            token(time_stamp(value, **changes))(tree_)

    return edit


def _tampered_stamp(tree_: etree._Element) -> None:
    if [*tree_.iter(f"{XADES}SignatureTimeStamp")]:
        token(time_stamp(b"something else"))(tree_)


def _listed(crl: bytes) -> dict[str, Any]:
    """Kari's certificate with a CRL, and an OCSP response about the time-stamp."""
    return {"by": kari(), "responses": good_responses(plan())[1:], "crls": (crl,)}


def _claimed(random: Random) -> dict[str, Any]:
    return {"claimed_at": SIGNED_AT + timedelta(minutes=random.choice([-3000, -60, 1, 4, 10, 3000]))}


XADES_CHANGES: Final[Mapping[str, Callable[[Random], dict[str, Any] | _Sent]]] = {
    "nothing": _fixed(),
    "the document": lambda _: _Sent({CONTRACT: OTHER}),
    "no document": lambda _: _Sent({}),
    "the value": _after(flipped("SignatureValue")),
    "a digest": _after(flipped("DigestValue")),
    "the claimed time, after signing": _after(saying("SigningTime", "2026-11-19T12:00:00Z")),
    "an object that is not covered": _after(hidden_object),
    "a doubled Id": _after(doubled_id),
    "a second set of properties": _after(second_properties),
    "another certificate for the key": lambda _: {"by": kari(), "after": replaced_certificate},
    "no certificate": _after(no_certificates),
    "an unreadable certificate": _after(another_certificate),
    "no certificate is named": _before(unnamed),
    "another certificate is named": _before(_names_another),
    "a transform": _before(_select_a_part),
    "a method": _before(setting("SignatureMethod", "Algorithm", "urn:unknown")),
    "another digest": lambda random: {"before": setting("DigestMethod", "Algorithm", random.choice(_SHA))},
    "another name": _before(setting("Reference", "URI", "other.pdf")),
    "the network": _before(setting("Reference", "URI", "http://example.com/contract.pdf")),
    "PSS": _fixed(by=person(own_key=rsa_key("enterprise")), method=PSS),
    "revoked before": lambda _: {"by": kari(), "responses": revoked(SIGNED_AT - DAY)},
    "revoked later": lambda _: {"by": kari(), "responses": revoked(SIGNED_AT + DAY)},
    "on a CRL": lambda _: _listed(people().crl((kari(), SIGNED_AT - DAY))),
    "a CRL": lambda _: _listed(people().crl()),
    "another's CRL": lambda _: _listed(times().crl()),
    "old revocation data": lambda _: {
        "by": kari(),
        "responses": (good_responses(plan())[1], people().response(kari(), at=SIGNED_AT - 9 * DAY)),
    },
    "revocation data of the signer alone": lambda _: {"by": kari(), "responses": good_responses(plan())[:1]},
    "a revoked time-stamp authority": lambda _: {"by": kari(), "responses": revoked(SIGNED_AT - DAY, of=stamper())},
    "no revocation data": _without("RevocationValues"),
    "no certificates": _without("CertificateValues"),
    "no time-stamp": _without("SignatureTimeStamp"),
    "no archive time-stamp": _without("ArchiveTimeStamp"),
    "a time-stamp of something else": _after(_tampered_stamp),
    "a time-stamp by a stranger": lambda _: {"after": _restamped(by=_stranger_of_times())},
    "a time-stamp authority for more": lambda random: {"after": _restamped(by=_stamper_for_more(random))},
    "a time-stamp of another time": lambda random: {
        "stamped_at": SIGNED_AT + random.choice([DAY / 48, DAY, 400 * DAY, -400 * DAY])
    },
    "a stranger's certificate": lambda _: {"by": person(issuer=root("Fremmed"))},
    "an expired certificate": lambda _: {"by": person(until=SIGNED_AT - DAY)},
    "a certificate for something else": lambda _: {"by": person("Kari Nordmann", None, key_usage("key_agreement"))},
    "another person": lambda _: {"by": person("Ola", OLA)},
    "the claimed time, before signing": _claimed,
}


def _stamper_for_more(random: Random) -> Holder:
    """Return an authority whose certificate is also for something else than time-stamps."""
    other = random.choice([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, other])
    usual = stamper()
    return times().issue(
        usual.certificate.subject, key_usage("digital_signature"), usage, own_key=usual.key, until=STAMP_UNTIL
    )


def _stranger_of_times() -> Any:  # noqa: ANN401 - a holder
    other = root("Fremmed")
    return other.issue(stamper().certificate.subject, *[each.value for each in stamper().certificate.extensions])


@cache
def _sealed(level: str, permissions: MDPPerm, *, has_form: bool) -> bytes:
    return pades(_with_form(pages()) if has_form else None, level=level, permissions=permissions)


def made_pades(random: Random, name: str | None = None) -> Signed:
    """Return a PAdES with this change after the seal; without a name, with any or with none."""
    level = random.choice(LEVELS)
    permissions = random.choice([MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE])
    name = name or random.choice([*PDF_CHANGES, *["nothing"] * 3])
    if name == "another signature":
        permissions = MDPPerm.FILL_FORMS  # pyHanko refuses to add one to a document that forbids it
    content = _sealed(level, permissions, has_form=name == "a form's look" or random.random() < 0.2)
    changed = PDF_CHANGES[name](content, random)
    return Signed(changed, {}, (f"{level} {permissions.name}", name))


def _dictionary(**entries: Any) -> generic.DictionaryObject:  # noqa: ANN401 - any objects
    make = cast("Callable[..., generic.DictionaryObject]", generic.DictionaryObject)
    return make({pdf_name(f"/{key}"): each for key, each in entries.items()})


def _numbers(*numbers: int) -> generic.ArrayObject:
    make = cast("Callable[..., generic.ArrayObject]", generic.ArrayObject)
    return make([generic.NumberObject(each) for each in numbers])  # type: ignore[no-untyped-call]


def _list(*objects: generic.PdfObject) -> generic.ArrayObject:
    make = cast("Callable[..., generic.ArrayObject]", generic.ArrayObject)
    return make(objects)


def _revision(change: Callable[[IncrementalPdfFileWriter], None]) -> Callable[[bytes, Random], bytes]:
    return lambda content, _: revised(content, change)


def _with_form(content: bytes) -> bytes:
    """Add a text field with a look of its own to the first page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        field = writer.add_object(
            _dictionary(
                Type=pdf_name("/Annot"),
                Subtype=pdf_name("/Widget"),
                FT=pdf_name("/Tx"),
                T=generic.TextStringObject("field"),
                V=generic.TextStringObject("before"),
                Rect=_numbers(10, 10, 200, 40),
                AP=_dictionary(N=writer.add_object(_look(b"BT ET"))),
            )
        )
        page["/Annots"] = _list(field)
        writer.update_container(page)
        writer.root["/AcroForm"] = writer.add_object(_dictionary(Fields=_list(field)))
        cast("Any", writer).update_root()

    return revised(content, change)


def _look(data: bytes) -> generic.StreamObject:
    entries = _dictionary(Type=pdf_name("/XObject"), Subtype=pdf_name("/Form"), BBox=_numbers(0, 0, 190, 30))
    return generic.StreamObject(entries, stream_data=data)


def _other_look(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/Pages"]["/Kids"][0]["/Annots"][0]
    field["/AP"] = _dictionary(N=writer.add_object(_look(b"BT (other) Tj ET")))
    field["/V"] = generic.TextStringObject("after")
    writer.update_container(field)


def _in_catalogue(name: str, value: generic.PdfObject) -> Callable[[bytes, Random], bytes]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[name] = value
        cast("Any", writer).update_root()

    return _revision(change)


def _another_page(writer: IncrementalPdfFileWriter) -> None:
    tree_ = writer.root["/Pages"]
    page = tree_["/Kids"][0].get_object()
    copy = _dictionary(**{key[1:]: page.raw_get(key) for key in page})
    tree_["/Kids"].append(writer.add_object(copy))
    tree_["/Count"] = _numbers(int(tree_["/Count"]) + 1)[0]
    writer.update_container(tree_["/Kids"])
    writer.update_container(tree_)


def _other_attachment(writer: IncrementalPdfFileWriter) -> None:
    names = writer.root["/Names"]["/EmbeddedFiles"]
    names = names["/Kids"][0] if "/Kids" in names else names
    held = names["/Names"][1]["/EF"]
    held["/F"] = writer.add_object(generic.StreamObject(stream_data=b"<other/>"))
    writer.update_container(held)


def _unrelated(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"nothing refers to it"))


def _bit(content: bytes, random: Random) -> bytes:
    """Change a bit of the first revision, in which the pages are."""
    changed = bytearray(content)
    at = random.choice([content.index(b"/MediaBox") + 12, content.index(b"/Type /Pages") + 7, 12])
    changed[at] ^= 1
    return bytes(changed)


def _cut(content: bytes, random: Random) -> bytes:
    """Cut the file back to an earlier revision."""
    ends = [at + 6 for at in range(len(content)) if content.startswith(b"%%EOF\n", at)]
    return content[: random.choice(ends)] if ends else content


PDF_CHANGES: Final[Mapping[str, Callable[[bytes, Random], bytes]]] = {
    "nothing": lambda content, _: content,
    "a bit": _bit,
    "bytes behind the end": lambda content, random: content + random.choice([b"x", b"<script>", b"%more\n"]),
    "padding behind the end": lambda content, _: content + b"\r\n",
    "an annotation": _revision(annotate),
    "a page's content": _revision(replace_page),
    "a form's look": _revision(_other_look),
    "a page more": _revision(_another_page),
    "an attachment": _revision(_other_attachment),
    "an action": _in_catalogue("/OpenAction", _dictionary(S=pdf_name("/JavaScript"))),
    "a language": _in_catalogue("/Lang", generic.TextStringObject("nb")),
    "an unrelated object": _revision(_unrelated),
    "another signature": lambda content, _: sign(content, kari(), name="Kari"),
    "a time-stamp": lambda content, _: with_stamp(content),
    "an earlier revision": _cut,
}
