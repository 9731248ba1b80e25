"""After a seal, an update adds a store or time-stamps; whatever else it does is named."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import IndirectObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.kits.pades import pades, pages, posten, revised, sign, with_stamp, with_store
from tests.kits.updates import Change, changes, field, in_catalog, sealed, stream, value


def with_object_streams() -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def renewed() -> bytes:
    holder = posten()
    return with_stamp(with_store(sealed("LTA"), [holder.issuer.response(holder)], holder))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(sealed, id="a store"),
        pytest.param(lambda: sealed("LTA"), id="a store and a time-stamp"),
        pytest.param(renewed, id="both again"),
        pytest.param(lambda: pades(with_object_streams(), level="LTA"), id="cross-references in streams"),
    ],
)
def test_evidence_changes_nothing(make: Callable[[], bytes]) -> None:
    assert changes(make()) == []


def information(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(writer.add_object(value({"/Title": b"Another contract"})))


def orphan(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(value({"/Type": "/Page", "/Annots": []}))


def simple_orphan(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(value({"/Type": "/Font"}))


def replaced_page_content(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    reference = page.raw_get("/Contents").reference
    writer.objects[(reference.generation, reference.idnum)] = stream(b"0 0 99 99 re f")


def extension_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    in_catalog("/Extensions", {"/ESIC": writer.add_object(value({}))})(writer)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(information, "the document information", id="title"),
        pytest.param(in_catalog("/MarkInfo", {"/Marked": True}), "changes the catalog", id="catalog"),
        pytest.param(in_catalog("/Version", "/1.7"), "", id="version"),
        pytest.param(in_catalog("/Extensions", {"/XXXX": {}}), "changes the extensions", id="extension"),
        pytest.param(replaced_page_content, "adds, replaces or deletes object", id="the content itself"),
        pytest.param(extension_elsewhere, "changes the extensions", id="an extension in another object"),
        pytest.param(orphan, "adds, replaces or deletes object", id="an object that nothing uses"),
    ],
)
def test_every_other_change_is_named(change: Change, message: str) -> None:
    found = changes(revised(sealed(), change))
    assert len(found) == bool(message)
    assert message in "".join(found)


def repeated(writer: IncrementalPdfFileWriter) -> None:
    """Write the page, its content and the evidence of the store again, as PDFBox does."""
    evidence = writer.root["/DSS"]["/Certs"]
    page = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(page)
    for each in (evidence.raw_get(0), page.raw_get("/Contents")):
        writer.mark_update(each.reference)


def test_an_object_may_be_written_again() -> None:
    assert changes(revised(sealed(), repeated)) == []


def test_the_program_of_writing_may_be_an_object_of_its_own() -> None:
    """As the libraries of Node.js write it."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(Producer=pdf.make_indirect(pikepdf.String("x"))))
        pdf.save(written)

    def repeat(writer: IncrementalPdfFileWriter) -> None:
        writer._update_meta = lambda: None  # type: ignore[method-assign]  # noqa: SLF001 - it would write its own
        writer.update_container(writer.trailer["/Info"])

    assert changes(revised(written.getvalue(), repeat), sealed=0) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(simple_orphan, id="a simple object that nothing uses"),
        pytest.param(in_catalog("/Extensions", {"/ESIC": {"/BaseVersion": "/1.7"}}), id="an extension for the store"),
    ],
)
def test_an_update_may_be_written_in_several_ways(change: Change) -> None:
    assert changes(revised(sealed("T"), change)) == []


def test_an_update_has_cross_references_for_all_readers() -> None:
    content = pades(with_object_streams(), level="T")
    start = int(content[content.rindex(b"startxref") + 9 : content.rindex(b"%%EOF")])

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.stream_xrefs = False
        field()(writer)

    updated = revised(content, change)
    at = updated.rindex(b"trailer\n<<") + len(b"trailer\n<<")
    assert changes(updated) == []
    assert changes(updated[:at] + b" /XRefStm %d" % start + updated[at:]) == ["it has two kinds of cross-references"]


def test_signatures_are_allowed_where_a_document_is_signed() -> None:
    """A certifying signature is also in the catalog."""
    for certify in (True, False):
        signed = sign(pages(), posten(), certify=certify)
        assert changes(signed, sealed=0) != []
        assert changes(signed, sealed=0, allows_signatures=True) == []


def permissions(name: str, *, is_own: bool) -> Change:
    """Certify, with the permissions in an object of their own, and leave another object behind."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field(V={"/Type": "/Sig", "/Contents": b""})(writer)
        value_of = writer.root["/AcroForm"]["/Fields"][-1].raw_get("/V")
        certified = value({name: value_of})
        writer.root[pdf_name("/Perms")] = writer.add_object(certified) if is_own else certified
        writer.add_object(value({"/Type": "/SigRef"}))
        writer.update_root()  # type: ignore[no-untyped-call]

    return change


@pytest.mark.parametrize(
    ("name", "found"), [("/DocMDP", []), ("/UR3", ["it changes the permissions"])], ids=["certified", "usage rights"]
)
@pytest.mark.parametrize("is_own", [True, False], ids=["an object", "in the catalog"])
def test_a_signature_may_certify(name: str, found: list[str], *, is_own: bool) -> None:
    assert changes(revised(sealed(), permissions(name, is_own=is_own)), sealed=2, allows_signatures=True) == found


def test_an_update_does_not_add_what_the_content_lacks() -> None:
    """The page refers to an object that does not exist, so that a later one with its number could change the page."""

    def refer(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Other")] = IndirectObject(900, 0, writer)  # type: ignore[no-untyped-call]
        writer.update_container(page)

    def add(writer: IncrementalPdfFileWriter) -> None:
        certificates = writer.root["/DSS"]["/Certs"]
        writer.objects[0, 900] = stream(b"a certificate")
        certificates.append(IndirectObject(900, 0, writer))  # type: ignore[no-untyped-call]
        writer.update_container(certificates)

    content = pades(revised(pages(), refer), level="LT")
    assert changes(content, sealed=2) == []
    assert changes(revised(content, add), sealed=2) == ["it adds, replaces or deletes object 900"]
