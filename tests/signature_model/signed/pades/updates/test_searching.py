"""A search of the file finds the objects that the cross-references name, and no others."""

import pytest

from tests.kits import pdfs
from tests.kits.pdfs import CATALOGUE, PAGE
from tests.kits.updates import changes

USED, OTHER, MISSING = 4, 6, 25
ROOT = pdfs.dictionary(Type="/Catalog", Pages="2 0 R", DSS="<</Certs[20 0 R]>>")
UNLISTED = "there is an object that the cross-references do not list"
DIFFERENT = "the table and the stream of cross-references do not agree about an object"
OLDER = f"a search of the file finds another version of object {USED}"


def drawn(width: int) -> bytes:
    return pdfs.stream(b"0 0 %d 9 re f" % width)


def document(extra: bytes = b"", page: bytes = b"") -> bytes:
    """A document with octets that its cross-references do not cover."""
    whole = pdfs.paper(objects={PAGE: page or pdfs.page(Contents="4 0 R"), USED: drawn(9), OTHER: drawn(99)})
    end = whole.rindex(b"xref\n0 1")
    return whole[:end] + extra + whole[end:].replace(b"startxref\n%d" % end, b"startxref\n%d" % (end + len(extra)))


def start(content: bytes) -> int:
    """The place of the newest cross-references."""
    return int(content.rpartition(b"startxref")[2].split()[0])


def updated(content: bytes, rows: bytes = b"", objects: dict[int, bytes] | None = None, **entries: object) -> bytes:
    """The document with an update, which has these objects, and other rows."""
    previous, out = start(content), bytearray(content)
    for number, body in (objects or {}).items():
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    return bytes(out + b"xref\n" + rows + pdfs.end(Size=21, start=len(out), Prev=previous, **entries))


def faults(content: bytes, *, sealed: int = 0) -> list[str]:
    """The errors of the document if evidence is added to it."""
    found = changes(updated(content, objects={CATALOGUE: ROOT, 20: pdfs.stream(b"a certificate")}), sealed=sealed)
    return [
        each.removeprefix("the document before it has an error, which programs repair in different ways: ")
        for each in found
    ]


@pytest.mark.parametrize(
    "extra",
    [
        b"9 0 obj\n<<>>\nendobj\n", b"4 0 obj\n<<>>\nendobj\n", b"9 0 obj<<>>endobj\n", b"9\t0\x0bobj\n", b"9 0obj\n",
        b"9 %x\n0 obj\n", b"9 0 %x\robj\n", b"%9 0 obj <<>> endobj\n", b"(9 0 obj)", b"9 0" + b" " * 2000 + b"obj\n",
        b"9" + b" " * 2000 + b"0 obj\n", b"9 " + b"0" * 2000 + b" obj\n",
    ],
)  # fmt: skip
def test_an_object_that_is_not_listed_is_a_fault(extra: bytes) -> None:
    assert faults(document(extra)) == [UNLISTED]


def test_an_object_in_a_stream_is_a_fault() -> None:
    attached = updated(document(), objects={8: pdfs.stream(b"9 0 obj <</Type/Catalog>> endobj")})
    assert faults(attached, sealed=1) == [UNLISTED]


@pytest.mark.parametrize("extra", [b"%obj\n", b"%an obj\n", b"%9obj\n", b"%a0 obj\n"])
def test_other_words_are_no_objects(extra: bytes) -> None:
    assert faults(document(extra)) == []


def test_a_trailer_without_a_section_is_a_fault() -> None:
    assert faults(document(b"trailer\n<</Root 6 0 R>>\n")) == [
        "there is a trailer that does not belong to the cross-references"
    ]


def test_the_last_version_of_an_object_is_the_one_in_use() -> None:
    newer = updated(document(), objects={USED: drawn(5)})
    assert faults(newer, sealed=1) == []

    place = newer.index(b"4 0 obj")
    back = updated(newer, rows=b"4 1\n%010d 00000 n \n" % place)
    assert faults(back, sealed=2) == [OLDER]


def test_an_object_that_is_used_is_not_free() -> None:
    free = updated(document(), rows=b"6 1\n0000000000 00001 f \n")
    assert faults(free, sealed=1) == []

    used = updated(document(page=pdfs.page(Contents="4 0 R", Thumb="6 0 R")), rows=b"6 1\n0000000000 00001 f \n")
    assert faults(used, sealed=1) == [f"a search of the file finds another version of object {OTHER}"]


def moved(*, has_missing: bool = False) -> bytes:
    """A document with an object that an update has moved into an object stream."""
    packed = pdfs.stream(b"6 0 7 5 <<>> <<>>", Type="/ObjStm", N=2, First=8)
    page = pdfs.page(Thumb="6 0 R", Group="7 0 R", B=f"[{MISSING} 0 R]" if has_missing else None)
    objects = {
        1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"),
        2: pdfs.tree(PAGE),
        PAGE: page,
        8: packed,
        6: b"<<>>",
    }
    before = pdfs.with_streams(objects, {7: (2, 8, 1)})
    entries = {"Type": "/XRef", "Size": 10, "W": "[1 4 1]", "Index": "[6 1]", "Root": "1 0 R", "Prev": start(before)}
    row = pdfs.stream(b"\2\0\0\0\x08\0", **entries)
    return before + b"11 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (row, len(before))


def test_an_object_moves_into_an_object_stream_if_no_object_is_missing() -> None:
    assert faults(moved(), sealed=1) == []
    expected = "an object is missing, and a search of the file finds older versions of others"
    assert faults(moved(has_missing=True), sealed=1) == [expected]

    root = pdfs.dictionary(Type="/Catalog", Pages="2 0 R", DSS="<</Certs[30 0 R]>>")
    found = changes(updated(moved(), objects={CATALOGUE: root}), sealed=1)
    assert found == ["it refers to object 30, which does not exist"]


def hybrid(table: bytes, kind: int, offset: int) -> bytes:
    """A document whose table and whose stream beside it both list an object."""
    row = bytes([kind]) + offset.to_bytes(4) + b"\0"
    stream = b"8 0 obj\n%b\nendobj\n" % pdfs.stream(row, Type="/XRef", Size=9, W="[1 4 1]", Index="[6 1]")
    before, _, after = document(stream).rpartition(b"/Size")
    content = before + b"/XRefStm %d/Size" % document().rindex(b"xref\n0 1") + after
    place = content.index(b"6 0 obj")
    return content.replace(b"6 1\n%010d 00000 n " % place, b"6 1\n" + table)


PLACE = document().index(b"6 0 obj")
USED_ROW, FREE_ROW = b"%010d 00000 n " % PLACE, b"0000000000 00001 f "


@pytest.mark.parametrize(
    ("table", "kind", "offset", "expected"),
    [
        pytest.param(USED_ROW, 1, PLACE, [], id="the same place"),
        pytest.param(FREE_ROW, 0, 0, [UNLISTED], id="free in both"),
        pytest.param(FREE_ROW, 1, PLACE, [DIFFERENT], id="only in the stream"),
        pytest.param(USED_ROW, 0, 0, [DIFFERENT], id="only in the table"),
        pytest.param(USED_ROW, 1, document().index(b"4 0 obj"), [DIFFERENT], id="two places"),
        pytest.param(USED_ROW, 2, 8, [DIFFERENT], id="in an object stream"),
    ],
)
def test_both_kinds_of_cross_references_agree(table: bytes, kind: int, offset: int, expected: list[str]) -> None:
    assert faults(hybrid(table, kind, offset)) == expected
