"""SEID-SDO: signatures in CMS about a document, and a seal over the octets of the file."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

import pytest
from asn1crypto import cms

from signature_model.signed import Sent, SentDocument, validate_xades
from tests.kits import pdfs
from tests.kits.authorities import (
    NON_REPUDIATION,
    QUALIFIED,
    Holder,
    national_id,
    organization,
    person,
    root,
    signed_data,
    time_stamp,
)
from tests.kits.certificates import rsa_key
from tests.kits.jobs import KARI, OLA
from tests.kits.sdo import NAMESPACES, customer, detached, sdo
from tests.kits.xades import CONTEXT, CONTRACT, PAPER, SENT, found, xades

OTHER = pdfs.sized(2_000)
LEVEL_B = ["PSR830", "PSR846", "PSR850"]
UNDECIDED = ["PSR823", *LEVEL_B, "undecided"]
CHANGED = ["PSR805", *UNDECIDED[:-1], "invalid"]
OTHER_DOCUMENT = ["PSR814", *UNDECIDED[:-1], "invalid"]
UNKNOWN = replace(SENT, documents=None)


def stamped(holder: Holder, content: bytes) -> bytes:
    """A signature with a time-stamp, which needs no NULL to be left out."""
    plain = signed_data(holder, content, is_detached=True)
    value = cms.ContentInfo.load(plain)["content"]["signer_infos"][0]["signature"].native
    return signed_data(holder, content, is_detached=True, unsigned=[("signature_time_stamp_token", time_stamp(value))])


def indefinite(holder: Holder, content: bytes) -> bytes:
    """A signature whose outer structures have indefinite lengths, as those of BankID have."""
    info = cms.ContentInfo.load(detached(holder, content))
    identifier, signed = info["content_type"].dump(), info["content"]
    return bytes(b"\x30\x80" + identifier + b"\xa0\x80\x30\x80" + signed.contents + b"\0\0" * 3)


def ola() -> Holder:
    return person("Ola", OLA, NON_REPUDIATION, QUALIFIED, national_id(OLA), own_key=rsa_key("enterprise"))


def attached(holder: Holder, content: bytes) -> bytes:
    return signed_data(holder, content)


def of_another_type(holder: Holder, content: bytes) -> bytes:
    """A signature whose attributes are about data, and whose structure says that it has something else."""
    data, enveloped = bytes.fromhex("06092a864886f70d010701"), bytes.fromhex("06092a864886f70d010703")
    return signed_data(holder, content, is_detached=True).replace(data, enveloped, 1)


def swapped(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def untimed(holder: Holder, content: bytes) -> bytes:
    return signed_data(holder, content, is_detached=True)


def test_without_a_signing_time_the_chain_must_be_trusted_now() -> None:
    stranger = person("Kari", KARI, issuer=root("Fremmed"), own_key=rsa_key("enterprise"))
    content = sdo(by=[stranger], has_seal=False, signature=untimed)
    assert found(content, SENT) == ["PSR830", "PSR840", "PSR850", "invalid"]


@pytest.mark.parametrize(
    ("make", "sent", "codes"),
    [
        pytest.param(sdo, SENT, UNDECIDED, id="as BankID made it"),
        pytest.param(lambda: sdo(signature=indefinite), SENT, UNDECIDED, id="with indefinite lengths"),
        pytest.param(lambda: sdo(by=[customer(), organization()]), SENT, UNDECIDED, id="and by a business"),
        pytest.param(lambda: sdo(has_seal=False), SENT, UNDECIDED, id="without a seal"),
        pytest.param(lambda: sdo(has_document=False), SENT, UNDECIDED, id="without the document"),
        pytest.param(
            lambda: sdo(has_document=False), UNKNOWN, UNDECIDED, id="without the document, which is not known"
        ),
        pytest.param(lambda: sdo(OTHER, has_document=False), SENT, OTHER_DOCUMENT, id="without another document"),
        pytest.param(lambda: sdo(OTHER), SENT, OTHER_DOCUMENT, id="about another document"),
        pytest.param(lambda: sdo(enclosed=OTHER), SENT, CHANGED, id="another document inside"),
        pytest.param(
            lambda: sdo(by=[customer(), ola()]), SENT, ["PSR820", *UNDECIDED[:-1], "invalid"], id="two signers"
        ),
        pytest.param(
            lambda: sdo(after=swapped("</SignatureElement>", "</SignatureElement> ")),
            SENT,
            CHANGED,
            id="changed after sealing",
        ),
        pytest.param(
            lambda: sdo(before=swapped("<ds:DigestValue>", "<ds:DigestValue>AAAA")),
            SENT,
            CHANGED,
            id="another digest stated",
        ),
        pytest.param(
            lambda: sdo(signature=lambda by, _: detached(by, OTHER)), SENT, CHANGED, id="a signature of something else"
        ),
        pytest.param(
            lambda: sdo(signature=lambda _, content: detached(ola(), content, named=customer())),
            SENT,
            ["PSR808", "PSR820", "PSR845", *LEVEL_B, "invalid"],
            id="another certificate named",
        ),
    ],
)
def test_an_sdo_is_validated_like_other_evidence(make: Callable[[], bytes], sent: Sent, codes: list[str]) -> None:
    assert found(make(), sent) == [*sorted(codes[:-1]), codes[-1]]


ENCODED = b64encode(OTHER).decode()
DECOY = f"<SDO><SignedObject><SignersDocument>{ENCODED}</SignersDocument></SignedObject></SDO>"
DESCRIPTION = f"<SignerDescription><SignerNationalId>{OLA}</SignerNationalId></SignerDescription>"


@pytest.mark.parametrize(
    ("mark", "added", "verdict"),
    [
        pytest.param("<SDO>", DECOY, "invalid", id="an SDO without signatures"),
        pytest.param("<SDO>", f"<SignersDocument>{ENCODED}</SignersDocument>", "invalid", id="another document"),
        pytest.param("</SDO>", DESCRIPTION, "invalid", id="another signer"),
        pytest.param("</SDO>", f"<Document>{ENCODED}</Document>", "undecided", id="a long text"),
    ],
)
def test_an_sdo_covers_its_own_parts_only(mark: str, added: str, verdict: str) -> None:
    content = sdo(by=[customer(KARI)], after=swapped(mark, added + mark))
    assert [each for each in found(content, SENT) if each not in LEVEL_B] == ["PSR807", verdict]


@pytest.mark.parametrize("added", [DESCRIPTION, f"<NativeSdo>{ENCODED}</NativeSdo>"])
def test_without_a_seal_only_values_and_document_are_signed(added: str) -> None:
    end = "</CMSSignatureElement>"
    content = sdo(by=[customer(KARI)], has_seal=False, after=swapped(end, added + end))
    assert [each for each in found(content, SENT) if each not in LEVEL_B] == ["PSR807", "invalid"]


MANY = swapped("<SignatureElement>", "<SignatureElement>" + "<CMSSignatureElement/>" * 101)


def without_seal_value(text: str) -> str:
    """Replace the value of the seal."""
    signatures, mark, seal = text.partition("<SDOSeal>")
    return f"{signatures}{mark}{seal.replace('<CMSSignature>', '<CMSSignature>AAAA', 1)}"


def in_a_comment(prefix: str) -> bytes:
    """Read another part than the sealed one, which is in a comment: that of Kari, without Ola."""

    def change(text: str) -> str:
        before, mark, rest = text.partition("<SDODataPart>")
        part, end, after = rest.partition("</SDODataPart>")
        first = part.partition("</SignatureElement>")[0] + "</SignatureElement>"
        name = f"{prefix}:SDODataPart"
        read = f'<{name} xmlns:{prefix}="urn:x">{first}</{name}>'
        return f"{before}{read}<!--{mark}{part}{end}-->{after}"

    return sdo(by=[customer(), ola()], after=change)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(f"<SDOList {NAMESPACES}><SDO/></SDOList>".encode, "PSR802", id="nothing in it"),
        pytest.param(lambda: sdo(by=[]), "PSR802", id="only a seal"),
        pytest.param(lambda: sdo(after=swapped("<CMSSignature>", "<CMSSignature>?")), "PSR803", id="not base64"),
        pytest.param(lambda: sdo(signature=lambda *_: b"no CMS"), "PSR803", id="not CMS"),
        pytest.param(lambda: sdo(after=without_seal_value), "PSR803", id="a seal that is not CMS"),
        pytest.param(lambda: sdo(signature=attached), "PSR803", id="content inside the signature"),
        pytest.param(
            lambda: sdo(after=swapped("<SignersDocument>", "<SignersDocument>?")), "PSR803", id="a damaged document"
        ),
        pytest.param(
            lambda: sdo(after=swapped("<SignedObject>", "<SignedObject><SignersDocument/>")),
            "PSR803",
            id="two documents",
        ),
        pytest.param(
            lambda: sdo(after=swapped("</SDO>", "<SignersDocument/></SDO>")), "PSR803", id="a document elsewhere"
        ),
        pytest.param(
            lambda: sdo(after=swapped("<SignersDocument>", "<SignersDocument><x/>")), "PSR803", id="a document in parts"
        ),
        pytest.param(lambda: sdo(signature=of_another_type), "PSR803", id="another type of content"),
        pytest.param(
            lambda: sdo(after=swapped("<SDODataPart>", "<!-- <SDODataPart> --><SDODataPart>")),
            "PSR803",
            id="a part in a comment",
        ),
        pytest.param(lambda: in_a_comment("é"), "PSR803", id="the sealed part in a comment"),
        pytest.param(
            lambda: in_a_comment("p" * 101), "PSR803", id="the sealed part in a comment, behind a long prefix"
        ),
        pytest.param(
            lambda: sdo(after=swapped("<SDOSignature>", "<SDOSignature><CMSSignatureElement/>")),
            "PSR803",
            id="two seals",
        ),
        pytest.param(lambda: sdo(after=MANY), "PSR804", id="many signatures"),
    ],
)
def test_an_sdo_without_its_structure_has_one_finding(make: Callable[[], bytes], code: str) -> None:
    report = validate_xades(make(), SENT, CONTEXT)
    assert ({each.code for each in report.findings}, report.verdict) == ({code}, "invalid")


def test_the_octets_that_signatures_have_together_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signature_model.signed.reading_budget.MOST_OCTETS", len(PAPER) - 1)
    assert found(sdo()) == ["PSR804", "invalid"]


def test_a_signature_in_xml_may_be_inside_an_sdo() -> None:
    inner = f"<SDODataPart><SignatureElement>{xades().decode()}</SignatureElement></SDODataPart>"
    assert found(f"<SDOList><SDO>{inner}</SDO></SDOList>".encode()) == ["valid"]


def test_the_seal_is_over_the_octets_of_the_file() -> None:
    """Other octets of the same XML outside the sealed part do no harm."""
    content = sdo(after=lambda text: f"<?xml version='1.0' encoding='ISO-8859-1'?>\n<!-- -->{text}\n")
    signer, packager = validate_xades(content, SENT, CONTEXT).signatures
    assert (signer.kind, signer.name, signer.method, signer.covers) == (
        "signer",
        "Nordmann, Kari",
        "BankID",
        (CONTRACT,),
    )
    assert (packager.kind, packager.organization) == ("packager", "Pakker AS 989584022")


def test_a_document_is_found_by_the_signed_digest() -> None:
    """Digests of what was sent are enough, for an SDO without the document."""
    digests = replace(SentDocument.of(CONTRACT, PAPER), content=None)
    (signer, *_) = validate_xades(sdo(has_document=False), replace(SENT, documents=(digests,)), CONTEXT).signatures
    assert signer.covers == (CONTRACT,)


def test_a_document_that_is_not_at_hand_keeps_an_sdo_undecided() -> None:
    report = validate_xades(sdo(has_document=False), UNKNOWN, CONTEXT)
    assert "documents" in [each.layer for each in report.undecided]


def test_a_time_stamp_in_cms_is_read() -> None:
    report = validate_xades(sdo(signature=stamped, has_seal=False), SENT, CONTEXT)
    assert (report.signatures[0].level, report.signatures[1].kind) == ("T", "time-stamp")


def test_several_sdos_are_read_from_one_list() -> None:
    inner = sdo().decode().partition("<SDO>")[2].rpartition("</SDOList>")[0]
    content = sdo(after=lambda text: text.replace("</SDOList>", f"<SDO>{inner}</SDOList>")).decode()
    report = validate_xades(content.encode(), SENT, CONTEXT)
    assert [each.kind for each in report.signatures] == ["signer", "packager", "signer", "packager"]
    assert "PSR805" not in {each.code for each in report.findings}


def test_id_numbers_are_masked() -> None:
    report = validate_xades(sdo(by=[ola()]), SENT, CONTEXT)
    assert OLA not in f"{report}{report!r}"
    assert b64encode(OLA.encode()).decode() not in repr(report)
