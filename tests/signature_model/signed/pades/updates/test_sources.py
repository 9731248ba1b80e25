"""An update writes an object of the document again only if all readers read the same in both versions."""

import io

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from signature_model.signed.pades.updates.sources import Sources
from tests.kits import pdfs
from tests.kits.pdfs import PAGE
from tests.kits.updates import changes

IMAGE = 4
REFUSED = [f"it writes object {IMAGE} again, which readers read differently"]


def updated(content: bytes, body: bytes, number: int = IMAGE) -> bytes:
    """The document with a new version of an object."""
    previous, place = int(content.rpartition(b"startxref")[2].split()[0]), len(content)
    out = content + b"%d 0 obj\n%b\nendobj\n" % (number, body)
    rows = b"%d 1\n%010d 00000 n \n" % (number, place)
    return out + b"xref\n" + rows + pdfs.end(Size=20, start=len(out), Prev=previous)


def image(palette: bytes) -> bytes:
    return b"[/Indexed/DeviceGray 1 %b]" % palette


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(b"<0AF0>", b"<0af0>", [], id="the same"),
        pytest.param(b"<0AF0>", b"(\\\n\n\xf0)", REFUSED, id="a line end behind a backslash"),
        pytest.param(b"(\\\n\n\xf0)", b"<0AF0>", REFUSED, id="in the old version"),
        pytest.param(b"(\r\n)", b"(\r\n)", REFUSED, id="not changed"),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["in the file", "in an object stream"])
def test_strings_are_the_same_for_all_readers(old: bytes, new: bytes, expected: list[str], *, is_packed: bool) -> None:
    objects = {PAGE: pdfs.page(Thumb=f"{IMAGE} 0 R"), IMAGE: image(old)}
    whole = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(PAGE), **objects}
    document = pdfs.packed(whole) if is_packed else pdfs.paper(objects=objects)
    assert changes(updated(document, image(new)), sealed=0) == expected


def test_an_object_that_cannot_be_read_is_not_plain() -> None:
    document = pdfs.paper(objects={PAGE: pdfs.page(), IMAGE: b""})
    assert changes(updated(document, b""), sealed=0) == REFUSED
    assert changes(updated(document, b"[").replace(b"4 0 obj\n[", b"5 0 obj\n["), sealed=0) == REFUSED


def test_an_object_that_does_not_exist_is_plain() -> None:
    free = pdfs.paper(objects={PAGE: pdfs.page(), IMAGE: b"<<>>"})
    previous = int(free.rpartition(b"startxref")[2].split()[0])
    free += b"xref\n4 1\n0000000000 00001 f \n" + pdfs.end(Size=20, start=len(free), Prev=previous)
    assert changes(updated(free, b"<<>>"), sealed=1) == ["it adds, replaces or deletes object 4"]


def test_several_objects_of_an_object_stream_may_be_written_again() -> None:
    whole = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: pdfs.tree(PAGE), PAGE: pdfs.page(), IMAGE: b"[1]"}
    content = pdfs.packed(whole)
    for number in (IMAGE, PAGE):
        content = updated(content, whole[number], number)
    assert changes(content, sealed=0) == []


def test_an_object_that_is_not_at_its_place_is_not_plain() -> None:
    document = pdfs.paper(objects={PAGE: pdfs.page(), IMAGE: b"[1]"})
    place = document.index(b"4 0 obj")
    for content, is_plain in ((document, True), (document.replace(b"%010d" % place, b"%010d" % (place + 2)), False)):
        sources = Sources(PdfFileReader(io.BytesIO(content)))
        for _ in range(2):
            assert sources.is_plain(IMAGE, 0, 0, is_new=True) is is_plain
