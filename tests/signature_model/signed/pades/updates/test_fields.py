"""An update may add invisible fields with time-stamps, or with signatures where a document is signed."""

import io
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.kits.pades import pades, pages, posten, revised, sign
from tests.kits.updates import POINT, Change, changes, field, in_form, in_page, sealed, stamp, stream, value


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


def stamp_of_the_seal(writer: IncrementalPdfFileWriter) -> None:
    seal = writer.root["/AcroForm"]["/Fields"][0]
    field(V=seal.raw_get("/V"))(writer)


VISIBLE = stream(b"0 0 99 99 re f", Subtype="/Form")


@pytest.mark.parametrize(
    ("change", "message"),
    [
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
        pytest.param(stamp_of_the_seal, "adds, replaces or deletes object", id="a field with the seal"),
    ],
)
def test_every_other_change_of_the_form_is_named(change: Change, message: str) -> None:
    found = changes(revised(sealed(), change))
    assert len(found) == bool(message)
    assert message in "".join(found)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(stamped_page, id="on a page"),
        pytest.param(field(), id="no appearance"),
        pytest.param(field(AP=stream(b" \n", Subtype="/Form", BBox=POINT)), id="an empty appearance"),
        pytest.param(field(H="/N", DR={}), id="without highlighting and resources"),
        pytest.param(field(Rect=None), id="no place"),
    ],
)
def test_a_time_stamp_may_be_written_in_several_ways(change: Change) -> None:
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


REDEFINED = ["it changes the form"]


@pytest.mark.filterwarnings("ignore:This document has:pikepdf.PageCopyWarning")
def test_a_new_form_changes_the_fields_that_are_on_pages() -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(prepared([0, 0, 99, 99]))) as pdf:
        del pdf.Root.AcroForm
        pdf.save(written)
    content = revised(written.getvalue(), new_form())
    found = changes(content, sealed=0, allows_signatures=True)
    assert found == ["it adds a form, but the pages already have fields, which would become part of it"]


@pytest.mark.parametrize(
    ("entries", "allows_signatures", "found"),
    [
        pytest.param({}, True, [], id="fonts"),
        pytest.param({"/Font": {"/Helv": {"/BaseFont": "/Helvetica", "/Widths": [0]}}}, True, REDEFINED, id="widths"),
        pytest.param({"/Font": {"/Helv": {"/BaseFont": "/Other"}}}, True, REDEFINED, id="another font"),
        pytest.param({"/XObject": {}}, True, ["it changes the form"], id="more than fonts"),
        pytest.param({}, False, ["it changes the form"], id="after the seal"),
    ],
)
def test_a_new_form_may_have_fonts(entries: dict[str, Any], found: list[str], *, allows_signatures: bool) -> None:
    content = revised(pages(), new_form(**entries))
    assert changes(content, sealed=0, allows_signatures=allows_signatures) == found
