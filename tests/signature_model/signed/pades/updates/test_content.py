"""The content of a revision is complete, or has a fault: no update may add what some reader shows."""

from collections.abc import Mapping

import pytest

from tests.kits import pdfs
from tests.kits.pdfs import CATALOGUE, PAGE, TREE
from tests.kits.updates import changes

MISSING = 10
"""The number of an object that the document does not have."""


def page(objects: str) -> bytes:
    return pdfs.page(B=objects)


def filled(document: bytes) -> bytes:
    """The document with an update: a certificate in the store, as the missing object."""
    start = int(document.rpartition(b"startxref")[2].split()[0])
    root = pdfs.dictionary(Type="/Catalog", Pages="2 0 R", DSS=f"<</Certs[{MISSING} 0 R]>>")
    out, rows = bytearray(document), b""
    for number, body in ((CATALOGUE, root), (MISSING, pdfs.stream(b"0 0 99 99 re f"))):
        rows += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    return bytes(out + b"xref\n" + rows + pdfs.end(Size=MISSING + 1, start=len(out), Prev=start))


def found(objects: Mapping[int, bytes]) -> list[str]:
    return changes(filled(pdfs.paper(objects={4: pdfs.stream(b"0 0 9 9 re f"), **objects})), sealed=0)


def test_evidence_may_be_added() -> None:
    assert found({PAGE: page("[4 0 R]")}) == []


@pytest.mark.parametrize(
    "reference",
    ["10 0 R", "10 00 R", "010 0 R", "10 1 R", "10\t0\nR", "10 0 R/X"],
)
def test_a_missing_object_is_not_added(reference: str) -> None:
    assert found({PAGE: page(f"[4 0 R {reference}]")}) == ["it adds, replaces or deletes object 10"]


@pytest.mark.parametrize(
    "reference",
    [
        "10%x\n0 R", "10 0%x\nR", "+10 0 R", "10 000000 R", "0000000000010 0 R", "10 -0 R", "10. 0 R", "10 0R",
        "10 0 RR", "10 0\vR", "endobj 10 0 R",
    ],
)  # fmt: skip
def test_a_reference_that_only_some_readers_follow_is_a_fault(reference: str) -> None:
    (change,) = found({PAGE: page(f"[4 0 R {reference}]")})
    assert change.startswith("the document before it has an error, which programs repair in different ways: ")


@pytest.mark.parametrize(
    "objects",
    [
        pytest.param({PAGE: page("6 0 R"), 6: b"7 0 R", 7: b"[10 0 R]"}, id="an object that is a reference"),
        pytest.param({PAGE: page("6 0 R"), 6: b"7%x\n0 R", 7: b"[10 0 R]"}, id="a reference with a comment"),
        pytest.param({PAGE: page("6 5 R"), 6: b"[10 0 R]"}, id="another generation"),
        pytest.param({PAGE: page("6 0 R/B 4 0 R"), 6: b"[10 0 R]"}, id="a name twice"),
        pytest.param({PAGE: page("6 0 R"), 6: b"[10 0 R]", CATALOGUE: b"<</Pages 2 0 R/X[3 9 R]>>"}, id="read before"),
    ],
)
def test_an_error_anywhere_in_the_content_is_a_fault(objects: Mapping[int, bytes]) -> None:
    (change,) = found(objects)
    assert change.startswith("the document before it has an error, which programs repair in different ways: ")


@pytest.mark.parametrize(
    "objects",
    [
        pytest.param({PAGE: pdfs.page(Contents="[4 0 R 9 0 R]")}, id="a missing content"),
        pytest.param({PAGE: pdfs.page(Contents="6 0 R"), 6: b"[9 0 R]"}, id="a missing content in another object"),
        pytest.param({TREE: pdfs.tree(PAGE, 9)}, id="a missing page"),
    ],
)
def test_all_pages_exist(objects: Mapping[int, bytes]) -> None:
    (change,) = found(objects)
    assert change.endswith("a page or its content does not exist")


def test_an_object_stream_has_one_value_for_each_number() -> None:
    tree = pdfs.dictionary(Type="/Pages", Count=1, Kids="[3 0 R]")
    objects = {1: pdfs.dictionary(Type="/Catalog", Pages="2 0 R"), 2: tree, 3: page("[]")}
    assert changes(filled(pdfs.packed(objects)), sealed=0) == []

    (change,) = changes(filled(pdfs.packed({**objects, 3: page("[]") + b" 10 0 R"})), sealed=0)
    assert change.endswith("an object is not a single value")


def test_cross_references_name_each_object_once_and_where_it_is() -> None:
    document = pdfs.paper()
    twice = document.replace(b"trailer", b"3 1\n%010d 00000 n \ntrailer" % document.index(b"3 0 obj"))
    (change,) = changes(filled(twice), sealed=0)
    assert change.endswith("a cross-reference section lists an object twice")

    packed = b"1 0 2 30 <</Type/Catalog/Pages 2 0 R>> <</Type/Pages/Kids[4 0 R]/Count 1>>"
    objects = {3: pdfs.stream(packed, Type="/ObjStm", N=2, First=9), 4: page("[]")}
    (change,) = changes(filled(pdfs.with_streams(objects, {1: (2, 3, 1), 2: (2, 3, 0)})), sealed=0)
    assert change.endswith("an object is at another index of its object stream than the cross-references say")
