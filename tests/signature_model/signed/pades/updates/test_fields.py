"""An update may add invisible fields with time-stamps, or with signatures where a document is signed."""

import io
from collections.abc import Callable
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


def prepared(rectangle: list[int], *, is_below: bool = False) -> bytes:
    """A PDF with an empty field for a signature, perhaps below another field."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        names: dict[str, Any] = {
            key: pikepdf.Name(each) for key, each in (("Type", "/Annot"), ("Subtype", "/Widget"), ("FT", "/Sig"))
        }
        page = pdf.pages[0].obj
        empty = pdf.make_indirect(pikepdf.Dictionary(T="Kari", Rect=pikepdf.Array(rectangle), P=page, **names))
        page.Annots = pikepdf.Array([empty])
        top = pdf.make_indirect(pikepdf.Dictionary(T="Form", Kids=pikepdf.Array([empty]))) if is_below else empty
        if is_below:
            empty.Parent = top
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([top]), SigFlags=3))
        pdf.save(written)
    return written.getvalue()


@pytest.mark.parametrize("rectangle", [POINT, [0, 0, 99, 99]], ids=["invisible", "visible"])
def test_an_empty_field_may_be_signed(rectangle: list[int]) -> None:
    signed = sign(prepared(rectangle), posten(), name="Kari", certify=True)
    assert changes(signed, sealed=0, allows_signatures=True) == []


@pytest.mark.parametrize(
    ("entries", "count"),
    [
        pytest.param({}, 0, id="signed"),
        pytest.param({"Subtype": "/Link"}, 1, id="another kind of annotation"),
        pytest.param({"Type": "/Page"}, 1, id="a page"),
    ],
)
def test_a_field_below_another_one_may_be_signed(entries: dict[str, Any], count: int) -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        own = writer.root["/AcroForm"]["/Fields"][0]["/Kids"][0]
        for key, each in ({"V": {"/Type": "/Sig", "/Contents": b"x"}} | entries).items():
            own[pdf_name(f"/{key}")] = value(each)
        writer.update_container(own)

    content = revised(prepared(POINT, is_below=True), change)
    assert len(changes(content, sealed=0, allows_signatures=True)) == count


def as_content(writer: IncrementalPdfFileWriter) -> None:
    """Use the empty field as the content of the page, too."""
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Group")] = list.__getitem__(writer.root["/AcroForm"]["/Fields"], 0)
    writer.update_container(page)


def test_a_field_that_is_also_something_else_is_not_filled() -> None:
    content = revised(revised(prepared([0, 0, 0, 0]), as_content), filled())
    assert changes(content, sealed=1, allows_signatures=True) != []


def filled(**entries: Any) -> Change:  # noqa: ANN401
    """Sign the prepared field, and write more into it."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        own = writer.root["/AcroForm"]["/Fields"][0]
        for key, each in ({"V": {"/Type": "/Sig", "/Contents": b"x"}} | entries).items():
            own[pdf_name(f"/{key}")] = value(each)
        writer.update_container(own)

    return change


@pytest.mark.parametrize(
    ("rectangle", "entries", "count"),
    [
        pytest.param(POINT, {"Rect": [5, 5, 5, 5], "AP": {}, "Ff": 1, "MK": {}}, 0, id="a point elsewhere"),
        pytest.param(POINT, {"Rect": [0, 0, 9, 9]}, 1, id="made visible"),
        pytest.param([0, 0, 9, 9], {"Rect": [0, 0, 10, 9]}, 1, id="made larger"),
        pytest.param([0, 0, 595, 842], {}, 1, id="a whole page"),
        pytest.param(POINT, {"T": b"other"}, 1, id="another name"),
    ],
)
def test_what_belongs_to_a_signature_may_be_filled_in(
    rectangle: list[int], entries: dict[str, Any], count: int
) -> None:
    assert len(changes(revised(prepared(rectangle), filled(**entries)), sealed=0, allows_signatures=True)) == count


def signing(*, on_pages: int = 0, **entries: Any) -> Change:  # noqa: ANN401
    """Add a signature in a new field; lists of streams become objects of their own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        usual = {"V": {"/Type": "/Sig", "/Contents": b"x"}, "Rect": [0, 0, 99, 99], "T": b"Kari"}
        field(**usual | {key: each(writer) if callable(each) else each for key, each in entries.items()})(writer)
        own = list.__getitem__(writer.root["/AcroForm"]["/Fields"], -1)
        for each in range(on_pages):
            page = writer.root["/Pages"]["/Kids"][each]
            before = list.__iter__(page["/Annots"]) if "/Annots" in page else ()
            page[pdf_name("/Annots")] = value([*before, own])
            writer.update_container(page)

    return change


def apart(plain: Any) -> Callable[[IncrementalPdfFileWriter], Any]:  # noqa: ANN401
    """A value that is an object of its own."""
    return lambda writer: writer.add_object(value(plain))


def look(**resources: Any) -> Callable[[IncrementalPdfFileWriter], Any]:  # noqa: ANN401
    def made(writer: IncrementalPdfFileWriter) -> Any:  # noqa: ANN401
        font = writer.add_object(value({"/Type": "/Font"}))
        inside = {"/Font": {"/F": font, "/G": font}, "/Old": writer.root.raw_get("/Pages")}
        known = stream(b"BT (Kari) Tj ET", Subtype="/Form", Resources=inside | resources)
        return value({"/N": writer.add_object(known)})

    return made


def transforming(**entries: Any) -> Callable[[IncrementalPdfFileWriter], Any]:  # noqa: ANN401
    """A signature whose rules about later changes are objects of their own."""

    def made(writer: IncrementalPdfFileWriter) -> Any:  # noqa: ANN401
        params = writer.add_object(value({"/Type": "/TransformParams", "/P": 2}))
        usual = {"/Type": "/SigRef", "/TransformMethod": "/DocMDP", "/TransformParams": params} | entries
        reference = writer.add_object(value(usual if "/Odd" not in entries else []))
        return value({"/Type": "/Sig", "/Contents": b"x", "/Reference": [reference]})

    return made


def several(count: int) -> Change:
    """Add several signatures, each on a twentieth of a page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        for _ in range(count):
            signing(Rect=[0, 0, 595, 30])(writer)

    return change


OPEN = prepared(POINT)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        pytest.param(signing(on_pages=1), "", id="without an appearance"),
        pytest.param(signing(on_pages=1, AP=look()), "", id="visible"),
        pytest.param(signing(AP=look(), Rect=POINT), "", id="an appearance without a place"),
        pytest.param(signing(on_pages=2, AP=look()), "adds an annotation", id="on two pages"),
        pytest.param(several(2), "", id="two small ones"),
        pytest.param(several(9), "a small signature", id="many small ones"),
        pytest.param(signing(AP=look(), Rect=[0, 0, 595, 842]), "a small signature", id="large"),
        pytest.param(signing(AP=look(), Rect=[0, 0, 9]), "a small signature", id="three corners"),
        pytest.param(signing(AP=look(), Rect=["/A"] * 4), "a small signature", id="corners that are names"),
        pytest.param(signing(AP={"/N": {}, "/D": {}}), "a small signature", id="several appearances"),
        pytest.param(signing(AP={"/N": {}}), "a small signature", id="several states"),
        pytest.param(signing(AA={}), "a small signature", id="an action"),
        pytest.param(signing(Rect=POINT, Lock=apart({"/Action": "/All"})), "", id="a lock"),
        pytest.param(signing(Rect=POINT, SV=apart({"/Reasons": [b"a"]})), "", id="seed values"),
        pytest.param(signing(Rect=POINT, Lock=apart(stream())), "a small signature", id="a lock with data"),
        pytest.param(signing(Rect=POINT, V=transforming()), "", id="permissions"),
        pytest.param(signing(Rect=POINT, V=transforming(**{"/Any": 1})), "a small signature", id="other permissions"),
        pytest.param(signing(Rect=POINT, V=transforming(**{"/Odd": 1})), "a small signature", id="no permissions"),
    ],
)
def test_a_document_may_get_a_small_signature(change: Change, found: str) -> None:
    changed = changes(revised(OPEN, change), sealed=0, allows_signatures=True)
    assert len(changed) == bool(found)
    assert found in "".join(changed)


def with_box(box: Any) -> bytes:  # noqa: ANN401
    """The document with another box of its first page."""
    return revised(OPEN, in_page("/CropBox", box))


@pytest.mark.parametrize(
    ("box", "count"),
    [([0, 0, 595, 842], 0), ([0, 0, 50, 50], 1), ([0, 0, 595], 1), (["/A"] * 4, 1), (b"text", 1)],
)
def test_the_page_decides_what_is_small(box: Any, count: int) -> None:  # noqa: ANN401
    content = revised(with_box(box), signing(on_pages=1))
    assert len(changes(content, sealed=1, allows_signatures=True)) == count


def with_link(**entries: Any) -> Change:  # noqa: ANN401
    """Make the annotation in a page an object of its own when signing, with other entries."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        signing(Rect=POINT)(writer)
        page = writer.root["/Pages"]["/Kids"][0]
        usual = {"/Subtype": "/Link", "/P": writer.root["/Pages"]["/Kids"].raw_get(0)}
        own = usual | {f"/{key}": each for key, each in entries.items()}
        signed = list.__getitem__(writer.root["/AcroForm"]["/Fields"], -1)
        page[pdf_name("/Annots")] = value([writer.add_object(value(own)), signed])
        writer.update_container(page)

    return change


@pytest.mark.parametrize(
    ("entries", "allows_signatures", "count"),
    [({}, True, 0), ({}, False, 1), ({"Contents": b"text"}, True, 1), ({"P": 1}, True, 1)],
)
def test_a_direct_annotation_may_become_an_object(
    entries: dict[str, Any], count: int, *, allows_signatures: bool
) -> None:
    direct = revised(OPEN, in_page("/Annots", [{"/Subtype": "/Link"}]))
    content = revised(direct, with_link(**entries))
    assert len(changes(content, sealed=1, allows_signatures=allows_signatures)) == count


def with_text_field(*, has_appearance: bool) -> bytes:
    """A PDF with a form that asks readers to make the appearances of its fields."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        appearance = {"AP": {"/N": writer.add_object(stream())}} if has_appearance else {}
        own: dict[str, Any] = {"/Subtype": "/Widget", "/FT": "/Tx", "/V": b"100", "/Rect": [0, 0, 9, 9]}
        own.update({f"/{key}": each for key, each in appearance.items()})
        text = writer.add_object(value(own))
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Annots"].append(text)
        writer.update_container(page)
        form = writer.root["/AcroForm"]
        form["/Fields"].append(text)
        form[pdf_name("/NeedAppearances")] = value(True)  # noqa: FBT003
        writer.update_container(form)

    return revised(OPEN, change)


@pytest.mark.parametrize(
    ("has_appearance", "allows_signatures", "count"), [(True, True, 0), (False, True, 1), (True, False, 1)]
)
def test_the_appearances_of_a_form_may_be_kept(count: int, *, has_appearance: bool, allows_signatures: bool) -> None:
    content = revised(with_text_field(has_appearance=has_appearance), in_form("/NeedAppearances", False))  # noqa: FBT003
    assert len(changes(content, sealed=1, allows_signatures=allows_signatures)) == count


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
        pytest.param({"/XObject": {"/A": stream()}}, True, [], id="an image"),
        pytest.param({"/Pattern": {}}, True, ["it changes the form"], id="more than fonts"),
        pytest.param({}, False, ["it changes the form"], id="after the seal"),
    ],
)
def test_a_new_form_may_have_fonts(entries: dict[str, Any], found: list[str], *, allows_signatures: bool) -> None:
    content = revised(pages(), new_form(**entries))
    assert changes(content, sealed=0, allows_signatures=allows_signatures) == found


def with_annotations() -> bytes:
    """A sealed document whose page has its annotations in an array of its own."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages())) as pdf:
        shown = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square))
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([shown]))
        pdf.save(out)
    return pades(out.getvalue(), level="LT")


def test_an_array_of_a_page_does_not_become_the_fields_of_the_form() -> None:
    def hide(writer: IncrementalPdfFileWriter) -> None:
        form, page = writer.root["/AcroForm"], writer.root["/Pages"]["/Kids"][0]
        annotations, fields = page["/Annots"], [*list.__iter__(form["/Fields"])]
        del annotations[:]
        annotations.extend(fields)
        form[pdf_name("/Fields")] = page.raw_get("/Annots")
        writer.update_container(annotations)
        writer.update_container(form)

    (change,) = changes(revised(with_annotations(), hide), sealed=1)
    assert change.startswith("it adds, replaces or deletes object")
