"""Native signatures inside a packager's XAdES: read, validated, and proved by the packager's time-stamp."""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec

from signature_model import SignatureType
from signature_model.signed import Sent, SentDocument, SentSigner, validate_pades, validate_xades
from signature_model.signed.limits import MOST_NATIVES
from signature_model.signed.pades.reading import read_pades
from tests.kits import pdfs
from tests.kits.authorities import kari, organization, person
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import pades, pages, revised, sign
from tests.kits.sdo import sdo
from tests.kits.xades import CONTEXT, CONTRACT, PAPER, SENT, found, renamed, xades

ADVANCED = replace(SENT, signers=(SentSigner(number=KARI, signature_type=SignatureType.ADVANCED),))
OTHER = pdfs.sized(2_000)
PER = "01010750160"


def described(*numbers: str) -> str:
    return "".join(
        f"<SignerDescription><SignerNationalId>{each}</SignerNationalId></SignerDescription>" for each in numbers
    )


def packed(native: bytes, *numbers: str, name: str = "NativeSdo", level: str = "LT", beside: str = "") -> bytes:
    """A packager's XAdES with a native signature in base64."""
    inner = f"<{name}>{b64encode(native).decode()}</{name}>"
    content = f"<Ltv>{described(*numbers)}{inner}{beside}</Ltv>"
    return xades(by=organization(), documents={}, content=content, level=level)


def inside(native: bytes, *numbers: str, name: str = "NativeSdo") -> bytes:
    """A packager's XAdES with a native signature as elements."""
    content = f"<Ltv>{described(*numbers)}<{name}>{native.decode()}</{name}></Ltv>"
    return xades(by=organization(), documents={}, content=content, level="LT")


def signed(content: bytes, *, certify: bool = False, field: SigFieldSpec | None = None) -> bytes:
    return sign(content, kari(), level="B", name="Kari", certify=certify, field=field)


@cache
def native_xades() -> bytes:
    return xades(enclosed=True, level="LT", before=renamed)


@cache
def native_pades(document: bytes = PAPER) -> bytes:
    return signed(document)


def in_assertion() -> str:
    return f'<a:Assertion xmlns:a="{SAML}">{native_xades().decode()}</a:Assertion>'


LOGIN = b"<?xml version='1.0'?><a/>"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"


@pytest.mark.parametrize(
    ("make", "sent", "codes"),
    [
        pytest.param(lambda: packed(sdo(), KARI), ADVANCED, ["valid"], id="an SDO"),
        pytest.param(lambda: inside(sdo(), KARI), ADVANCED, ["valid"], id="an SDO as elements"),
        pytest.param(lambda: packed(native_xades(), name="Any"), ADVANCED, ["valid"], id="a XAdES"),
        pytest.param(lambda: inside(native_xades()), ADVANCED, ["valid"], id="a XAdES as elements"),
        pytest.param(
            lambda: packed(native_pades(), KARI, level="T"),
            ADVANCED,
            ["PSR832", "PSR845", "PSR850", "undecided"],
            id="a PAdES",
        ),
        pytest.param(lambda: packed(sdo()), ADVANCED, ["PSR823", "valid"], id="no number anywhere"),
        pytest.param(
            lambda: packed(sdo(), KARI, OLA), ADVANCED, ["PSR822", "PSR823", "PSR825", "invalid"], id="one too many"
        ),
        pytest.param(
            lambda: packed(sdo(), OLA, PER), ADVANCED, ["PSR820", "PSR822", "PSR823", "invalid"], id="two others"
        ),
        pytest.param(
            lambda: packed(native_xades(), KARI, OLA), ADVANCED, ["PSR822", "invalid"], id="one more is stated"
        ),
        pytest.param(
            lambda: packed(native_xades(), OLA), ADVANCED, ["PSR822", "invalid"], id="another number is stated"
        ),
        pytest.param(lambda: packed(sdo(), OLA), ADVANCED, ["PSR820", "invalid"], id="another person"),
        pytest.param(lambda: packed(sdo(OTHER), KARI), ADVANCED, ["PSR814", "invalid"], id="another document"),
        pytest.param(
            lambda: packed(native_pades(OTHER), KARI, level="T"),
            ADVANCED,
            ["PSR814", "PSR832", "PSR845", "PSR850", "invalid"],
            id="a PAdES of another document",
        ),
        pytest.param(lambda: packed(sdo(enclosed=OTHER), KARI), ADVANCED, ["PSR805", "invalid"], id="a broken one"),
        pytest.param(
            lambda: packed(b"<a/>", KARI), ADVANCED, ["PSR802", "PSR813", "PSR825", "invalid"], id="not a signature"
        ),
        pytest.param(
            lambda: packed(bytes.fromhex("3c"), KARI), ADVANCED, ["PSR801", "PSR813", "PSR825", "invalid"], id="damaged"
        ),
        pytest.param(
            lambda: packed(sdo(), KARI, beside="<NativeFormat>PAdES</NativeFormat>"), ADVANCED, ["valid"], id="words"
        ),
        pytest.param(
            lambda: packed(LOGIN, KARI, name="Login", beside=in_assertion()),
            ADVANCED,
            ["PSR825", "invalid"],
            id="a login",
        ),
    ],
)
def test_native_signatures_are_validated(make: Callable[[], bytes], sent: Sent, codes: list[str]) -> None:
    assert found(make(), sent) == codes


def test_a_signer_may_have_signed_each_document_by_itself() -> None:
    both = replace(ADVANCED, documents=(*(SENT.documents or ()), SentDocument.of("other.pdf", OTHER)))
    second = f"<NativeSdo>{b64encode(sdo(OTHER)).decode()}</NativeSdo>"
    content = packed(sdo(), KARI, beside=second)
    assert found(content, both) == ["valid"]
    assert [each.covers for each in validate_xades(content, both, CONTEXT).signers] == [(CONTRACT, "other.pdf")]
    assert found(packed(sdo(), KARI), both) == ["PSR813", "invalid"]


def test_an_organisation_signs_no_document_for_a_signer() -> None:
    native = sign(OTHER, organization(), name="Pakker", certify=False)
    report = validate_xades(packed(native, KARI), SENT, CONTEXT)
    assert [each.code for each in report.errors] == ["PSR814"]


def test_a_number_that_is_stated_beside_a_signature_does_not_identify_its_signer() -> None:
    both = etree.Element("Signatures")
    both.append(etree.fromstring(xades(by=person("Ola", None), enclosed=True, level="LT", before=renamed)))
    both.append(etree.fromstring(xades(by=organization(), content=f"<Sdo>{described(KARI)}</Sdo>", level="LT")))
    assert found(etree.tostring(both), SENT) == ["PSR823", "valid"]


def replace_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 595 842 re f"))
    writer.update_container(page)


def transplanted() -> bytes:
    """The document with the signature of another one, whose octets are in a stream."""
    _, length, after, rest = map(int, re.findall(rb"/ByteRange \[([\d ]+)\]", native_pades(OTHER))[0].split())

    def with_octets_at(at: int) -> bytes:
        signature = pdfs.dictionary(
            Type="/Sig",
            Filter="/Adobe.PPKLite",
            SubFilter="/ETSI.CAdES.detached",
            ByteRange=f"[{at:06} {length} {at + after:06} {rest}]",
            Contents=native_pades(OTHER)[length:after].decode(),
        )
        objects = {
            10: pdfs.stream(native_pades(OTHER)),
            11: signature,
            12: pdfs.dictionary(FT="/Sig", T="(Kari)", V="11 0 R"),
        }
        form = {"AcroForm": "<</Fields [12 0 R] /SigFlags 3>>"}
        content, root, end = pdfs.paper(header=PAPER, objects=objects, catalogue=form).rpartition(b"/Root")
        return content + b"/Prev 191 " + root + end

    return with_octets_at(with_octets_at(0).index(native_pades(OTHER)))


FORM = pdfs.paper(catalogue={"AcroForm": "<</Fields []>>"})


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        pytest.param(lambda: (native_pades(), PAPER), [], id="signed"),
        pytest.param(lambda: (signed(PAPER, certify=True), PAPER), [], id="certified"),
        pytest.param(lambda: (signed(FORM), FORM), [], id="with a form"),
        pytest.param(lambda: (native_pades(), native_pades()), ["PSR814"], id="signed before it was sent"),
        pytest.param(lambda: (signed(revised(PAPER, replace_page)), PAPER), ["PSR814"], id="changed before"),
        pytest.param(lambda: (revised(native_pades(), replace_page), PAPER), ["PSR809"], id="changed after"),
        pytest.param(
            lambda: (signed(PAPER + pdfs.paper(offset_by=len(PAPER))), PAPER),
            ["PSR814"],
            id="another document behind it",
        ),
        pytest.param(lambda: (transplanted(), PAPER), ["PSR810", "PSR814"], id="the signature of another document"),
        pytest.param(
            lambda: (native_pades() + native_pades()[native_pades().rindex(b"startxref") :], PAPER),
            ["PSR810"],
            id="an end behind it",
        ),
    ],
)
def test_a_native_pdf_is_the_sent_document_and_signatures(
    make: Callable[[], tuple[bytes, bytes]], codes: list[str]
) -> None:
    native, document = make()
    sent = replace(ADVANCED, documents=(SentDocument.of(CONTRACT, document),))
    report = validate_xades(packed(native, KARI), sent, CONTEXT, revocation=[kari().issuer.response(kari())])
    assert sorted({each.code for each in report.errors}) == codes
    assert report.is_valid is not bool(codes)


@pytest.mark.parametrize("behind", [b"", b"\n\n", b"\0 \r\n", b"\n<!-- end -->\n", bytes(1_000)])
@pytest.mark.parametrize("has_content", [True, False])
def test_a_sent_document_may_end_in_several_ways(behind: bytes, *, has_content: bool) -> None:
    content = PAPER.rstrip(b"\n") + behind
    document = SentDocument.of(CONTRACT, content)
    sent = replace(ADVANCED, documents=(document if has_content else replace(document, content=None),))
    report = validate_xades(packed(signed(content), KARI), sent, CONTEXT)
    is_found = (has_content or b"<" not in behind) and len(behind) < 900
    assert [each.code for each in report.errors] == ([] if is_found else ["PSR814"])


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("has_content", [True, False])
def test_one_sent_document_may_begin_another(order: int, *, has_content: bool) -> None:
    later = pdfs.updated(PAPER)
    documents = [SentDocument.of("a.pdf", PAPER), SentDocument.of("b.pdf", later)][::order]
    documents = documents if has_content else [replace(each, content=None) for each in documents]
    (native,) = read_pades(signed(later), Sent(documents=tuple(documents))).signatures
    assert [each.document and each.document.name for each in native.covered] == ["b.pdf"]


def test_enclosed_xml_is_a_document_if_the_documents_are_not_known() -> None:
    content = xades(documents={"a.xml": b"<a/>"}, enclosed=True, level="LT")
    assert "PSR802" not in found(content, replace(SENT, documents=None))
    assert "PSR802" in found(content)


def test_a_size_that_some_readers_do_not_accept_is_an_error() -> None:
    content = PAPER.replace(b"/Size 4", b"/Size 2147483647")
    assert content != PAPER
    sent = replace(ADVANCED, documents=(SentDocument.of(CONTRACT, content),))
    report = validate_xades(packed(signed(content), KARI), sent, CONTEXT)
    assert [each.code for each in report.errors] == ["PSR814"]


def test_a_signature_that_shows_on_a_page_is_reported() -> None:
    native = signed(PAPER, field=SigFieldSpec("Kari", box=(20, 20, 120, 60)))
    report = validate_xades(packed(native, KARI), ADVANCED, CONTEXT, revocation=[kari().issuer.response(kari())])
    assert report.is_valid
    assert ["'Kari' is visible on a page" in each.message for each in report.findings if each.code == "PSR815"] == [
        True
    ]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(
            lambda: signed(revised(PAPER, replace_page)), "revision 2 does more than sign: it changes", id="a page"
        ),
        pytest.param(
            lambda: signed(PAPER + pdfs.paper(offset_by=len(PAPER))),
            "do not have the expected form",
            id="another document",
        ),
        pytest.param(
            lambda: native_pades(OTHER), "a document inside the file is signed, but was not sent", id="another one"
        ),
    ],
)
def test_what_was_changed_in_a_signed_document_is_said(make: Callable[[], bytes], words: str) -> None:
    report = validate_xades(packed(make(), KARI), ADVANCED, CONTEXT)
    assert [words in each.message for each in report.errors] == [True]


def test_the_number_of_native_signatures_has_a_limit() -> None:
    many = "".join(f"<Native>{b64encode(b'<a/>').decode()}</Native>" for _ in range(MOST_NATIVES))
    assert found(packed(b"<a/>", beside=many), ADVANCED) == ["PSR804", "invalid"]


def test_the_packager_s_time_stamp_proves_the_time_of_both() -> None:
    packager, stamp, signer, seal = validate_xades(packed(sdo(), KARI), ADVANCED, CONTEXT).signatures
    assert (signer.kind, signer.member, signer.level, signer.covers) == ("signer", "NativeSdo", "LT", (CONTRACT,))
    assert signer.proved_at == packager.proved_at == stamp.proved_at is not None
    assert signer.verifiable_until == packager.verifiable_until
    assert (seal.kind, seal.member) == ("packager", "NativeSdo")


def test_native_signatures_are_found_in_an_attached_xades() -> None:
    report = validate_pades(pades(pages(attachments={"kari.xml": packed(sdo(), KARI)})), ADVANCED, CONTEXT)
    assert report.is_valid
    assert "kari.xml/NativeSdo" in [each.member for each in report.signatures]


def test_what_a_broken_packager_encloses_is_not_read() -> None:
    content = packed(sdo(), KARI).replace(b"</Ltv>", b" </Ltv>")
    assert [each.kind for each in validate_xades(content, ADVANCED, CONTEXT).signatures] == ["packager", "time-stamp"]


def test_a_signature_does_not_cover_what_is_added_to_it() -> None:
    """An object inside an enveloped signature is not part of what it signs."""
    added = f"<ds:Object>{described(KARI)}</ds:Object></ds:Signature>".encode()
    content = xades(enclosed=True, level="LT").replace(b"</ds:Signature>", added)
    assert "PSR807" in found(content)
