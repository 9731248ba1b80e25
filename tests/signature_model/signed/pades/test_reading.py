"""PSR809, PSR810, PSR815 to PSR817, PSR844: a sealed PDF, with one thing changed, has exactly one code."""

import builtins
import io
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC
from functools import cache
from types import ModuleType

import pikepdf
import pytest
from asn1crypto import cms, core
from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from signature_model.signed import Sent, SentSigner, validate_pades, validate_signed
from signature_model.signed.evaluation.packagers import POSTEN
from signature_model.signed.limits import MOST_BYTES, MOST_REVISIONS, MOST_SIGNATURES
from signature_model.signed.pades import reading, signatures
from tests.kits import pdfs
from tests.kits.authorities import NON_REPUDIATION, Holder, kari, organization, person, root, seals, signed_data
from tests.kits.certificates import name, rsa_key
from tests.kits.jobs import KARI, OLA
from tests.kits.pades import EVIDENCE, evidence, pades, pages, posten, revised, sign, with_stamp
from tests.kits.xades import CONTEXT, SENT, xades

Change = Callable[[IncrementalPdfFileWriter], None]

JURISDICTION = x509.ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.3")
ALWAYS = {"PSR832", "PSR851"}
"""pyHanko claims the present time, and the time-stamps have their own."""


@cache
def sealed(level: str = "LTA") -> bytes:
    return pades(level=level)


def found(content: bytes, sent: Sent = SENT, evidence: Iterable[bytes] = ()) -> list[str]:
    report = validate_pades(content, sent, CONTEXT, evidence=evidence)
    return [*sorted({each.code for each in report.findings} - ALWAYS), report.verdict]


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        pytest.param("B", ["PSR830", "PSR845", "PSR850", "undecided"], id="B"),
        pytest.param("T", ["PSR845", "PSR850", "undecided"], id="T"),
        pytest.param("LT", ["valid"], id="LT"),
        pytest.param("LTA", ["valid"], id="LTA"),
    ],
)
def test_a_seal_is_valid_with_the_evidence_of_its_level(level: str, codes: list[str]) -> None:
    seal, *_ = validate_pades(sealed(level), SENT, CONTEXT).signatures
    assert found(sealed(level)) == codes
    assert (seal.kind, seal.level, seal.organization) == ("seal", level, "Posten Bring AS 984661185")


def test_a_document_time_stamp_alone_proves_the_time() -> None:
    assert found(with_stamp(sealed("B"))) == ["PSR845", "PSR850", "undecided"]


def annotate(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    note = {"/Type": "/Annot", "/Subtype": "/Text", "/Contents": "x", "/Rect": [0, 0, 9, 9]}
    items = {pdf_name(key): _object(value) for key, value in note.items()}
    page["/Annots"] = generic.ArrayObject([writer.add_object(generic.DictionaryObject(items))])  # type: ignore[no-untyped-call]
    writer.update_container(page)


def _object(value: object) -> generic.PdfObject:
    if isinstance(value, list):
        return generic.ArrayObject(map(generic.NumberObject, value))
    return pdf_name(value) if str(value).startswith("/") else generic.TextStringObject(value)


def replace_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


@pytest.mark.parametrize("change", [annotate, replace_page])
@pytest.mark.parametrize("level", ["T", "LTA"])
def test_a_change_after_the_seal_is_found(level: str, change: Change) -> None:
    assert next(each for each in found(revised(sealed(level), change)) if each > "PSR808") == "PSR809"


def test_a_second_signature_after_the_seal_is_a_change() -> None:
    twice = sign(pades(level="LT", permissions=MDPPerm.FILL_FORMS), kari(), name="Kari")
    assert "PSR809" in found(twice)


@pytest.mark.parametrize(
    ("behind", "codes"),
    [
        pytest.param(b"\r\n  \0", ["valid"], id="padding"),
        pytest.param(b"x", ["PSR810", "invalid"], id="a byte"),
    ],
)
@pytest.mark.parametrize("level", ["LT", "LTA"])
def test_nothing_follows_the_end(behind: bytes, codes: list[str], level: str) -> None:
    assert found(sealed(level) + behind) == codes


def start_of(content: bytes) -> int:
    """Where the last cross-references start."""
    return int(content.split(b"startxref")[-1].split()[0])


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(b"%d\n%%%%EOF startxref %d %%%%EOF\n", id="on the line of the end"),
        pytest.param(b"%d\n%%%%EOF\fstartxref\f%d\f%%%%EOF\n", id="behind a form feed"),
        pytest.param(b"%d\n%%%%EOF%%\0startxref %d %%%%EOF", id="in a comment"),
        pytest.param(b"%d %%startxref %d\n%%%%EOF\n", id="in a comment before the end"),
        pytest.param(b"%d\n%%%%EOF%.0s\n", id="not at all"),
    ],
)
@pytest.mark.parametrize("level", ["LT", "LTA"])
def test_a_revision_cannot_hide_from_us_alone(level: str, end: bytes) -> None:
    """Other readers find a revision that the end of the file names in an unusual way, or no end names."""
    content = sealed(level)
    changed = revised(content, replace_page)
    starts = (start_of(content), start_of(changed)) if b"%.0s" not in end else (start_of(content), b"")
    hidden = changed[: changed.rindex(b"startxref")] + b"startxref\n" + end % starts
    codes = found(hidden)
    assert codes[0] in {"PSR803", "PSR810"}
    assert codes[-1] == "invalid"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda content: content + b"startxref\n%d\n%%%%EOF\n" % start_of(content), id="a second end"),
        pytest.param(lambda content: content + bytes(950), id="much padding"),
        pytest.param(
            lambda content: content.replace(
                b"startxref\n%d" % start_of(content), b"startxref\n%d" % (start_of(content) + 2)
            ),
            id="an end that names another place",
        ),
    ],
)
def test_the_end_names_the_last_revision(change: Callable[[bytes], bytes]) -> None:
    assert found(change(sealed("LT"))) == ["PSR810", "invalid"]


@pytest.mark.parametrize("is_linear", [False, True])
def test_cross_references_may_be_streams_and_in_any_order(*, is_linear: bool) -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=is_linear)
    assert found(pades(written.getvalue(), level="LT")) == ["valid"]


def test_comments_may_precede_the_end() -> None:
    content = sealed("LT")
    at = content.rindex(b"startxref")
    assert found(content[:at] + b"%Writer-1.0\n" + content[at:]) == ["valid"]


def with_range(change: Callable[[list[int]], list[int]]) -> bytes:
    """Another byte range; the digest differs, too, unless it is signed again."""
    content = sealed("T")
    match = re.search(rb"/ByteRange \[([\d ]+)\]", content)
    assert match
    numbers = change([int(each) for each in match[1].split()])
    text = b" ".join(b"%d" % each for each in numbers).ljust(len(match[1]))
    assert len(text) == len(match[1])
    return content[: match.start(1)] + text + content[match.end(1) :]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda each: [1, each[1] - 1, *each[2:]], id="not from the beginning"),
        pytest.param(lambda each: [*each[:2], each[2] + 9, each[3] - 9], id="a wider gap"),
        pytest.param(lambda each: [*each[:3], each[3] - 9], id="not to the end"),
        pytest.param(lambda each: [0, each[1]], id="one part"),
    ],
)
def test_a_byte_range_leaves_out_only_the_signature(change: Callable[[list[int]], list[int]]) -> None:
    codes = found(with_range(change))
    assert {"PSR805", "PSR810"} <= {*codes}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda each: [each[0], -1, *each[2:]], id="a negative number"),
        pytest.param(lambda each: each[:3], id="three numbers"),
    ],
)
def test_a_byte_range_is_pairs_of_numbers(change: Callable[[list[int]], list[int]]) -> None:
    assert found(with_range(change)) == ["PSR803", "invalid"]


def flipped() -> bytes:
    content = bytearray(sealed("LT"))
    content[content.index(b"/MediaBox") + 12] ^= 1
    return bytes(content)


def with_contents(encoded: bytes) -> bytes:
    """The seal with another CMS structure in its place."""
    content = sealed("B")
    start, end = (int(each) for each in re.findall(rb"/ByteRange \[0 (\d+) (\d+)", content)[0])
    return content[: start + 1] + encoded.hex().encode().ljust(end - start - 2, b"0") + content[end - 1 :]


def with_large_attachments() -> bytes:
    return pades(pages(attachments={f"{each}.bin": bytes(MOST_BYTES // 4) for each in range(5)}), level="B")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        pytest.param(lambda: b"%PDF-1.7", "PSR801", id="damaged"),
        pytest.param(lambda: b"", "PSR801", id="nothing"),
        pytest.param(lambda: pdfs.encrypted(user="x"), "PSR801", id="encrypted"),
        pytest.param(pages, "PSR802", id="not signed"),
        pytest.param(lambda: with_stamp(pages()), "PSR802", id="only a time-stamp"),
        pytest.param(lambda: sealed("B").replace(b"/ByteRange", b"/BiteRange"), "PSR803", id="no byte range"),
        pytest.param(lambda: with_contents(b"0\0"), "PSR803", id="no CMS"),
        pytest.param(
            lambda: with_contents(cms.ContentInfo({"content_type": "data", "content": b""}).dump()), "PSR803", id="data"
        ),
        pytest.param(
            lambda: with_contents(signed_data(posten(), b"another document")), "PSR803", id="of another document"
        ),
        pytest.param(lambda: b"%PDF-1.7" + bytes(MOST_BYTES), "PSR804", id="large"),
        pytest.param(with_large_attachments, "PSR804", id="large attachments"),
        pytest.param(
            lambda: sealed("B").replace(b"/ByteRange [", b"/ByteRange [" + b"0 " * 500), "PSR804", id="long range"
        ),
        pytest.param(flipped, "PSR805", id="one bit"),
    ],
)
def test_a_broken_pdf_has_one_error(make: Callable[[], bytes], code: str) -> None:
    report = validate_pades(make(), SENT, CONTEXT)
    assert [each.code for each in report.errors] == [code]


def test_a_seal_of_another_document_does_not_help() -> None:
    report = validate_pades(with_contents(signed_data(posten(), b"another document")), SENT, CONTEXT)
    assert report.errors[0].message == "the signature 'Posten': it encloses content; a detached signature is expected"


@pytest.mark.parametrize("time", ["D:20261120120000", "D:20261120", "D:2026"])
def test_a_date_without_a_time_zone_is_in_utc(time: str) -> None:
    """ISO 32000-2, 7.9.4."""
    content = sealed("B")
    stated = re.search(rb"/M \(D[^)]*\)", content)
    assert stated
    content = content.replace(stated[0], f"/M ({time})".encode().ljust(len(stated[0])))
    claimed_at = validate_pades(content, SENT, CONTEXT).signatures[0].claimed_at
    assert claimed_at is not None
    assert claimed_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("module", "name", "limit"),
    [(reading, "MOST_REVISIONS", MOST_REVISIONS), (signatures, "MOST_SIGNATURES", MOST_SIGNATURES)],
)
def test_revisions_and_signatures_are_limited(
    module: ModuleType, name: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limit > 10
    monkeypatch.setattr(module, name, 1)
    assert found(sealed("LTA")) == ["PSR804", "invalid"]


def test_a_pdf_beyond_the_limits_of_inspection_is_not_read() -> None:
    assert found(pdfs.chained(sections=200, rows=5_000)) == ["PSR804", "invalid"]


def test_another_value_does_not_verify() -> None:
    content = sealed("B")
    encoded = PdfFileReader(io.BytesIO(content)).embedded_signatures[0].pkcs7_content
    structure = cms.ContentInfo.load(encoded, strict=False)
    signer = structure["content"]["signer_infos"][0]
    signer["signature"] = core.OctetString(bytes(70)).native
    assert [each for each in found(with_contents(structure.dump(force=True))) if each < "PSR810"] == ["PSR806"]


def test_the_signed_attributes_name_the_certificate() -> None:
    """A seal with the attribute of CAdES must name its certificate, an older one need not."""
    for named, codes in ((None, ["PSR808"]), (kari(), ["PSR808"]), (posten(), [])):
        content = sealed("B")
        start, end = (int(each) for each in re.findall(rb"/ByteRange \[0 (\d+) (\d+)", content)[0])
        again = signed_data(posten(), content[:start] + content[end:], is_detached=True, named=named)
        assert [each for each in found(with_contents(again)) if each in {"PSR805", "PSR806", "PSR808"}] == codes
    older = pades(level="B", subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED)
    assert "PSR808" not in found(older)


def posten_by(*more: tuple[x509.ObjectIdentifier, str], called: str = "Posten Norge AS") -> Holder:
    subject = name((NameOID.COUNTRY_NAME, "NO"), (NameOID.ORGANIZATION_NAME, called), *more)
    return seals().issue(subject, NON_REPUDIATION, own_key=rsa_key("enterprise"))


@pytest.mark.parametrize(
    ("seal", "codes"),
    [
        pytest.param(organization(), ["PSR844", "invalid"], id="another organisation"),
        pytest.param(kari(), ["PSR844", "invalid"], id="a signer"),
        pytest.param(posten_by((NameOID.ORGANIZATION_IDENTIFIER, "VATNO-984661185MVA")), ["valid"], id="a VAT number"),
        pytest.param(posten_by((NameOID.SERIAL_NUMBER, "984 661 185")), ["valid"], id="a number with spaces"),
        pytest.param(posten_by(), ["PSR844", "undecided"], id="no number"),
        pytest.param(posten_by((NameOID.GIVEN_NAME, "Kari")), ["PSR844", "PSR847", "invalid"], id="a person in it"),
        pytest.param(
            posten_by((NameOID.SERIAL_NUMBER, POSTEN), (JURISDICTION, "US")), ["PSR844", "undecided"], id="in the US"
        ),
        pytest.param(posten_by(called="Evil AS"), ["PSR844", "invalid"], id="another name without a number"),
    ],
)
def test_the_seal_is_that_of_the_service(seal: Holder, codes: list[str]) -> None:
    assert found(pades(by=seal, level="LT")) == codes


def test_the_seal_is_by_a_trusted_issuer() -> None:
    stranger = root("Fremmed").issue(posten().certificate.subject, NON_REPUDIATION)
    assert found(pades(by=stranger, level="LT")) == ["PSR840", "invalid"]


@cache
def by_ola() -> bytes:
    return xades(by=person("Ola", OLA))


@cache
def unnumbered() -> bytes:
    about = "<Sdo><SignerDescription><Name>Kari</Name></SignerDescription></Sdo>"
    return xades(by=organization(), content=about, level="LT")


@cache
def nameless() -> bytes:
    return xades(by=person("Kari", None), level="LT")


TWO = replace(SENT, signers=(SentSigner(number=KARI), SentSigner(number=OLA)))


@pytest.mark.parametrize(
    ("attached", "sent", "codes"),
    [
        pytest.param(dict, SENT, ["PSR816", "invalid"], id="no evidence"),
        pytest.param(lambda: {"a.xml": b"<a/>"}, SENT, ["PSR816", "invalid"], id="only other XML"),
        pytest.param(lambda: {"a.bin": b"\0", "b.xml": evidence()}, SENT, ["valid"], id="other files"),
        pytest.param(
            lambda: {"a.xml": evidence(), "b.xml": by_ola()}, SENT, ["PSR822", "invalid"], id="one more signer"
        ),
        pytest.param(lambda: {"a.xml": by_ola()}, SENT, ["PSR820", "invalid"], id="another signer"),
        pytest.param(
            lambda: {"a.xml": evidence()}, replace(SENT, signed=(KARI,)), ["valid"], id="everybody who has signed"
        ),
        pytest.param(
            lambda: {"a.xml": evidence()},
            replace(SENT, signed=(KARI, None)),
            ["PSR816", "invalid"],
            id="fewer than have signed",
        ),
        pytest.param(
            lambda: {"a.xml": evidence()},
            replace(TWO, signed=(KARI, OLA)),
            ["PSR816", "invalid"],
            id="one who has signed is missing",
        ),
        pytest.param(
            lambda: {"a.xml": evidence()},
            replace(TWO, signed=(OLA, "01010750160")),
            ["PSR816", "PSR821", "invalid"],
            id="two are missing",
        ),
        pytest.param(
            lambda: {"a.xml": evidence(), "b.xml": by_ola()[:-9]},
            replace(TWO, signed=(KARI, OLA)),
            ["PSR801", "invalid"],
            id="one is broken",
        ),
        pytest.param(
            lambda: {"a.xml": by_ola()},
            replace(SENT, signed=(KARI,)),
            ["PSR820", "invalid"],
            id="another signed instead",
        ),
        pytest.param(
            lambda: {"a.xml": evidence(), "b.xml": by_ola()},
            replace(TWO, documents=None, signed=(KARI, OLA)),
            ["undecided"],
            id="two signers of a document that is not at hand",
        ),
        pytest.param(
            lambda: {"a.xml": evidence()}, replace(SENT, signed=(OLA,)), ["PSR821", "invalid"], id="another has signed"
        ),
        pytest.param(
            lambda: {"a.xml": nameless()},
            replace(SENT, signed=(KARI,)),
            ["PSR823", "valid"],
            id="who has signed has no number here",
        ),
        pytest.param(
            lambda: {"a.xml": nameless(), "b.xml": by_ola()},
            replace(SENT, signed=(KARI, "01010750160")),
            ["PSR820", "PSR823", "invalid"],
            id="one without a number, and another person",
        ),
        pytest.param(
            lambda: {"a.xml": evidence(), "b.xml": evidence()},
            replace(SENT, signers=(SentSigner(number=None),) * 2, signed=(None, None)),
            ["PSR822", "invalid"],
            id="one of two signers by e-mail, twice",
        ),
        pytest.param(
            lambda: {"a.xml": unnumbered(), "b.xml": unnumbered()},
            replace(SENT, signers=(SentSigner(number=None),) * 2),
            ["PSR822", "invalid"],
            id="one without a number, twice",
        ),
        pytest.param(
            lambda: {"a.xml": xades(level="T")}, SENT, ["PSR845", "PSR850", "undecided"], id="weaker evidence"
        ),
        pytest.param(lambda: {"a.xml": evidence()[:-9]}, SENT, ["PSR801", "invalid"], id="broken evidence"),
    ],
)
def test_the_evidence_of_every_signer_is_attached(
    attached: Callable[[], dict[str, bytes]], sent: Sent, codes: list[str]
) -> None:
    assert found(pades(pages(attachments=attached()), level="LT"), sent) == codes


def test_the_attached_evidence_is_the_one_that_was_downloaded() -> None:
    assert found(sealed(), evidence=[evidence(), by_ola()]) == ["valid"]
    assert found(sealed(), evidence=[by_ola()]) == ["PSR817", "valid"]


@pytest.mark.parametrize(
    ("count", "codes"), [(1, ["PSR815", "valid"]), (2, ["valid"]), (3, ["valid"]), (4, ["PSR815", "valid"])]
)
def test_the_pages_are_those_of_the_documents_and_a_front_page(count: int, codes: list[str]) -> None:
    assert found(pades(pages(count), level="LT")) == codes


def test_pages_of_documents_that_cannot_be_read_are_not_counted() -> None:
    (document,) = SENT.documents or ()
    sent = replace(SENT, documents=(replace(document, page_count=None),))
    assert found(pades(pages(9), level="LT"), sent) == ["valid"]


@pytest.mark.parametrize(("names", "severity"), [(["a.xml"], "error"), (["a.xml", "b.xml"], "warning")])
def test_damaged_attachments_are_named(names: list[str], severity: str) -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages(attachments=dict.fromkeys(names, evidence())))) as pdf:
        stream = pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
        stream.write(b"damaged", filter=pikepdf.Name.FlateDecode)
        pdf.save(written)
    report = validate_pades(pades(written.getvalue(), level="LT"), SENT, CONTEXT)
    ((found_severity, message),) = [(e.severity, e.message) for e in report.findings if e.code == "PSR816"]
    assert found_severity == severity
    assert "'a.xml' cannot be read, because it is damaged" in message


def test_a_file_that_is_only_named_is_not_damaged() -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.Root.AF = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="elsewhere.xml")])
        pdf.save(written)
    assert found(pades(written.getvalue(), level="LT")) == ["valid"]


def test_different_attachments_may_have_one_name() -> None:
    with pikepdf.open(io.BytesIO(pdfs.saved(2))) as pdf:
        for key, content in {"1": evidence(), "2": by_ola()}.items():
            pdf.attachments[key] = pikepdf.AttachedFileSpec(pdf, content, filename="signature.xml")
        written = io.BytesIO()
        pdf.save(written)
    report = validate_signed(pades(written.getvalue(), level="LT"), replace(TWO, signed=(KARI, OLA)), CONTEXT)
    assert report.is_valid
    assert {each.signature.member for each in report.signers} == {"signature.xml", "signature.xml (2)"}


def test_an_attachment_that_is_listed_twice_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.Root.AF = pikepdf.Array([pdf.Root.Names.EmbeddedFiles.Names[1]])
        pdf.save(written)
    content = pades(written.getvalue(), level="LT")
    monkeypatch.setattr("signature_model.signed.pades.reading.MOST_BYTES", max(len(content), len(evidence())))
    assert found(content) == ["valid"]


def test_attachments_may_be_in_a_tree_of_names() -> None:
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        files = pdf.Root.Names.EmbeddedFiles
        pdf.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Kids=[pdf.make_indirect(files)])
        deep = pikepdf.Dictionary(Kids=[])
        pdf.Root.Names.EmbeddedFiles.Kids.append(pdf.make_indirect(deep))
        written = io.BytesIO()
        pdf.save(written)
    assert found(pades(written.getvalue(), level="LT")) == ["valid"]
    assert validate_pades(sealed(), SENT, CONTEXT).signatures[-1].member == EVIDENCE


def test_a_tree_of_names_that_contains_itself_ends() -> None:
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        tree = pdf.make_indirect(pikepdf.Dictionary())
        tree.Kids = pikepdf.Array([tree])
        pdf.Root.Names.EmbeddedFiles = tree
        written = io.BytesIO()
        pdf.save(written)
    assert found(pades(written.getvalue(), level="LT")) == ["valid"]


def test_without_pyhanko_a_pdf_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def refuse(name: str, *arguments: object) -> object:
        if name.startswith("pyhanko"):
            raise ModuleNotFoundError(name)
        return usual(name, *arguments)  # type: ignore[arg-type]

    content = sealed("LT")
    with monkeypatch.context() as changed:
        for name in [each for each in sys.modules if each.startswith("pyhanko")]:
            changed.delitem(sys.modules, name)
        changed.setattr(builtins, "__import__", refuse)
        report = validate_pades(content, SENT, CONTEXT)
    assert (report.verdict, report.findings) == ("undecided", ())
    assert "posten-signering[signed]" in report.undecided[0].why
