"""Whatever the bytes, a report comes back in bounded time, with a clear finding, and shows no id number."""

import re
from base64 import b64decode, b64encode
from copy import deepcopy
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from signature_model.signed import SignedReport, validate_signed
from signature_model.signed.rules.catalogue import CATALOGUE
from tests.kits.authorities import organization
from tests.kits.jobs import KARI
from tests.kits.pades import pades, pages
from tests.kits.sdo import sdo
from tests.kits.xades import CONTEXT, SENT, first, xades

DESCRIBED = f"<S><SignerDescription><SignerNationalId>{KARI}</SignerNationalId></SignerDescription></S>"
FEWER = settings(max_examples=25)


@cache
def sound(kind: str) -> bytes:
    match kind:
        case "pdf":
            return pades()
        case "enclosed":
            return xades(enclosed=True)
        case "sdo":
            return sdo()
        case "native":
            return xades(by=organization(), documents={}, content=f"<NativeSdo>{b64encode(sdo()).decode()}</NativeSdo>")
        case "packed":
            return xades(by=organization(), content=DESCRIBED)
        case _:
            return xades()


def validated(content: bytes) -> SignedReport:
    report = validate_signed(content, SENT, CONTEXT)
    assert {each.code for each in report.findings} <= set(CATALOGUE)
    assert report.is_valid or report.findings or report.undecided
    assert KARI not in f"{report}{report!r}"
    return report


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """The content with some octets changed, removed, inserted or moved."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 5))):
        at, size = draw(st.integers(0, len(changed) - 1)), draw(st.integers(1, 40))
        match draw(st.integers(0, 3)):
            case 0:
                changed[at] = draw(st.integers(0, 255))
            case 1:
                del changed[at : at + size]
            case 2:
                changed[at:at] = draw(st.binary(min_size=1, max_size=8))
            case _:
                other = draw(st.integers(0, len(changed) - 1))
                changed[at : at + size] = changed[other : other + size]
    return bytes(changed)


@pytest.mark.parametrize("kind", ["detached", "enclosed", "packed", "sdo", "native", "pdf"])
@given(data=st.data())
@FEWER
def test_damaged_documents_are_validated(kind: str, data: st.DataObject) -> None:
    validated(data.draw(damaged(sound(kind))))


@given(data=st.data())
@FEWER
def test_documents_with_damaged_evidence_are_validated(data: st.DataObject) -> None:
    root = etree.fromstring(sound(data.draw(st.sampled_from(["detached", "enclosed", "packed", "sdo", "native"]))))
    encoded = [each for each in root.iter() if len(each.text or "") > 60]
    element = data.draw(st.sampled_from(encoded))
    try:
        content = b64decode(element.text or "")
    except ValueError:
        content = b""
    element.text = b64encode(data.draw(damaged(content or b"x"))).decode()
    validated(etree.tostring(root))


@given(st.binary(max_size=200))
@FEWER
def test_any_bytes_are_validated(content: bytes) -> None:
    assert validated(content).verdict == "invalid"
    assert validated(b"%PDF-1.7\n" + content).verdict == "invalid"


MANY_DOCUMENTS = "".join(f"<D>{b64encode(b'%PDF-' + bytes([each])).decode()}</D>" for each in range(101))
MANY_ELEMENTS = "<Part/>" * 20_000
MANY_SIGNATURES = "<a>" * 60 + '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/>' * 9_000 + "</a>" * 60
MANY_SDOS = f"<SDO><SDODataPart>{'<SignatureElement/>' * 8_000}</SDODataPart>{'<SignersDocument/>' * 8_000}</SDO>"
MANY_ATTRIBUTES = "<A " + " ".join(f'a{each}="x"' for each in range(2_001)) + "/>"


def repeated(content: bytes, count: int) -> bytes:
    """The document with a reference to its content that occurs many times."""
    root = etree.fromstring(content)
    info = first(root, "SignedInfo")
    (reference,) = [each for each in info if each.get("URI") == "#content"]
    for _ in range(count):
        info.append(deepcopy(reference))
    return etree.tostring(root)


def with_unsigned(count: int) -> bytes:
    root = etree.fromstring(xades(level="T"))
    unsigned = first(root, "UnsignedSignatureProperties")
    unsigned.extend([etree.Element("Other") for _ in range(count)])
    return etree.tostring(root)


def cms_of(size: int) -> bytes:
    """CMS whose type is an object identifier of this many octets."""
    content = b"\x06\x83" + size.to_bytes(3) + b"\x2a" + b"\x81" * (size - 2) + b"\x01\xa0\x02\x30\x00"
    return b"\x30\x83" + len(content).to_bytes(3) + content


def stamped_by(cms: bytes) -> bytes:
    root = etree.fromstring(xades(level="T"))
    first(root, "EncapsulatedTimeStamp").text = b64encode(cms).decode()
    return etree.tostring(root)


def sealed_by(cms: bytes) -> bytes:
    sealed = pades(level="B")
    old = re.findall(rb"(?<=/Contents <)[0-9a-f]+", sealed)[0]
    return sealed.replace(old, cms.hex().encode().ljust(len(old), b"0"))


def test_a_document_has_few_time_stamps_and_namesakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.xades.evidence.MOST_STAMPS", 3)
    root = etree.fromstring(xades(level="T"))
    stamp = first(root, "SignatureTimeStamp")
    for _ in range(2):
        stamp.addnext(deepcopy(stamp))
        stamp.append(deepcopy(first(stamp, "EncapsulatedTimeStamp")))
    report = validated(etree.tostring(root))
    assert sum(each.kind == "time-stamp" for each in report.signatures) == 3


def test_time_stamps_without_a_token_cost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def edit(root: etree._Element) -> None:
        properties = next(root.iter("{*}UnsignedSignatureProperties"))
        properties.extend([etree.Element("{http://uri.etsi.org/01903/v1.4.1#}ArchiveTimeStamp") for _ in range(5)])

    monkeypatch.setattr(
        "signature_model.signed.xades.evidence._archived", lambda *_: pytest.fail("octets without a token")
    )
    assert validated(xades(level="LT", after=edit)).is_valid


def test_attached_files_have_few_signatures_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.reading_budget.MOST_TOGETHER", 1)
    attached = {"a.xml": xades(level="B"), "b.xml": xades(level="T")}
    assert [each.code for each in validated(pades(pages(attachments=attached), level="B")).errors] == ["PSR804"]


def test_time_stamps_cover_few_octets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.reading_budget.MOST_STAMPED", 100)
    assert "PSR831" in {each.code for each in validated(xades()).errors}


@pytest.mark.parametrize("limit", ["reading_budget.MOST_STEPS", "pades.updates.content.MOST_VALUES"])
def test_a_pdf_has_few_values(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"signature_model.signed.{limit}", 100)
    assert [each.code for each in validated(pades()).errors] == ["PSR804"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(xades(by=organization(), content=f"<S>{MANY_DOCUMENTS}</S>"), "PSR812", id="documents"),
        pytest.param(f"<S>{MANY_ATTRIBUTES}</S>".encode(), "PSR804", id="attributes"),
        pytest.param(MANY_SIGNATURES.encode(), "PSR804", id="signatures"),
        pytest.param(f"<S>{xades(level='B').decode()}{MANY_SDOS}</S>".encode(), "PSR807", id="parts of an SDO"),
        pytest.param(repeated(xades(level="B", content=f"<S>{MANY_ELEMENTS}</S>"), 90), "PSR812", id="references"),
        pytest.param(with_unsigned(201), "PSR804", id="unsigned properties"),
        pytest.param(stamped_by(cms_of(200_000)), "PSR831", id="object identifier in a time-stamp"),
        pytest.param(sealed_by(cms_of(4_000)), "PSR803", id="object identifier in a PDF"),
    ],
)
def test_much_work_has_one_finding(content: bytes, code: str) -> None:
    assert [each.code for each in validated(content).errors].count(code) == 1
