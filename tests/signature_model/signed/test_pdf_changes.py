"""After a seal, an update adds a store or time-stamps; whatever else it does is named."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import IndirectObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from signature_model.signed.pdf_changes import Updates
from tests.kits.pades import pades, pages, posten, revised, sign, with_stamp, with_store

Change = Callable[[IncrementalPdfFileWriter], None]
POINT = [0, 0, 0, 0]


def value(plain: Any) -> generic.PdfObject:  # noqa: ANN401, PLR0911 - a case for each kind
    """A value of a PDF: a text that begins with a slash is a name, bytes are a text."""
    match plain:
        case generic.PdfObject():
            return plain
        case bool():
            return generic.BooleanObject(plain)  # type: ignore[no-untyped-call]
        case int():
            return generic.NumberObject(plain)  # type: ignore[no-untyped-call]
        case str():
            return pdf_name(plain)
        case list():
            return generic.ArrayObject(map(value, plain))
        case dict():
            return generic.DictionaryObject({pdf_name(key): value(each) for key, each in plain.items()})  # type: ignore[no-untyped-call]
        case _:
            return generic.TextStringObject(plain.decode())


def stream(data: bytes = b"", **entries: Any) -> generic.StreamObject:  # noqa: ANN401
    return generic.StreamObject({pdf_name(f"/{key}"): value(each) for key, each in entries.items()}, stream_data=data)


def changes(content: bytes, *, sealed: int = 1, allows_signatures: bool = False) -> list[str]:
    """What the revisions behind the sealed one change."""
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    updates = Updates.behind(reader, sealed, allows_signatures=allows_signatures)
    found = (updates.maybe_change(each) for each in range(sealed + 1, reader.xrefs.total_revisions))
    return [each for each in found if each is not None]


@cache
def sealed(level: str = "LT") -> bytes:
    return pades(level=level)


def with_object_streams() -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def renewed() -> bytes:
    holder = posten()
    return with_stamp(with_store(sealed("LTA"), [holder.issuer.response(holder)], holder))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(sealed("LT"), id="a store"),
        pytest.param(sealed("LTA"), id="a store and a time-stamp"),
        pytest.param(renewed(), id="both again"),
        pytest.param(pades(with_object_streams(), level="LTA"), id="cross-references in streams"),
    ],
)
def test_evidence_changes_nothing(content: bytes) -> None:
    assert changes(content) == []


def in_catalog(name: str, plain: Any) -> Change:  # noqa: ANN401
    def change(writer: IncrementalPdfFileWriter) -> None:
        added = isinstance(plain, generic.StreamObject)
        writer.root[pdf_name(name)] = writer.add_object(plain) if added else value(plain)
        writer.update_root()  # type: ignore[no-untyped-call]

    return change


def in_form(name: str, plain: Any) -> Change:  # noqa: ANN401
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form[pdf_name(name)] = value(plain)
        writer.update_container(form)

    return change


def in_page(name: str, plain: Any) -> Change:  # noqa: ANN401
    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name(name)] = writer.add_object(plain) if isinstance(plain, generic.StreamObject) else value(plain)
        writer.update_container(page)

    return change


def in_store(name: str, plain: Any, *, as_array: bool = True) -> Change:  # noqa: ANN401
    """Add an object to an array of the store, or to the store itself."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        array, added = writer.root["/DSS"]["/Certs"], writer.add_object(plain)
        array.extend([added] if as_array else [])
        writer.update_container(array)
        writer.root["/DSS"][pdf_name(name)] = array if as_array else added
        writer.update_container(writer.root["/DSS"])

    return change


def direct_evidence(writer: IncrementalPdfFileWriter) -> None:
    array = writer.root["/DSS"]["/Certs"]
    array.append(value(b"a certificate"))
    writer.update_container(array)


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


def replaced_evidence(writer: IncrementalPdfFileWriter) -> None:
    reference = writer.root["/DSS"]["/Certs"].raw_get(0).reference
    writer.objects[(reference.generation, reference.idnum)] = stream(b"another")


def field(**entries: Any) -> Change:  # noqa: ANN401
    """Add a field for a signature that is like one of a document time-stamp."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        usual = {"FT": "/Sig", "T": b"X", "Subtype": "/Widget", "Rect": POINT, "V": stamp(), **entries}
        own = {f"/{key}": each for key, each in usual.items() if each is not None}
        for key, each in own.items():
            if isinstance(each, generic.StreamObject):
                own[key] = {"/N": writer.add_object(each)}
        form = writer.root["/AcroForm"]
        form["/Fields"].append(writer.add_object(value(own)))
        writer.update_container(form["/Fields"])
        writer.update_container(form)

    return change


def stamp(**entries: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"/Type": "/DocTimeStamp", "/Contents": b"", **{f"/{key}": each for key, each in entries.items()}}


def direct_field(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form["/Fields"].append(value({"/FT": "/Sig"}))
    writer.update_container(form["/Fields"])
    writer.update_container(form)


def annotation(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"].append(writer.add_object(value({"/Type": "/Annot", "/Subtype": "/Text"})))
    writer.update_container(page)


def stamped_page(writer: IncrementalPdfFileWriter) -> None:
    """A time-stamp whose field is also an annotation of a page, in an array of its own."""
    field()(writer)
    page = writer.root["/Pages"]["/Kids"][0]
    fields = writer.root["/AcroForm"]["/Fields"]
    page["/Annots"].append(fields.raw_get(len(fields) - 1))
    writer.update_container(page)


def no_fields(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/Fields")] = value([])
    writer.update_container(form)


def stamp_on_page(writer: IncrementalPdfFileWriter) -> None:
    """The signature dictionary itself is an annotation of a page."""
    own = writer.add_object(value(stamp()))
    field(V=own)(writer)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"].append(own)
    writer.update_container(page)


def store_in_place_of_content(writer: IncrementalPdfFileWriter) -> None:
    reference = writer.root["/Pages"]["/Kids"][0].raw_get("/Contents").reference
    writer.root[pdf_name("/DSS")] = IndirectObject(reference.idnum, 0, writer)  # type: ignore[no-untyped-call]
    writer.objects[(reference.generation, reference.idnum)] = value({})
    writer.update_root()  # type: ignore[no-untyped-call]


def stamp_of_the_seal(writer: IncrementalPdfFileWriter) -> None:
    seal = writer.root["/AcroForm"]["/Fields"][0]
    field(V=seal.raw_get("/V"))(writer)


def extension_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    in_catalog("/Extensions", {"/ESIC": writer.add_object(value({}))})(writer)


VISIBLE = stream(b"0 0 99 99 re f", Subtype="/Form")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(information, "the document information", id="title"),
        pytest.param(in_catalog("/MarkInfo", {"/Marked": True}), "changes the catalog", id="catalog"),
        pytest.param(in_catalog("/Version", "/1.7"), "", id="version"),
        pytest.param(in_catalog("/Extensions", {"/XXXX": {}}), "changes the extensions", id="extension"),
        pytest.param(in_form("/NeedAppearances", True), "changes the form", id="form"),  # noqa: FBT003
        pytest.param(no_fields, "changes the form", id="no fields"),
        pytest.param(direct_field, "adds a field", id="a field in the form itself"),
        pytest.param(field(V=None), "more than a time-stamp", id="empty field"),
        pytest.param(field(V={"/Type": "/Sig"}), "more than a time-stamp", id="signature"),
        pytest.param(field(Rect=[0, 0, 99, 99]), "more than a time-stamp", id="visible field"),
        pytest.param(field(Rect=[0, 0, 99, 99, 0]), "more than a time-stamp", id="field with five numbers"),
        pytest.param(field(AA={"/PO": {}}), "more than a time-stamp", id="field with an action"),
        pytest.param(field(Subtype="/Text"), "more than a time-stamp", id="a note"),
        pytest.param(field(Type="/Other"), "more than a time-stamp", id="another type"),
        pytest.param(field(V=stamp(Subtype="/Square")), "more than a time-stamp", id="a stamp that is an annotation"),
        pytest.param(stamp_on_page, "adds an annotation", id="a stamp among the annotations"),
        pytest.param(field(AP=VISIBLE), "more than a time-stamp", id="field with an appearance"),
        pytest.param(in_page("/Rotate", 90), "changes object", id="page"),
        pytest.param(in_page("/Contents", stream(b"")), "changes object", id="content of a page"),
        pytest.param(annotation, "adds an annotation", id="annotation"),
        pytest.param(replaced_page_content, "adds, replaces or deletes object", id="the content itself"),
        pytest.param(replaced_evidence, "adds, replaces or deletes object", id="evidence in the store"),
        pytest.param(in_store("/Certs", stream(b"", Foo=[1])), "changes the store", id="more in the store"),
        pytest.param(in_store("/Certs", value({})), "changes the store", id="no stream in the store"),
        pytest.param(in_store("/OCSPs", value({}), as_array=False), "something else to the store", id="no array"),
        pytest.param(in_store("/Type", value({}), as_array=False), "changes the store", id="no name"),
        pytest.param(direct_evidence, "something else to the store", id="evidence in the array itself"),
        pytest.param(in_store("/VRI", stream(b"x")), "something else to the store", id="no dictionary in the store"),
        pytest.param(in_store("/Other", stream(b"x")), "something else to the store", id="another array in the store"),
        pytest.param(store_in_place_of_content, "adds, replaces or deletes object", id="a store instead of content"),
        pytest.param(stamp_of_the_seal, "adds, replaces or deletes object", id="a field with the seal"),
        pytest.param(extension_elsewhere, "changes the extensions", id="an extension in another object"),
        pytest.param(orphan, "adds, replaces or deletes object", id="an object that nothing uses"),
    ],
)
def test_every_other_change_is_named(change: Change, message: str) -> None:
    found = changes(revised(sealed(), change))
    assert len(found) == bool(message)
    assert message in "".join(found)


def with_metadata(own: bytes, later: generic.StreamObject) -> bytes:
    """A sealed PDF with metadata, and an update of them."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.Root.Metadata = pdf.make_stream(own, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        pdf.save(written)

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer._update_meta = lambda: None  # type: ignore[method-assign]  # noqa: SLF001 - it would write its own
        reference = writer.root.raw_get("/Metadata").reference
        writer.objects[(reference.generation, reference.idnum)] = later

    return revised(pades(written.getvalue(), level="T"), change)


def xmp(properties: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" {properties}/></rdf:RDF></x:xmpmeta>'
    ).encode()


TWICE = xmp("").replace(b"</x:xmpmeta>", xmp('pdfaid:part="3"')[len(b'<x:xmpmeta xmlns:x="adobe:ns:meta/">') :])


@pytest.mark.parametrize(
    ("later", "codes"),
    [
        pytest.param(stream(xmp('xmp:ModifyDate="2026-11-21"')), [], id="the time of the change"),
        pytest.param(stream(xmp('pdfaid:part="3"')), ["it changes the metadata"], id="a claim of PDF/A"),
        pytest.param(stream(TWICE), ["it has metadata that cannot be read"], id="described twice"),
        pytest.param(stream(b"<a>"), ["it has metadata that cannot be read"], id="damaged"),
        pytest.param(stream(xmp(""), Foo=1), ["it changes the metadata"], id="more in the dictionary"),
    ],
)
def test_only_the_times_in_metadata_change(later: generic.StreamObject, codes: list[str]) -> None:
    assert changes(with_metadata(xmp(""), later)) == codes


def repeated(writer: IncrementalPdfFileWriter) -> None:
    """Write the page, its content and the evidence of the store again, as PDFBox does."""
    evidence = writer.root["/DSS"]["/Certs"]
    page = writer.root["/Pages"]["/Kids"][0]
    writer.update_container(page)
    for each in (evidence.raw_get(0), page.raw_get("/Contents")):
        writer.mark_update(each.reference)


def test_an_object_may_be_written_again() -> None:
    assert changes(revised(sealed(), repeated)) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(stamped_page, id="on a page"),
        pytest.param(field(), id="no appearance"),
        pytest.param(field(AP=stream(b" \n", Subtype="/Form", BBox=POINT)), id="an empty appearance"),
        pytest.param(field(H="/N", DR={}), id="without highlighting and resources"),
        pytest.param(simple_orphan, id="a simple object that nothing uses"),
        pytest.param(field(Rect=None), id="no place"),
        pytest.param(in_catalog("/Extensions", {"/ESIC": {"/BaseVersion": "/1.7"}}), id="an extension for the store"),
    ],
)
def test_evidence_may_be_written_in_several_ways(change: Change) -> None:
    assert changes(revised(sealed("T"), change)) == []


def test_annotations_may_be_an_object_of_their_own() -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        pdf.pages[1].obj.Annots = pdf.make_indirect(pikepdf.Array())
        pdf.save(written)

    def change(writer: IncrementalPdfFileWriter) -> None:
        field()(writer)
        fields, annotations = writer.root["/AcroForm"]["/Fields"], writer.root["/Pages"]["/Kids"][1]["/Annots"]
        annotations.append(fields.raw_get(len(fields) - 1))
        writer.update_container(annotations)

    assert changes(revised(pades(written.getvalue(), level="T"), change)) == []


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


def prepared(rectangle: list[int]) -> bytes:
    """A PDF with an empty field for a signature."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        names: dict[str, Any] = {
            key: pikepdf.Name(each) for key, each in (("Type", "/Annot"), ("Subtype", "/Widget"), ("FT", "/Sig"))
        }
        page = pdf.pages[0].obj
        empty = pdf.make_indirect(pikepdf.Dictionary(T="Kari", Rect=pikepdf.Array(rectangle), P=page, **names))
        page.Annots = pikepdf.Array([empty])
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([empty]), SigFlags=3))
        pdf.save(written)
    return written.getvalue()


@pytest.mark.parametrize(("rectangle", "count"), [(POINT, 0), ([0, 0, 99, 99], 1)], ids=["invisible", "visible"])
def test_an_empty_field_may_be_signed(rectangle: list[int], count: int) -> None:
    signed = sign(prepared(rectangle), posten(), name="Kari", certify=True)
    assert len(changes(signed, sealed=0, allows_signatures=True)) == count


def new_form(**entries: Any) -> Change:  # noqa: ANN401
    """Add a form to a document that had none."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        fonts = {"/Font": {"/Helv": writer.add_object(value({"/Type": "/Font", "/BaseFont": "/Helvetica"}))}}
        usual = {"/Fields": [], "/DA": b"/Helv 0 Tf", "/DR": {**fonts, **entries}}
        writer.root[pdf_name("/AcroForm")] = writer.add_object(value(usual))
        writer.update_root()  # type: ignore[no-untyped-call]

    return change


@pytest.mark.parametrize(
    ("entries", "allows_signatures", "found"),
    [
        pytest.param({}, True, [], id="fonts"),
        pytest.param({"/XObject": {}}, True, ["it changes the form"], id="more than fonts"),
        pytest.param({}, False, ["it changes the form"], id="after the seal"),
    ],
)
def test_a_new_form_may_have_fonts(entries: dict[str, Any], found: list[str], *, allows_signatures: bool) -> None:
    content = revised(pages(), new_form(**entries))
    assert changes(content, sealed=0, allows_signatures=allows_signatures) == found


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


def test_a_store_has_times_and_time_stamps() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        related = value({"/TU": b"D:20261120120000Z", "/TS": writer.add_object(stream(b"a time-stamp"))})
        store[pdf_name("/VRI")] = value({"/0A": writer.add_object(related)})
        writer.update_container(store)

    assert changes(revised(sealed(), change)) == []
